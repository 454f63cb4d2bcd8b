/** JSON values as text that is equal for equal values, to find duplicates in time that grows with the list. */
import { isObject } from '../api/object.ts';

const MOST_DEPTH = 100;

/** Below a hundred levels all values look the same. */
export function jsonKey(value: unknown, depth = 0): string {
  if (depth > MOST_DEPTH) return '...';
  if (Array.isArray(value)) return `[${value.map((item) => jsonKey(item, depth + 1)).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? 'null';
  const fields = Object.keys(value).sort();
  return `{${fields.map((name) => `${JSON.stringify(name)}:${jsonKey(value[name], depth + 1)}`).join(',')}}`;
}

export const hasDuplicates = (values: readonly unknown[]): boolean =>
  values.length > 1 && new Set(values.map((value) => jsonKey(value))).size < values.length;
