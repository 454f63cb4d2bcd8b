/** What a pass over a Deployment does, from what is seen of it. Pure. */
import { type Deployment, type DeploymentStatus, isGoing, type ReplicaSet } from '../workloads.ts';
import { isRolling, replicasOf } from './figures.ts';
import { REVISION, revisionOf, type Sets, setsOf, staleNotes } from './revisions.ts';
import { recreation, rollingUpdate } from './rollout.ts';
import { scaling, wasScaled } from './scaling.ts';
import { countedStatus, isComplete, nextDeadline, rolloutStatus, withArrival, withPause } from './status.ts';
import type { Step } from './step.ts';

export interface Seen {
  readonly deployment: Deployment;
  readonly replicaSets: readonly ReplicaSet[];
  /** Pods of old templates that have not ended. */
  readonly hasOldPods: boolean;
  readonly now: Date;
}

export interface Plan {
  readonly steps: readonly Step[];
  readonly status: DeploymentStatus;
  /** Of the Deployment itself. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly wakeAt: Date | undefined;
}

export function deploymentPlan(seen: Seen): Plan {
  const { deployment, now } = seen;
  const sets = setsOf(deployment, seen.replicaSets);
  const steps = stepsFor(seen, sets);
  const made = steps.find((step) => step.do === 'create')?.replicaSet;
  const known = made ?? sets.current;
  const paused = withPause(deployment, now);
  const arrival = known && { name: known.metadata.name, isNew: made !== undefined };
  const told = arrival ? withArrival(deployment, paused, arrival, now) : paused;
  const isRollout = !made && !isGoing(deployment) && !deployment.spec.paused && !wasScaled(deployment, sets);
  const status = (isRollout ? rolloutStatus : countedStatus)(deployment, sets, told, now);
  return {
    steps,
    status,
    annotations: known ? revisionNote(deployment, known) : {},
    wakeAt: isRollout ? nextDeadline(deployment, status) : undefined,
  };
}

function stepsFor({ deployment, hasOldPods }: Seen, sets: Sets): readonly Step[] {
  if (isGoing(deployment)) return [];
  const noted = notes(deployment, sets);
  if (noted.length > 0) return noted;
  if (deployment.spec.paused) return [...scaling(deployment, sets), ...tidied(deployment, sets)];
  if (wasScaled(deployment, sets)) return scaling(deployment, sets);
  const steps = isRolling(deployment) ? rollingUpdate(deployment, sets) : recreation(deployment, sets, hasOldPods);
  if (steps.length > 0 || !isComplete(deployment, deployment.status)) return steps;
  return tidied(deployment, sets);
}

/** Brings what the current ReplicaSet says of itself up to date. */
function notes(deployment: Deployment, sets: Sets): readonly Step[] {
  const { current: replicaSet } = sets;
  if (!replicaSet) return [];
  const annotations = staleNotes(deployment, sets);
  const { minReadySeconds = 0 } = deployment.spec;
  const isSameWait = (replicaSet.spec.minReadySeconds ?? 0) === minReadySeconds;
  if (Object.keys(annotations).length === 0 && isSameWait) return [];
  return [
    {
      do: 'note',
      replicaSet,
      patch: { metadata: { annotations }, ...(!isSameWait && { spec: { minReadySeconds } }) },
    },
  ];
}

/** Old ReplicaSets beyond those that are kept to go back to. */
function tidied({ spec }: Deployment, { old }: Sets): readonly Step[] {
  const { revisionHistoryLimit } = spec;
  if (revisionHistoryLimit === undefined) return [];
  const kept = old.filter((one) => !isGoing(one));
  const surplus = [...kept]
    .sort((a, b) => revisionOf(a) - revisionOf(b))
    .slice(0, Math.max(0, kept.length - revisionHistoryLimit));
  return surplus.filter(isDone).map((replicaSet) => ({ do: 'delete', replicaSet }));
}

const isDone = (one: ReplicaSet): boolean =>
  replicasOf(one) === 0 &&
  (one.status?.replicas ?? 0) === 0 &&
  (one.metadata.generation ?? 0) <= (one.status?.observedGeneration ?? 0);

function revisionNote({ metadata }: Deployment, current: ReplicaSet): Readonly<Record<string, string>> {
  const revision = current.metadata.annotations?.[REVISION];
  if (revision === undefined || metadata.annotations?.[REVISION] === revision) return {};
  return { [REVISION]: revision };
}
