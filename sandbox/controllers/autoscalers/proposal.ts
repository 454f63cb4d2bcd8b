/** How many replicas a metric asks for. Pure. */
import { MOST_REPLICAS } from './autoscaler.ts';
import type { Groups } from './readiness.ts';
import type { Figures } from './usage.ts';

export interface Tolerances {
  readonly up: number;
  readonly down: number;
}

export interface Aim {
  /** What is used, as a multiple of what is aimed at. */
  ratio(usage: Figures): number;
  /** What a pod of which nothing is known is taken to use if there seem to be too many pods. */
  assumed(pod: string): number;
}

export interface Asked {
  readonly current: number;
  readonly groups: Groups;
  readonly aim: Aim;
  readonly tolerances: Tolerances;
}

/**
 * What is unknown must not make matters worse: pods without figures count as busy when replicas would go and as idle
 * when some would come, pods that are not ready count as idle when some would come.
 */
export function proposedReplicas(asked: Asked): number {
  const { current, groups, aim, tolerances } = asked;
  const { ready, unready, missing } = groups;
  const ratio = aim.ratio(ready);
  const countsUnready = unready.length > 0 && ratio > 1;
  if (countsUnready || missing.length > 0) return cautiousReplicas(asked, ratio, countsUnready ? unready : []);
  return isWithin(ratio, tolerances) ? current : replicasFor(ratio, ready.size);
}

function cautiousReplicas({ current, groups, aim, tolerances }: Asked, ratio: number, idle: readonly string[]): number {
  const usage = new Map(groups.ready);
  if (ratio !== 1) for (const pod of groups.missing) usage.set(pod, ratio < 1 ? aim.assumed(pod) : 0);
  for (const pod of idle) usage.set(pod, 0);
  const cautious = aim.ratio(usage);
  // They would go if some knew, and come if all did, or the other way round.
  const isReversed = Math.sign(cautious - 1) * Math.sign(ratio - 1) < 0;
  if (isReversed || isWithin(cautious, tolerances)) return current;
  const replicas = replicasFor(cautious, usage.size);
  return cautious < 1 ? Math.min(replicas, current) : Math.max(replicas, current);
}

const isWithin = (ratio: number, { up, down }: Tolerances): boolean => 1 - down <= ratio && ratio <= 1 + up;

const replicasFor = (ratio: number, pods: number): number => Math.min(Math.ceil(ratio * pods), MOST_REPLICAS);
