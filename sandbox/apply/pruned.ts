/** What disappears on apply: fields that the manager applied before, applies no longer, and nobody else owns. */
import type { JsonObject } from '../api/object.ts';
import type { Schema } from '../schema/schema.ts';
import { difference, type FieldSet, intersection, union } from './field-set.ts';
import { fieldsOf } from './owned-fields.ts';
import { without, withStructs } from './removal.ts';

/**
 * The merged object without what its manager gave up. `last` is what the manager applied before, `managed` all that
 * anybody owns now, the new configuration included.
 */
export function pruned(merged: JsonObject, schema: Schema, last: FieldSet, managed: FieldSet): JsonObject {
  if (last === undefined) return merged;
  const structs = (set: FieldSet) => withStructs(set, schema);
  const fields = (value: unknown) => structs(fieldsOf(value, schema));
  const all = fields(merged);
  const applied = structs(last);
  const bare = without(merged, applied, schema);
  // Whole items were taken away, also with fields of others in them: what somebody owns comes back.
  const owned = without(merged, difference(all, union(fields(bare), structs(managed))), schema);
  // And what nobody owned, but lay in what came back, was not the manager's to remove.
  const lost = intersection(difference(all, fields(owned)), applied);
  return (without(merged, lost, schema) ?? {}) as JsonObject;
}
