/** Who owns which fields after a create, an update or a patch. */
import { ApiError } from '../api/api-error.ts';
import type { ApiObject, JsonObject } from '../api/object.ts';
import { sameJson } from '../api/object.ts';
import type { Schema } from '../schema/schema.ts';
import { type Changes, objectChanges } from './changes.ts';
import { difference, outside, setOf, union } from './field-set.ts';
import { fitting } from './fitting.ts';
import {
  capped,
  type Entries,
  entryOf,
  isOf,
  sentEntries,
  setIn,
  sortedEntries,
  type Writer,
  withSets,
} from './managers.ts';
import { objectSchema } from './typing.ts';

export interface Write {
  /** The object as it is; absent when it is created. */
  readonly before: ApiObject | undefined;
  /** The object as the client wants it, with defaults, before admission; `managedFields` as the client sent them. */
  readonly after: ApiObject;
  readonly schema: Schema;
  readonly manager: string;
  readonly apiVersion: string;
  readonly subresource?: string | undefined;
  /** RFC 3339, whole seconds. */
  readonly now: string;
  /** Names of fields that this kind of write cannot change: `[['status']]` for the main resource. */
  readonly resetPaths?: readonly (readonly string[])[] | undefined;
  /** What an object of this kind shows with nothing set, such as `{ spec: {}, status: {} }` for some built-in kinds. */
  readonly empty?: JsonObject | undefined;
}

/** The new `managedFields`, the very list of `before` if nothing is to change; empty if ownership is not tracked. */
export function tracked(write: Write): Entries {
  try {
    return currentOwners(write);
  } catch (error) {
    // List items without their keys have no owners. Validation refuses most; what passes is stored untracked.
    if (error instanceof ApiError && error.code === 500) return [];
    throw error;
  }
}

function currentOwners(write: Write): Entries {
  const { before, after, schema, now } = write;
  const entries = currentEntries(write);
  // Once a client has reset them, they stay away until somebody applies.
  if (entries.length === 0 && before !== undefined) return entries;
  const root = objectSchema(schema);
  const found = objectChanges(before ?? write.empty ?? {}, after, root);
  const { manager, apiVersion, subresource } = write;
  const writer: Writer = { manager: manager || 'unknown', operation: 'Update', apiVersion, subresource };
  return updated(entries, found && kept(found, write.resetPaths), writer, { now, schema: root });
}

/** The changes that last. */
export function kept(changes: Changes, resetPaths: Write['resetPaths']): Changes {
  if (!resetPaths?.length) return changes;
  const reset = setOf(resetPaths);
  return { gained: outside(changes.gained, reset), lost: outside(changes.lost, reset) };
}

/** The entries after a writer of its own accord made these changes. */
export function updated(
  entries: Entries,
  changes: Changes | undefined,
  writer: Writer,
  { now, schema }: { readonly now: string; readonly schema: Schema },
): Entries {
  const touched = changes && union(changes.gained, changes.lost);
  const left = withSets(entries, (entry) => difference(fitting(setIn(entry), schema), touched));
  if (!changes?.gained) return left;
  const own = left.find((entry) => isOf(entry, writer));
  const set = union(own && setIn(own), changes.gained) ?? {};
  // A scale is translated to and from its parent, and loses its time on the way.
  const time = writer.subresource === 'scale' ? undefined : now;
  return sortedEntries(capped([...left.filter((entry) => entry !== own), entryOf(writer, set, time)]));
}

/** What the write starts from: what the client sent if it may and did, or else what there is. */
function currentEntries({ before, after, schema, subresource }: Write): Entries {
  const live = before?.metadata.managedFields ?? [];
  const sent: Entries | null | undefined = after.metadata.managedFields;
  if (subresource || !Array.isArray(sent) || sent === live) return live;
  if (isReset(sent, schema)) return [];
  const known = sent.length === 0 || sameJson(sent, live) ? undefined : sentEntries(sent);
  return known ? sortedEntries(known) : live;
}

function isReset(sent: Entries, schema: Schema): boolean {
  // Decoding drops the empty list of a custom object, whose schema has no name: it means nothing there.
  if (sent.length === 0) return schema.name !== undefined;
  return sent.length === 1 && Object.keys(sent[0] ?? {}).length === 0;
}
