/** Whether an answer has what a case expects of it, and if not, where it differs first. */
import { isObject } from '../api/object.ts';
import { ABSENT } from './case.testkit.ts';

/** Undefined if `actual` has all of `part`: fields of objects, all items of lists, patterns in strings. */
export function mismatch(part: unknown, actual: unknown, path = ''): string | undefined {
  if (part === undefined) return undefined;
  if (part instanceof RegExp) return unless(typeof actual === 'string' && part.test(actual), part, actual, path);
  if (Array.isArray(part)) return listMismatch(part, actual, path);
  if (isObject(part))
    return '$contains' in part ? lack(part['$contains'], actual, path) : objectMismatch(part, actual, path);
  return unless(actual === (part === ABSENT ? undefined : part), part, actual, path);
}

const unless = (holds: boolean, part: unknown, actual: unknown, path: string): string | undefined =>
  holds ? undefined : `${path}: ${shown(actual)} instead of ${part instanceof RegExp ? part : shown(part)}`;

function listMismatch(part: readonly unknown[], actual: unknown, path: string): string | undefined {
  if (!Array.isArray(actual) || actual.length !== part.length) {
    return `${path}: ${shown(actual)} instead of ${part.length} items`;
  }
  return first(part.map((item, index) => mismatch(item, actual[index], `${path}[${index}]`)));
}

function objectMismatch(part: Readonly<Record<string, unknown>>, actual: unknown, path: string): string | undefined {
  if (!isObject(actual)) return `${path}: ${shown(actual)} is no object`;
  return first(Object.entries(part).map(([key, value]) => mismatch(value, actual[key], `${path}.${key}`)));
}

/** Which of the wanted items a list has not, wherever they may be in it. */
function lack(wanted: unknown, actual: unknown, path: string): string | undefined {
  if (!Array.isArray(actual) || !Array.isArray(wanted)) return `${path}: ${shown(actual)} is no list`;
  const missing = wanted.find((item) => actual.every((one) => mismatch(item, one) !== undefined));
  return missing === undefined ? undefined : `${path}: has no ${shown(missing)}`;
}

const first = (found: readonly (string | undefined)[]): string | undefined => found.find((one) => one !== undefined);

const MOST_SHOWN = 600;

const shown = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, MOST_SHOWN);
