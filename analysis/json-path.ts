/** Follows paths of JSONPath through values, as kubectl does. Bounded, and blind to all but own properties. */
import { isObject } from '../crds/defaults.ts';
import { type Comparison, type Part, type Path, PathError, partsOf, type Step } from './json-path-parser.ts';
import type { Problem } from './problem.ts';

/** Longer templates are none. */
const MOST_CHARACTERS = 4_096;
/** Values that are looked at on the way. */
const MOST_VALUES = 100_000;
const MOST_DEPTH = 200;

interface Walk {
  left: number;
  /** In filters, what has no such field is not found and no error. */
  readonly isLenient: boolean;
}

type Values = readonly unknown[];

/** All that a template finds, its literal text included, in order. A path without braces is one, too. */
export function valuesAt(template: string, root: unknown): Values | Problem {
  return tried(() => played(readTemplate(template), root, { left: MOST_VALUES, isLenient: false }));
}

/** What is wrong with a template wherever it is looked up. */
export function templateProblem(template: string): string | undefined {
  const parts = tried(() => readTemplate(template));
  return 'problem' in parts ? parts.problem : undefined;
}

function tried<T extends object>(work: () => T): T | Problem {
  try {
    return work();
  } catch (error) {
    if (error instanceof PathError) return { problem: error.message };
    throw error;
  }
}

function readTemplate(template: string): readonly Part[] {
  if (template.length > MOST_CHARACTERS) throw new PathError(`is longer than ${MOST_CHARACTERS} characters`);
  const isBare = /^[$@.[]/.test(template) && !template.includes('{');
  return partsOf(isBare ? `{${template}}` : template);
}

function played(parts: readonly Part[], root: unknown, walk: Walk): Values {
  return parts.flatMap((part) => {
    count(walk, 1);
    if ('text' in part) return [part.text];
    if ('path' in part) return followed([root], part.path, walk);
    return followed([root], part.range, walk).flatMap((value) => played(part.body, value, walk));
  });
}

function count(walk: Walk, values: number): void {
  walk.left -= values;
  if (walk.left < 0) throw new PathError(`leads past more than ${MOST_VALUES} values`);
}

function followed(input: Values, path: Path, walk: Walk): Values {
  let values = input;
  for (const step of path) {
    values = after(values, step, walk);
    count(walk, values.length + 1);
  }
  return values;
}

function after(values: Values, step: Step, walk: Walk): Values {
  switch (step.kind) {
    case 'field':
      return fieldsIn(values, step.name, walk);
    case 'key':
      return values.some((value) => isObject(value) && Object.hasOwn(value, step.name))
        ? fieldsIn(values, step.name, walk)
        : followed(values, step.path, walk);
    case 'each':
      return values.flatMap(childrenOf);
    case 'deep':
      return values.flatMap((value) => allWithin(value, walk));
    case 'slice':
      return values.flatMap((value) => sliceOf(value, step));
    case 'union':
      return step.paths.flatMap((path) => followed(values, path, walk));
    case 'filter':
      return values.flatMap((value) => filtered(value, step, walk));
    case 'constant':
      return [step.value];
    case 'word':
      throw new PathError(
        step.word === 'end' ? 'not in range, nothing to end' : `unrecognized identifier ${step.word}`,
      );
  }
}

function fieldsIn(values: Values, name: string, { isLenient }: Walk): Values {
  const found = values.flatMap((value) => (isObject(value) && Object.hasOwn(value, name) ? [value[name]] : []));
  if (found.length === 0 && values.length > 0 && !isLenient) throw new PathError(`${name} is not found`);
  return found;
}

function childrenOf(value: unknown): Values {
  if (Array.isArray(value)) return value;
  return isObject(value) ? Object.values(value) : [];
}

/** The value and all below it that holds something, each before what it holds. */
function allWithin(root: unknown, walk: Walk): Values {
  const found: unknown[] = [];
  const waiting: { readonly value: unknown; readonly depth: number }[] = [{ value: root, depth: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, depth } = next;
    const children = childrenOf(value);
    if (children.length > 0 || typeof value === 'string') found.push(value);
    count(walk, children.length);
    if (depth > MOST_DEPTH) throw new PathError('leads too far down');
    for (const child of children.toReversed()) waiting.push({ value: child, depth: depth + 1 });
  }
  return found;
}

function sliceOf(value: unknown, { from, to, stride }: Extract<Step, { readonly kind: 'slice' }>): Values {
  if (!Array.isArray(value)) throw new PathError(`${nameOf(value)} is not array or slice`);
  const { length } = value;
  const first = from < 0 ? from + length : from;
  const last = to === undefined ? length : to < 0 ? to + length : to;
  if (first === last) return [];
  const outside = [first, last - 1].find((index) => index >= length || index < 0);
  if (outside !== undefined) throw new PathError(`array index out of bounds: index ${outside}, length ${length}`);
  if (first > last) throw new PathError(`starting index ${first} is greater than ending index ${last}`);
  return value.slice(first, last).filter((_, place) => place % stride === 0);
}

function filtered(list: unknown, { left, compared }: Extract<Step, { readonly kind: 'filter' }>, walk: Walk): Values {
  if (!Array.isArray(list)) throw new PathError(`${nameOf(list)} is not array or slice and cannot be filtered`);
  const inside: Walk = { left: walk.left, isLenient: true };
  const found = list.filter((value) => {
    const lefts = followed([value], left, inside);
    return compared ? holds(lefts, compared, followed([value], compared.right, inside)) : lefts.length > 0;
  });
  walk.left = inside.left;
  return found;
}

function holds(lefts: Values, { operator }: Comparison, rights: Values): boolean {
  if (lefts.length === 0 || rights.length === 0) return false;
  if (lefts.length > 1 || rights.length > 1) throw new PathError('can only compare one element at a time');
  const [[one], [other]] = [lefts, rights];
  const isOrder = operator !== '==' && operator !== '!=';
  if (!(isComparable(one, isOrder) && isComparable(other, isOrder))) throw new PathError('invalid type for comparison');
  if (typeof one !== typeof other) throw new PathError('incompatible types for comparison');
  return isTrue(one, operator, other as typeof one);
}

type Comparable = string | number | boolean;

/** What is true or false comes in no order. */
function isComparable(value: unknown, isOrder: boolean): value is Comparable {
  return typeof value === 'string' || typeof value === 'number' || (typeof value === 'boolean' && !isOrder);
}

function isTrue(one: Comparable, operator: string, other: Comparable): boolean {
  switch (operator) {
    case '==':
      return one === other;
    case '!=':
      return one !== other;
    case '<':
      return one < other;
    case '<=':
      return one <= other;
    case '>':
      return one > other;
    default:
      return one >= other;
  }
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  return isObject(value) ? 'an object' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
