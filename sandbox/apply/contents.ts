/** What maps and lists hold; anything else holds nothing. */
import { isObject, type JsonObject } from '../api/object.ts';

export const mapIn = (value: unknown): JsonObject => (isObject(value) ? value : {});

export const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export function isEmpty(map: JsonObject): boolean {
  for (const _ in map) return false;
  return true;
}
