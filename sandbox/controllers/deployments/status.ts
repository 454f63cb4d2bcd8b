/** What a Deployment's status says: counts, whether enough pods are available, and whether the rollout gets on. Pure. */
import { type Condition, conditionOf, timestamp, withCondition, withoutCondition } from '../../../kube/conditions.ts';
import { present } from '../../../kube/present.ts';
import type { Deployment, DeploymentStatus, ReplicaSet } from '../workloads.ts';
import { availablePods, hasDeadline, maxUnavailable, replicasOf, total, wantedPods } from './figures.ts';
import { allOf, type Sets } from './revisions.ts';

type Conditions = readonly Condition[] | undefined;

const PROGRESSING = 'Progressing';
const TIMED_OUT = 'ProgressDeadlineExceeded';
const FINISHED = 'NewReplicaSetAvailable';
const PAUSED = 'DeploymentPaused';

export const progress = (conditions: Conditions): Condition | undefined => conditionOf(conditions, PROGRESSING);

export const isComplete = ({ spec, metadata }: Deployment, status: DeploymentStatus = {}): boolean =>
  [status.updatedReplicas, status.replicas, status.availableReplicas].every(
    (count) => (count ?? 0) === spec.replicas,
  ) && (status.observedGeneration ?? 0) >= (metadata.generation ?? 0);

/** With the condition that tells whether the Deployment is paused, or has just been resumed. */
export function withPause(deployment: Deployment, now: Date): Conditions {
  const { conditions } = deployment.status ?? {};
  const reason = progress(conditions)?.reason;
  const isTold = reason === PAUSED;
  const isPaused = deployment.spec.paused ?? false;
  if (!hasDeadline(deployment) || reason === TIMED_OUT || isPaused === isTold) return conditions;
  const said = isPaused ? [PAUSED, 'Deployment is paused'] : ['DeploymentResumed', 'Deployment is resumed'];
  const [word = '', message = ''] = said;
  return withCondition(conditions, { type: PROGRESSING, status: 'Unknown', reason: word, message }, now);
}

/** With what is told of a ReplicaSet that has just been made, or found where nothing was told yet. */
export function withArrival(deployment: Deployment, conditions: Conditions, { name, isNew }: Arrival, now: Date) {
  if (!hasDeadline(deployment) || (!isNew && progress(conditions))) return conditions;
  const [reason, verb] = isNew ? ['NewReplicaSetCreated', 'Created'] : ['FoundNewReplicaSet', 'Found'];
  const message = `${verb} new replica set "${name}"`;
  return withCondition(conditions, { type: PROGRESSING, status: 'True', reason, message }, now);
}

interface Arrival {
  readonly name: string;
  readonly isNew: boolean;
}

/** Counts and availability. */
export function countedStatus(deployment: Deployment, sets: Sets, before: Conditions, now: Date): DeploymentStatus {
  const all = allOf(sets);
  const available = availablePods(all);
  const isEnough = available >= replicasOf(deployment) - maxUnavailable(deployment);
  return present<DeploymentStatus>({
    observedGeneration: deployment.metadata.generation,
    replicas: orNone(total(all, ({ status }) => status?.replicas)),
    updatedReplicas: orNone(sets.current?.status?.replicas),
    readyReplicas: orNone(total(all, ({ status }) => status?.readyReplicas)),
    availableReplicas: orNone(available),
    unavailableReplicas: orNone(Math.max(0, wantedPods(all) - available)),
    collisionCount: deployment.status?.collisionCount,
    conditions: withCondition(before, isEnough ? ENOUGH : TOO_FEW, now),
  });
}

const ENOUGH = {
  type: 'Available',
  status: 'True',
  reason: 'MinimumReplicasAvailable',
  message: 'Deployment has minimum availability.',
} as const;
const TOO_FEW = {
  type: 'Available',
  status: 'False',
  reason: 'MinimumReplicasUnavailable',
  message: 'Deployment does not have minimum availability.',
} as const;

const orNone = (count: number | undefined): number | undefined => (count === 0 ? undefined : count);

/** The status while a rollout goes on. */
export function rolloutStatus(deployment: Deployment, sets: Sets, before: Conditions, now: Date): DeploymentStatus {
  const counted = countedStatus(deployment, sets, before, now);
  const told = withProgress(deployment, sets, { counted, before, now });
  const failure = failureIn(sets);
  const others = withoutCondition(told, 'ReplicaFailure');
  return { ...counted, conditions: failure ? sameOr(told, [...others, failure]) : others };
}

interface Progress {
  readonly counted: DeploymentStatus;
  readonly before: Conditions;
  readonly now: Date;
}

function withProgress(deployment: Deployment, { current }: Sets, progressing: Progress): readonly Condition[] {
  const { conditions = [] } = progressing.counted;
  if (!hasDeadline(deployment)) return withoutCondition(conditions, PROGRESSING);
  const subject = current ? `ReplicaSet "${current.metadata.name}"` : `Deployment "${deployment.metadata.name}"`;
  const said = (status: 'True' | 'False', reason: string, message: string) =>
    withCondition(conditions, { type: PROGRESSING, status, reason, message: `${subject} ${message}` }, progressing.now);
  switch (stageOf(deployment, progressing)) {
    case 'settled':
    case 'waiting':
      return conditions;
    case 'complete':
      return said('True', FINISHED, 'has successfully progressed.');
    case 'late':
      return said('False', TIMED_OUT, 'has timed out progressing.');
    case 'moving':
      return [...withoutCondition(conditions, PROGRESSING), moving(`${subject} is progressing.`, progressing)];
  }
}

/** `settled`: the rollout was over before, and nothing has begun since. */
type Stage = 'settled' | 'complete' | 'moving' | 'late' | 'waiting';

function stageOf(deployment: Deployment, { counted, before, now }: Progress): Stage {
  const last = progress(before);
  if ((counted.replicas ?? 0) === (counted.updatedReplicas ?? 0) && last?.reason === FINISHED) return 'settled';
  if (isComplete(deployment, counted)) return 'complete';
  if (hasProgressed(deployment.status, counted)) return 'moving';
  const deadline = deadlineOf(deployment, last);
  const isLate = last?.reason === TIMED_OUT || (deadline !== undefined && deadline < now.getTime());
  return isLate ? 'late' : 'waiting';
}

/** Told anew each time something moves: the deadline counts from here. */
function moving(message: string, { before, now }: Progress): Condition {
  const last = progress(before);
  const lastTransitionTime = last?.status === 'True' ? last.lastTransitionTime : timestamp(now);
  const fresh = { type: PROGRESSING, status: 'True', reason: 'ReplicaSetUpdated', message } as const;
  return { ...fresh, lastUpdateTime: timestamp(now), lastTransitionTime };
}

/** More pods of the current template, fewer others, more that work. */
function hasProgressed(old: DeploymentStatus = {}, next: DeploymentStatus): boolean {
  const { updatedReplicas = 0, replicas = 0, readyReplicas = 0, availableReplicas = 0 } = old;
  const updated = next.updatedReplicas ?? 0;
  return (
    updated > updatedReplicas ||
    (next.replicas ?? 0) - updated < replicas - updatedReplicas ||
    (next.readyReplicas ?? 0) > readyReplicas ||
    (next.availableReplicas ?? 0) > availableReplicas
  );
}

function deadlineOf({ spec }: Deployment, last: Condition | undefined): number | undefined {
  if (!last || last.reason === FINISHED || spec.progressDeadlineSeconds === undefined) return undefined;
  return Date.parse(last.lastUpdateTime ?? '') + spec.progressDeadlineSeconds * 1000;
}

/** When a rollout that gets no further has taken too long. */
export function nextDeadline(deployment: Deployment, status: DeploymentStatus): Date | undefined {
  const last = progress(status.conditions);
  const deadline = deadlineOf(deployment, last);
  if (!hasDeadline(deployment) || deadline === undefined) return undefined;
  if (isComplete(deployment, status) || last?.reason === TIMED_OUT) return undefined;
  return new Date(deadline + 1000);
}

/** What a ReplicaSet cannot do, the current one's first. */
function failureIn(sets: Sets): Condition | undefined {
  const suspects: readonly ReplicaSet[] = sets.current ? [sets.current, ...sets.old] : sets.old;
  const failure = suspects.flatMap(({ status }) => conditionOf(status?.conditions, 'ReplicaFailure') ?? [])[0];
  return failure && { ...failure, lastUpdateTime: failure.lastTransitionTime };
}

/** A failure that was told before keeps its place and its times. */
function sameOr(before: readonly Condition[], after: readonly Condition[]): readonly Condition[] {
  const [old, next] = [conditionOf(before, 'ReplicaFailure'), conditionOf(after, 'ReplicaFailure')];
  return old?.status === next?.status && old?.reason === next?.reason ? before : after;
}
