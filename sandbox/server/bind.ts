/** POST of a binding: a pod without a node gets one, once. */
import { ApiError, badRequest, conflict } from '../api/api-error.ts';
import { type FieldError, messageOf, required, unsupported } from '../api/field-error.ts';
import { type ApiObject, isObject, type JsonObject } from '../api/object.ts';
import { decoded } from '../schema/decode.ts';
import { type Answer, jsonAnswer } from './answer.ts';
import { objectIn } from './body.ts';
import { type Call, found } from './call.ts';
import { assertSameUid } from './change.ts';
import { writeOptions } from './options.ts';
import { schemaFor } from './schemas.ts';

export function bind(call: Call): Answer {
  const { world, request, query, resource, warnings } = call;
  const { dryRun } = writeOptions(query, request.headers['user-agent'] ?? '', 'CreateOptions');
  const binding = bodyOf(call);
  const node = targetOf(call, binding);
  const { object: pod } = found(call);
  assertFree(call, pod, binding);
  if (!dryRun) world.store.put(resource, bound(pod, binding, node, call.now));
  return jsonAnswer(201, JSON.stringify(SUCCESS), warnings);
}

const SUCCESS = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 } as const;
const BINDING = { kind: 'Binding', version: 'v1' } as const;
const NAMED = { group: '', resource: 'pods/binding' } as const;

function bodyOf(call: Call): ApiObject {
  const raw: JsonObject = objectIn(call.request, 'Binding', schemaFor(call.world));
  const type = { apiVersion: 'v1', kind: 'Binding' };
  return decoded(call.world.types('io.k8s.api.core.v1.Binding'), { ...raw, ...type }, BINDING).object;
}

function targetOf({ name }: Call, { metadata, target }: ApiObject): string {
  if (metadata.name !== name) throw badRequest('name in URL does not match name in Binding object');
  const { kind = '', name: node = '' } = (target ?? {}) as { kind?: string; name?: string };
  const errors: FieldError[] = [
    ...(['', 'Node'].includes(kind) ? [] : [unsupported('target.kind', kind, ['Node', '<empty>'])]),
    ...(node === '' ? [required('target.name')] : []),
  ];
  const texts = errors.map(messageOf);
  // A real server does not call this invalid: it has no reason for it at all.
  if (texts.length > 0) throw new ApiError(500, '', texts.length === 1 ? String(texts[0]) : `[${texts.join(', ')}]`);
  return node;
}

function assertFree(call: Call, { metadata, spec }: ApiObject, binding: ApiObject): void {
  const { name } = metadata;
  assertSameUid(call, binding.metadata.uid, metadata.uid ?? '');
  const { nodeName = '', schedulingGates } = (isObject(spec) ? spec : {}) as PodSpec;
  if (metadata.deletionTimestamp !== undefined)
    throw conflict(NAMED, name, `pod ${name} is being deleted, cannot be assigned to a host`);
  if (nodeName !== '')
    throw conflict(NAMED, name, `pod ${name} is already assigned to node ${JSON.stringify(nodeName)}`);
  if (schedulingGates?.length) throw conflict(NAMED, name, `pod ${name} has non-empty .spec.schedulingGates`);
}

interface PodSpec {
  readonly nodeName?: string;
  readonly schedulingGates?: readonly unknown[];
}

function bound(pod: ApiObject, { metadata }: ApiObject, node: string, now: string): ApiObject {
  const status = (pod['status'] ?? {}) as { conditions?: readonly { type: string }[] };
  const { annotations } = metadata;
  return {
    ...pod,
    metadata: annotations
      ? { ...pod.metadata, annotations: { ...pod.metadata.annotations, ...annotations } }
      : pod.metadata,
    spec: { ...(pod['spec'] as object), nodeName: node },
    status: { ...status, conditions: scheduled(status.conditions ?? [], now) },
  };
}

function scheduled(conditions: readonly { type: string }[], now: string): object[] {
  const condition = { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: now };
  const isKnown = conditions.some(({ type }) => type === condition.type);
  const others = conditions.map((one) => (one.type === condition.type ? condition : one));
  return isKnown ? others : [...others, condition];
}
