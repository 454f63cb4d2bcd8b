/** How lists of objects merge: by the key that the schema names, with directives among the elements. */
import { ApiError } from '../api/api-error.ts';
import { goKind, goText } from '../api/go-text.ts';
import { isObject, type JsonObject } from '../api/object.ts';
import type { Schema } from '../schema/schema.ts';
import { noMergeKey, plainError, unknownDirective } from './directives.ts';
import { inOrder } from './list-order.ts';

type Merge = (original: JsonObject, patch: JsonObject, schema: Schema) => JsonObject;

/** Whether two lists that are to be merged hold objects; throws unless all elements are of one type. */
export function elementsAreObjects(original: readonly unknown[], patch: readonly unknown[]): boolean {
  const first = original.length > 0 ? original[0] : patch[0];
  if (first === undefined) throw plainError('no elements in any of the given slices');
  if (Array.isArray(first)) {
    throw new ApiError(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
  }
  const type = goKind(first);
  const isSame = (item: unknown) => item !== null && goKind(item) === type;
  if (original.every(isSame) && patch.every(isSame)) return isObject(first);
  throw plainError(`list element types are not identical: ${goText([original, patch])}`);
}

export function mergedObjects(original: unknown[], patch: unknown[], schema: Schema, merge: Merge): unknown[] {
  const key = schema['x-kubernetes-patch-merge-key'] ?? '';
  if (key === '') throw plainError('cannot merge lists without merge key for struct');
  const changes = patch.filter((item) => !isDirective(item));
  const directives = patch.filter(isDirective);
  for (const directive of directives) assertDirective(directive, key);
  if (directives.some((item) => item['$patch'] === 'replace')) {
    return inOrder(changes, { key, first: [], before: changes });
  }
  const before = withoutDeleted(original as JsonObject[], directives, key);
  const list = withChanges(before, changes as JsonObject[], key, (old, change) =>
    merge(old, change, schema.items ?? {}),
  );
  return inOrder(list, { key, first: changes, before });
}

const isDirective = (item: unknown): item is JsonObject => isObject(item) && Object.hasOwn(item, '$patch');

function assertDirective(item: JsonObject, key: string): void {
  const directive = item['$patch'];
  if (directive === 'replace') return;
  if (directive === 'merge') throw plainError('merging lists cannot yet be specified in the patch');
  if (directive !== 'delete') throw unknownDirective(item);
  if (!Object.hasOwn(item, key)) throw noMergeKey(item, key);
}

/** Changes meet the first element with their key; those that meet none are added. */
function withChanges(
  before: readonly JsonObject[],
  changes: readonly JsonObject[],
  key: string,
  merge: (old: JsonObject, change: JsonObject) => JsonObject,
): JsonObject[] {
  const list = [...before];
  const places = placesOf(before, key);
  for (const change of changes) {
    if (!Object.hasOwn(change, key)) throw noMergeKey(change, key);
    const place = places.get(change[key]) ?? -1;
    const old = list[place];
    if (old === undefined) places.set(change[key], list.push(change) - 1);
    else list[place] = merge(old, change);
  }
  return list;
}

function placesOf(items: readonly JsonObject[], key: string): Map<unknown, number> {
  const places = new Map<unknown, number>();
  items.forEach((item, index) => {
    if (Object.hasOwn(item, key) && !places.has(item[key])) places.set(item[key], index);
  });
  return places;
}

function withoutDeleted(original: JsonObject[], directives: readonly JsonObject[], key: string): JsonObject[] {
  const deleted = new Set(directives.map((item) => item[key]));
  if (deleted.size === 0) return original;
  return original.filter((item) => !(Object.hasOwn(item, key) && deleted.has(item[key])));
}
