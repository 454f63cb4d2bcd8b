import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortfallOf, withinCapacity } from './capacity.ts';
import { canary } from './status/snapshot.testkit.ts';
import type { Target } from './target.ts';
import { snapshotOf } from './world.testkit.ts';

const needOf = (need: Readonly<Record<string, number>>) => new Map(Object.entries(need));

describe('the shortfall', () => {
  const revisions = [
    { hash: 'v1', ready: 3 },
    { hash: 'v2', ready: 1 },
  ];

  it.each<[string, Readonly<Record<string, number>>, number | undefined, number]>([
    ['is none where everybody has enough', { v1: 3, v2: 1 }, undefined, 0],
    ['is not made up by another revision', { v1: 1, v2: 2 }, undefined, 1],
    ['adds up', { v1: 5, v2: 2 }, undefined, 3],
    ['counts revisions that are gone', { v0: 2 }, undefined, 2],
    ['counts all pods together where nobody divides requests', {}, 6, 2],
    ['is none where all pods together are enough', {}, 4, 0],
  ])('%s', (_, need, total, missing) => {
    expect(shortfallOf(revisions, { need: needOf(need), ...(total !== undefined && { total }) })).toBe(missing);
  });
});

const targetOf = (sizes: Readonly<Record<string, number | undefined>>): Target => ({
  revisions: new Map(Object.entries(sizes).map(([hash, size]) => [hash, size === undefined ? {} : { size }])),
  selectors: new Map(),
  outcome: { stableHash: 'v1', revision: 2, isReset: false, promoteFull: false },
  notices: [],
});

describe('sizes within capacity', () => {
  const within = (
    sizes: Readonly<Record<string, number | undefined>>,
    need: Readonly<Record<string, number>>,
    total?: number,
  ) => {
    const s = snapshotOf({ spec: canary(), pods: { v1: { size: 4, ready: 3 }, v2: { size: 2, ready: 1 } } });
    const { revisions } = withinCapacity(s, targetOf(sizes), {
      need: needOf(need),
      ...(total !== undefined && { total }),
    });
    return Object.fromEntries([...revisions].map(([hash, { size }]) => [hash, size]));
  };

  it.each<[string, Parameters<typeof within>, object]>([
    ['are those that are wanted where nothing is needed', [{ v1: 0, v2: 0 }, {}], { v1: 0, v2: 0 }],
    ['keep the ready pods that are needed', [{ v1: 0, v2: 5 }, { v1: 2 }], { v1: 2, v2: 5 }],
    ['give up pods that are not ready, needed or not', [{ v1: 3 }, { v1: 4 }], { v1: 3 }],
    ['leave alone what nobody wants to change', [{ v1: undefined }, { v1: 4 }], { v1: undefined }],
    ['do not shrink where all together would be too few', [{ v1: 1, v2: 3 }, {}, 3], { v1: 4, v2: 3 }],
    ['shrink where they are not', [{ v1: 2, v2: 1 }, {}, 3], { v1: 2, v2: 1 }],
  ])('%s', (_, wanted, sizes) => {
    expect(within(...wanted)).toEqual(sizes);
  });

  it('never make the shortfall worse', () => {
    const few = fc.nat(5);
    const pods = fc.tuple(few, few).map(([size, ready]) => ({ size, ready: Math.min(size, ready) }));
    fc.assert(
      fc.property(fc.record({ v1: pods, v2: pods }), fc.tuple(few, few), fc.tuple(few, few, few), (all, to, needed) => {
        const s = snapshotOf({ spec: canary(), pods: all });
        const capacity = { need: needOf({ v1: needed[0], v2: needed[1] }), total: needed[2] };
        const { revisions } = withinCapacity(s, targetOf({ v1: to[0], v2: to[1] }), capacity);
        const left = s.revisions.map(({ hash, ready }) => ({
          ...{ hash, ready: Math.min(ready, revisions.get(hash)?.size ?? 0) },
        }));
        expect(shortfallOf(left, capacity)).toBeLessThanOrEqual(shortfallOf(s.revisions, capacity));
      }),
    );
  });
});
