/** Pass after pass of a canary without a router, with pods that come late and pods that crash. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { basicSizes } from './basic.ts';
import { type Counts, total } from './counts.ts';
import { othersDown } from './others.ts';
import { basicSplit } from './split.ts';
import { surgeOf } from './surge.ts';

/** 0: not ready, 1: ready, 2: available. */
type Pods = readonly number[];

interface World {
  readonly replicas: number;
  readonly weight: number;
  readonly maxSurge: number;
  readonly maxUnavailable: number;
  /** The first is current, the second stable, the rest are old. */
  readonly revisions: readonly Pods[];
}

type Happening = (world: World) => World;

const allowed = ({ replicas, maxSurge, maxUnavailable }: World) => {
  const { surge, unavailable } = surgeOf(replicas, maxSurge, maxUnavailable);
  return { surge, unavailable, most: replicas + surge, least: replicas - unavailable };
};

const countsOf = (pods: Pods): Counts => ({
  size: pods.length,
  pods: pods.length,
  ready: pods.filter((state) => state > 0).length,
  available: pods.filter((state) => state > 1).length,
});

const inAll = ({ revisions }: World, field: keyof Counts): number => total(revisions, (pods) => countsOf(pods)[field]);

/** Grows by pods that are not ready, and gives up those that are furthest from serving. */
const sized = (pods: Pods, size: number): Pods =>
  size >= pods.length
    ? [...pods, ...Array.from({ length: size - pods.length }, () => 0)]
    : pods.toSorted((one, other) => other - one).slice(0, size);

function nextSizes(world: World): readonly number[] {
  const { surge, unavailable } = allowed(world);
  const [current = countsOf([]), stable = countsOf([]), ...others] = world.revisions.map(countsOf);
  const next = basicSizes({ ...world, maxWeight: 100, surge, unavailable, current, stable, others });
  const named = others.map((one, index) => ({
    ...one,
    name: `${index}`,
    hash: '',
    number: index,
    deadline: undefined,
  }));
  const input = { replicas: world.replicas, unavailable, kept: [current, stable], others: named };
  const down = othersDown({ strategy: 'basic', ...input }).revisions;
  const sizes = new Map(down.map(({ name, size }) => [name, size]));
  return [next.current ?? 0, next.stable ?? 0, ...named.map(({ name }) => sizes.get(name) ?? 0)];
}

function pass(world: World): World {
  const { most, least } = allowed(world);
  const sizes = nextSizes(world);
  const to = (index: number) => sizes[index] ?? 0;
  const grown = {
    ...world,
    revisions: world.revisions.map((pods, index) => sized(pods, Math.max(pods.length, to(index)))),
  };
  expect(inAll(grown, 'size')).toBeLessThanOrEqual(Math.max(most, inAll(world, 'size')));
  const shrunk = { ...grown, revisions: grown.revisions.map((pods, index) => sized(pods, to(index))) };
  for (const field of ['ready', 'available'] as const) {
    expect(inAll(shrunk, field)).toBeGreaterThanOrEqual(Math.min(least, inAll(grown, field)));
  }
  return shrunk;
}

/** Of all pods the one that `pick` falls on. */
const touched = (world: World, pick: number, state: (before: number) => number): World => {
  const all = inAll(world, 'size');
  let left = all === 0 ? -1 : pick % all;
  return { ...world, revisions: world.revisions.map((pods) => pods.map((one) => (left-- === 0 ? state(one) : one))) };
};

const pick = fc.nat(1000);
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Happening>(pass) },
  {
    weight: 6,
    arbitrary: pick.map(
      (n): Happening =>
        (world) =>
          touched(world, n, (state) => Math.min(2, state + 1)),
    ),
  },
  {
    weight: 2,
    arbitrary: pick.map(
      (n): Happening =>
        (world) =>
          touched(world, n, () => 0),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 0, max: 100 }).map(
      (weight): Happening =>
        (world) => ({ ...world, weight }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 0, max: 12 }).map(
      (replicas): Happening =>
        (world) => ({ ...world, replicas }),
    ),
  },
);

const pods = (maxLength: number) => fc.array(fc.integer({ min: 0, max: 2 }), { maxLength });
const world: fc.Arbitrary<World> = fc.record({
  replicas: fc.integer({ min: 0, max: 12 }),
  weight: fc.integer({ min: 0, max: 100 }),
  maxSurge: fc.integer({ min: 0, max: 4 }),
  maxUnavailable: fc.integer({ min: 0, max: 4 }),
  revisions: fc.tuple(pods(6), pods(12), pods(3), pods(3)),
});

const recovered: Happening = (one) => ({ ...one, revisions: one.revisions.map((list) => list.map(() => 2)) });
const sizesOf = ({ revisions }: World) => revisions.map((list) => list.length);

function atRest(start: World, between: Happening): World {
  let now = start;
  for (let count = 0; count < 60; count += 1) {
    const next = between(pass(now));
    if (String(sizesOf(next)) === String(sizesOf(now))) return next;
    now = next;
  }
  throw new Error(`still moving at ${sizesOf(now)}`);
}

describe('pass after pass', () => {
  it('keeps surge and availability whatever happens, and arrives at the split once pods get ready', () => {
    fc.assert(
      fc.property(world, fc.array(happening, { maxLength: 40 }), (start, happenings) => {
        const after = happenings.reduce((now, happens) => happens(now), start);
        const end = atRest(recovered(after), recovered);
        const { canary, stable } = basicSplit({ ...end, maxWeight: 100, surge: allowed(end).surge });
        expect(sizesOf(end)).toEqual([canary, stable, 0, 0]);
      }),
      { numRuns: 2000 },
    );
  });

  it('comes to rest with enough available pods while the canary never gets ready', () => {
    fc.assert(
      fc.property(world, (start) => {
        const broken: Happening = (one) => ({
          ...one,
          revisions: one.revisions.map((list, index) => list.map(() => (index === 0 ? 0 : 2))),
        });
        const filled = { ...start, revisions: [[], Array.from({ length: start.replicas }, () => 2), [], []] };
        const end = atRest(filled, broken);
        expect(inAll(end, 'available')).toBeGreaterThanOrEqual(allowed(end).least);
        expect(inAll(end, 'size')).toBeLessThanOrEqual(allowed(end).most);
      }),
      { numRuns: 500 },
    );
  });
});
