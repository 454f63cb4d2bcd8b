/** What a function of the language is, and how it reads its arguments. */
import { fail } from '../problem.ts';
import type { Place } from '../relations.ts';
import { isFields, isGroups, isList, isNumber, truncated, typeName, type Value } from '../values.ts';

export interface Builtin {
  /** How many arguments. */
  readonly takes: readonly [least: number, most: number];
  /** Its type in the reference's words, if it is always the same. */
  readonly gives?: string;
  readonly value: (given: readonly Value[], place: Place) => Value;
}

export type Builtins = Readonly<Record<string, Builtin>>;

export const INT = 'int';
export const FLOAT = 'float64';
export const TEXT = 'string';
export const BOOL = 'bool';
export const LIST = '[]interface {}';

export function argument(given: readonly Value[], index: number): Value {
  return given[index] ?? null;
}

export function textAt(given: readonly Value[], index: number, { at }: Place): string {
  const value = argument(given, index);
  return typeof value === 'string' ? value : fail(`expected string, but got ${typeName(value)}`, at);
}

export function numberAt(given: readonly Value[], index: number, { at }: Place): number {
  const value = argument(given, index);
  return isNumber(value) ? Number(value) : fail(`expected a number, but got ${typeName(value)}`, at);
}

/** A whole number, or the whole part of another. */
export function wholeAt(given: readonly Value[], index: number, place: Place): number {
  return Math.trunc(numberAt(given, index, place));
}

export function intAt(given: readonly Value[], index: number, { at }: Place): bigint {
  const value = argument(given, index);
  return typeof value === 'bigint' ? value : fail(`cannot use ${typeName(value)} as argument (type int)`, at);
}

/** What `verb` cannot be done to is refused in the reference's words. */
export function listAt(given: readonly Value[], index: number, verb: string, { at }: Place): readonly Value[] {
  const value = argument(given, index);
  return isList(value) ? value : fail(`cannot ${verb} ${typeName(value)}`, at);
}

export function entriesOf(value: Value, verb: string, { at }: Place): readonly (readonly [Value, Value])[] {
  if (isGroups(value)) return [...value];
  return isFields(value) ? Object.entries(value) : fail(`cannot ${verb} ${typeName(value)}`, at);
}

export function asInt(value: Value): bigint | undefined {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return truncated(value);
  if (typeof value !== 'string' || !/^[+-]?\d{1,19}$/.test(value)) return undefined;
  const whole = BigInt(value.replace('+', ''));
  return whole === BigInt.asIntN(64, whole) ? whole : undefined;
}

const DECIMAL = /^[+-]?(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+)?$/i;
const SPECIAL: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
};

/** Numbers, and texts that are nothing but a number. */
export function asFloat(value: Value): number | undefined {
  if (isNumber(value)) return Number(value);
  if (typeof value !== 'string' || value.length > 100) return undefined;
  if (DECIMAL.test(value)) {
    const number = Number(value.replaceAll('_', ''));
    return Number.isFinite(number) ? number : undefined;
  }
  const word = value.replace(/^[+-]/, '').toLowerCase();
  const special = Object.hasOwn(SPECIAL, word) ? SPECIAL[word] : undefined;
  return special !== undefined && value.startsWith('-') ? -special : special;
}
