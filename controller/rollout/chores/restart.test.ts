import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Pod } from '../objects.ts';
import type { Revision } from '../revision.ts';
import { at, canary, completed, type Made, NOW, pod, revision, status } from './parts.testkit.ts';
import { isRestarting, restartOf } from './restart.ts';

const AT = at(-60);
const NONE = { maxSurge: '25%', maxUnavailable: 0 };

interface Row {
  readonly spec?: Parameters<typeof completed>[0];
  readonly restartAt?: string;
  readonly restartedAt?: string;
  readonly revisions?: readonly Revision[];
  readonly pods?: readonly Pod[];
}

const old = (...names: string[]) => names.map((name, index) => pod(name, { made: index - 3600 }));
const fresh = (name: string, made: Made = {}) => pod(name, { made: -30, readySince: -10, ...made });

function parts({ spec, restartAt = AT, restartedAt, revisions = [revision(1)], pods = [] }: Row) {
  return {
    now: NOW,
    spec: completed({ restartAt, ...spec }),
    status: status(restartedAt === undefined ? {} : { restartedAt }),
    revisions,
    pods,
  };
}

function restart(row: Row) {
  const { evictions, restartedAt, wakeAt } = restartOf(parts(row));
  return {
    evicted: evictions.map((action) => (action.do === 'evict' ? action.ref.name : '')),
    ...(restartedAt && { restartedAt }),
    ...(wakeAt && { wakeAt: at((wakeAt.getTime() - NOW.getTime()) / 1000) }),
  };
}

const LATER = { wakeAt: at(30) };

describe('restartOf', () => {
  it.each<[row: string, given: Row, result: object]>([
    ['does nothing for a restart that is done', { restartedAt: AT, pods: old('a') }, { evicted: [] }],
    ['knows the same moment in another spelling', { restartedAt: at(-60).replace('Z', '.000Z') }, { evicted: [] }],
    ['does nothing at a time that is none', { restartAt: 'soon', pods: old('a') }, { evicted: [] }],
    ['waits for a moment to come', { restartAt: at(5), pods: old('a') }, { evicted: [], wakeAt: at(5) }],
    ['evicts at the moment itself', { restartAt: at(0), pods: old('a', 'b', 'c', 'd') }, { evicted: ['a'], ...LATER }],
    ['evicts as many as may be missing', { pods: old('a', 'b', 'c', 'd') }, { evicted: ['a'], ...LATER }],
    [
      'evicts more if more may be missing',
      { spec: canary({ maxUnavailable: 2 }), pods: old('a', 'b', 'c', 'd') },
      { evicted: ['a', 'b'], ...LATER },
    ],
    ['evicts one at least', { spec: canary(NONE), pods: old('a', 'b', 'c', 'd') }, { evicted: ['a'], ...LATER }],
    [
      'heeds maxUnavailable of blue-green, rounded down',
      {
        spec: { strategy: { blueGreen: { activeService: 'web', maxUnavailable: '70%' } } },
        pods: old('a', 'b', 'c', 'd'),
      },
      { evicted: ['a', 'b'], ...LATER },
    ],
    ['evicts none while one is missing', { pods: old('a', 'b', 'c') }, { evicted: [], ...LATER }],
    [
      'evicts none while a replacement is not available',
      { pods: [...old('a', 'b', 'c'), fresh('d', { isReady: false })] },
      { evicted: [], ...LATER },
    ],
    [
      'goes on once the replacement is available',
      { pods: [...old('a', 'b', 'c'), fresh('d')] },
      { evicted: ['a'], ...LATER },
    ],
    [
      'waits for minReadySeconds of the replacement',
      { spec: { minReadySeconds: 20 }, pods: [...old('a', 'b', 'c'), fresh('d')] },
      { evicted: [], ...LATER },
    ],
    [
      'begins with the oldest',
      { pods: [pod('b', { made: -100 }), pod('a', { made: -200 }), pod('c', { made: -90 }), pod('d', { made: -80 })] },
      { evicted: ['a'], ...LATER },
    ],
    [
      'begins with those that take no requests',
      { pods: [...old('a', 'b', 'c'), pod('d', { isReady: false })] },
      { evicted: ['d'], ...LATER },
    ],
    [
      'replaces pods that do not get ready although too many are missing',
      { pods: [...old('a', 'b'), pod('c', { isReady: false }), pod('d', { isReady: false, made: -100 })] },
      { evicted: ['c'], ...LATER },
    ],
    [
      'does not replace one after another that does not get ready either',
      { pods: [...old('a', 'b'), pod('c', { isReady: false }), fresh('d', { isReady: false })] },
      { evicted: [], ...LATER },
    ],
    [
      'leaves pods alone that are about to go or have ended',
      {
        pods: [
          pod('a', { metadata: { deletionTimestamp: at(-1) } }),
          pod('b', { phase: 'Failed', isReady: false }),
          ...['c', 'd', 'e', 'f'].map((name) => fresh(name)),
        ],
      },
      { evicted: [], restartedAt: AT },
    ],
    [
      'leaves pods of others alone',
      { revisions: [revision(1, { size: 0 })], spec: { replicas: 0 }, pods: [pod('a', { of: 'v9' })] },
      { evicted: [], restartedAt: AT },
    ],
    [
      'keeps one ready pod of a revision',
      {
        spec: canary({ maxUnavailable: 3 }),
        revisions: [revision(1, { size: 2 }), revision(2, { size: 2 })],
        pods: [...old('a', 'b'), pod('c', { of: 'v2', made: -90 }), pod('d', { of: 'v2', made: -80 })],
      },
      { evicted: ['a', 'c'], ...LATER },
    ],
    [
      'does without the only pod of a revision of one',
      { spec: { replicas: 1 }, revisions: [revision(1, { size: 1 })], pods: old('a') },
      { evicted: ['a'], ...LATER },
    ],
    [
      'asks for all pods of all revisions',
      {
        revisions: [revision(1), revision(2, { size: 2 })],
        pods: [...old('a', 'b', 'c', 'd'), pod('e', { of: 'v2' })],
      },
      { evicted: [], ...LATER },
    ],
    [
      'does not count on pods beyond the size of their revision',
      {
        revisions: [revision(1, { size: 2, pods: 4 }), revision(2, { size: 2, ready: 1 })],
        pods: [...old('a', 'b', 'c', 'd'), pod('e', { of: 'v2' })],
      },
      { evicted: [], ...LATER },
    ],
    [
      'is not done while a replacement is to be made',
      { pods: ['a', 'b', 'c'].map((name) => fresh(name)) },
      { evicted: [], ...LATER },
    ],
    [
      'is not done either when the counts know that one is missing',
      { revisions: [revision(1, { ready: 3 })], pods: ['a', 'b', 'c'].map((name) => fresh(name)) },
      { evicted: [], ...LATER },
    ],
    [
      'is not done while the counts still hold a pod that is gone',
      { pods: [...['a', 'b', 'c'].map((name) => fresh(name)), fresh('d', { isReady: false })] },
      { evicted: [], ...LATER },
    ],
    [
      'is done once replacements are made, whether available or not',
      {
        revisions: [revision(1, { ready: 3 })],
        pods: [...['a', 'b', 'c'].map((name) => fresh(name)), fresh('d', { isReady: false })],
      },
      { evicted: [], restartedAt: AT },
    ],
    ['is not done as long as no pods were read', {}, { evicted: [], ...LATER }],
    [
      'is done at once without pods',
      { spec: { replicas: 0 }, revisions: [revision(1, { size: 0 })] },
      { evicted: [], restartedAt: AT },
    ],
    [
      'keeps a pod made at that very second',
      { pods: ['a', 'b', 'c', 'd'].map((name) => pod(name, { made: -60 })) },
      {
        evicted: [],
        restartedAt: AT,
      },
    ],
  ])('%s', (_, given, result) => expect(restart(given)).toEqual(result));

  it('says which pod and why', () => {
    expect(restartOf(parts({ pods: old('a', 'b', 'c', 'd') })).evictions).toEqual([
      {
        do: 'evict',
        ref: { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'a' },
        isLenient: true,
        because: `evict a: restart of ${AT}`,
      },
    ]);
  });

  it.each<[row: string, given: Row, answer: boolean]>([
    ['needs pods from its moment on', {}, true],
    ['needs pods at that very moment', { restartAt: at(0) }, true],
    ['needs none before', { restartAt: at(1) }, false],
    ['needs none when it is done', { restartedAt: AT }, false],
  ])('%s', (_, given, answer) => expect(isRestarting(parts(given))).toBe(answer));

  it('evicts no available pod that is needed, whatever there is, and never the last ready one of several', () => {
    const pods = fc.array(
      fc.record({ of: fc.constantFrom('v1', 'v2'), isReady: fc.boolean(), made: fc.constantFrom(-3600, -30) }),
      { maxLength: 12 },
    );
    const sizes = fc.tuple(fc.nat(6), fc.nat(6));
    fc.assert(
      fc.property(pods, sizes, fc.nat(6), fc.nat(3), (made, [one, two], replicas, maxUnavailable) => {
        const all = made.map((each, index) => pod(`p${index}`, each));
        const revisions = [revision(1, { size: one }), revision(2, { size: two })];
        const { evicted } = restart({ spec: { replicas, ...canary({ maxUnavailable }) }, revisions, pods: all });
        const readyOf = (hash: string) =>
          all
            .filter((_, index) => made[index]?.of === hash && made[index].isReady)
            .map(({ metadata }) => metadata.name);
        const left = (hash: string) => readyOf(hash).filter((name) => !evicted.includes(name));
        const taken = evicted.filter((name) => [...readyOf('v1'), ...readyOf('v2')].includes(name)).length;
        const available = Math.min(one, readyOf('v1').length) + Math.min(two, readyOf('v2').length);
        const floor = Math.max(replicas, one + two) - Math.max(1, Math.min(replicas, maxUnavailable));
        expect(taken).toBeLessThanOrEqual(Math.max(0, available - floor));
        for (const [hash, size] of [
          ['v1', one],
          ['v2', two],
        ] as const)
          if (size > 1 && readyOf(hash).length > 0) expect(left(hash)).not.toEqual([]);
      }),
    );
  });

  it('comes to an end when replacements get ready', () => {
    const sizes = fc.tuple(fc.nat(5), fc.nat(5));
    fc.assert(
      fc.property(sizes, fc.nat(3), ([one, two], maxUnavailable) => {
        const revisions = [revision(1, { size: one }), revision(2, { size: two })];
        const spec = { replicas: one, ...canary({ maxUnavailable }) };
        let pods = [one, two].flatMap((size, index) =>
          Array.from({ length: size }, (_, each) => pod(`v${index + 1}-${each}`, { of: `v${index + 1}` })),
        );
        const pass = () => restart({ spec, revisions, pods });
        for (let passes = 0; pass().restartedAt === undefined; passes++) {
          expect(passes).toBeLessThanOrEqual(one + two);
          const { evicted } = pass();
          pods = pods.map((each) =>
            evicted.includes(each.metadata.name)
              ? fresh(`${each.metadata.name}+`, { of: each.metadata.ownerReferences?.[0]?.uid ?? '' })
              : each,
          );
        }
      }),
    );
  });
});
