/** Tests of what is announced of a Rollout. */
import { describe, expect, it } from 'vitest';
import type { RolloutStatus } from '../objects.ts';
import { farewell } from './notices.ts';
import type { Outcome } from './outcome.ts';
import { at, canary, outcome, revision, type Scene, said, snapshot } from './snapshot.testkit.ts';
import { statusAfter } from './status.ts';

const tell = (scene: Scene, decided?: Partial<Outcome>) => statusAfter(snapshot(scene), outcome(decided));
const pause = { reason: 'CanaryPauseStep', startTime: at(-60) } as const;
const paused: RolloutStatus = { pauseConditions: [pause], controllerPause: true };

describe('what is announced', () => {
  const updating: RolloutStatus = {
    currentPodHash: 'v2',
    stableRS: 'v1',
    currentStepHash: 'steps',
    observedGeneration: '7',
    conditions: [
      said('Completed', 'False', 'RolloutCompleted'),
      said('Progressing', 'True', 'ReplicaSetUpdated', at(-60)),
    ],
  };
  const started = 'RolloutNotCompleted: Rollout not completed, started update to revision 2 (v2)';
  const added = 'RolloutAddedToInformer: Rollout resource added to informer: shop/web';
  const overdue = {
    ...updating,
    conditions: updating.conditions?.map((one) => ({ ...one, lastUpdateTime: at(-601) })) ?? [],
  };
  const counted = { replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 };
  it.each<
    [behaviour: string, notices: readonly string[], status: RolloutStatus, decided?: Partial<Outcome>, scene?: Scene]
  >([
    ['is nothing when nothing happens', [], updating],
    ['is a Rollout that is new, and its first update', [added, started], {}],
    [
      'is an update that starts',
      [started],
      { currentPodHash: 'v1', conditions: [said('Completed', 'True', 'RolloutCompleted')] },
    ],
    ['is not an initial deploy that is promoted at once', [added], {}, { stableHash: 'v2' }],
    [
      'is a pause',
      ['RolloutPaused: Rollout is paused (CanaryPauseStep)'],
      updating,
      { pauses: { add: ['CanaryPauseStep'] } },
    ],
    ['is not a second pause', [], { ...updating, ...paused }, { pauses: { add: ['InconclusiveExperiment'] } }],
    [
      'is the end of a pause',
      ['RolloutResumed: Rollout is resumed'],
      { ...updating, ...paused },
      { pauses: { remove: ['CanaryPauseStep'] } },
    ],
    ['is that a client resumed', ['RolloutResumed: Rollout is resumed'], { ...updating, controllerPause: true }],
    [
      'is an abort, which is no resumption',
      ['RolloutAborted: Rollout aborted update to revision 2: why'],
      { ...updating, ...paused },
      { abort: { message: 'why' } },
    ],
    [
      'is the abort of a client',
      ['RolloutAborted: Rollout aborted update to revision 2'],
      { ...updating, abort: true },
    ],
    [
      'is an abort only once',
      [],
      {
        ...updating,
        abort: true,
        conditions: [said('Completed', 'False', 'RolloutCompleted'), said('Progressing', 'False', 'RolloutAborted')],
      },
    ],
    ['is nothing of a paused spec', [], updating, {}, { spec: { ...canary(), paused: true } }],
    [
      'is an abort for the deadline',
      ['RolloutAborted: Rollout aborted update to revision 2: ReplicaSet "web-v2" has timed out progressing.'],
      { ...overdue, ...counted },
      {},
      { spec: { ...canary(), progressDeadlineAbort: true }, revisions: [revision('v2', { size: 1 })] },
    ],
  ])('%s', (...[, notices, status, decided, scene]) => {
    const told = tell({ status, ...scene }, { stableHash: status.stableRS ?? '', ...decided });
    expect(told.notices.map(({ reason, message }) => `${reason}: ${message}`)).toEqual(notices);
    const warnings = told.notices.filter(({ type }) => type === 'Warning');
    expect(warnings.map(({ reason }) => reason)).toEqual(
      notices.some((one) => one.includes('Aborted')) ? ['RolloutAborted'] : [],
    );
  });
});

it('takes leave of a Rollout that is gone', () =>
  expect(farewell(snapshot().object)).toEqual([
    { type: 'Normal', reason: 'RolloutDeleted', message: 'Rollout web/shop is deleted.' },
  ]));
