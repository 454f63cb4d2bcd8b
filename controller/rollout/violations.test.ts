import { describe, expect, it } from 'vitest';
import type { Split } from '../traffic/router.ts';
import { blueGreen, canary } from './status/snapshot.testkit.ts';
import type { Target } from './target.ts';
import { violationsIn } from './violations.ts';
import { snapshotOf, type World } from './world.testkit.ts';

const SERVICES = { canaryService: 'canary', stableService: 'stable' };
const routed: World = {
  spec: canary({ ...SERVICES, trafficRouting: { nginx: { stableIngress: 'web' } } }),
  pods: { v1: 4, v2: 2 },
  services: { canary: 'v2', stable: 'v1' },
  shown: 50,
};
const split = (weight: number): Split => ({
  destinations: [
    { service: 'canary', hash: 'v2', role: 'canary', weight },
    { service: 'stable', hash: 'v1', role: 'stable', weight: 100 - weight },
  ],
  ...{ total: 100, headerRoutes: [], mirrorRoutes: [] },
});
const sizes = (wanted: Readonly<Record<string, number>>): Target['revisions'] =>
  new Map(Object.entries(wanted).map(([hash, size]) => [hash, { size }]));
const selectors = (wanted: Readonly<Record<string, string>>) => new Map(Object.entries(wanted));
const capacity = { need: new Map([['v1', 2]]) };

const violations = (world: World, target: Partial<Target>): number =>
  violationsIn(snapshotOf(world), {
    ...{ revisions: new Map(), selectors: new Map(), notices: [] },
    outcome: { stableHash: 'v1', revision: 2, isReset: false, promoteFull: false },
    ...target,
  });

describe('a plan breaks the promise', () => {
  it.each<[string, World, Partial<Target>, number]>([
    ['not where enough is left', routed, { revisions: sizes({ v1: 2 }), capacity }, 0],
    ['where too little is', routed, { revisions: sizes({ v1: 1 }), capacity }, 1],
    [
      'not where too little was there before',
      { ...routed, pods: { v1: { size: 4, ready: 1 }, v2: 2 } },
      { revisions: sizes({ v1: 1 }), capacity },
      0,
    ],
    [
      'not where pods are still counted that were given up before',
      { ...routed, pods: { v1: { size: 1, ready: 4 }, v2: 2 } },
      { revisions: sizes({ v1: 1 }), capacity },
      0,
    ],
    ['not with more for who answers', routed, { split: split(60) }, 0],
    ['with more for who does not', { ...routed, addresses: { canary: {} } }, { split: split(60) }, 1],
    ['not with less for who does not', { ...routed, addresses: { canary: {} } }, { split: split(40) }, 0],
    ['not where nobody answers anyway', { ...routed, addresses: { canary: {}, stable: {} } }, { split: split(60) }, 0],
    [
      'with a Service that goes from pods that answer to none',
      { ...routed, pods: { v1: 4, v2: { size: 2, ready: 0 } } },
      { selectors: selectors({ stable: 'v2' }) },
      1,
    ],
    [
      'not with one that gets no requests',
      { ...routed, pods: { v1: 4, v2: { size: 2, ready: 0 } }, services: { canary: 'v1', stable: 'v1' }, shown: 0 },
      { selectors: selectors({ canary: 'v2' }) },
      0,
    ],
    [
      'with an active Service that goes from pods that answer to none',
      { spec: blueGreen(), pods: { v1: 4, v2: { size: 4, ready: 0 } }, services: { web: 'v1' } },
      { selectors: selectors({ web: 'v2' }) },
      1,
    ],
    [
      'not with a preview',
      {
        spec: blueGreen({ previewService: 'next' }),
        pods: { v1: 4, v2: { size: 4, ready: 0 } },
        services: { next: 'v1' },
      },
      { selectors: selectors({ next: 'v2' }) },
      0,
    ],
  ])('%s', (_, world, target, count) => expect(violations(world, target)).toBe(count));
});
