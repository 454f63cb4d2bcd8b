/** The order of path elements: fields by name, then list items by key, by value, by index. */
import { isObject, type JsonObject } from '../api/object.ts';
import { goJson, parsed } from './path-element.ts';

type Child<T> = readonly [element: string, child: T];

const KINDS = 'fkvi';
const RANKS: readonly string[] = ['number', 'string', 'boolean', 'object'];

/** The children in order. What stands behind a key or a value is read once each, for lists may be long. */
export function inElementOrder<T>(children: readonly Child<T>[]): readonly Child<T>[] {
  if (children.length < 2) return children;
  if (children.every(([element]) => element.startsWith('f:'))) {
    return [...children].sort(([a], [b]) => (a < b ? -1 : 1));
  }
  return children
    .map((child) => ({ child, kind: KINDS.indexOf(child[0].charAt(0)), value: meaning(child[0]) }))
    .sort((a, b) => a.kind - b.kind || compared(a.value, b.value))
    .map(({ child }) => child);
}

const meaning = (element: string): unknown => {
  const text = element.slice(2);
  return element.startsWith('f:') ? text : parsed(text);
};

function compared(a: unknown, b: unknown): number {
  return isObject(a) && isObject(b) ? comparedKeys(a, b) : comparedValues(a, b);
}

function comparedKeys(a: JsonObject, b: JsonObject): number {
  const [fieldsA, fieldsB] = [Object.keys(a), Object.keys(b)];
  for (let index = 0; index < Math.min(fieldsA.length, fieldsB.length); index++) {
    const [nameA = '', nameB = ''] = [fieldsA[index], fieldsB[index]];
    const order = nameA === nameB ? comparedValues(a[nameA], b[nameB]) : comparedValues(nameA, nameB);
    if (order !== 0) return order;
  }
  return fieldsA.length - fieldsB.length;
}

function comparedValues(a: unknown, b: unknown): number {
  if (typeof a !== typeof b) return RANKS.indexOf(typeof a) - RANKS.indexOf(typeof b);
  const [x, y] = typeof a === 'object' ? [goJson(a), goJson(b)] : [a as string, b as string];
  if (x === y) return 0;
  return x < y ? -1 : 1;
}
