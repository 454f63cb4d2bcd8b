/** What the operators make of two values. */
import { RE2JS } from 're2js';
import { LONGEST_PATTERN, type Run, spend, spendSearch, spendText } from './budget.ts';
import { fail } from './problem.ts';
import { isEqual, isWithin, ordered } from './relations.ts';
import type { BinaryOperator } from './syntax.ts';
import {
  type Duration,
  durationOf,
  int,
  isDuration,
  isNumber,
  nanosecondsOf,
  truncated,
  typeName,
  type Value,
} from './values.ts';

/** `&&`, `||` and `??` do not need both sides: compiler.ts has them. */
export type StrictOperator = Exclude<BinaryOperator, '&&' | '||' | '??'>;
type Operation = (a: Value, b: Value, at: number, run: Run) => Value;

export const OPERATIONS: Readonly<Record<StrictOperator, Operation>> = {
  '==': (a, b, at, run) => isEqual(a, b, { run, at }),
  '!=': (a, b, at, run) => !isEqual(a, b, { run, at }),
  '<': (a, b, at, run) => {
    const [x, y] = ordered(a, b, { run, at }) ?? mismatch('<', a, b, at);
    return x < y;
  },
  '>': (a, b, at, run) => {
    const [x, y] = ordered(a, b, { run, at }) ?? mismatch('>', a, b, at);
    return x > y;
  },
  '<=': (a, b, at, run) => {
    const [x, y] = ordered(a, b, { run, at }) ?? mismatch('<=', a, b, at);
    return x <= y;
  },
  '>=': (a, b, at, run) => {
    const [x, y] = ordered(a, b, { run, at }) ?? mismatch('>=', a, b, at);
    return x >= y;
  },
  in: (a, b, at, run) => isWithin(a, b, { run, at }),
  contains: ofTexts((a, b) => a.includes(b)),
  startsWith: ofTexts((a, b) => a.startsWith(b)),
  endsWith: ofTexts((a, b) => a.endsWith(b)),
  matches: (a, b, at, run) => matches(a, typeof b === 'string' ? pattern(b, at, run) : undefined, b, { at, run }),
  '..': range,
  '+': sum,
  '-': difference,
  '*': product,
  '/': (a, b, at) => (isNumber(a) && isNumber(b) ? Number(a) / Number(b) : mismatch('/', a, b, at)),
  '%': remainder,
  '**': (a, b, at) => (isNumber(a) && isNumber(b) ? power(Number(a), Number(b)) : mismatch('**', a, b, at)),
};

function mismatch(operator: string, a: Value, b: Value, at: number): never {
  return fail(`invalid operation: ${typeName(a)} ${operator} ${typeName(b)}`, at);
}

/** Nothing is within nil. */
function ofTexts(holds: (a: string, b: string) => boolean): Operation {
  return (a, b, at, run) => {
    if (a === null || b === null) return false;
    if (typeof a !== 'string' || typeof b !== 'string') {
      return fail(`expected string, but got ${typeName(typeof a === 'string' ? b : a)}`, at);
    }
    spendSearch(run, a.length, b.length, at);
    return holds(a, b);
  };
}

/** Linear in the length of the text, whatever the pattern is. */
export function pattern(text: string, at: number, run?: Run): RE2JS {
  if (text.length > LONGEST_PATTERN) fail(`a regular expression of more than ${LONGEST_PATTERN} characters`, at);
  // To compile one costs about as much as a thousand operators.
  if (run !== undefined) spend(run, 1_000 + 10 * text.length, at);
  try {
    return RE2JS.compile(text);
  } catch (error) {
    return fail(error instanceof Error ? error.message : 'error parsing regexp', at);
  }
}

export function matches(a: Value, compiled: RE2JS | undefined, b: Value, place: { at: number; run: Run }): boolean {
  if (a === null || b === null) return false;
  if (typeof a !== 'string' || compiled === undefined) {
    return fail(`expected string, but got ${typeName(typeof a === 'string' ? b : a)}`, place.at);
  }
  spend(place.run, 1 + ((a.length * (1 + (compiled.programSize() >> 4))) >> 2), place.at);
  return compiled.matcher(a).find();
}

function range(a: Value, b: Value, at: number, run: Run): Value {
  if (!isNumber(a) || !isNumber(b)) return fail(`invalid operation: int(${typeName(isNumber(a) ? b : a)})`, at);
  const first = whole(a);
  const size = Number(int(whole(b) - first)) + 1;
  if (size <= 0) return [];
  spend(run, size, at);
  return Array.from({ length: size }, (_, i) => first + BigInt(i));
}

function whole(value: number | bigint): bigint {
  return typeof value === 'bigint' ? value : truncated(value);
}

function sum(a: Value, b: Value, at: number, run: Run): Value {
  if (isNumber(a) && isNumber(b)) return isInts(a, b) ? int(BigInt(a) + BigInt(b)) : Number(a) + Number(b);
  if (typeof a === 'string' && typeof b === 'string') {
    spendText(run, a.length + b.length, at);
    return a + b;
  }
  return timeSum(a, b) ?? mismatch('+', a, b, at);
}

function isInts(a: Value, b: Value): boolean {
  return typeof a === 'bigint' && typeof b === 'bigint';
}

function timeSum(a: Value, b: Value): Value | undefined {
  if (isDuration(a) && isDuration(b)) return durationOf(nanosecondsOf(a) + nanosecondsOf(b));
  if (a instanceof Date && isDuration(b)) return later(a, nanosecondsOf(b));
  return isDuration(a) && b instanceof Date ? later(b, nanosecondsOf(a)) : undefined;
}

function difference(a: Value, b: Value, at: number): Value {
  if (isNumber(a) && isNumber(b)) return isInts(a, b) ? int(BigInt(a) - BigInt(b)) : Number(a) - Number(b);
  return timeDifference(a, b) ?? mismatch('-', a, b, at);
}

function timeDifference(a: Value, b: Value): Value | undefined {
  if (isDuration(a) && isDuration(b)) return durationOf(nanosecondsOf(a) - nanosecondsOf(b));
  if (a instanceof Date && b instanceof Date) return durationOf(BigInt(a.getTime() - b.getTime()) * 1_000_000n);
  return a instanceof Date && isDuration(b) ? later(a, -nanosecondsOf(b)) : undefined;
}

/** Milliseconds from 1970 to the last time there is. */
const LAST = 8.64e15;

function later(time: Date, nanoseconds: bigint): Date {
  const then = time.getTime() + Number(nanoseconds) / 1e6;
  return new Date(Math.max(-LAST, Math.min(LAST, then)));
}

function product(a: Value, b: Value, at: number): Value {
  if (isNumber(a) && isNumber(b)) return isInts(a, b) ? int(BigInt(a) * BigInt(b)) : Number(a) * Number(b);
  if (isDuration(a) && isNumber(b)) return times(a, b);
  return isNumber(a) && isDuration(b) ? times(b, a) : mismatch('*', a, b, at);
}

function times(duration: Duration, by: number | bigint): Duration {
  const nanoseconds = nanosecondsOf(duration);
  return durationOf(typeof by === 'bigint' ? nanoseconds * by : truncated(Number(nanoseconds) * by));
}

function remainder(a: Value, b: Value, at: number): Value {
  if (typeof a !== 'bigint' || typeof b !== 'bigint') return mismatch('%', a, b, at);
  return b === 0n ? fail('integer divide by zero', at) : a % b;
}

/** As IEEE 754 and the reference have it: JavaScript says NaN for one to the power of what is no number. */
function power(base: number, exponent: number): number {
  if (base === 1 || (base === -1 && Math.abs(exponent) === Number.POSITIVE_INFINITY)) return 1;
  return base ** exponent;
}

export function negated(value: Value, at: number): Value {
  if (typeof value === 'bigint') return int(-value);
  return typeof value === 'number' ? -value : fail(`invalid operation: - ${typeName(value)}`, at);
}
