/** The words of a Rollout's conditions. Clients, dashboards and health checks compare them. */
import type { Statement } from '../../../kube/conditions.ts';

type Said = Omit<Statement, 'type'>;

const progressing = (said: Said): Statement => ({ type: 'Progressing', ...said });

export const made = (replicaSet: string): Statement =>
  progressing({
    status: 'True',
    reason: 'NewReplicaSetCreated',
    message: `Created new replica set "${replicaSet}"`,
  });

export const found = (replicaSet: string): Statement =>
  progressing({ status: 'True', reason: 'FoundNewReplicaSet', message: `Found new replica set "${replicaSet}"` });

export const notMade = (replicaSet: string, error: string): Statement =>
  progressing({
    status: 'False',
    reason: 'ReplicaSetCreateError',
    message: `Failed to create new replica set "${replicaSet}": ${error}`,
  });

export const succeeded = (replicaSet: string): Statement =>
  progressing({
    status: 'True',
    reason: 'NewReplicaSetAvailable',
    message: `ReplicaSet "${replicaSet}" has successfully progressed.`,
  });

export const advancing = (subject: string): Statement =>
  progressing({ status: 'True', reason: 'ReplicaSetUpdated', message: `${subject} is progressing.` });

/** Of a promoted revision that has lost pods. */
export const LAPSED: Statement = progressing({
  status: 'True',
  reason: 'ReplicaSetNotAvailable',
  message: 'Rollout does not have minimum availability',
});

export const timedOut = (subject: string): Statement =>
  progressing({
    status: 'False',
    reason: 'ProgressDeadlineExceeded',
    message: `${subject} has timed out progressing.`,
  });

export const aborted = (revision: number, cause: string): Statement =>
  progressing({
    status: 'False',
    reason: 'RolloutAborted',
    message: `Rollout aborted update to revision ${revision}${cause === '' ? '' : `: ${cause}`}`,
  });

export const WAITING: Statement = progressing({
  status: 'Unknown',
  reason: 'RolloutPaused',
  message: 'Rollout is paused',
});

export const RESUMED: Statement = progressing({
  status: 'Unknown',
  reason: 'RolloutResumed',
  message: 'Rollout is resumed',
});

export const RETRIED: Statement = progressing({
  status: 'Unknown',
  reason: 'RolloutRetry',
  message: 'Retrying Rollout after abort',
});

/** Reason and message stay when it no longer holds. */
export const paused = (holds: boolean): Statement => ({
  type: 'Paused',
  status: truth(holds),
  reason: 'RolloutPaused',
  message: 'Rollout is paused',
});

export const healthy = (holds: boolean): Statement => ({
  type: 'Healthy',
  status: truth(holds),
  reason: 'RolloutHealthy',
  message: holds ? 'Rollout is healthy' : 'Rollout is not healthy',
});

export const completed = (holds: boolean): Statement => ({
  type: 'Completed',
  status: truth(holds),
  reason: 'RolloutCompleted',
  message: 'RolloutCompleted',
});

export const available = (holds: boolean): Statement => ({
  type: 'Available',
  status: truth(holds),
  reason: 'AvailableReason',
  message: holds ? 'Rollout has minimum availability' : 'Rollout does not have minimum availability',
});

export const invalid = (message: string): Statement => ({
  type: 'InvalidSpec',
  status: 'True',
  reason: 'InvalidSpec',
  message,
});

const truth = (holds: boolean): 'True' | 'False' => (holds ? 'True' : 'False');
