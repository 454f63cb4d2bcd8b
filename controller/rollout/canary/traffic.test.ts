import { describe, expect, it } from 'vitest';
import type { World } from '../world.testkit.ts';
import { APART, decided, routed } from './decided.testkit.ts';

const STEPS = [{ setWeight: 25 }, { pause: {} }, { setWeight: 75 }, { pause: {} }];
const at = (currentStepIndex: number, more: object = {}) => ({ currentStepIndex, ...more });
const seen = (world: Partial<World>, block: object = {}, more: object = {}) =>
  decided({ spec: { ...routed({ steps: STEPS, ...block }), ...more }, services: APART, ...world });

describe('the weight', () => {
  it.each<[string, Partial<World>, number | undefined]>([
    ['stays before anything was promoted', { pods: { v1: 4 }, stable: '', shown: 50, services: { canary: 'v1' } }, 50],
    ['rises when the pods for a step are there', { pods: { v1: 4, v2: 3 }, shown: 25, status: at(2) }, 75],
    ['stays until then', { pods: { v1: 4, v2: { size: 3, available: 2 } }, shown: 25, status: at(2) }, 25],
    ['stays when replicas are raised', { pods: { v1: 4, v2: 2 }, shown: 75, status: at(3) }, 75],
    ['is none without pods', { pods: { v1: 4, v2: { size: 3, available: 0 } }, shown: 25, status: at(2) }, 0],
    ['is all after the last step', { pods: { v1: 4, v2: 4 }, shown: 75, status: at(4) }, 100],
    ['stays that of the last step until all pods are there', { pods: { v1: 4, v2: 3 }, shown: 75, status: at(4) }, 75],
    ['goes down at once where a step says so', { pods: { v1: 4, v2: 3 }, shown: 75, status: at(0) }, 25],
    ['does not rise beyond the pods where steps are skipped', { pods: { v1: 4, v2: 1 }, shown: 0, status: at(4) }, 25],
    ['is none on an abort', { pods: { v1: 4, v2: 3 }, shown: 75, status: at(0, { abort: true }) }, 0],
    [
      'is none once the promoted one is behind stable',
      { pods: { v1: 4, v2: 4 }, stable: 'v2', shown: 100, services: { canary: 'v2', stable: 'v2' } },
      0,
    ],
    ['stays until it is', { pods: { v1: 4, v2: 4 }, stable: 'v2', shown: 100 }, 100],
    [
      'keeps what it is while a promotion in full lacks pods',
      { pods: { v1: 4, v2: 3 }, shown: 25, status: at(1, { promoteFull: true }) },
      25,
    ],
    [
      'is all when it does not any more',
      { pods: { v1: 4, v2: 4 }, shown: 25, status: at(1, { promoteFull: true }) },
      100,
    ],
    [
      'is none when a revision comes in between',
      { pods: { v1: 4, v2: 3, v3: { size: 1, ready: 0 } }, shown: 75, status: at(0) },
      0,
    ],
  ])('%s', (_, world, weight) => {
    expect(seen(world).weight).toBe(weight);
  });

  it.each<[string, Partial<World>, number | undefined]>([
    [
      'does not rise before anybody is behind the Service',
      { pods: { v1: 4, v2: 1 }, shown: 0, addresses: { canary: {} } },
      0,
    ],
    [
      'does not rise while the Service selects another revision',
      { pods: { v1: 4, v2: 1 }, shown: 0, services: { canary: 'v1', stable: 'v1' } },
      0,
    ],
    [
      'does not rise while the Service selects all revisions',
      { pods: { v1: 4, v2: 1 }, shown: 0, services: { canary: undefined, stable: 'v1' } },
      0,
    ],
    [
      'does not fall while nobody is behind stable',
      { pods: { v1: 4, v2: 3 }, shown: 75, addresses: { stable: {} }, status: at(0, { abort: true }) },
      75,
    ],
    [
      'is the lowest of all places where it must not rise',
      { pods: { v1: 4, v2: 3 }, shown: { lowest: 10, highest: 25 }, addresses: { canary: {} }, status: at(2) },
      10,
    ],
    [
      'is shown by no router before stable is there',
      { pods: { v1: { size: 4, available: 3 } }, services: { canary: undefined, stable: undefined } },
      undefined,
    ],
    ['is shown as none when it is', { pods: { v1: 4 }, services: { canary: 'v1', stable: 'v1' } }, 0],
  ])('%s', (_, world, weight) => {
    expect(seen(world).weight).toBe(weight);
  });

  it.each<[string, Partial<World>, number]>([
    [
      'as far as stable has pods',
      { pods: { v1: { size: 4, available: 2 }, v2: 3 }, shown: 75, status: at(0, { abort: true }) },
      50,
    ],
    [
      'all the way with as few missing as may be',
      { pods: { v1: { size: 4, available: 3 }, v2: 3 }, shown: 75, status: at(0, { abort: true }) },
      0,
    ],
    [
      'not at all while stable has none',
      { pods: { v1: { size: 4, ready: 0 }, v2: 3 }, shown: 75, status: at(0, { abort: true }) },
      75,
    ],
    [
      'all the way where the canary has none',
      { pods: { v1: { size: 4, available: 2 }, v2: { size: 3, ready: 0 } }, shown: 75, status: at(2) },
      0,
    ],
    [
      'as far on the way back to stable',
      { pods: { v1: { size: 4, available: 1 }, v2: 3 }, wanted: 'v1', shown: 75, status: at(4) },
      75,
    ],
  ])('goes back %s', (_, world, weight) => {
    expect(seen(world).weight).toBe(weight);
  });

  it('counts in parts of the largest one', () => {
    const trafficRouting = { nginx: { stableIngress: 'web' }, maxTrafficWeight: 1000 };
    const steps = [{ setWeight: 5 }];
    const { target } = seen({ pods: { v1: 4, v2: 1 }, shown: 0 }, { steps, trafficRouting });
    expect(target.split).toMatchObject({ total: 1000, destinations: [{ weight: 5 }, { weight: 995 }] });
  });

  it('is none without steps until the promotion', () => {
    expect(seen({ pods: { v1: 4, v2: 4 }, shown: 0 }, { steps: undefined }).weight).toBe(0);
  });

  it('follows the pods of a promotion in full where stable shrinks', () => {
    const world = { pods: { v1: 3, v2: { size: 4, available: 3 } }, shown: 25, status: at(1, { promoteFull: true }) };
    expect(seen(world, { dynamicStableScale: true }).weight).toBe(75);
  });

  it('is told in the status, with what stands behind it', () => {
    const { target, says } = seen({ pods: { v1: 4, v2: 1 }, shown: 25 });
    expect(target.outcome.canary?.weights).toEqual({
      canary: { weight: 25, serviceName: 'canary', podTemplateHash: 'v2' },
      stable: { weight: 75, serviceName: 'stable', podTemplateHash: 'v1' },
    });
    expect(says[0]).toBe('TrafficWeightUpdated: Traffic weight updated to 25');
    const before = { weights: { canary: { weight: 0 }, stable: { weight: 100 } } };
    const again = seen({ pods: { v1: 4, v2: 1 }, shown: 25, status: at(0, { canary: before }) });
    expect(again.says[0]).toBe('TrafficWeightUpdated: Traffic weight updated from 0 to 25');
  });
});

describe('a stable revision that answers nobody', () => {
  const down = { size: 4, ready: 0 };

  it.each<[string, Partial<World>, number]>([
    ['leaves all requests to the canary', { pods: { v1: down, v2: 1 }, shown: 25, status: at(1) }, 100],
    ['even before any router shows anything', { pods: { v1: down, v2: 1 } }, 100],
    ['even where it is gone', { pods: { v0: 0, v2: 1 }, stable: 'v1', shown: 25, status: at(1) }, 100],
    [
      'but not to one without pods, whose share goes back',
      { pods: { v1: down, v2: { size: 1, ready: 0 } }, shown: 25, status: at(1) },
      0,
    ],
  ])('%s', (_, world, weight) => {
    expect(seen(world).weight).toBe(weight);
  });

  it('lets the canary grow, and waits for its return', () => {
    const { sizes } = seen({ pods: { v1: down, v2: 1 }, shown: 100, status: at(1) });
    expect(sizes).toEqual({ v1: 4, v2: 4 });
  });

  it('keeps no step from ending, whatever pods it lacks', () => {
    const world = { pods: { v1: { size: 4, pods: 0 }, v2: 4 }, shown: 100, status: at(2) };
    expect(seen(world).index).toBe(3);
    expect(seen({ ...world, status: at(4) }).target.outcome.stableHash).toBe('v2');
  });
});

describe('routes', () => {
  const match = [{ headerName: 'x-beta', headerValue: { exact: '1' } }];
  const steps = [
    { setCanaryScale: { replicas: 1 } },
    { setHeaderRoute: { name: 'beta', match } },
    { setMirrorRoute: { name: 'copy', match: [{ path: { prefix: '/' } }], percentage: 10 } },
    { setHeaderRoute: { name: 'beta' } },
  ];
  const routesAt = (index: number, world: Partial<World> = {}) => {
    const { split } = seen({ pods: { v1: 4, v2: 1 }, shown: 0, status: at(index), ...world }, { steps }).target;
    return [...(split?.headerRoutes ?? []), ...(split?.mirrorRoutes ?? [])].map(({ name }) => name);
  };

  it.each<[string, readonly string[], readonly string[]]>([
    ['are there from their step on', routesAt(1), ['beta']],
    ['stay while others come', routesAt(2), ['beta', 'copy']],
    ['go when a step says so', routesAt(3), ['copy']],
    ['go on an abort', routesAt(2, { status: at(2, { abort: true }) }), []],
    ['go when the canary has no pods', routesAt(2, { pods: { v1: 4, v2: { size: 1, ready: 0 } } }), []],
    ['go with a promotion in full', routesAt(2, { status: at(2, { promoteFull: true }) }), []],
    ['go with the promotion', routesAt(2, { pods: { v1: 0, v2: 4 }, stable: 'v2' }), []],
  ])('%s', (_, routes, names) => {
    expect(routes).toEqual(names);
  });
});
