/** The functions that the old controller adds to the language. Here `default` and `isNil` look at what they are given. */
import { brief, fail } from '../problem.ts';
import { isNumber, typeName, type Value } from '../values.ts';
import { argument, asFloat, asInt, BOOL, type Builtins, FLOAT, INT, numberAt } from './builtin.ts';

export const OF_RESULTS: Builtins = {
  asInt: {
    takes: [1, 1],
    gives: INT,
    value: (given, { at }) => asInt(argument(given, 0)) ?? refused('asInt', argument(given, 0), at),
  },
  asFloat: {
    takes: [1, 1],
    gives: FLOAT,
    value: (given, { at }) => asFloat(argument(given, 0)) ?? refused('asFloat', argument(given, 0), at),
  },
  isNaN: { takes: [1, 1], gives: BOOL, value: (given, place) => Number.isNaN(numberAt(given, 0, place)) },
  isInf: {
    takes: [1, 1],
    gives: BOOL,
    value: (given, place) => Math.abs(numberAt(given, 0, place)) === Number.POSITIVE_INFINITY,
  },
  isNil: { takes: [1, 1], gives: BOOL, value: (given) => argument(given, 0) === null },
  default: { takes: [2, 2], value: (given) => given[0] ?? argument(given, 1) },
};

function refused(name: string, value: Value, at: number): never {
  if (typeof value !== 'string') return fail(`${name}() not supported on type ${typeName(value)}`, at);
  const reading = name === 'asInt' ? 'Atoi' : 'ParseFloat';
  return fail(`strconv.${reading}: parsing ${JSON.stringify(brief(value))}: invalid syntax`, at);
}

export const CONVERSIONS: Builtins = {
  int: {
    takes: [1, 1],
    gives: INT,
    value: (given, { at }) => asInt(argument(given, 0)) ?? inconvertible('int', given, at),
  },
  float: {
    takes: [1, 1],
    gives: FLOAT,
    value: (given, { at }) => asFloat(argument(given, 0)) ?? inconvertible('float', given, at),
  },
  type: { takes: [1, 1], gives: 'string', value: (given) => plainType(argument(given, 0)) },
};

function inconvertible(name: string, given: readonly Value[], at: number): never {
  const value = argument(given, 0);
  return fail(`invalid operation: ${name}(${typeof value === 'string' ? brief(value) : typeName(value)})`, at);
}

function plainType(value: Value): string {
  if (value === null) return 'nil';
  if (isNumber(value)) return typeof value === 'number' ? 'float' : 'int';
  const name = typeName(value);
  if (name.startsWith('map')) return 'map';
  return name.startsWith('[]') ? 'array' : name;
}
