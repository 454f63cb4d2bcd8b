/** Tests of statuses that follow each other. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RolloutStatus } from '../objects.ts';
import type { Outcome } from './outcome.ts';
import {
  at,
  blueGreen,
  canary,
  frozen,
  NOW,
  outcome,
  type Pods,
  revision,
  type Scene,
  said,
  snapshot,
} from './snapshot.testkit.ts';
import { statusAfter } from './status.ts';

const tell = (scene: Scene, decided?: Partial<Outcome>) => statusAfter(snapshot(scene), outcome(decided));

interface Pass {
  readonly what: string;
  /** Of the new and the old revision; undefined if there is none. */
  readonly v2?: Pods;
  readonly v1?: Pods;
  readonly decided?: Partial<Outcome>;
  /** What a client did before. */
  readonly client?: RolloutStatus;
  readonly phase: string;
  readonly progressing: string;
  readonly notices?: readonly string[];
}

describe('a canary of four pods, by steps 25, pause, 50, pause for 10 s', () => {
  const steps = [{ setWeight: 25 }, { pause: {} }, { setWeight: 50 }, { pause: { duration: '10s' } }];
  const resumed = { pauses: { remove: ['CanaryPauseStep'] } } as const;
  const waits = { pauses: { add: ['CanaryPauseStep'] } } as const;
  const more = 'Progressing: more replicas need to be updated';
  const passes: readonly Pass[] = [
    {
      what: 'V2 is wanted',
      v1: {},
      decided: { created: 'web-v2', isReset: true, stepIndex: 0 },
      phase: more,
      progressing: 'True ReplicaSetUpdated: ReplicaSet "web-v2" is progressing.',
      notices: ['RolloutNotCompleted'],
    },
    {
      what: 'V1 shrinks',
      v1: { size: 3, pods: 4 },
      v2: { size: 0 },
      phase: more,
      progressing: 'True ReplicaSetUpdated',
    },
    {
      what: 'V2 starts',
      v1: { size: 3 },
      v2: { size: 1, ready: 0 },
      phase: more,
      progressing: 'True ReplicaSetUpdated',
    },
    {
      what: 'V2 is ready',
      v1: { size: 3 },
      v2: { size: 1 },
      decided: { stepIndex: 1 },
      phase: more,
      progressing: 'True ReplicaSetUpdated',
    },
    {
      what: 'the pause begins',
      v1: { size: 3 },
      v2: { size: 1 },
      decided: { stepIndex: 1, ...waits },
      phase: 'Paused: CanaryPauseStep',
      progressing: 'Unknown RolloutPaused: Rollout is paused',
      notices: ['RolloutPaused'],
    },
    {
      what: 'nothing',
      v1: { size: 3 },
      v2: { size: 1 },
      decided: { stepIndex: 1 },
      phase: 'Paused: CanaryPauseStep',
      progressing: 'Unknown RolloutPaused',
    },
    {
      what: 'a client promotes',
      client: { pauseConditions: undefined },
      v1: { size: 3 },
      v2: { size: 1 },
      decided: { stepIndex: 2, ...resumed },
      phase: more,
      progressing: 'True ReplicaSetUpdated: ReplicaSet "web-v2" is progressing.',
      notices: ['RolloutResumed'],
    },
    {
      what: 'half are there',
      v1: { size: 2 },
      v2: { size: 2 },
      decided: { stepIndex: 3 },
      phase: more,
      progressing: 'True ReplicaSetUpdated',
    },
    {
      what: 'the short pause begins',
      v1: { size: 2 },
      v2: { size: 2 },
      decided: { stepIndex: 3, ...waits },
      phase: 'Paused: CanaryPauseStep',
      progressing: 'Unknown RolloutPaused',
      notices: ['RolloutPaused'],
    },
    {
      what: 'the short pause ends',
      v1: { size: 2 },
      v2: { size: 2 },
      decided: { stepIndex: 4, ...resumed },
      phase: more,
      progressing: 'True ReplicaSetUpdated',
      notices: ['RolloutResumed'],
    },
    {
      what: 'all pods of V2 start',
      v1: { size: 1 },
      v2: { size: 4, ready: 3 },
      decided: { stepIndex: 4 },
      phase: 'Progressing: old replicas are pending termination',
      progressing: 'True ReplicaSetUpdated',
    },
    {
      what: 'V2 is promoted',
      v1: { size: 1 },
      v2: {},
      decided: { stepIndex: 4, stableHash: 'v2' },
      phase: 'Progressing: old replicas are pending termination',
      progressing: 'True ReplicaSetUpdated',
    },
    {
      what: 'V1 is gone',
      v1: { size: 0 },
      v2: {},
      decided: { stepIndex: 4, stableHash: 'v2' },
      phase: 'Healthy: ',
      progressing: 'True NewReplicaSetAvailable: ReplicaSet "web-v2" has successfully progressed.',
    },
  ];

  it('is told pass by pass', () => {
    const spec = canary({ steps });
    const first = tell(
      { spec, hash: 'v1', revisions: [revision('v1')] },
      { stableHash: 'v1', stepIndex: 4, revision: 1 },
    );
    let status: RolloutStatus = first.status;
    expect(status.phase).toBe('Healthy');
    for (const [index, { what, v1, v2, client = {}, decided, ...expected }] of passes.entries()) {
      const revisions = [...(v1 ? [revision('v1', v1)] : []), ...(v2 ? [revision('v2', v2)] : [])];
      const scene = { spec, revisions, status: { ...status, ...client }, now: at(index * 10) };
      const told = tell(scene, { stableHash: 'v1', stepIndex: 0, ...decided });
      status = told.status;
      const progressing = status.conditions?.find(({ type }) => type === 'Progressing');
      expect(`${status.phase}: ${status.message ?? ''}`, what).toBe(expected.phase);
      expect(`${progressing?.status} ${progressing?.reason}: ${progressing?.message}`, what).toContain(
        expected.progressing,
      );
      expect(
        told.notices.map(({ reason }) => reason),
        what,
      ).toEqual(expected.notices ?? []);
    }
    expect(status).toMatchObject({
      stableRS: 'v2',
      duration: {
        rolloutStartedAt: NOW,
        finishedAt: at(110),
        totalManualPauseDurationSeconds: 20,
        completionStatus: 'Promoted',
      },
    });
    expect(status.controllerPause).toBeUndefined();
    expect(status.conditions?.map(({ type, status: holds }) => `${type} ${holds}`)).toEqual([
      'Available True',
      'Paused False',
      'Completed True',
      'Healthy True',
      'Progressing True',
    ]);
  });
});

it('says the same again while nothing changes, whatever came before', () => {
  const few = fc.integer({ min: 0, max: 4 });
  const pods = fc.record({ size: few, pods: few, ready: few, available: few });
  const reason = fc.constantFrom('CanaryPauseStep', 'BlueGreenPause', 'InconclusiveAnalysisRun');
  const progressing = fc.constantFrom('ReplicaSetUpdated', 'NewReplicaSetAvailable', 'RolloutPaused', 'RolloutAborted');
  const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
  const strategy = fc.constantFrom(canary(), canary({ steps: [{ setWeight: 20 }, { pause: {} }] }), blueGreen());
  const status = fc.record({
    abort: fc.boolean(),
    controllerPause: fc.boolean(),
    pauseConditions: maybe(
      fc.array(
        reason.map((one) => ({ reason: one, startTime: NOW })),
        { maxLength: 1 },
      ),
    ),
    stableRS: maybe(fc.constantFrom('v1', 'v2')),
    currentPodHash: maybe(fc.constantFrom('v1', 'v2')),
    observedGeneration: fc.constantFrom('6', '7'),
    replicas: few,
    availableReplicas: few,
    conditions: fc
      .tuple(progressing, fc.boolean(), fc.boolean())
      .map(([one, healthy, waits]) => [
        said('Progressing', 'True', one, at(-601)),
        ...(healthy ? [said('Healthy', 'True', 'RolloutHealthy')] : []),
        ...(waits ? [said('Paused', 'True', 'RolloutPaused')] : []),
      ]),
  });
  const decided = fc.record({
    stableHash: fc.constantFrom('', 'v1', 'v2'),
    stepIndex: maybe(fc.integer({ min: 0, max: 2 })),
    pauses: fc.record({ add: fc.array(reason, { maxLength: 1 }), clear: fc.boolean() }),
    abort: maybe(fc.constantFrom('remove' as const, { message: 'why' })),
    isReset: fc.boolean(),
    blueGreen: maybe(fc.constant({ activeSelector: 'v2' })),
  });
  fc.assert(
    fc.property(fc.tuple(strategy, fc.boolean()), status, decided, pods, ([block, waits], before, told, size) => {
      const scene = {
        spec: { ...block, paused: waits, progressDeadlineAbort: waits },
        revisions: [revision('v2', size)],
      };
      const first = tell({ ...scene, status: frozen(before) }, told);
      const { stepIndex, blueGreen: active } = told;
      const rest = { stableHash: told.stableHash, stepIndex, blueGreen: active };
      expect(tell({ ...scene, status: first.status }, rest).status).toStrictEqual(first.status);
    }),
  );
});
