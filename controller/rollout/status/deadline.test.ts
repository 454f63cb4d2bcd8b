/** Tests of the progress deadline. */
import { describe, expect, it } from 'vitest';
import type { RolloutStatus } from '../objects.ts';
import { deadlineWakeAt, hasTimedOut, shouldAbortForDeadline } from './deadline.ts';
import { at, canary, NOW, outcome, revision, type Scene, said, snapshot } from './snapshot.testkit.ts';

const progressing = (reason: string, since: string) => said('Progressing', 'True', reason, since);

describe('an update has timed out', () => {
  it.each([
    ['not before the deadline', 'ReplicaSetUpdated', at(-599), false],
    ['not at the deadline', 'ReplicaSetUpdated', at(-600), false],
    ['after the deadline', 'ReplicaSetUpdated', at(-601), true],
    ['after the deadline, counted from when it was resumed', 'RolloutResumed', at(-601), true],
    ['for good', 'ProgressDeadlineExceeded', NOW, true],
    ['not while aborted', 'RolloutAborted', at(-601), false],
    ['not while paused', 'RolloutPaused', at(-601), false],
  ])('%s', (_, reason, since, expected) => {
    expect(hasTimedOut(progressing(reason, since), 600, new Date(NOW))).toBe(expected);
  });
  it('not if nobody knows since when', () => expect(hasTimedOut(undefined, 600, new Date(NOW))).toBe(false));
});

const pods = { replicas: 5, updatedReplicas: 1, readyReplicas: 4, availableReplicas: 4 };
const stuck: RolloutStatus = {
  ...pods,
  currentPodHash: 'v2',
  stableRS: 'v1',
  currentStepIndex: 0,
  conditions: [progressing('ReplicaSetUpdated', at(-601))],
};
const spec = (steps: object[] = [{ setWeight: 20 }]) => ({ ...canary({ steps }), progressDeadlineAbort: true });
const delayed = [revision('v0', { deadline: at(20) })];

interface Row {
  readonly scene?: Scene;
  readonly change?: RolloutStatus;
  readonly decided?: Parameters<typeof outcome>[0];
}
const pausedSince = [progressing('ReplicaSetUpdated', at(-601)), said('Paused', 'True', 'RolloutPaused')];

describe('an update is aborted for its deadline', () => {
  it.each<[behaviour: string, expected: boolean, row: Row]>([
    ['after it', true, {}],
    [
      'if it had timed out before that was wanted',
      true,
      {
        change: { conditions: [progressing('ProgressDeadlineExceeded', at(-5))] },
      },
    ],
    ['not if nobody wants that', false, { scene: { spec: { ...spec(), progressDeadlineAbort: false } } }],
    ['not before it', false, { change: { conditions: [progressing('ReplicaSetUpdated', at(-60))] } }],
    ['not twice', false, { change: { abort: true } }],
    ['not where aborts have no say', false, { decided: { abort: 'remove' } }],
    ['not after promotion', false, { change: { stableRS: 'v2' }, scene: { status: { ...stuck, stableRS: 'v2' } } }],
    ['not when there is progress', false, { change: { availableReplicas: 5 } }],
    ['not at a pause', false, { scene: { spec: spec([{ pause: {} }]) } }],
    ['not at an analysis', false, { scene: { spec: spec([{ analysis: { templates: [] } }]) } }],
    ['not at an experiment', false, { scene: { spec: spec([{ experiment: { templates: [] } }]) } }],
    ['not while it is said to be paused', false, { change: { conditions: pausedSince } }],
    ['not when it is just being paused', false, { scene: { spec: { ...spec(), paused: true } } }],
    ['not while old pods may stay', false, { scene: { revisions: delayed } }],
  ])('%s', (_, expected, { scene, change, decided }) => {
    const s = snapshot({ spec: spec(), status: stuck, ...scene });
    const draft = { snapshot: s, outcome: outcome(decided), next: { ...stuck, ...change } };
    expect(shouldAbortForDeadline(draft)).toBe(expected);
  });
});

describe('a pass is due for the deadline', () => {
  const running: RolloutStatus = { ...stuck, conditions: [progressing('ReplicaSetUpdated', at(-60))] };
  const healthy: RolloutStatus = { replicas: 4, updatedReplicas: 4, availableReplicas: 4, currentStepIndex: 1 };
  it.each<[behaviour: string, expected: string | undefined, row: Row]>([
    ['a second after it', at(541), {}],
    ['at once a second, if it is now', at(1), { change: { conditions: [progressing('ReplicaSetUpdated', at(-600))] } }],
    ['not if nobody knows since when', undefined, { change: { conditions: [] } }],
    ['not once it has passed', undefined, { change: { conditions: [progressing('ReplicaSetUpdated', at(-601))] } }],
    ['not if the time is no time', undefined, { change: { conditions: [progressing('ReplicaSetUpdated', 'soon')] } }],
    ['not when healthy', undefined, { change: { ...healthy, stableRS: 'v2' } }],
    ['not while aborted', undefined, { change: { abort: true } }],
    ['not while paused', undefined, { change: { pauseConditions: [{ reason: 'BlueGreenPause', startTime: NOW }] } }],
    ['not while the spec is paused', undefined, { scene: { spec: { ...spec(), paused: true } } }],
    ['not at a step that takes as long as it takes', undefined, { scene: { spec: spec([{ pause: {} }]) } }],
    ['not while old pods may stay', undefined, { scene: { revisions: delayed } }],
  ])('%s', (_, expected, { scene, change }) => {
    const wakeAt = deadlineWakeAt(snapshot({ spec: spec(), ...scene }), { ...running, ...change });
    expect(wakeAt).toStrictEqual(expected === undefined ? undefined : new Date(expected));
  });
});
