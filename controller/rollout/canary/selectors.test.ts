import { describe, expect, it } from 'vitest';
import { canary } from '../status/snapshot.testkit.ts';
import type { World } from '../world.testkit.ts';
import { APART, decided, routed } from './decided.testkit.ts';

const STEPS = [{ setWeight: 25 }, { pause: {} }, { setWeight: 75 }, { pause: {} }];
const OWN = { canaryService: 'canary', stableService: 'stable' };
const step = (currentStepIndex: number, more: object = {}) => ({ currentStepIndex, ...more });
const seen = (world: Partial<World>) => decided({ spec: routed({ steps: STEPS }), services: APART, ...world });

describe('Services', () => {
  const untouched = { canary: undefined, stable: undefined };

  it.each<[string, Partial<World>, object]>([
    [
      'count both shares of who answers for both',
      { pods: { v1: 4, v2: { size: 4, available: 2 } }, stable: 'v2', shown: 50 },
      {},
    ],
    [
      'are taken over when all pods are there',
      { pods: { v1: 4, v2: 1 }, services: untouched },
      { canary: 'v2', stable: 'v1' },
    ],
    [
      'are not taken over before',
      { pods: { v1: { size: 4, available: 3 }, v2: { size: 2, available: 1 } }, services: untouched },
      {},
    ],
    [
      'move on to the first pod of a canary',
      { pods: { v1: 4, v2: { size: 2, available: 1 } }, services: { canary: 'v1', stable: 'v1' }, shown: 0 },
      { canary: 'v2' },
    ],
    [
      'do not move on to a canary without pods',
      { pods: { v1: 4, v2: { size: 2, ready: 0 } }, services: { canary: 'v1', stable: 'v1' }, shown: 0 },
      {},
    ],
    ['do not give a share to a canary that is too small for it', { pods: { v1: 4, v2: 3, v3: 1 }, shown: 75 }, {}],
    [
      'give it to one that is no smaller',
      { pods: { v1: 4, v2: { size: 3, ready: 1 }, v3: 1 }, shown: 75 },
      { canary: 'v3' },
    ],
    ['move on with the promotion', { pods: { v1: 4, v2: 4 }, stable: 'v2', shown: 100 }, { stable: 'v2' }],
    [
      'do not move on where the promoted one has lost its pods',
      { pods: { v1: 4, v2: { size: 4, available: 2 } }, stable: 'v2', shown: 25 },
      {},
    ],
    [
      'stay on an abort while there is a share',
      { pods: { v1: 4, v2: 3 }, shown: 75, status: step(0, { abort: true }) },
      {},
    ],
    [
      'go back when there is none, pods or not',
      { pods: { v1: { size: 4, ready: 0 }, v2: 3 }, shown: 0, status: step(0, { abort: true }) },
      { canary: 'v1' },
    ],
    ['stay while requests return to stable', { pods: { v1: 4, v2: 3 }, wanted: 'v1', shown: 75 }, {}],
    ['follow when they have', { pods: { v1: 4, v2: 3 }, wanted: 'v1', shown: 0 }, { canary: 'v1' }],
  ])('%s', (_, world, selects) => {
    expect(seen(world).selects).toEqual(selects);
  });

  it.each<[string, object, object]>([
    ['as soon as the canary has as many pods', { v1: { size: 3, ready: 2 }, v2: 2 }, { stable: 'v2' }],
    ['when it has as many as users take for all', { v1: 4, v2: { size: 4, available: 3 } }, { stable: 'v2' }],
    ['not while it has fewer', { v1: 2, v2: { size: 3, available: 1 } }, {}],
  ])('of stable go over before it gives up its last pod, without a router: %s', (_, pods, selects) => {
    const spec = canary({ ...OWN, maxUnavailable: 1 });
    expect(decided({ spec, pods, services: APART } as World).selects).toEqual(selects);
  });

  it.each<[string, object, number | undefined]>([
    ['keep a pod until they go over', {}, 1],
    ['keep none where users take none for all', { replicas: 1, strategy: { canary: { ...OWN, maxSurge: 0 } } }, 0],
  ])('of stable %s, without a router', (_, more, size) => {
    const spec = { ...canary({ ...OWN, maxUnavailable: 1 }), ...more };
    const world = { spec, pods: { v1: 1, v2: { size: 4, available: 4 } }, services: APART };
    expect(decided(world).sizes['v1']).toBe(size);
  });

  it('show stable behind the canary of an abort without a router', () => {
    const spec = canary({ steps: STEPS, ...OWN });
    const world = { pods: { v1: 3, v2: 1 }, services: APART, status: step(0, { abort: true }) };
    expect(decided({ spec, ...world }).selects).toEqual({ canary: 'v1' });
  });
});
