/** Functions of numbers, and of numbers in lists. */
import { DEEPEST_VALUE, spend } from '../budget.ts';
import { negated } from '../operators.ts';
import { fail } from '../problem.ts';
import type { Place } from '../relations.ts';
import { int, isList, isNumber, typeName, type Value } from '../values.ts';
import { argument, type Builtin, type Builtins, FLOAT, INT, intAt } from './builtin.ts';

export const OF_NUMBERS: Builtins = {
  abs: {
    takes: [1, 1],
    value: (given, place) => {
      const value = only('abs', argument(given, 0), place);
      return value < 0 ? negated(value, place.at) : value;
    },
  },
  ceil: rounding('ceil', Math.ceil),
  floor: rounding('floor', Math.floor),
  // Halves go away from zero, also below it.
  round: rounding('round', (value) => (Number.isFinite(value) ? Math.sign(value) * rounded(Math.abs(value)) : value)),
  max: { takes: [1, Number.POSITIVE_INFINITY], value: (given, place) => extreme('max', given, place) },
  min: { takes: [1, Number.POSITIVE_INFINITY], value: (given, place) => extreme('min', given, place) },
  mean: {
    takes: [1, Number.POSITIVE_INFINITY],
    gives: FLOAT,
    value: (given, place) => mean(numbersIn('mean', given, place)),
  },
  median: {
    takes: [1, Number.POSITIVE_INFINITY],
    gives: FLOAT,
    value: (given, place) => median(numbersIn('median', given, place)),
  },
  bitand: bits((a, b) => a & b),
  bitor: bits((a, b) => a | b),
  bitxor: bits((a, b) => a ^ b),
  bitnand: bits((a, b) => a & ~b),
  bitshl: bits((a, b, at) => a << shift(b, at)),
  bitshr: bits((a, b, at) => a >> shift(b, at)),
  bitushr: bits((a, b, at) => BigInt.asUintN(64, a) >> shift(b, at)),
  bitnot: { takes: [1, 1], gives: INT, value: (given, place) => ~intAt(given, 0, place) },
};

/** Not Math.round, which makes 1 of the number just below a half. */
function rounded(value: number): number {
  const whole = Math.floor(value);
  return value - whole >= 0.5 ? whole + 1 : whole;
}

function only(name: string, value: Value, { at }: Place): number | bigint {
  return isNumber(value) ? value : fail(`invalid argument for ${name} (type ${typeName(value)})`, at);
}

function rounding(name: string, round: (value: number) => number): Builtin {
  return { takes: [1, 1], gives: FLOAT, value: (given, place) => round(Number(only(name, argument(given, 0), place))) };
}

function bits(operation: (a: bigint, b: bigint, at: number) => bigint): Builtin {
  const value: Builtin['value'] = (given, place) =>
    int(operation(intAt(given, 0, place), intAt(given, 1, place), place.at));
  return { takes: [2, 2], gives: INT, value };
}

/** More than 64 places leave nothing, and would take long. */
function shift(by: bigint, at: number): bigint {
  if (by < 0n) fail(`invalid operation: negative shift count ${by} (type int)`, at);
  return by > 64n ? 64n : by;
}

/** All numbers, also those in lists within lists. */
function numbersIn(name: string, values: readonly Value[], place: Place, depth = 0): (number | bigint)[] {
  spend(place.run, values.length, place.at);
  if (depth > DEEPEST_VALUE) fail('a value too deeply nested', place.at);
  const numbers: (number | bigint)[] = [];
  for (const value of values) {
    if (!isList(value)) numbers.push(only(name, value ?? null, place));
    else for (const inner of numbersIn(name, value, place, depth + 1)) numbers.push(inner);
  }
  spend(place.run, numbers.length, place.at);
  return numbers;
}

/** Nil if there is none. */
function extreme(name: 'max' | 'min', given: readonly Value[], place: Place): Value {
  let found: number | bigint | undefined;
  for (const value of numbersIn(name, given, place)) {
    if (found === undefined || (name === 'max' ? found < value : found > value)) found = value;
  }
  return found ?? null;
}

function mean(numbers: readonly (number | bigint)[]): number {
  if (numbers.length === 0) return 0;
  return numbers.reduce<number>((sum, value) => sum + Number(value), 0) / numbers.length;
}

function median(numbers: readonly (number | bigint)[]): number {
  // What is no number comes first, as in the reference.
  const order = numbers.map(Number).sort((a, b) => (Number.isNaN(a) ? -1 : Number.isNaN(b) ? 1 : a - b));
  const middle = order.length >> 1;
  const upper = order[middle] ?? 0;
  return order.length % 2 === 1 ? upper : ((order[middle - 1] ?? 0) + upper) / 2;
}
