/** Values as texts: as the reference prints them, and as JSON. */
import { DEEPEST_VALUE, spend, spendText } from './budget.ts';
import { fail } from './problem.ts';
import type { Place } from './relations.ts';
import { type Duration, isDuration, isFields, isGroups, isList, nanosecondsOf, own, type Value } from './values.ts';

/** `1.5`, `1e+06`, `NaN`, `+Inf`: the shortest that is read as the same number, with an exponent from a million on. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  if (Object.is(value, -0)) return '-0';
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(value);
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

const UNITS = [
  ['h', 3_600_000_000_000n],
  ['m', 60_000_000_000n],
] as const;

/** `1h30m0s`, `1.5s`, `20ms`. */
export function durationText(duration: Duration): string {
  const nanoseconds = nanosecondsOf(duration);
  if (nanoseconds === 0n) return '0s';
  const sign = nanoseconds < 0n ? '-' : '';
  let rest = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  if (rest < 1_000_000_000n) return sign + fraction(rest);
  let text = sign;
  for (const [unit, size] of UNITS) {
    if (text !== sign || rest >= size) text += `${rest / size}${unit}`;
    rest %= size;
  }
  return `${text}${Number(rest) / 1e9}s`;
}

/** Less than a second. */
function fraction(nanoseconds: bigint): string {
  if (nanoseconds < 1_000n) return `${nanoseconds}ns`;
  return nanoseconds < 1_000_000n ? `${Number(nanoseconds) / 1e3}µs` : `${Number(nanoseconds) / 1e6}ms`;
}

function timeText(time: Date): string {
  return time
    .toISOString()
    .replace('T', ' ')
    .replace(/\.?0*Z$/, ' +0000 UTC');
}

/** `map[a:[1 <nil>]]`: as the reference prints a value. */
export function textOf(value: Value, place: Place): string {
  const text = printed(value, place, 0);
  spendText(place.run, text.length, place.at);
  return text;
}

/** A value within itself many times is printed as often: every part pays. */
function visit({ run, at }: Place, depth: number): void {
  spend(run, 1, at);
  if (depth > DEEPEST_VALUE) fail('a value too deeply nested', at);
}

function printed(value: Value, place: Place, depth: number): string {
  visit(place, depth);
  if (value === null) return '<nil>';
  if (typeof value === 'number') return numberText(value);
  if (typeof value !== 'object') return String(value);
  if (value instanceof Date) return timeText(value);
  if (isDuration(value)) return durationText(value);
  const inner = (part: Value): string => printed(part, place, depth + 1);
  if (isList(value))
    return `[${joined(
      value.map((item) => inner(item ?? null)),
      place,
    )}]`;
  const entries = isGroups(value) ? [...value] : Object.keys(value).map((name) => [name, own(value, name)] as const);
  return `map[${joined(entries.map(([key, part]) => `${inner(key)}:${inner(part)}`).sort(), place)}]`;
}

function joined(parts: readonly string[], { run, at }: Place): string {
  const length = parts.reduce((sum, part) => sum + part.length + 1, 0);
  spendText(run, length, at);
  return parts.join(' ');
}

const HTML = /[<>&\u2028\u2029]/g;

/** Two spaces deep, `<`, `>` and `&` escaped. */
export function jsonOf(value: Value, place: Place): string {
  const text = JSON.stringify(jsonValue(value, place, 0), undefined, 2).replaceAll(
    HTML,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  spendText(place.run, text.length, place.at);
  return text;
}

function jsonValue(value: Value, place: Place, depth: number): unknown {
  visit(place, depth);
  if (typeof value === 'string') spendText(place.run, value.length, place.at);
  if (typeof value === 'number')
    return Number.isFinite(value) ? value : unsupported(`value: ${numberText(value)}`, place);
  if (typeof value === 'bigint') return Number(value);
  const inner = (part: Value): unknown => jsonValue(part, place, depth + 1);
  if (isList(value)) return value.map((item) => inner(item ?? null));
  if (isGroups(value)) return unsupported('type: map[interface {}][]interface {}', place);
  if (isDuration(value)) return Number(nanosecondsOf(value));
  if (!isFields(value)) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, inner(own(value, name))]));
}

function unsupported(what: string, { at }: Place): never {
  return fail(`json: unsupported ${what}`, at);
}
