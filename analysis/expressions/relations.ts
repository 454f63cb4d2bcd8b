/** Which values are equal, less, or within others. */
import { DEEPEST_VALUE, type Run, spend } from './budget.ts';
import { fail } from './problem.ts';
import {
  type Fields,
  isDuration,
  isFields,
  isGroups,
  isList,
  isNumber,
  nanosecondsOf,
  own,
  typeName,
  type Value,
} from './values.ts';

/** Where a comparison stands and who pays for it. */
export interface Place {
  readonly run: Run;
  readonly at: number;
}

/** Numbers are equal by value, lists and maps by what they hold; values of different types never are. */
export function isEqual(a: Value, b: Value, place: Place, depth = 0): boolean {
  spend(place.run, 1, place.at);
  if (depth > DEEPEST_VALUE) fail('a value too deeply nested', place.at);
  if (isNumber(a) && isNumber(b)) return isSameNumber(a, b);
  if (typeof a === 'string') spend(place.run, a.length >> 4, place.at);
  if (isList(a) && isList(b)) return hasSameItems(a, b, place, depth);
  if (isFields(a) && isFields(b)) return hasSameFields(a, b, place, depth);
  return a === b || isSameMoment(a, b);
}

function isSameNumber(a: number | bigint, b: number | bigint): boolean {
  // biome-ignore lint/suspicious/noDoubleEquals: 1 and 1n are the same number.
  return a == b;
}

function isSameMoment(a: Value, b: Value): boolean {
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  return isDuration(a) && isDuration(b) && nanosecondsOf(a) === nanosecondsOf(b);
}

function hasSameItems(a: readonly Value[], b: readonly Value[], place: Place, depth: number): boolean {
  return a.length === b.length && a.every((item, i) => isEqual(item ?? null, b[i] ?? null, place, depth + 1));
}

function hasSameFields(a: Fields, b: Fields, place: Place, depth: number): boolean {
  const names = Object.keys(a);
  spend(place.run, names.length, place.at);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) => Object.hasOwn(b, name) && isEqual(own(a, name), own(b, name), place, depth + 1));
}

type Ordered = readonly [number | bigint | string, number | bigint | string];

/** Two values of a kind that has an order, as JavaScript can compare them; undefined if they have none. */
export function ordered(a: Value, b: Value, { run, at }: Place): Ordered | undefined {
  if (isNumber(a) && isNumber(b)) return [a, b];
  if (typeof a === 'string' && typeof b === 'string') {
    spend(run, a.length >> 4, at);
    return [a, b];
  }
  if (a instanceof Date && b instanceof Date) return [a.getTime(), b.getTime()];
  return isDuration(a) && isDuration(b) ? [nanosecondsOf(a), nanosecondsOf(b)] : undefined;
}

export function isLess(a: Value, b: Value, place: Place): boolean {
  spend(place.run, 1, place.at);
  const [left, right] = ordered(a, b, place) ?? fail(`invalid operation: ${typeName(a)} < ${typeName(b)}`, place.at);
  return left < right;
}

/** An item of a list, a name of a map. */
export function isWithin(item: Value, all: Value, place: Place): boolean {
  if (all === null) return false;
  if (isList(all)) return all.some((other) => isEqual(other ?? null, item, place));
  if (isGroups(all)) return all.has(item);
  if (!isFields(all)) fail(`operator "in" not defined on ${typeName(all)}`, place.at);
  return typeof item === 'string'
    ? Object.hasOwn(all, item)
    : fail(`${typeName(item)} cannot be a name in a map`, place.at);
}

/** Items by the order of their keys; equal ones stay as they were. */
export function sorted(
  items: readonly Value[],
  keys: readonly Value[],
  isDescending: boolean,
  place: Place,
): readonly Value[] {
  const order = [...items.keys()].sort((i, j) => {
    const [a, b] = isDescending ? [keys[j] ?? null, keys[i] ?? null] : [keys[i] ?? null, keys[j] ?? null];
    if (isLess(a, b, place)) return -1;
    return isLess(b, a, place) ? 1 : 0;
  });
  return order.map((i) => items[i] ?? null);
}
