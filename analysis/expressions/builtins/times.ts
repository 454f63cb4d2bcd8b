/** Functions of times and durations; times are of the zone UTC. */
import { spend } from '../budget.ts';
import { brief, fail } from '../problem.ts';
import type { Place } from '../relations.ts';
import { durationOf, int, type Value } from '../values.ts';
import { type Builtins, textAt } from './builtin.ts';
import { dateOf } from './dates.ts';

export const OF_TIMES: Builtins = {
  now: { takes: [0, 0], gives: 'time.Time', value: (_, { run }) => new Date(run.now) },
  date: { takes: [1, 3], gives: 'time.Time', value: date },
  duration: { takes: [1, 1], gives: 'time.Duration', value: duration },
};

/** Steps. */
const READING = 50;

function date(given: readonly Value[], place: Place): Value {
  const text = textAt(given, 0, place);
  spend(place.run, READING, place.at);
  if (given.length > 1) fail('dates are read in their usual forms only: a layout or a zone cannot be given', place.at);
  return dateOf(text) ?? fail(`invalid date ${brief(text)}`, place.at);
}

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** Units between the numbers, so that there is one way only to read it. */
const DURATION = /^([+-]?)((?:(?:\d+(?:\.\d*)?|\.\d+)[^\d.]+)*(?:\d+(?:\.\d*)?|\.\d+)?)$/;

function duration(given: readonly Value[], place: Place): Value {
  const text = textAt(given, 0, place);
  spend(place.run, READING, place.at);
  const shown = JSON.stringify(brief(text));
  const [, sign, rest = ''] = DURATION.exec(text.slice(0, 100)) ?? [];
  if (rest === '' || text.length > 100) fail(`time: invalid duration ${shown}`, place.at);
  const parts = rest === '0' ? [] : [...rest.matchAll(/(\d*)\.?(\d*)([^\d.]*)/g)].slice(0, -1);
  const total = parts.reduce((sum, [, whole = '', fraction = '', unit = '']) => {
    const size = Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined;
    const problem = unit === '' ? 'missing unit' : `unknown unit ${JSON.stringify(unit)}`;
    if (size === undefined) return fail(`time: ${problem} in duration ${shown}`, place.at);
    return sum + BigInt(whole) * size + (BigInt(fraction) * size) / 10n ** BigInt(fraction.length);
  }, 0n);
  const signed = sign === '-' ? -total : total;
  return signed === int(signed) ? durationOf(signed) : fail(`time: invalid duration ${shown}`, place.at);
}
