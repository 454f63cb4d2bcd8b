/** Nulls in what is applied to custom objects: a real server keeps them, and refuses them where the schema allows none. */
import { type ApiObject, isObject, type JsonObject } from '../api/object.ts';

/** The object with the nulls that defaulting has dropped of `given`; the object itself if it dropped none. */
export const withNulls = (object: ApiObject, given: ApiObject): ApiObject => restored(object, given) as ApiObject;

function restored(kept: unknown, given: unknown): unknown {
  if (Array.isArray(kept) && Array.isArray(given)) return restoredList(kept, given);
  if (!isObject(kept) || !isObject(given)) return kept;
  const entries = Object.entries(given).map(([key, value]) => [key, restoredField(kept, key, value)] as const);
  const changed = entries.filter(([key, value]) => value !== kept[key]);
  return changed.length === 0 ? kept : { ...kept, ...Object.fromEntries(changed) };
}

const restoredField = (kept: JsonObject, key: string, given: unknown): unknown =>
  given === null && !(key in kept) ? null : restored(kept[key], given);

function restoredList(kept: readonly unknown[], given: readonly unknown[]): readonly unknown[] {
  const items = kept.map((item, index) => restored(item, given[index]));
  return items.every((item, index) => item === kept[index]) ? kept : items;
}
