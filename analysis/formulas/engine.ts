/** The part of mathjs that formulas need, element by element for lists. Heavy: formula.ts loads it when the first formula is met. */
import {
  absDependencies,
  addDependencies,
  andDependencies,
  cbrtDependencies,
  ceilDependencies,
  create,
  divideDependencies,
  expDependencies,
  type FactoryFunctionMap,
  floorDependencies,
  isNaNDependencies,
  log1pDependencies,
  log2Dependencies,
  log10Dependencies,
  logDependencies,
  type MathNode,
  maxDependencies,
  meanDependencies,
  minDependencies,
  modDependencies,
  multiplyDependencies,
  notDependencies,
  orDependencies,
  parseDependencies,
  powDependencies,
  prodDependencies,
  roundDependencies,
  signDependencies,
  sqrtDependencies,
  stdDependencies,
  subtractDependencies,
  sumDependencies,
  unaryMinusDependencies,
  unaryPlusDependencies,
  varianceDependencies,
} from 'mathjs/number';
import { median, quantiles } from './quantiles.ts';

type Argument = number | boolean | readonly Argument[];
type Calculate = (...given: Argument[]) => unknown;

const USED = {
  absDependencies,
  addDependencies,
  andDependencies,
  cbrtDependencies,
  ceilDependencies,
  divideDependencies,
  expDependencies,
  floorDependencies,
  isNaNDependencies,
  log1pDependencies,
  log2Dependencies,
  log10Dependencies,
  logDependencies,
  maxDependencies,
  meanDependencies,
  minDependencies,
  modDependencies,
  multiplyDependencies,
  notDependencies,
  orDependencies,
  parseDependencies,
  powDependencies,
  prodDependencies,
  roundDependencies,
  signDependencies,
  sqrtDependencies,
  stdDependencies,
  subtractDependencies,
  sumDependencies,
  unaryMinusDependencies,
  unaryPlusDependencies,
  varianceDependencies,
} as FactoryFunctionMap;

/** No state but this: it is set up once and evaluates nothing by itself. */
const math = create(USED, { matrix: 'Array' });

const ELEMENTWISE = [
  ...['add', 'subtract', 'multiply', 'divide', 'mod', 'pow', 'unaryMinus', 'unaryPlus', 'and', 'or', 'not'],
  ...['abs', 'ceil', 'floor', 'round', 'sign', 'sqrt', 'cbrt', 'exp', 'log', 'log2', 'log10', 'log1p', 'isNaN'],
] as const;

const OVER_ALL = ['max', 'min', 'mean', 'sum', 'prod', 'std', 'variance'] as const;

/** mathjs calls numbers equal that differ by less than a billionth; a limit is a limit. */
const COMPARISONS: Readonly<Record<string, Calculate>> = {
  equal: (a, b) => a === b,
  unequal: (a, b) => a !== b,
  smaller: (a, b) => Number(a) < Number(b),
  smallerEq: (a, b) => Number(a) <= Number(b),
  larger: (a, b) => Number(a) > Number(b),
  largerEq: (a, b) => Number(a) >= Number(b),
};

const original = math as unknown as Readonly<Record<string, Calculate>>;

function originalOf(name: string): Calculate {
  const found = original[name];
  if (found === undefined) throw new Error(`mathjs has no ${name}`);
  return found;
}

math.import(
  {
    ...Object.fromEntries(ELEMENTWISE.map((name) => [name, elementwise(originalOf(name))])),
    ...Object.fromEntries(Object.entries(COMPARISONS).map(([name, compare]) => [name, elementwise(compare)])),
    ...Object.fromEntries(OVER_ALL.map((name) => [name, overAll(originalOf(name))])),
    median: (...given: Argument[]) => median(flat(given)),
    quantileSeq: (list: Argument, at: Argument) => quantiles(flat([list]), at),
  },
  { override: true },
);

/** Throws mathjs' own errors. */
export function parsedFormula(text: string): MathNode {
  return math.parse?.(text) as MathNode;
}

function elementwise(calculate: Calculate): Calculate {
  return function each(...given: Argument[]): unknown {
    const lengths = new Set(given.filter(isList).map((list) => list.length));
    if (lengths.size === 0) return calculate(...given);
    const [length = 0, other] = lengths;
    if (other !== undefined) throw new Error(`lists of ${length} and ${other} values cannot be combined`);
    return Array.from({ length }, (_, i) => each(...given.map((value) => at(value, i))));
  };
}

function at(value: Argument, index: number): Argument {
  return isList(value) ? (value[index] ?? Number.NaN) : value;
}

function overAll(calculate: Calculate): Calculate {
  return (...given) => {
    const values = flat(given);
    if (values.length === 0) throw new Error('no values to calculate with');
    return values.some(Number.isNaN) ? Number.NaN : calculate(values);
  };
}

function flat(given: readonly Argument[]): readonly number[] {
  const values: number[] = [];
  for (const value of given) {
    if (isList(value)) for (const inner of flat(value)) values.push(inner);
    else values.push(Number(value));
  }
  return values;
}

function isList(value: Argument): value is readonly Argument[] {
  return Array.isArray(value);
}
