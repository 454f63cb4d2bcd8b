/** GET of one object, of lists and of their pages. */
import { ApiError, badRequest, expired } from '../api/api-error.ts';
import type { ApiObject } from '../api/object.ts';
import type { Kind } from '../kinds/kind.ts';
import { type FieldRequirement, fieldSelector } from '../selectors/field-selector.ts';
import { labelSelector } from '../selectors/label-selector.ts';
import { keyOf } from '../store/shelf.ts';
import type { Version } from '../store/version.ts';
import type { Answer } from './answer.ts';
import { type Call, found } from './call.ts';
import { type ContinueToken, readToken, writtenToken } from './continue-token.ts';
import { type ListOptions, listOptions } from './options.ts';
import { listAnswer, objectAnswer } from './present.ts';

export const get = (call: Call): Answer => objectAnswer(call, 200, found(call));

export function list(call: Call): Answer {
  const options = listOptions(call.query);
  const matches = selection(call, options);
  const token = options.continue === '' ? undefined : readToken(options.continue);
  const { versions, revision } = snapshot(call, options, token);
  const chosen = versions.filter((version) => isPast(version, token) && matches(version.object));
  const page = options.limit > 0 ? chosen.slice(0, options.limit) : chosen;
  const last = page.at(-1);
  const left = chosen.length - page.length;
  // A full page has a next one wherever objects follow, whether or not the selectors want those.
  const hasNext = last !== undefined && page.length === options.limit && versions.at(-1) !== last;
  return listAnswer(call, page, {
    resourceVersion: String(revision),
    ...(hasNext && { continue: writtenToken({ revision, after: keyIn(last) }) }),
    ...(left > 0 && isUnselected(options) && { remainingItemCount: left }),
  });
}

/** What a deletion of a collection means. */
export function selected(call: Call): Version[] {
  const matches = selection(call, listOptions(call.query));
  return call.world.store.list(call.resource, call.namespace).filter(({ object }) => matches(object));
}

export type Matches = (object: ApiObject) => boolean;

/** Whether an object is what the selectors (and a name in the path) ask for. */
export function selection(call: Call, options: Pick<ListOptions, 'labelSelector' | 'fieldSelector'>): Matches {
  const labels = options.labelSelector === '' ? undefined : labelSelector(options.labelSelector);
  const fields = fieldTest(call, options.fieldSelector);
  return (object) => (labels?.(object.metadata.labels) ?? true) && (fields?.(object) ?? true);
}

function fieldTest({ kind }: Call, text: string): Matches | undefined {
  if (text === '') return undefined;
  const tests = fieldSelector(text).map((requirement) => requirementTest(kind, requirement));
  return (object) => tests.every((test) => test(object));
}

const ALWAYS: Readonly<Record<string, (object: ApiObject) => string>> = {
  'metadata.name': ({ metadata }) => metadata.name,
  'metadata.namespace': ({ metadata }) => metadata.namespace ?? '',
};

function requirementTest(kind: Kind, { field, op, value }: FieldRequirement): Matches {
  const read = ALWAYS[field] ?? kind.selectable?.[field];
  if (!read) throw badRequest(unknownField(kind, field));
  return op === '=' ? (object) => read(object) === value : (object) => read(object) !== value;
}

function unknownField({ kind, group, selectable, isCustom }: Kind, field: string): string {
  if (kind === 'Job' && group === 'batch') return `field label ${JSON.stringify(field)} not supported for batchv1.Job`;
  if (isCustom || (group === '' && selectable)) return `field label not supported: ${field}`;
  return `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`;
}

const isUnselected = ({ labelSelector: labels, fieldSelector: fields }: ListOptions): boolean =>
  labels === '' && fields === '';

const keyIn = ({ object: { metadata } }: Version): string => keyOf(metadata.namespace ?? '', metadata.name);

const isPast = (version: Version, token: ContinueToken | undefined): boolean => !token || keyIn(version) > token.after;

/** The objects as they are, or as they were when the first page was read. */
function snapshot(call: Call, options: ListOptions, token: ContinueToken | undefined) {
  const { store } = call.world;
  const { resourceVersion, resourceVersionMatch } = options;
  const asked = token?.revision ?? revisionOf(resourceVersion);
  if (asked > store.revision) throw tooNew(asked, store.revision);
  const isExact =
    token !== undefined ||
    resourceVersionMatch === 'Exact' ||
    (options.limit > 0 && asked > 0 && resourceVersionMatch === '');
  if (!isExact) return { versions: store.list(call.resource, call.namespace), revision: store.revision };
  const versions = store.listAt(call.resource, call.namespace, asked);
  if (versions) return { versions, revision: asked };
  throw expired(token ? LOST_PAGE : `The resourceVersion for the provided list is too old.`);
}

const LOST_PAGE =
  'The provided continue parameter is too old to display a consistent list result. ' +
  'You can start a new list without the continue parameter.';

export function revisionOf(text: string): number {
  if (text === '') return 0;
  if (/^\d+$/.test(text)) return Number(text);
  const why = `strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`;
  throw new ApiError(500, '', `resourceVersion: Invalid value: ${JSON.stringify(text)}: ${why}`);
}

function tooNew(asked: number, current: number): ApiError {
  const message = `Timeout: Too large resource version: ${asked}, current: ${current}`;
  const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }];
  return new ApiError(504, 'Timeout', message, { causes, retryAfterSeconds: 1 });
}
