/** Rollouts in the middle and at the end of an update, for the tests of conditions. */
import type { RolloutStatus } from '../objects.ts';
import type { Outcome } from './outcome.ts';
import { at, outcome, revision, type Scene, said, snapshot } from './snapshot.testkit.ts';
import { statusAfter } from './status.ts';

export type Conditions = NonNullable<RolloutStatus['conditions']>;

const pods = { replicas: 4, updatedReplicas: 4, readyReplicas: 4, availableReplicas: 4, HPAReplicas: 4 };
export const promotedBlueGreen: RolloutStatus = {
  ...pods,
  currentPodHash: 'v2',
  stableRS: 'v2',
  observedGeneration: '7',
};
export const promotedCanary: RolloutStatus = { ...promotedBlueGreen, currentStepHash: 'steps' };
export const settled: Conditions = [
  said('Available', 'True', 'AvailableReason'),
  said('Healthy', 'True', 'RolloutHealthy'),
  said('Completed', 'True', 'RolloutCompleted'),
  said('Progressing', 'True', 'NewReplicaSetAvailable'),
];
export const midway: RolloutStatus = {
  ...promotedCanary,
  stableRS: 'v1',
  replicas: 5,
  updatedReplicas: 1,
  readyReplicas: 5,
  availableReplicas: 5,
};
export const halves = [revision('v1'), revision('v2', { size: 1 })];
export const pausing: Conditions = [
  said('Progressing', 'Unknown', 'RolloutPaused'),
  said('Paused', 'True', 'RolloutPaused'),
];
export const pauseConditions: RolloutStatus['pauseConditions'] = [{ reason: 'CanaryPauseStep', startTime: at(-3600) }];
export const aborting = said('Progressing', 'False', 'RolloutAborted');

/** Replaces or adds by type. */
export const saying = (...changes: Conditions): Conditions => [
  ...settled.filter(({ type }) => changes.every((change) => change.type !== type)),
  ...changes,
];

export function conditionsOf(scene: Scene, decided: Partial<Outcome> = {}): Conditions {
  const s = snapshot({ revisions: [revision('v2')], ...scene });
  const { stableRS = '', currentStepIndex } = s.status;
  return (
    statusAfter(s, outcome({ stableHash: stableRS, stepIndex: currentStepIndex, ...decided })).status.conditions ?? []
  );
}

export const find = (list: Conditions, type: string) => list.find((condition) => condition.type === type);
/** Half of an update is there, and nothing moves. */
export const updating = (
  change: RolloutStatus = {},
  list: Conditions = [said('Progressing', 'True', 'ReplicaSetUpdated', at(-60))],
) => ({
  revisions: halves,
  status: { ...midway, conditions: list, ...change },
});
