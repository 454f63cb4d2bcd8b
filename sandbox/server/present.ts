/** Objects as answers: themselves, tables, or metadata alone. */
import type { ApiObject } from '../api/object.ts';
import { apiVersionOf } from '../kinds/kind.ts';
import type { Version } from '../store/version.ts';
import { tableOf } from '../table/table.ts';
import { type Answer, jsonAnswer } from './answer.ts';
import { type Call, inVersion, textIn } from './call.ts';
import { type Form, formOf } from './media.ts';

export interface ListMeta {
  readonly resourceVersion: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

export function objectAnswer(call: Call, status: number, version: Version): Answer {
  return jsonAnswer(status, textOf(call, version, formOf(call.request.headers['accept'])), call.warnings);
}

/** One object as JSON text in the form that was asked for. */
export function textOf(call: Call, version: Version, form: Form): string {
  if (form === 'object') return textIn(call.kind, version);
  const object = inVersion(call.kind, version);
  if (form === 'metadata') return JSON.stringify(partial(object));
  return JSON.stringify(tableFor(call, [object], { resourceVersion: object.metadata.resourceVersion ?? '' }));
}

export function listAnswer(call: Call, versions: readonly Version[], metadata: ListMeta): Answer {
  const form = formOf(call.request.headers['accept']);
  if (form === 'table') {
    const objects = versions.map((version) => inVersion(call.kind, version));
    return jsonAnswer(200, JSON.stringify(tableFor(call, objects, metadata)), call.warnings);
  }
  const head = form === 'metadata' ? PARTIAL_LIST : listHead(call);
  const items = versions.map((version) => itemOf(call, version, form));
  const meta = call.kind.isCustom && form === 'object' ? { continue: '', ...metadata } : metadata;
  const body = `{${head},"metadata":${JSON.stringify(meta)},"items":[${items.join(',')}]}`;
  return jsonAnswer(200, body, call.warnings);
}

/** Lists of built-in kinds say once what their items are. */
function itemOf(call: Call, version: Version, form: Form): string {
  const text = textOf(call, version, form);
  const { kind } = call;
  const head = `{"apiVersion":"${apiVersionOf(kind)}","kind":"${kind.kind}",`;
  return form === 'object' && !kind.isCustom && text.startsWith(head) ? `{${text.slice(head.length)}` : text;
}

const PARTIAL_LIST = '"kind":"PartialObjectMetadataList","apiVersion":"meta.k8s.io/v1"';

const listHead = ({ kind }: Call): string => `"kind":"${kind.kind}List","apiVersion":"${apiVersionOf(kind)}"`;

const partial = ({ metadata }: ApiObject): object => ({
  kind: 'PartialObjectMetadata',
  apiVersion: 'meta.k8s.io/v1',
  metadata,
});

function tableFor(call: Call, objects: readonly ApiObject[], metadata: ListMeta): object {
  const wish = call.query.get('includeObject');
  const includeObject = wish === 'None' || wish === 'Object' ? wish : 'Metadata';
  return tableOf(call.kind.columns, objects, { now: call.now, includeObject, ...metadata });
}
