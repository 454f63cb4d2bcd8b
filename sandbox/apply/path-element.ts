/** The steps of a path to a field: their form in `fieldsV1`, their order, and how messages show them. */
import { isObject } from '../api/object.ts';

export const fieldElement = (name: string): string => `f:${name}`;

export const valueElement = (value: unknown): string => `v:${goJson(value)}`;

/** `names` in alphabetical order. */
export const keyElement = (names: readonly string[], value: (name: string) => unknown): string =>
  `k:{${names.map((name) => `${goJson(name)}:${goJson(value(name))}`).join(',')}}`;

/** JSON as Go writes it: fields in order, and nothing that HTML would take for markup. */
export function goJson(value: unknown): string {
  const text = JSON.stringify(isObject(value) || Array.isArray(value) ? inOrder(value) : (value ?? null));
  return /[<>&\u2028\u2029]/.test(text) ? text.replace(/[<>&\u2028\u2029]/g, escaped) : text;
}

const escaped = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, inOrder(value[key])]),
  );
}

/** The element in the only form that sets hold, `null` if it is of no known type, or `undefined` if it is malformed. */
export function canonicalElement(element: string): string | null | undefined {
  if (element[1] !== ':') return undefined;
  switch (element[0]) {
    case 'f':
      return element;
    case 'i':
      return /^i:[+-]?\d{1,15}$/.test(element) ? `i:${Number(element.slice(2))}` : undefined;
    case 'v':
      return canonicalValue(parsed(element.slice(2)));
    case 'k':
      return canonicalKey(parsed(element.slice(2)));
    default:
      return null;
  }
}

const canonicalValue = (value: unknown): string | undefined => (value === undefined ? undefined : valueElement(value));

const canonicalKey = (key: unknown): string | undefined =>
  isObject(key) ? keyElement(Object.keys(key).sort(), (name) => key[name]) : undefined;

/** `undefined` if it is no JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A path as messages show it: `.spec.ports[port=80,protocol="TCP"].name`. */
export const pathText = (path: readonly string[]): string => path.map(elementText).join('');

function elementText(element: string): string {
  const rest = element.slice(2);
  if (element.startsWith('f:')) return `.${rest}`;
  if (element.startsWith('v:')) return `[=${valueText(parsed(rest))}]`;
  if (element.startsWith('i:')) return `[${rest}]`;
  const fields = Object.entries(parsed(rest) ?? {});
  return `[${fields.map(([name, value]) => `${name}=${valueText(value)}`).join(',')}]`;
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueText).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value ?? null);
  return Object.entries(value)
    .map(([name, field]) => `${name}=${valueText(field)}`)
    .join('');
}
