/** The steps after a Deployment was scaled, and while it is paused: sizes follow, templates stay as they are. Pure. */
import { byAge, type Deployment, type ReplicaSet } from '../workloads.ts';
import { isOpen, isRolling, maxSurge, replicasOf, wantedPods } from './figures.ts';
import { allOf, DESIRED, MAXIMUM, type Sets } from './revisions.ts';
import { type Step, scale } from './step.ts';

/** Whether the size that was asked for has changed since its ReplicaSets were last sized. */
export function wasScaled(deployment: Deployment, sets: Sets): boolean {
  return allOf(sets).some((one) => {
    const noted = noteOf(one, DESIRED);
    return isOpen(one) && noted !== undefined && noted !== replicasOf(deployment);
  });
}

export function scaling(deployment: Deployment, sets: Sets): readonly Step[] {
  const wanted = replicasOf(deployment);
  const open = allOf(sets).filter(isOpen);
  const only = open.length > 1 ? undefined : (open[0] ?? sets.current ?? sets.old.at(-1));
  if (only) return scale(only, wanted);
  if (sets.current && isSaturated(sets.current, wanted)) return sets.old.filter(isOpen).flatMap((one) => scale(one, 0));
  return isRolling(deployment) ? inProportion(deployment, open) : [];
}

function isSaturated(current: ReplicaSet, wanted: number): boolean {
  const { availableReplicas = 0 } = current.status ?? {};
  return noteOf(current, DESIRED) === wanted && replicasOf(current) === wanted && availableReplicas === wanted;
}

/** Each ReplicaSet gets its share of what is added or taken away, the largest what cannot be divided. */
function inProportion(deployment: Deployment, open: readonly ReplicaSet[]): readonly Step[] {
  const wanted = replicasOf(deployment);
  const change = (wanted > 0 ? wanted + maxSurge(deployment) : 0) - wantedPods(open);
  const sorted = [...open].sort((a, b) => replicasOf(b) - replicasOf(a) || (change > 0 ? byAge(b, a) : byAge(a, b)));
  let given = 0;
  const sizes = sorted.map((one) => {
    const share = bounded(shareOf(one, deployment), change, given);
    given += share;
    return replicasOf(one) + share;
  });
  // Notes are renewed where sizes stay, or this would look like a change for ever.
  return sorted.map((replicaSet, index): Step => {
    const rest = index === 0 ? change - given : 0;
    return { do: 'scale', replicaSet, to: Math.max(0, (sizes[index] ?? 0) + rest) };
  });
}

/** Never past what is left to give, or to take. */
function bounded(share: number, change: number, given: number): number {
  const left = change - given;
  if (change === 0 || left === 0) return 0;
  return change > 0 ? Math.min(share, left) : Math.max(share, left);
}

function shareOf(one: ReplicaSet, deployment: Deployment): number {
  const wanted = replicasOf(deployment);
  const size = replicasOf(one);
  if (wanted === 0) return -size;
  const before = noteOf(one, MAXIMUM) ?? deployment.status?.replicas ?? 0;
  if (before === 0) return 0;
  return Math.round((size * (wanted + maxSurge(deployment))) / before) - size;
}

function noteOf({ metadata }: ReplicaSet, annotation: string): number | undefined {
  const text = metadata.annotations?.[annotation] ?? '';
  return /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}
