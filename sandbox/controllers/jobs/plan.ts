/** What becomes of a Job: pods to make and to delete, whether it has failed, and when to look again. Pure. */
import { conditionOf } from '../../../kube/conditions.ts';
import { isReady } from '../replica-sets/ranking.ts';
import { isActive, isGoing, type Pod } from '../workloads.ts';
import { endOf, hasFailed, hasSucceeded, type Job } from './job.ts';

export interface Seen {
  /** With its figures up to date. */
  readonly job: Job;
  /** All that are there, whether or not they have ended. */
  readonly pods: readonly Pod[];
  readonly now: Date;
}

export interface Verdict {
  readonly reason: string;
  readonly message: string;
}

export interface Plan {
  readonly create: number;
  readonly remove: readonly Pod[];
  readonly failure: Verdict | undefined;
  readonly wakeAt: Date | undefined;
}

/** Pods that are made or deleted in one pass. */
const BURST = 500;
const FIRST_REST = 10_000;
const LONGEST_REST = 600_000;
const DEFAULT_LIMIT = 6;

export function jobPlan(seen: Seen): Plan {
  const { job, pods, now } = seen;
  const active = pods.filter(isActive);
  const failure = failureOf(seen);
  if (failure) return { create: 0, remove: active, failure, wakeAt: undefined };
  const deadline = deadlineOf(job);
  const idle = { create: 0, remove: [], failure, wakeAt: deadline };
  if (isGoing(job)) return idle;
  if (job.spec.suspend) return { ...idle, remove: active, wakeAt: undefined };
  const surplus = active.length - wantedPods(job, active.length);
  if (surplus > 0) return { ...idle, remove: dispensable(active, Math.min(surplus, BURST)) };
  const leaving = job.spec.podReplacementPolicy === 'Failed' ? pods.filter(isTerminating).length : 0;
  const missing = -surplus - leaving;
  const rested = restedAt(job, pods);
  if (missing > 0 && rested > now.getTime()) return { ...idle, wakeAt: earliest(deadline, new Date(rested)) };
  return { ...idle, create: Math.min(Math.max(0, missing), BURST) };
}

export const isTerminating = (pod: Pod): boolean =>
  isGoing(pod) && pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed';

function wantedPods({ spec, status }: Job, active: number): number {
  const { parallelism = 1, completions } = spec;
  const succeeded = status?.succeeded ?? 0;
  if (completions === undefined) return succeeded > 0 ? active : parallelism;
  return Math.max(0, Math.min(parallelism, completions - succeeded));
}

/** What was decided once stays decided. */
function failureOf({ job, pods, now }: Seen): Verdict | undefined {
  const told = conditionOf(job.status?.conditions, 'FailureTarget');
  if (told?.status === 'True') return { reason: told.reason ?? '', message: told.message ?? '' };
  if (conditionOf(job.status?.conditions, 'SuccessCriteriaMet')?.status === 'True') return undefined;
  const limit = job.spec.backoffLimit ?? DEFAULT_LIMIT;
  if ((job.status?.failed ?? 0) > limit || hasRestartedTooOften(job, pods, limit)) return TOO_OFTEN;
  const deadline = deadlineOf(job);
  return deadline && deadline.getTime() <= now.getTime() ? TOO_LATE : undefined;
}

const TOO_OFTEN: Verdict = {
  reason: 'BackoffLimitExceeded',
  message: 'Job has reached the specified backoff limit',
};
const TOO_LATE: Verdict = { reason: 'DeadlineExceeded', message: 'Job was active longer than specified deadline' };

/** Where pods do not fail but start again. */
function hasRestartedTooOften({ spec }: Job, pods: readonly Pod[], limit: number): boolean {
  if (spec.template.spec.restartPolicy !== 'OnFailure') return false;
  const running = pods.filter(({ status }) => status?.phase === 'Running' || status?.phase === 'Pending');
  const restarts = running.flatMap(({ status }) => status?.containerStatuses ?? []);
  const sum = restarts.reduce((total, { restartCount = 0 }) => total + restartCount, 0);
  return limit === 0 ? sum > 0 : sum >= limit;
}

function deadlineOf({ spec, status }: Job): Date | undefined {
  const { activeDeadlineSeconds, suspend } = spec;
  if (activeDeadlineSeconds === undefined || suspend || status?.startTime === undefined) return undefined;
  return new Date(Date.parse(status.startTime) + activeDeadlineSeconds * 1000);
}

/** Those that have come least far go first. */
function dispensable(active: readonly Pod[], count: number): readonly Pod[] {
  const rank = (pod: Pod) => (isReady(pod) ? 2 : pod.spec?.nodeName ? 1 : 0);
  return [...active].sort((a, b) => rank(a) - rank(b)).slice(0, count);
}

/** After failures in a row the next pod waits, twice as long each time. */
function restedAt(job: Job, pods: readonly Pod[]): number {
  const ended = pods
    .filter((pod) => hasSucceeded(pod) || hasFailed(job, pod))
    .map((pod) => ({ pod, at: endedAt(pod) }))
    .sort((a, b) => b.at - a.at);
  const success = ended.findIndex(({ pod }) => hasSucceeded(pod));
  const failures = success < 0 ? ended.length : success;
  if (failures === 0) return 0;
  return (ended[0]?.at ?? 0) + Math.min(FIRST_REST * 2 ** (failures - 1), LONGEST_REST);
}

interface Ended {
  readonly state?: { readonly terminated?: { readonly finishedAt?: string } };
}

/** As its containers say, else as its readiness, else when it was told to go. */
function endedAt(pod: Pod): number {
  const containers = (pod.status?.containerStatuses ?? []) as readonly Ended[];
  const moments = containers.flatMap(({ state }) => state?.terminated?.finishedAt ?? []);
  const turned = conditionOf(pod.status?.conditions, 'Ready')?.lastTransitionTime;
  const last = moments.sort().at(-1) ?? turned ?? pod.metadata.deletionTimestamp ?? pod.metadata.creationTimestamp;
  return Date.parse(last ?? '') || 0;
}

const earliest = (one: Date | undefined, other: Date): Date => (one && one < other ? one : other);

/** When a Job that has ended is to be deleted, if ever. */
export function expiryOf(job: Job): Date | undefined {
  const seconds = job.spec.ttlSecondsAfterFinished;
  const end = endOf(job);
  if (seconds === undefined || end?.lastTransitionTime === undefined) return undefined;
  return new Date(Date.parse(end.lastTransitionTime) + seconds * 1000);
}
