/** Which pods' CPU is worth looking at: what has just begun to run says little of the load. Pure. */
import { conditionOf } from '../../../kube/conditions.ts';
import { isGoing } from '../workloads.ts';
import type { BusyPod } from './autoscaler.ts';
import type { Figures } from './usage.ts';

export interface Groups {
  /** With what they use. */
  readonly ready: Figures;
  readonly unready: readonly string[];
  /** Nobody knows what they use. */
  readonly missing: readonly string[];
}

/** So long after its start a pod's CPU is that of starting up, unless it was ready all the while it was measured. */
const STARTING = 300_000;
/** A pod that has been unready since within so long of its start was never ready. */
const FIRST_READINESS = 30_000;
/** What is measured is the mean of so long. */
const WINDOW = 15_000;

/** Without pods that go or have failed. */
export function grouped(pods: readonly BusyPod[], usage: Figures, now: Date): Groups {
  const ready = new Map<string, number>();
  const [unready, missing]: [string[], string[]] = [[], []];
  for (const pod of pods.filter((one) => !isGoing(one) && one.status?.phase !== 'Failed')) {
    const { name } = pod.metadata;
    const used = usage.get(name);
    if (pod.status?.phase === 'Pending') unready.push(name);
    else if (used === undefined) missing.push(name);
    else if (isUnready(pod, now.getTime())) unready.push(name);
    else ready.set(name, used);
  }
  return { ready, unready, missing };
}

function isUnready({ status = {} }: BusyPod, now: number): boolean {
  const condition = conditionOf(status.conditions, 'Ready');
  if (!condition || status.startTime === undefined) return true;
  const [started, since] = [Date.parse(status.startTime), Date.parse(condition.lastTransitionTime ?? '')];
  const isFalse = condition.status === 'False';
  return started + STARTING > now ? isFalse || now < since + WINDOW : isFalse && started + FIRST_READINESS > since;
}
