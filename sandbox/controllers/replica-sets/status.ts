/** What a ReplicaSet's status says of its pods. Pure. */
import { timestamp } from '../../../kube/conditions.ts';
import { present } from '../../../kube/present.ts';
import type { Pod, ReplicaSet, ReplicaSetCondition, ReplicaSetStatus } from '../workloads.ts';
import { isReady, readiness } from './ranking.ts';

export interface Failure {
  readonly reason: 'FailedCreate' | 'FailedDelete';
  readonly message: string;
}

export interface Seen {
  readonly replicaSet: ReplicaSet;
  /** Its pods that are active. */
  readonly pods: readonly Pod[];
  readonly failure: Failure | undefined;
  readonly now: Date;
}

export function replicaSetStatus({ replicaSet, pods, failure, now }: Seen): ReplicaSetStatus {
  const { spec, status, metadata } = replicaSet;
  const wanted = Object.entries(spec.template.metadata?.labels ?? {});
  const isLabelled = (pod: Pod) => wanted.every(([key, value]) => pod.metadata.labels?.[key] === value);
  const ready = pods.filter(isReady);
  const conditions = conditionsWith(status?.conditions ?? [], failure, now);
  return present<ReplicaSetStatus>({
    replicas: pods.length,
    fullyLabeledReplicas: orNone(pods.filter(isLabelled).length),
    readyReplicas: orNone(ready.length),
    availableReplicas: orNone(ready.filter((pod) => availableAt(pod, spec.minReadySeconds) <= now.getTime()).length),
    observedGeneration: metadata.generation,
    conditions: conditions.length === 0 ? undefined : conditions,
  });
}

/** When the next pod has been ready for long enough, if one is on its way there. */
export function nextAvailable({ replicaSet, pods, now }: Omit<Seen, 'failure'>): Date | undefined {
  const moments = pods
    .filter(isReady)
    .map((pod) => availableAt(pod, replicaSet.spec.minReadySeconds))
    .filter((moment) => moment > now.getTime());
  return moments.length === 0 ? undefined : new Date(Math.min(...moments));
}

const orNone = (count: number): number | undefined => (count === 0 ? undefined : count);

const availableAt = (pod: Pod, minReadySeconds = 0): number =>
  minReadySeconds === 0 ? 0 : Date.parse(readiness(pod)?.lastTransitionTime ?? '') + minReadySeconds * 1000;

/** A failure stays as it was first told. */
function conditionsWith(
  before: readonly ReplicaSetCondition[],
  failure: Failure | undefined,
  now: Date,
): readonly ReplicaSetCondition[] {
  const others = before.filter(({ type }) => type !== 'ReplicaFailure');
  const old = before.find(({ type }) => type === 'ReplicaFailure');
  if (!failure) return others;
  const next = { type: 'ReplicaFailure', status: 'True', lastTransitionTime: timestamp(now), ...failure } as const;
  return [...others, old ?? next];
}
