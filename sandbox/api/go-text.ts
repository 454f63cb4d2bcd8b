/** JSON values as Go prints them; messages of the API server show them that way. */
import { isObject } from '../api/object.ts';

/** Enough to recognise what is meant; a real server prints all of it. */
const MOST = 10_000;

/** `%v` */
export function goText(value: unknown): string {
  const text = printed(value);
  return text.length > MOST ? `${text.slice(0, MOST)}...` : text;
}

function printed(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(printed).join(' ')}]`;
  if (!isObject(value)) return String(value);
  return `map[${fieldsOf(value)
    .map(([key, field]) => `${key}:${printed(field)}`)
    .join(' ')}]`;
}

/** `%#v` */
export function goSyntax(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (!isObject(value)) return JSON.stringify(value);
  const fields = fieldsOf(value).map(([key, field]) => `${JSON.stringify(key)}:${goSyntax(field)}`);
  return `map[string]interface {}{${fields.join(', ')}}`;
}

/** `%T` */
export function goKind(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return '[]interface {}';
  if (isObject(value)) return 'map[string]interface {}';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  return Number.isInteger(value) ? 'int64' : 'float64';
}

const fieldsOf = (map: Readonly<Record<string, unknown>>): [string, unknown][] =>
  Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
