/** Values the way Go prints them with `%v`, as some errors of the server show them. */
import { isObject } from '../api/object.ts';

/** Enough to recognise what is meant; the real server prints all of it. */
const MOST = 10_000;

export function goText(value: unknown): string {
  const text = printed(value);
  return text.length > MOST ? `${text.slice(0, MOST)}...` : text;
}

function printed(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(printed).join(' ')}]`;
  if (!isObject(value)) return String(value);
  const entries = Object.keys(value).sort();
  return `map[${entries.map((key) => `${key}:${printed(value[key])}`).join(' ')}]`;
}

/** The Go type of a decoded value, as errors name it. */
export function goType(value: unknown): string {
  if (value === null || value === undefined) return '%!s(<nil>)';
  if (Array.isArray(value)) return '[]interface {}';
  if (isObject(value)) return 'map[string]interface {}';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return typeof value === 'boolean' ? 'bool' : 'string';
}
