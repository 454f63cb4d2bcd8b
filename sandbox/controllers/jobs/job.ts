/** Jobs and their pods, and what pods count for. Pure. */
import type { Condition } from '../../../kube/conditions.ts';
import type { KubeObject } from '../../../kube/types.ts';
import type { LabelSelector } from '../../selectors/label-selector.ts';
import { isGoing, type Pod, type PodTemplate } from '../workloads.ts';

export interface JobCondition {
  readonly type: string;
  readonly status: Condition['status'];
  readonly reason?: string;
  readonly message?: string;
  readonly lastProbeTime?: string;
  readonly lastTransitionTime?: string;
}

/** Pods that have ended and are not in the figures yet. */
export interface Uncounted {
  readonly succeeded?: readonly string[];
  readonly failed?: readonly string[];
}

export interface JobStatus {
  readonly startTime?: string;
  readonly completionTime?: string;
  readonly active?: number;
  readonly succeeded?: number;
  readonly failed?: number;
  readonly ready?: number;
  readonly terminating?: number;
  readonly uncountedTerminatedPods?: Uncounted;
  readonly conditions?: readonly JobCondition[];
}

export interface Job extends KubeObject {
  readonly spec: {
    readonly parallelism?: number;
    readonly completions?: number;
    readonly backoffLimit?: number;
    readonly activeDeadlineSeconds?: number;
    readonly ttlSecondsAfterFinished?: number;
    readonly suspend?: boolean;
    readonly completionMode?: string;
    readonly podReplacementPolicy?: string;
    readonly managedBy?: string;
    readonly selector: LabelSelector;
    readonly template: PodTemplate & { readonly spec: { readonly restartPolicy?: string } };
  };
  readonly status?: JobStatus;
}

/** Held by a pod until its end is in the figures. */
export const TRACKING = 'batch.kubernetes.io/job-tracking';

export const isTracked = ({ metadata }: KubeObject): boolean => metadata.finalizers?.includes(TRACKING) ?? false;

export const hasSucceeded = ({ status }: Pod): boolean => status?.phase === 'Succeeded';

/** A pod that goes will never succeed, unless it did. */
export const hasFailed = (job: Job, pod: Pod): boolean =>
  pod.status?.phase === 'Failed' || (job.spec.podReplacementPolicy !== 'Failed' && isGoing(pod) && !hasSucceeded(pod));

/** Why and when a job ended, if it did. */
export const endOf = ({ status }: Job): JobCondition | undefined =>
  status?.conditions?.find(
    (condition) => (condition.type === 'Complete' || condition.type === 'Failed') && condition.status === 'True',
  );

/** Pods whose end is to be counted: those that were not seen before, by what they count for. */
export function newEnds(job: Job, pods: readonly Pod[]): Required<Uncounted> {
  const { succeeded = [], failed = [] } = job.status?.uncountedTerminatedPods ?? {};
  const known = new Set([...succeeded, ...failed]);
  const fresh = pods.filter((pod) => isTracked(pod) && !known.has(pod.metadata.uid ?? ''));
  const uids = (some: readonly Pod[]) => some.map(({ metadata }) => metadata.uid ?? '');
  return {
    succeeded: uids(fresh.filter(hasSucceeded)),
    failed: uids(fresh.filter((pod) => hasFailed(job, pod))),
  };
}

/** The figures with what was uncounted. */
export function counted(status: JobStatus = {}): JobStatus {
  const { succeeded = [], failed = [] } = status.uncountedTerminatedPods ?? {};
  const sums = { succeeded: (status.succeeded ?? 0) + succeeded.length, failed: (status.failed ?? 0) + failed.length };
  const { succeeded: _, failed: __, ...rest } = status;
  return {
    ...rest,
    ...(sums.succeeded > 0 && { succeeded: sums.succeeded }),
    ...(sums.failed > 0 && { failed: sums.failed }),
    uncountedTerminatedPods: {},
  };
}
