/** Server-side apply: the live object with a manager's configuration merged in, and who owns what afterwards. */
import { ApiError, badRequest } from '../api/api-error.ts';
import { type ApiObject, type JsonObject, type ManagedFieldsEntry, sameJson } from '../api/object.ts';
import type { Schema } from '../schema/schema.ts';
import { isSame, objectChanges, ownable } from './changes.ts';
import { applyConflict, type Conflict, conflictsIn } from './conflicts.ts';
import { difference, type FieldSet, outside, setOf, union } from './field-set.ts';
import { fitting } from './fitting.ts';
import { conceded, withLastApplied } from './last-applied.ts';
import { type Entries, entryOf, isOf, setIn, sortedEntries, type Writer, withSets } from './managers.ts';
import { merged } from './merged.ts';
import { fieldsOf } from './owned-fields.ts';
import { pruned } from './pruned.ts';
import { kept, updated } from './tracked.ts';
import { objectSchema } from './typing.ts';
import { problemsOf, problemsText } from './validity.ts';

export interface Apply {
  /** The object as it is; absent when it is created. */
  readonly live: ApiObject | undefined;
  /** The configuration as the client sent it. */
  readonly patch: ApiObject;
  readonly schema: Schema;
  readonly manager: string;
  readonly force: boolean;
  /** What is served at the address of the request. */
  readonly apiVersion: string;
  readonly kind: string;
  readonly subresource?: string | undefined;
  /** RFC 3339, whole seconds. */
  readonly now: string;
  /** Names of fields that this kind of write cannot change: `[['status']]` for the main resource. */
  readonly resetPaths?: readonly (readonly string[])[] | undefined;
  /** What an object of this kind shows with nothing set, such as `{ spec: {}, status: {} }` for some built-in kinds. */
  readonly empty?: JsonObject | undefined;
}

/** The merged object with its new `managedFields`, before defaults; `live` itself if there is nothing to change. */
export function appliedTo(apply: Apply): ApiObject {
  const schema = objectSchema(apply.schema);
  refuseUnfit(apply, schema);
  const { live = emptyObject(apply) } = apply;
  const applied = merge(apply, live, schema);
  return apply.manager === 'kubectl' ? withLastApplied(applied, apply.patch) : applied;
}

const emptyObject = ({ empty, apiVersion, kind }: Apply): ApiObject =>
  // The name comes with the patch.
  ({ ...empty, apiVersion, kind }) as unknown as ApiObject;

function refuseUnfit({ patch, apiVersion, kind, live }: Apply, schema: Schema): void {
  if (patch.apiVersion !== apiVersion || patch.kind !== kind)
    throw badRequest(`invalid object type: ${typeText(patch)}`);
  if (Array.isArray(patch.metadata?.managedFields)) throw badRequest('metadata.managedFields must be nil');
  const problems = problemsOf(patch, schema);
  if (problems.length === 0) return;
  const { namespace = live?.metadata.namespace ?? '', name = '' } = patch.metadata ?? {};
  const what = `${namespace}/${name}; ${typeText(patch)}`;
  throw new ApiError(500, '', `failed to create typed patch object (${what}): ${problemsText(problems)}`);
}

const typeText = ({ apiVersion = '', kind = '' }: Partial<ApiObject>): string =>
  `${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}, Kind=${kind}`;

function merge(apply: Apply, live: ApiObject, schema: Schema): ApiObject {
  const { patch, apiVersion, subresource, now, resetPaths = [] } = apply;
  const writer: Writer = { manager: apply.manager || 'unknown', operation: 'Apply', apiVersion, subresource };
  const entries = withSets(formerEntries(apply, live, schema), (entry) => fitting(setIn(entry), schema));
  const own = entries.find((entry) => isOf(entry, writer));
  const others = entries.filter((entry) => entry !== own);
  const set = outside(fieldsOf(patch, schema), setOf(resetPaths));
  const managed = () => others.reduce((all, entry) => union(all, setIn(entry)), set);
  const full = merged(live, patch, schema) as ApiObject;
  const object = gaveUp(own, set) ? (pruned(full, schema, own && setIn(own), managed()) as ApiObject) : full;
  const found = objectChanges(live, object, schema);
  const changes = found && kept(found, resetPaths);
  const conflicts = apply.force ? [] : contested(apply, live, schema, conflictsIn(others, changes?.gained));
  if (conflicts.length > 0) throw applyConflict(conflicts);
  const touched = changes && union(changes.gained, changes.lost);
  const left = withSets(others, (entry) => difference(setIn(entry), touched));
  const hasChanged = !isSame(live, object, 0);
  // An apply that only claims what is so already is not dated.
  const entry = ownEntry(own, writer, ownable(set), hasChanged ? now : own?.time);
  return withEntries(hasChanged ? object : live, sortedEntries(entry ? [...left, entry] : left));
}

const gaveUp = (own: ManagedFieldsEntry | undefined, set: FieldSet): boolean =>
  own !== undefined && difference(setIn(own), set) !== undefined;

/** What is there before the first apply to an object that nobody tracked belongs to one former manager. */
function formerEntries(
  { empty, apiVersion, subresource, now, resetPaths }: Apply,
  live: ApiObject,
  schema: Schema,
): Entries {
  const entries = live.metadata?.managedFields ?? [];
  if (entries.length > 0) return entries;
  const found = objectChanges(empty ?? {}, live, schema);
  const former: Writer = { manager: 'before-first-apply', operation: 'Update', apiVersion, subresource };
  return updated([], found && kept(found, resetPaths), former, { now, schema });
}

function contested(apply: Apply, live: ApiObject, schema: Schema, conflicts: readonly Conflict[]): Conflict[] {
  if (conflicts.length === 0 || apply.manager !== 'kubectl') return [...conflicts];
  const free = conceded(live, schema);
  return conflicts.flatMap(({ entry, fields }) => {
    const rest = difference(fields, free);
    return rest ? [{ entry, fields: rest }] : [];
  });
}

function ownEntry(own: ManagedFieldsEntry | undefined, writer: Writer, set: FieldSet, time: string | undefined) {
  if (set === undefined) return undefined;
  const entry = entryOf(writer, set, time);
  return own && sameJson(own, entry) ? own : entry;
}

function withEntries(object: ApiObject, entries: readonly ManagedFieldsEntry[]): ApiObject {
  const { managedFields, ...metadata } = object.metadata;
  const isUnchanged =
    entries.length === (managedFields?.length ?? 0) && entries.every((one, index) => one === managedFields?.[index]);
  if (isUnchanged && managedFields !== null) return object;
  return { ...object, metadata: entries.length > 0 ? { ...metadata, managedFields: [...entries] } : metadata };
}
