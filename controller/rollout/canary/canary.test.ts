import { describe, expect, it } from 'vitest';
import type { Step } from '../../../crds/rollout/steps.ts';
import { at, canary } from '../status/snapshot.testkit.ts';
import type { World } from '../world.testkit.ts';
import { APART, decided, routed } from './decided.testkit.ts';

const pause = (seconds = 0) => [{ reason: 'CanaryPauseStep' as const, startTime: at(-seconds) }];
const waiting = (seconds = 0) => ({ controllerPause: true, pauseConditions: pause(seconds) });

describe('a step', () => {
  const first = (step: Step, world: Partial<World> = {}) =>
    decided({ spec: canary({ steps: [step, { setWeight: 50 }] }), pods: { v1: 3, v2: 1 }, ...world });

  it.each<[string, Step, Partial<World>, number]>([
    ['a weight is reached when all pods are there', { setWeight: 25 }, {}, 1],
    [
      'a weight is not reached with a pod missing',
      { setWeight: 25 },
      { pods: { v1: 3, v2: { size: 1, available: 0 } } },
      0,
    ],
    [
      'a weight is not reached with an old pod too many',
      { setWeight: 25 },
      { pods: { v1: { size: 3, pods: 4 }, v2: 1 } },
      0,
    ],
    [
      'a weight is not reached while an older revision answers',
      { setWeight: 25 },
      { pods: { v0: 1, v1: 3, v2: 1 }, stable: 'v1' },
      0,
    ],
    ['a pause has to begin first', { pause: {} }, {}, 0],
    ['a pause without an end lasts', { pause: {} }, { status: waiting(9999) }, 0],
    ['a pause ends with a person', { pause: {} }, { status: { controllerPause: true } }, 1],
    ['a pause lasts for as long as it says', { pause: { duration: '10s' } }, { status: waiting(10) }, 0],
    ['a pause ends when its time is over', { pause: { duration: '10s' } }, { status: waiting(11) }, 1],
    ['a pause of a number is one of seconds', { pause: { duration: 10 } }, { status: waiting(11) }, 1],
    [
      'nothing ends while a person holds the Rollout',
      { setWeight: 25 },
      { spec: { ...canary({ steps: [{ setWeight: 25 }] }), paused: true } },
      0,
    ],
    [
      'another pause keeps no step from ending',
      { setWeight: 25 },
      { status: { pauseConditions: [{ reason: 'InconclusiveExperiment', startTime: at(0) }] } },
      1,
    ],
    ['what is aborted begins again', { setWeight: 25 }, { status: { abort: true, currentStepIndex: 1 } }, 0],
  ])('%s', (_, step, world, index) => {
    expect(first(step, world).index).toBe(index);
  });

  it.each<[Step, Partial<World>]>([
    [{ setCanaryScale: { replicas: 2 } }, { pods: { v1: 4, v2: 2 } }],
    [{ setHeaderRoute: { name: 'beta', match: [] } }, { pods: { v1: 4, v2: 1 } }],
    [{ setMirrorRoute: { name: 'copy', percentage: 10 } }, { pods: { v1: 4, v2: 1 } }],
  ])('%j ends behind a router', (step, world) => {
    expect(decided({ spec: routed({ steps: [step, { pause: {} }] }), services: APART, shown: 0, ...world }).index).toBe(
      1,
    );
  });

  it.each<[Partial<World>, number]>([
    [{ shown: 0 }, 0],
    [{ shown: { lowest: 0, highest: 25 } }, 0],
    [{ shown: 25 }, 1],
    [{ shown: 25, services: { canary: 'v0', stable: 'v1' } }, 0],
    [{}, 0],
  ])('a weight behind a router ends once all places show it: %j', (world, index) => {
    const spec = routed({ steps: [{ setWeight: 25 }, { pause: {} }] });
    expect(decided({ spec, pods: { v1: 4, v2: 1 }, services: APART, ...world }).index).toBe(index);
  });

  it.each<[Step, string]>([
    [{ setWeight: 25 }, 'setWeight: 25'],
    [{ pause: {} }, 'pause'],
    [{ pause: { duration: '3s' } }, 'pause: 3s'],
    [{ pause: { duration: 3 } }, 'pause: 3s'],
  ])('%j is called %s', (step, text) => {
    const said = first(step, { status: step.pause ? { controllerPause: true } : {} }).says;
    expect(said).toEqual([`RolloutStepCompleted: Rollout step 1/2 completed (${text})`]);
  });

  it.each<[Step, string]>([
    [{ setCanaryScale: { weight: 25 } }, 'setCanaryScale{weight: 25}'],
    [{ setCanaryScale: { replicas: 1 } }, 'setCanaryScale{replicas: 1}'],
    [{ setCanaryScale: { matchTrafficWeight: true } }, 'setCanaryScale{matchTrafficWeight: true}'],
    [{ setHeaderRoute: { name: 'beta' } }, 'setHeaderRoute: beta'],
    [{ setMirrorRoute: { name: 'copy', percentage: 10 } }, 'setMirrorRoute: copy'],
  ])('%j behind a router is called %s', (step, text) => {
    const steps = [{ setWeight: 25 }, step, { pause: {} }];
    const status = { currentStepIndex: 1, canary: { weights: { canary: { weight: 25 }, stable: { weight: 75 } } } };
    const { says } = decided({ spec: routed({ steps }), pods: { v1: 4, v2: 1 }, services: APART, shown: 25, status });
    expect(says).toEqual([`RolloutStepCompleted: Rollout step 2/3 completed (${text})`]);
  });

  it('waits for a pause only until it ends, and not at all while a person holds it', () => {
    const steps = [{ pause: { duration: '10s' } }];
    const world = { pods: { v1: 4, v2: 0 }, status: waiting(4) };
    expect(decided({ spec: canary({ steps }), ...world }).target.wakeAt).toEqual(new Date(Date.parse(at(6)) + 1));
    expect(decided({ spec: { ...canary({ steps }), paused: true }, ...world }).target.wakeAt).toBeUndefined();
  });

  it.each<[string, Partial<World>, boolean]>([
    ['when sizes are set', { pods: { v1: 4, v2: 0 } }, true],
    ['not while something is to be scaled', { pods: { v1: 3, v2: 0 } }, false],
    [
      'not while a person holds the Rollout',
      { pods: { v1: 4, v2: 0 }, spec: { ...canary({ steps: [{ pause: {} }] }), paused: true } },
      false,
    ],
    ['not twice', { pods: { v1: 4, v2: 0 }, status: { ...waiting() } }, false],
  ])('begins its pause %s', (_, world, begins) => {
    const { target } = decided({ spec: canary({ steps: [{ pause: {} }] }), ...world });
    expect(target.outcome.pauses?.add?.includes('CanaryPauseStep') ?? false).toBe(begins);
  });

  it('leaves its pause behind when it is skipped', () => {
    const { target } = first({ pause: {} }, { status: { ...waiting(), currentStepIndex: 1 } });
    expect(target.outcome.pauses).toEqual({ remove: ['CanaryPauseStep'] });
  });
});

describe('a promotion', () => {
  const steps = [{ setWeight: 25 }, { pause: {} }];
  const completed = (why: string) => `RolloutCompleted: Rollout completed update to revision 2 (v2): ${why}`;

  it.each<[string, World, string]>([
    [
      'after all steps',
      { spec: canary({ steps }), pods: { v1: 0, v2: 4 }, status: { currentStepIndex: 2 } },
      completed('Completed all 2 canary steps'),
    ],
    ['without steps', { spec: canary(), pods: { v1: 1, v2: 4 } }, completed('Completed all 0 canary steps')],
    [
      'of the first revision, before any pod is there',
      { spec: canary({ steps }), pods: { v1: { size: 4, ready: 0 } }, stable: '' },
      'RolloutCompleted: Rollout completed update to revision 1 (v1): Initial deploy',
    ],
    [
      'in full',
      { spec: canary({ steps }), pods: { v1: 1, v2: 4 }, status: { promoteFull: true } },
      completed('Full promotion requested'),
    ],
    [
      'in full after an abort',
      { spec: canary({ steps }), pods: { v1: 1, v2: 4 }, status: { promoteFull: true, abort: true } },
      completed('Full promotion requested'),
    ],
    [
      'back within the window',
      {
        spec: { ...canary({ steps }), rollbackWindow: { revisions: 1 } },
        pods: { v1: { size: 4, number: 3 }, v2: 1 },
        wanted: 'v1',
        stable: 'v2',
      },
      'RolloutCompleted: Rollout completed update to revision 3 (v1): Rollback within window',
    ],
    [
      'with as many pods as the threshold asks for',
      {
        spec: canary({ steps, replicaProgressThreshold: { type: 'Percent', value: 75 } }),
        pods: { v1: 1, v2: { size: 4, available: 3 } },
        status: { currentStepIndex: 2 },
      },
      completed('Completed all 2 canary steps'),
    ],
  ])('comes %s', (_, world, said) => {
    const { says, target, index } = decided(world);
    expect(says).toEqual([said]);
    expect(index).toBe(world.spec.strategy?.canary?.steps?.length);
    expect(target.outcome).toMatchObject({ pauses: { clear: true }, abort: 'remove', promoteFull: false });
  });

  it.each<[string, World]>([
    ['before all pods are there', { spec: canary({ steps }), pods: { v1: 1, v2: 3 }, status: { currentStepIndex: 2 } }],
    ['before the last step', { spec: canary({ steps }), pods: { v1: 1, v2: 4 }, status: { currentStepIndex: 1 } }],
    ['of what is aborted', { spec: canary(), pods: { v1: 1, v2: 4 }, status: { abort: true } }],
    [
      'in full before all pods are there',
      { spec: canary({ steps }), pods: { v1: 1, v2: 3 }, status: { promoteFull: true } },
    ],
  ])('does not come %s', (_, world) => {
    expect(decided(world).target.outcome.stableHash).toBe('v1');
  });

  it('in full ends pauses and abort at once, and all steps', () => {
    const status = { promoteFull: true, abort: true, ...waiting() };
    const { target, index } = decided({ spec: canary({ steps }), pods: { v1: 3, v2: 1 }, status });
    expect(index).toBe(2);
    expect(target.outcome).toMatchObject({ pauses: { clear: true }, abort: 'remove', promoteFull: true });
  });

  it('back within the window passes over steps, pauses and aborts', () => {
    const spec = { ...canary({ steps }), rollbackWindow: { revisions: 1 } };
    const world = { spec, pods: { v1: { size: 1, number: 3 }, v2: 4 }, wanted: 'v1', stable: 'v2' };
    const { target, index } = decided({ ...world, status: { ...waiting(), abort: true } });
    expect(index).toBe(2);
    expect(target.outcome).toMatchObject({ pauses: { clear: true }, abort: 'remove', stableHash: 'v2' });
  });

  it('leaves nothing to be promoted or aborted', () => {
    const { target } = decided({
      spec: canary({ steps }),
      pods: { v1: 4 },
      status: { abort: true, promoteFull: true },
    });
    expect(target.outcome).toMatchObject({ stepIndex: 2, abort: 'remove', promoteFull: false });
  });
});

describe('a new template', () => {
  const steps = [{ setWeight: 50 }];
  const spec = { ...canary({ steps }), rollbackWindow: { revisions: 1 } };

  it.each<[string, World, number, readonly string[]]>([
    [
      'begins with the first step',
      { spec, pods: { v1: 4, v2: 0 }, status: { currentPodHash: 'v1', currentStepIndex: 1 } },
      0,
      [],
    ],
    [
      'as new steps do',
      { spec, pods: { v1: 4, v2: 2 }, status: { currentStepHash: 'others', currentStepIndex: 1 } },
      0,
      [],
    ],
    [
      'passes all steps over where it is that of stable',
      { spec, pods: { v1: 4, v2: 2 }, wanted: 'v1', status: { currentPodHash: 'v2' } },
      1,
      ['SkipSteps: Rollback to stable ReplicaSets'],
    ],
    [
      'passes them over within the window',
      { spec, pods: { v1: 2, v2: 4 }, wanted: 'v1', stable: 'v2', status: { currentPodHash: 'v2' } },
      1,
      ['SkipSteps: Rollback to active ReplicaSets within RollbackWindow'],
    ],
  ])('%s', (_, world, index, says) => {
    expect(decided(world)).toMatchObject({ index, says, target: { outcome: { isReset: true } } });
  });
});
