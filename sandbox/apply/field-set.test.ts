import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { difference, type FieldSet, ITSELF, intersection, node, outside, pathsOf, setOf, union } from './field-set.ts';

const path = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 });
const paths = fc.array(path, { maxLength: 8 });
const setWith = (list: readonly (readonly string[])[]): FieldSet =>
  list.reduce<FieldSet>((set, one) => union(set, setOf([one])), undefined);
const texts = (set: FieldSet): string[] => [...pathsOf(set)].map((one) => one.join('/')).sort();
const keys = (list: readonly (readonly string[])[]): string[] =>
  [...new Set(list.map((one) => one.map((name) => `f:${name}`).join('/')))].sort();

describe('sets of fields', () => {
  it('hold what was put in, and nothing else', () => {
    fc.assert(
      fc.property(paths, (list) => {
        expect(texts(setWith(list))).toEqual(keys(list));
      }),
    );
  });

  it('are joined, cut and subtracted path by path', () => {
    fc.assert(
      fc.property(paths, paths, (listA, listB) => {
        const [a, b, inA, inB] = [setWith(listA), setWith(listB), keys(listA), keys(listB)];
        expect(texts(union(a, b))).toEqual(keys([...listA, ...listB]));
        expect(texts(difference(a, b))).toEqual(inA.filter((one) => !inB.includes(one)));
        expect(texts(intersection(a, b))).toEqual(inA.filter((one) => inB.includes(one)));
        const isCovered = (one: string) => inB.some((other) => one === other || one.startsWith(`${other}/`));
        expect(texts(outside(a, b))).toEqual(inA.filter((one) => !isCovered(one)));
        expect(outside(a, setOf(listB))).toEqual(outside(a, b));
      }),
    );
  });

  it('stay the same objects if nothing is taken from them', () => {
    const set = setWith([['a', 'b'], ['c']]);
    expect(difference(set, setWith([['a'], ['b']]))).toBe(set);
    expect(union(set, setWith([['c']]))).toBe(set);
    expect(outside(set, setWith([['b']]))).toBe(set);
  });

  it('put fields first, then keys by number and text, values and indexes', () => {
    const elements = [
      'i:2',
      'i:10',
      'v:"b"',
      'v:2',
      'v:10',
      'v:true',
      'k:{"a":10}',
      'k:{"a":9}',
      'k:{"a":"x"}',
      'f:z',
      'f:B',
    ];
    const set = elements.reduce<FieldSet>((all, one) => union(all, { [one]: {} }), undefined);
    expect(Object.keys(set ?? {})).toEqual([
      'f:B',
      'f:z',
      'k:{"a":9}',
      'k:{"a":10}',
      'k:{"a":"x"}',
      'v:2',
      'v:10',
      'v:"b"',
      'v:true',
      'i:2',
      'i:10',
    ]);
  });

  it('of very many keys are put in order', () => {
    const keys = Array.from({ length: 20_000 }, (_, index) => (index * 7919) % 20_011);
    const set = node(
      false,
      keys.map((key) => [`k:{"a":${key}}`, ITSELF] as const),
    );
    expect(Object.keys(set ?? {})).toEqual(keys.sort((a, b) => a - b).map((key) => `k:{"a":${key}}`));
  });
});
