import { describe, expect, it } from 'vitest';
import { at, canary } from '../status/snapshot.testkit.ts';
import type { World } from '../world.testkit.ts';
import { APART, decided, routed } from './decided.testkit.ts';

const STEPS = [{ setWeight: 25 }, { pause: {} }, { setWeight: 75 }, { pause: {} }];
const step = (currentStepIndex: number, more: object = {}) => ({ currentStepIndex, ...more });
const seen = (world: Partial<World>, block: object = {}, more: object = {}) =>
  decided({ spec: { ...routed({ steps: STEPS, ...block }), ...more }, services: APART, ...world });

describe('sizes behind a router', () => {
  it.each<[string, Partial<World>, object, object]>([
    [
      'follow the step, stable keeping all',
      { pods: { v1: 4, v2: 1 }, shown: 25, status: step(2) },
      {},
      { v1: 4, v2: 3 },
    ],
    [
      'shrink stable only with what is shown',
      { pods: { v1: 3, v2: 3 }, shown: 25, status: step(2) },
      { dynamicStableScale: true },
      { v1: 3, v2: 3 },
    ],
    [
      'shrink stable once it is',
      { pods: { v1: 3, v2: 3 }, shown: 75, status: step(2) },
      { dynamicStableScale: true },
      { v1: 1, v2: 3 },
    ],
    [
      'are no fewer than asked for each',
      { pods: { v1: 4, v2: 1 }, shown: 25, status: step(0) },
      { minPodsPerReplicaSet: 2 },
      { v1: 4, v2: 2 },
    ],
    [
      'stay with the weight that is shown still',
      { pods: { v1: 4, v2: 3 }, shown: 75, status: step(0) },
      {},
      { v1: 4, v2: 3 },
    ],
    [
      'leave a pod wherever there is a share',
      { pods: { v1: 4, v2: 1 }, shown: 25, status: step(1) },
      { steps: [{ setWeight: 25 }, { setCanaryScale: { replicas: 0 } }] },
      { v1: 4, v2: 1 },
    ],
    [
      'are all for a promotion in full',
      { pods: { v1: 4, v2: 1 }, shown: 25, status: step(1, { promoteFull: true }) },
      {},
      { v1: 4, v2: 4 },
    ],
    [
      'keep what stable gets back in the same pass',
      { pods: { v1: 2, v2: { size: 3, ready: 0 } }, shown: 75, status: step(2) },
      { dynamicStableScale: true },
      { v1: 4, v2: 3 },
    ],
    [
      'are those of the first step after a reset',
      { pods: { v1: 4, v2: 0 }, shown: 0, status: step(4, { currentPodHash: 'v1' }) },
      {},
      { v1: 4, v2: 1 },
    ],
  ])('%s', (_, world, block, sizes) => {
    expect(seen(world, block).sizes).toEqual(sizes);
  });

  it('are none for an old revision that a Service still selects, where no pods are wanted', () => {
    const pods = { v0: 4, v1: { size: 0 }, v2: { size: 0 } };
    const services = { canary: 'v0', stable: 'v1' };
    const world = { pods, services, stable: 'v1', shown: 0 };
    expect(seen(world, { scaleDownDelaySeconds: 0 }, { replicas: 0 }).sizes).toMatchObject({ v0: 0 });
  });

  it('may be none at all', () => {
    expect(
      seen({ pods: { v1: 4 }, services: { canary: 'v1', stable: 'v1' }, shown: 0 }, {}, { replicas: 0 }).sizes,
    ).toEqual({ v1: 0 });
  });

  it('stay as they are while a person holds the Rollout', () => {
    expect(seen({ pods: { v1: 4, v2: 1 }, shown: 25, status: step(2) }, {}, { paused: true }).sizes).toEqual({});
  });

  it('stay as they are while an analysis is inconclusive', () => {
    const pauseConditions = [{ reason: 'InconclusiveAnalysisRun' as const, startTime: at(0) }];
    expect(seen({ pods: { v1: 4, v2: 1 }, shown: 25, status: step(2, { pauseConditions }) }).sizes).toEqual({});
  });
});

describe('an aborted canary', () => {
  const abort = step(0, { abort: true });
  const aborted = (world: Partial<World>, block: object = {}) => {
    const { target } = seen({ pods: { v1: 4, v2: 3 }, shown: 0, status: abort, ...world }, block);
    return target.revisions.get('v2');
  };
  const late = { v1: 4, v2: { size: 3, deadline: 30 } };

  it.each<[string, Partial<World>, object, object]>([
    ['keeps its pods for 30 s', {}, {}, { size: 3, deadline: new Date(at(30)) }],
    ['or for as long as is said', {}, { abortScaleDownDelaySeconds: 5 }, { size: 3, deadline: new Date(at(5)) }],
    ['for good if that is 0', {}, { abortScaleDownDelaySeconds: 0 }, { size: 3, deadline: null }],
    [
      'keeps them without a deadline while stable lacks pods',
      { pods: { v1: { size: 4, available: 3 }, v2: 3 } },
      {},
      { size: 3, deadline: null },
    ],
    ['keeps them until its deadline', { pods: late, seconds: 29 }, {}, { size: 3, deadline: new Date(at(30)) }],
    ['gives them up then', { pods: late, seconds: 30 }, {}, { size: 0, deadline: new Date(at(30)) }],
    [
      'but not while it is sent anything',
      { pods: late, seconds: 30, shown: 25 },
      {},
      { size: 3, deadline: new Date(at(30)) },
    ],
    ['gives them up step by step where stable shrinks', {}, { dynamicStableScale: true }, { size: 1, deadline: null }],
    [
      'unless a delay is set',
      {},
      { dynamicStableScale: true, abortScaleDownDelaySeconds: 5 },
      { size: 3, deadline: new Date(at(5)) },
    ],
  ])('%s', (_, world, block, wanted) => {
    expect(aborted(world, block)).toEqual(wanted);
  });

  it('gives them up whatever it is sent where nobody is wanted', () => {
    const spec = { ...routed({ steps: STEPS }), replicas: 0 };
    const world = { pods: { v1: 0, v2: { size: 2, deadline: 30 } }, shown: 100, status: abort, seconds: 30 };
    expect(decided({ spec, services: APART, ...world }).sizes).toEqual({ v1: 0, v2: 0 });
  });

  it('gives them up at once without a router, as far as stable has its own', () => {
    const spec = canary({ steps: STEPS });
    expect(decided({ spec, pods: { v1: 3, v2: 2 }, status: abort }).sizes).toEqual({ v1: 3, v2: 0 });
    expect(decided({ spec, pods: { v1: { size: 3, available: 1 }, v2: 2 }, status: abort }).sizes).toEqual({
      v1: 3,
      v2: 2,
    });
  });

  it('loses its deadline on a retry', () => {
    const { target } = seen({ pods: late, shown: 0, status: step(0) });
    expect(target.revisions.get('v2')).toEqual({ size: 1, deadline: null });
  });

  it('wakes when the deadline has come', () => {
    expect(seen({ pods: late, shown: 0, status: abort }).target.wakeAt).toEqual(new Date(at(30)));
  });
});

describe('old revisions', () => {
  const promoted = { stable: 'v2', services: { canary: 'v2', stable: 'v2' }, shown: 0 };

  it.each<[string, Partial<World>, object, object | undefined]>([
    [
      'stay where the status says that they have a share',
      {
        ...{ pods: { v0: 4, v1: 3, v2: 1 }, stable: 'v0', services: { canary: undefined, stable: 'v0' }, shown: 75 },
        status: step(0, {
          canary: { weights: { canary: { weight: 75, podTemplateHash: 'v1' }, stable: { weight: 25 } } },
        }),
      },
      {},
      { size: 3, deadline: null },
    ],
    ['wait for 30 s', { pods: { v1: 4, v2: 4 }, ...promoted }, {}, { size: 4, deadline: new Date(at(30)) }],
    [
      'go at once where the delay is 0',
      { pods: { v1: 4, v2: 4 }, ...promoted },
      { scaleDownDelaySeconds: 0 },
      { size: 0, deadline: null },
    ],
    [
      'go at once beyond the limit',
      { pods: { v1: 4, v2: 4 }, ...promoted },
      { scaleDownDelayRevisionLimit: 0 },
      { size: 0, deadline: null },
    ],
    [
      'go at once where stable shrank',
      { pods: { v1: 1, v2: 4 }, ...promoted },
      { dynamicStableScale: true },
      { size: 0, deadline: null },
    ],
    [
      'stay while a Service selects them',
      { pods: { v1: 4, v2: 4 }, ...promoted, services: APART },
      {},
      { size: 4, deadline: null },
    ],
    [
      'go at once when they were never stable',
      { pods: { v0: 4, v1: 3, v2: 1 }, stable: 'v0', services: { canary: 'v2', stable: 'v0' }, shown: 25 },
      {},
      { size: 0, deadline: null },
    ],
    [
      'stay until the next one has their share',
      { pods: { v0: 1, v1: 3, v2: 1 }, stable: 'v0', services: { canary: 'v1', stable: 'v0' }, shown: 75 },
      { dynamicStableScale: true },
      { size: 3, deadline: null },
    ],
  ])('%s', (_, world, block, wanted) => {
    expect(seen(world, block).target.revisions.get('v1')).toEqual(wanted);
  });

  it('lose their deadlines with their router', () => {
    const { target } = decided({ spec: canary(), pods: { v1: { size: 2, deadline: 30 }, v2: 4 }, stable: 'v2' });
    expect(target.revisions.get('v1')).toEqual({ size: 0, deadline: null });
    expect(target.outcome.canary).toEqual({});
  });
});
