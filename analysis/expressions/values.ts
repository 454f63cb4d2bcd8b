/** The values of conditions: those of JSON, with whole numbers apart from measured ones, times and durations. */

const NANOSECONDS = Symbol('nanoseconds');

export interface Duration {
  readonly [NANOSECONDS]: bigint;
}

export interface Fields {
  readonly [name: string]: Value;
}

/** What `groupBy` makes: its keys need not be texts. */
export type Groups = ReadonlyMap<Value, Value>;

/** Numbers of results and those written with a dot are `number`; other literals, lengths and counts are `bigint`. */
export type Value = null | boolean | number | bigint | string | readonly Value[] | Fields | Groups | Date | Duration;

export function isNumber(value: Value): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function isGroups(value: Value): value is Groups {
  return value instanceof Map;
}

export function isDuration(value: Value): value is Duration {
  return typeof value === 'object' && value !== null && NANOSECONDS in value;
}

export function isFields(value: Value): value is Fields {
  return (
    typeof value === 'object' &&
    value !== null &&
    !isList(value) &&
    !isGroups(value) &&
    !(value instanceof Date) &&
    !isDuration(value)
  );
}

export function durationOf(nanoseconds: bigint): Duration {
  return { [NANOSECONDS]: int(nanoseconds) };
}

export function nanosecondsOf(duration: Duration): bigint {
  return duration[NANOSECONDS];
}

/** Whole numbers have 64 bits. */
export function int(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}

/** The whole part of a measured number; what has none is the least number, as on the machines the reference runs on. */
export function truncated(value: number): bigint {
  const isWithin = value >= -(2 ** 63) && value < 2 ** 63;
  return isWithin ? BigInt(Math.trunc(value)) : -(2n ** 63n);
}

/** What is there under a name: the value's own, never what every object inherits. */
export function own(fields: Fields, name: string): Value {
  return Object.hasOwn(fields, name) ? (fields[name] ?? null) : null;
}

const SCALARS = { boolean: 'bool', number: 'float64', bigint: 'int', string: 'string' } as const;

/** The type as the reference names it. */
export function typeName(value: Value): string {
  if (value === null) return '<nil>';
  if (typeof value !== 'object') return SCALARS[typeof value as keyof typeof SCALARS] ?? 'unknown';
  if (isList(value)) return '[]interface {}';
  if (isGroups(value)) return 'map[interface {}][]interface {}';
  if (value instanceof Date) return 'time.Time';
  return isDuration(value) ? 'time.Duration' : 'map[string]interface {}';
}
