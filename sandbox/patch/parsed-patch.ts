/** Reads the body of a patch, and refuses what is not JSON the way the server does. */
import { badRequest } from '../api/api-error.ts';
import { syntaxProblem } from './json-syntax.ts';

/** Objects are far shallower; deeper ones would overflow what walks them. */
const MOST_DEPTH = 100;

export function parsedPatch(body: string, type: 'json' | 'merge' | 'strategic' = 'strategic'): unknown {
  const patch = parsed(body, type);
  if (isDeeper(patch, MOST_DEPTH)) throw badRequest(`${prefixOf(type)}exceeded max depth`);
  return patch;
}

/** Strategic patches are decoded without being called patches. */
const prefixOf = (type: string): string => (type === 'strategic' ? '' : 'error decoding patch: ');

function parsed(body: string, type: string): unknown {
  try {
    // A field of this name would set the prototype of whatever is copied.
    return body.includes('__proto__') ? JSON.parse(body, withoutPrototype) : JSON.parse(body);
  } catch {
    throw badRequest(`${prefixOf(type)}${syntaxProblem(body)}`);
  }
}

const withoutPrototype = (key: string, value: unknown): unknown => (key === '__proto__' ? undefined : value);

/** Whether a value is nested deeper than so many levels. */
export function isDeeper(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (most === 0) return true;
  if (Array.isArray(value)) return value.some((item) => isDeeper(item, most - 1));
  const fields = value as Readonly<Record<string, unknown>>;
  for (const key in fields) if (isDeeper(fields[key], most - 1)) return true;
  return false;
}
