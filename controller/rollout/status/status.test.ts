/** Tests of the whole status: what is in it, and when to look again. */
import { describe, expect, it } from 'vitest';
import type { RolloutStatus } from '../objects.ts';
import type { Outcome } from './outcome.ts';
import { at, blueGreen, canary, NOW, outcome, revision, type Scene, said, snapshot } from './snapshot.testkit.ts';
import { statusAfter } from './status.ts';

const tell = (scene: Scene, decided?: Partial<Outcome>) => statusAfter(snapshot(scene), outcome(decided));
const pause = { reason: 'CanaryPauseStep', startTime: at(-60) } as const;
const paused: RolloutStatus = { pauseConditions: [pause], controllerPause: true };

describe('a status', () => {
  it('is as the reference has it in the middle of a canary with a router', () => {
    const weights = {
      canary: { podTemplateHash: '6cf78c66c5', serviceName: 'demo-canary', weight: 20 },
      stable: { podTemplateHash: '687d76d795', serviceName: 'demo-stable', weight: 80 },
    };
    const conditions = [
      said('Available', 'True', 'AvailableReason'),
      said('Healthy', 'False', 'RolloutHealthy'),
      said('Completed', 'False', 'RolloutCompleted'),
      said('Progressing', 'True', 'ReplicaSetUpdated'),
    ];
    const steps = [{ setWeight: 20 }, { pause: {} }, { setWeight: 60 }, { pause: {} }];
    const spec = { replicas: 5, ...canary({ steps, trafficRouting: { nginx: { stableIngress: 'demo' } } }) };
    const revisions = [revision('687d76d795', { size: 5 }), revision('6cf78c66c5', { size: 1 })];
    const duration = { rolloutStartedAt: at(-600) };
    const counts = { replicas: 6, updatedReplicas: 1, readyReplicas: 6, availableReplicas: 6 };
    const hashes = { currentPodHash: '6cf78c66c5', currentStepHash: 'steps', stableRS: '687d76d795' };
    const status: RolloutStatus = {
      ...hashes,
      ...counts,
      currentStepIndex: 1,
      conditions,
      duration,
      observedGeneration: '7',
    };
    const told = tell(
      { spec, revisions, hash: '6cf78c66c5', status },
      {
        stepIndex: 1,
        stableHash: '687d76d795',
        canary: { stablePingPong: 'ping', weights },
        pauses: { add: ['CanaryPauseStep'] },
      },
    );
    const now = { lastUpdateTime: NOW, lastTransitionTime: NOW };
    const words = { reason: 'RolloutPaused', message: 'Rollout is paused' };
    expect(told).toStrictEqual({
      status: {
        HPAReplicas: 6,
        availableReplicas: 6,
        canary: { stablePingPong: 'ping', weights },
        conditions: [
          ...conditions.slice(0, 3),
          { type: 'Progressing', status: 'Unknown', ...words, ...now },
          { type: 'Paused', status: 'True', ...words, ...now },
        ],
        controllerPause: true,
        currentPodHash: '6cf78c66c5',
        currentStepHash: 'steps',
        currentStepIndex: 1,
        duration: { ...duration, manualPauseStartedAt: NOW },
        message: 'CanaryPauseStep',
        observedGeneration: '7',
        pauseConditions: [{ reason: 'CanaryPauseStep', startTime: NOW }],
        phase: 'Paused',
        readyReplicas: 6,
        replicas: 6,
        selector: 'app=web',
        stableRS: '687d76d795',
        updatedReplicas: 1,
      },
      notices: [{ type: 'Normal', reason: 'RolloutPaused', message: 'Rollout is paused (CanaryPauseStep)' }],
    });
  });

  it.each<[behaviour: string, expected: RolloutStatus, scene: Scene, decided?: Partial<Outcome>]>([
    ['says step 0', { currentStepIndex: 0 }, {}, { stepIndex: 0 }],
    [
      'leaves out what is zero',
      { replicas: undefined, stableRS: undefined, promoteFull: undefined, abort: undefined },
      { status: { abort: false } },
    ],
    ['has no hash of steps for blue-green', { currentStepHash: undefined }, { spec: blueGreen() }],
    ['says which wish of a client is carried on', { promoteFull: true }, {}, { promoteFull: true }],
    ['keeps the last restart', { restartedAt: at(-9) }, { status: { restartedAt: at(-9) } }],
    ['says that a restart is over', { restartedAt: NOW }, { status: { restartedAt: at(-9) } }, { restartedAt: NOW }],
    ['keeps what counts collisions', { collisionCount: 0 }, { status: { collisionCount: 0 } }],
    ['counts a collision', { collisionCount: 1 }, { status: { collisionCount: 0 } }, { collisionCount: 1 }],
    [
      'forgets load balancers that nobody verifies',
      { alb: undefined, albs: undefined },
      { status: { alb: {}, albs: [{ ingress: 'a' }] } },
    ],
    ['empties the block of another strategy', { blueGreen: {} }, { status: { blueGreen: { activeSelector: 'v1' } } }],
    [
      'says nothing of the generation of no workload',
      { workloadObservedGeneration: undefined },
      {
        annotations: { 'rollout.argoproj.io/workload-generation': '3' },
        status: { workloadObservedGeneration: '3' },
      },
    ],
    [
      'says the generation of the workload',
      { workloadObservedGeneration: '3' },
      {
        annotations: { 'rollout.argoproj.io/workload-generation': '3' },
        spec: { ...canary(), workloadRef: { kind: 'Deployment', name: 'web' } },
      },
    ],
    [
      'begins anew',
      {
        abort: undefined,
        pauseConditions: undefined,
        controllerPause: undefined,
        promoteFull: undefined,
        restartedAt: at(-5),
      },
      {
        spec: { ...canary(), restartAt: at(-5) },
        status: { ...paused, abort: true, promoteFull: true, restartedAt: at(-99) },
      },
      { isReset: true, promoteFull: true },
    ],
    [
      'forgets the last restart when it begins anew and none is asked for',
      { restartedAt: undefined },
      {
        status: { restartedAt: at(-9) },
      },
      { isReset: true },
    ],
  ])('%s', (_, expected, scene, decided) => {
    const { status } = tell(scene, decided);
    expect(status).toMatchObject(
      Object.fromEntries(Object.entries(expected).filter(([, value]) => value !== undefined)),
    );
    const absent = Object.entries(expected).filter(([, value]) => value === undefined);
    expect(absent.filter(([name]) => name in status)).toEqual([]);
  });
});

it('asks to look again at the progress deadline', () => {
  expect(tell({ revisions: [revision('v2', { ready: 1 })] }).wakeAt).toStrictEqual(new Date(at(601)));
  expect(tell({ revisions: [revision('v2')] }, { stableHash: 'v2' }).wakeAt).toBeUndefined();
});
