/** Parts of JSON that may be anything, and its text. */
import { isObject } from '../../crds/defaults.ts';
import { MOST_VALUES } from './answer-shape.ts';

const MOST_DEPTH = 100;

/** What is found below these names and places, in own properties only. */
export function partOf(value: unknown, ...path: readonly (string | number)[]): unknown {
  let part = value;
  for (const step of path) {
    const isThere = (isObject(part) || Array.isArray(part)) && Object.hasOwn(part, step);
    part = isThere ? (part as Readonly<Record<string | number, unknown>>)[step] : undefined;
  }
  return part;
}

/** A list that is short enough. */
export function listOf(system: string, what: string, value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error(`${system} answered without a list of ${what}`);
  if (value.length > MOST_VALUES)
    throw new Error(`${system} answered ${value.length} ${what}: at most ${MOST_VALUES} are taken`);
  return value;
}

/** What a server says, which should be text but may be anything. */
export function worded(value: unknown): string {
  return typeof value === 'string' ? value : jsonText(value);
}

/** With sorted keys, as the status has always shown it. */
export function jsonText(value: unknown, depth = 0): string {
  if (depth > MOST_DEPTH) throw new Error('the answer is nested too deeply');
  if (Array.isArray(value)) return `[${value.map((item) => jsonText(item, depth + 1)).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? 'null';
  const fields = Object.keys(value).toSorted();
  return `{${fields.map((key) => `${JSON.stringify(key)}:${jsonText(value[key], depth + 1)}`).join(',')}}`;
}
