/** The figures that rollouts go by: how many more and how many fewer pods there may be. Pure. */
import type { Deployment, ReplicaSet } from '../workloads.ts';

const NO_DEADLINE = 2 ** 31 - 1;

export const isRolling = ({ spec }: Deployment): boolean => spec.strategy?.type !== 'Recreate';

export const replicasOf = ({ spec }: Deployment | ReplicaSet): number => spec.replicas ?? 1;

export const hasDeadline = ({ spec }: Deployment): boolean =>
  spec.progressDeadlineSeconds !== undefined && spec.progressDeadlineSeconds !== NO_DEADLINE;

export function maxSurge(deployment: Deployment): number {
  if (!isRolling(deployment)) return 0;
  return scaled(deployment.spec.strategy?.rollingUpdate?.maxSurge ?? '25%', replicasOf(deployment), Math.ceil);
}

export function maxUnavailable(deployment: Deployment): number {
  const replicas = replicasOf(deployment);
  if (!isRolling(deployment) || replicas === 0) return 0;
  const asked = deployment.spec.strategy?.rollingUpdate?.maxUnavailable ?? '25%';
  const most = scaled(asked, replicas, Math.floor);
  // With neither more nor fewer pods allowed nothing could ever change.
  return Math.min(most === 0 && maxSurge(deployment) === 0 ? 1 : most, replicas);
}

function scaled(amount: number | string, total: number, rounded: (value: number) => number): number {
  if (typeof amount === 'number') return amount;
  return rounded((Number.parseInt(amount, 10) * total) / 100);
}

export const total = <T>(items: readonly T[], of: (item: T) => number | undefined): number =>
  items.reduce((sum, item) => sum + (of(item) ?? 0), 0);

export const wantedPods = (sets: readonly ReplicaSet[]): number => total(sets, replicasOf);

export const availablePods = (sets: readonly ReplicaSet[]): number =>
  total(sets, (one) => one.status?.availableReplicas);

export const isOpen = (set: ReplicaSet): boolean => replicasOf(set) > 0;
