/** Functions of lists and maps. */
import { DEEPEST_VALUE, type Run, spend } from '../budget.ts';
import { fetched } from '../members.ts';
import { brief, ExpressionError, fail } from '../problem.ts';
import { isEqual, type Place, sorted } from '../relations.ts';
import { jsonOf } from '../text.ts';
import { isFields, isGroups, isList, typeName, type Value } from '../values.ts';
import {
  argument,
  type Builtin,
  type Builtins,
  entriesOf,
  INT,
  LIST,
  listAt,
  TEXT,
  textAt,
  wholeAt,
} from './builtin.ts';

export const OF_LISTS: Builtins = {
  len: { takes: [1, 1], gives: INT, value: (given, place) => BigInt(length(argument(given, 0), place)) },
  first: { takes: [1, 1], value: ([list = null]) => (isList(list) ? (list[0] ?? null) : null) },
  last: { takes: [1, 1], value: ([list = null]) => (isList(list) ? (list.at(-1) ?? null) : null) },
  get: { takes: [2, 2], value: got },
  take: { takes: [2, 2], gives: LIST, value: taken },
  reverse: ofList('reverse', (list) => list.toReversed()),
  uniq: ofList('uniq', unique),
  flatten: ofList('flatten', (list, place) => flat(list, place, 0)),
  concat: { takes: [1, Number.POSITIVE_INFINITY], gives: LIST, value: concatenated },
  sort: { takes: [1, 2], gives: LIST, value: inOrder },
  keys: {
    takes: [1, 1],
    gives: LIST,
    value: (given, place) => entries(given, 'get keys from', place).map(([key]) => key),
  },
  values: {
    takes: [1, 1],
    gives: LIST,
    value: (given, place) => entries(given, 'get values from', place).map(([, value]) => value),
  },
  toPairs: { takes: [1, 1], gives: LIST, value: (given, place) => entries(given, 'transform to pairs', place) },
  fromPairs: { takes: [1, 1], value: fromPairs },
  toJSON: { takes: [1, 1], gives: TEXT, value: (given, place) => jsonOf(argument(given, 0), place) },
  fromJSON: { takes: [1, 1], value: fromJson },
};

function length(value: Value, { run, at }: Place): number {
  if (typeof value === 'string') {
    spend(run, value.length >> 3, at);
    return [...value].length;
  }
  if (isList(value)) return value.length;
  if (isGroups(value)) return value.size;
  if (!isFields(value)) return fail(`invalid argument for len (type ${typeName(value)})`, at);
  const { length: names } = Object.keys(value);
  spend(run, names, at);
  return names;
}

/** Nil where an index or a member would be refused. */
function got(given: readonly Value[], { at }: Place): Value {
  const from = argument(given, 0);
  if (!isList(from) && !isFields(from) && !isGroups(from)) return null;
  try {
    return fetched(from, argument(given, 1), at);
  } catch (error) {
    if (error instanceof ExpressionError) return null;
    throw error;
  }
}

function taken(given: readonly Value[], place: Place): Value {
  const list = listAt(given, 0, 'take from', place);
  const count = wholeAt(given, 1, place);
  if (!(count >= 0)) fail('cannot take less than nothing', place.at);
  spend(place.run, Math.min(count, list.length), place.at);
  return list.slice(0, count);
}

function ofList(name: string, change: (list: readonly Value[], place: Place) => readonly Value[]): Builtin {
  const value: Builtin['value'] = (given, place) => {
    const list = listAt(given, 0, name, place);
    spend(place.run, list.length, place.at);
    return change(list, place);
  };
  return { takes: [1, 1], gives: LIST, value };
}

function unique(list: readonly Value[], place: Place): readonly Value[] {
  const found: Value[] = [];
  for (const item of list) {
    if (!found.some((other) => isEqual(item ?? null, other, place))) found.push(item ?? null);
  }
  return found;
}

function flat(list: readonly Value[], place: Place, depth: number): readonly Value[] {
  if (depth > DEEPEST_VALUE) fail('a value too deeply nested', place.at);
  const found: Value[] = [];
  for (const item of list) {
    if (!isList(item)) found.push(item ?? null);
    else for (const inner of flat(item, place, depth + 1)) found.push(inner);
  }
  spend(place.run, found.length, place.at);
  return found;
}

function concatenated(given: readonly Value[], place: Place): Value {
  const lists = given.map((_, index) => listAt(given, index, 'concat', place));
  for (const list of lists) spend(place.run, list.length, place.at);
  return lists.flat();
}

function inOrder(given: readonly Value[], place: Place): Value {
  const list = listAt(given, 0, 'sort', place);
  const order = given.length > 1 ? textAt(given, 1, place) : 'asc';
  if (order !== 'asc' && order !== 'desc') fail(`invalid order ${brief(order)}, expected asc or desc`, place.at);
  return sorted(list, list, order === 'desc', place);
}

function entries(given: readonly Value[], verb: string, place: Place): readonly (readonly [Value, Value])[] {
  const found = entriesOf(argument(given, 0), verb, place);
  spend(place.run, found.length, place.at);
  return found;
}

function fromPairs(given: readonly Value[], place: Place): Value {
  const found = new Map<Value, Value>();
  const list = listAt(given, 0, 'make a map of', place);
  spend(place.run, list.length, place.at);
  for (const pair of list) {
    if (!isList(pair) || pair.length !== 2) fail('a pair has a key and a value', place.at);
    found.set(argument(pair, 0), argument(pair, 1));
  }
  return found;
}

function fromJson(given: readonly Value[], place: Place): Value {
  const text = textAt(given, 0, place);
  chargeJson(place.run, text.length, place.at);
  try {
    return JSON.parse(text) as Value;
  } catch {
    return fail(text.trim() === '' ? 'unexpected end of JSON input' : 'a text that is no JSON', place.at);
  }
}

function chargeJson(run: Run, characters: number, at: number): void {
  spend(run, 10 + characters, at);
}
