/** Text as Go's JSON encoder writes it: quotes, escapes and the order of keys. */
import { isObject } from './notation.ts';

const SPECIAL = /["\\<>&\p{Cc}\p{Cs}\u2028\u2029]/u;

export function quoted(text: string): string {
  if (!SPECIAL.test(text)) return `"${text}"`;
  return JSON.stringify(text.replace(/\p{Cs}/gu, '\ufffd')).replace(/[<>&\u2028\u2029]/g, escaped);
}

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Values without a declared type. API servers store their keys in order, so any other is an accident. */
export function jsonText(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(jsonText).join()}]`;
  return isObject(value) ? mapText(value, jsonText) : String(value ?? null);
}

export function mapText(map: Readonly<Record<string, unknown>>, text: (value: unknown) => string): string {
  const entries = Object.keys(map)
    .filter((key) => map[key] !== undefined)
    .sort()
    .map((key) => `${quoted(key)}:${text(map[key])}`);
  return `{${entries.join()}}`;
}
