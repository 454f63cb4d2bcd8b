/** Finds what a JSON path points at. */
import { isObject } from '../api/object.ts';
import type { Path, Step } from './json-path.ts';

type Values = readonly unknown[];
type FilterStep = Extract<Step, { kind: 'filter' }>;

/** Paths can ask for far more than an object holds. */
const MOST_VALUES = 10_000;

/** Undefined where the server finds the path and the object at odds. */
export function valuesAt(path: Path, start: unknown): Values | undefined {
  let values: Values | undefined = [start];
  for (const step of path) {
    values = next(values, step);
    if (values === undefined || values.length > MOST_VALUES) return undefined;
  }
  return values;
}

function next(values: Values, step: Step): Values | undefined {
  switch (step.kind) {
    case 'field':
      return values.filter((value) => hasField(value, step.name)).map((value) => (value as Fields)[step.name]);
    case 'all':
      return values.flatMap(childrenOf);
    case 'descendants':
      return all(values, withDescendants);
    case 'constant':
      return values.map(() => step.value);
    case 'union':
      return all(step.paths, (path) => pathValues(path, values));
    case 'item':
      return all(present(values), (value) => itemOf(value, step.index));
    case 'slice':
      return all(present(values), (value) => sliceOf(value, step));
    case 'filter':
      return all(values, (value) => filtered(value, step));
    case 'nonsense':
      return undefined;
  }
}

type Fields = Readonly<Record<string, unknown>>;

const hasField = (value: unknown, name: string): boolean => isObject(value) && Object.hasOwn(value, name);

const present = (values: Values): Values => values.filter((value) => value !== null && value !== undefined);

function childrenOf(value: unknown): Values {
  if (Array.isArray(value)) return value;
  return isObject(value)
    ? Object.keys(value)
        .sort()
        .map((key) => value[key])
    : [];
}

/** Whatever holds something, then what it holds. */
function withDescendants(value: unknown): Values {
  const children = childrenOf(value);
  return children.length === 0 ? [] : [value, ...children.flatMap(withDescendants)];
}

function all<T>(items: readonly T[], found: (item: T) => Values | undefined): Values | undefined {
  const values: unknown[] = [];
  for (const item of items) {
    const more = found(item);
    if (more === undefined || values.length + more.length > MOST_VALUES) return undefined;
    values.push(...more);
  }
  return values;
}

const pathValues = (path: Path, values: Values): Values | undefined => all(values, (value) => valuesAt(path, value));

function itemOf(value: unknown, index: number): Values | undefined {
  if (!Array.isArray(value)) return undefined;
  const place = index < 0 ? index + value.length : index;
  return place >= 0 && place < value.length ? [value[place]] : undefined;
}

function sliceOf(value: unknown, bounds: Extract<Step, { kind: 'slice' }>): Values | undefined {
  if (!Array.isArray(value)) return undefined;
  const from = fromStart(bounds.from ?? 0, value.length);
  const to = fromStart(bounds.to ?? value.length, value.length);
  if (from === to) return [];
  const step = bounds.step ?? 1;
  if (from < 0 || from >= value.length || to > value.length || from > to || step <= 0) return undefined;
  return value.slice(from, to).filter((_, index) => index % step === 0);
}

const fromStart = (index: number, length: number): number => (index < 0 ? index + length : index);

function filtered(value: unknown, filter: FilterStep): Values | undefined {
  if (!Array.isArray(value)) return undefined;
  return all(value, (item) => {
    const passes = isPassed(item, filter);
    return passes === undefined ? undefined : passes ? [item] : [];
  });
}

function isPassed(item: unknown, { left, operator, right }: FilterStep): boolean | undefined {
  const lefts = valuesAt(left, item);
  if (operator === 'exists') return (lefts?.length ?? 0) > 0;
  const rights = valuesAt(right, item);
  if (lefts === undefined || rights === undefined) return undefined;
  if (lefts.length === 0 || rights.length === 0) return false;
  return lefts.length > 1 || rights.length > 1 ? undefined : compared(lefts[0], operator, rights[0]);
}

/** Only values of one type compare. */
function compared(left: unknown, operator: string, right: unknown): boolean | undefined {
  if (typeof left !== typeof right || typeof left === 'object') return undefined;
  if (operator === '==') return left === right;
  if (operator === '!=') return left !== right;
  return typeof left === 'boolean' ? undefined : inOrder(left as string, operator, right as string);
}

function inOrder(left: string, operator: string, right: string): boolean | undefined {
  switch (operator) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    default:
      return undefined;
  }
}
