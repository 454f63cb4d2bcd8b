/** What a Job's status says, and what people are told of how it has changed. Pure. */
import { conditionOf, timestamp } from '../../../kube/conditions.ts';
import { present } from '../../../kube/present.ts';
import { isReady } from '../replica-sets/ranking.ts';
import { isActive, type Pod } from '../workloads.ts';
import type { Job, JobCondition, JobStatus } from './job.ts';
import { isTerminating, type Verdict } from './plan.ts';

export interface Told {
  readonly job: Job;
  /** As they are after this pass. */
  readonly pods: readonly Pod[];
  readonly failure: Verdict | undefined;
  readonly now: Date;
}

type Conditions = readonly JobCondition[];

const REACHED: Verdict = {
  reason: 'CompletionsReached',
  message: 'Reached expected number of succeeded pods',
};

interface Said extends Verdict {
  readonly type: string;
  readonly status: 'True' | 'False';
}

const SUSPENDED: Said = { type: 'Suspended', status: 'True', reason: 'JobSuspended', message: 'Job suspended' };
const RESUMED: Said = { type: 'Suspended', status: 'False', reason: 'JobResumed', message: 'Job resumed' };

export function jobStatus(told: Told): JobStatus {
  const { job, pods, now } = told;
  const active = pods.filter(isActive);
  const terminating = pods.filter(isTerminating).length;
  const conditions = conditionsOf(told, active.length, terminating);
  const isResumed =
    conditionOf(job.status?.conditions, 'Suspended')?.status === 'True' &&
    conditionOf(conditions, 'Suspended')?.status === 'False';
  const isStarting = !job.spec.suspend && (job.status?.startTime === undefined || isResumed);
  const complete = conditionOf(conditions, 'Complete');
  return present<JobStatus>({
    ...job.status,
    startTime: isStarting ? timestamp(now) : job.status?.startTime,
    completionTime: complete?.status === 'True' ? complete.lastTransitionTime : job.status?.completionTime,
    active: active.length === 0 ? undefined : active.length,
    ready: active.filter(isReady).length,
    terminating,
    uncountedTerminatedPods: job.status?.uncountedTerminatedPods ?? {},
    conditions: conditions.length === 0 ? undefined : conditions,
  });
}

function conditionsOf({ job, failure, now }: Told, active: number, terminating: number): Conditions {
  const before = job.status?.conditions ?? [];
  const isOver = active === 0 && terminating === 0;
  const told = (list: Conditions, said: Said) => withTold(list, said, timestamp(now));
  if (failure) {
    const failing = told(before, { type: 'FailureTarget', status: 'True', ...failure });
    return isOver ? told(failing, { type: 'Failed', status: 'True', ...failure }) : failing;
  }
  if (isComplete(job, active)) {
    const met = told(before, { type: 'SuccessCriteriaMet', status: 'True', ...REACHED });
    return isOver ? told(met, { type: 'Complete', status: 'True', ...REACHED }) : met;
  }
  return told(before, job.spec.suspend ? SUSPENDED : RESUMED);
}

function isComplete({ spec, status }: Job, active: number): boolean {
  if (conditionOf(status?.conditions, 'SuccessCriteriaMet')?.status === 'True') return true;
  const succeeded = status?.succeeded ?? 0;
  return active === 0 && (spec.completions === undefined ? succeeded > 0 : succeeded >= spec.completions);
}

/** What was never true need not be told to be false. */
function withTold(before: Conditions, said: Said, at: string): Conditions {
  const old = conditionOf(before, said.type);
  if (old ? old.status === said.status && old.reason === said.reason : said.status === 'False') return before;
  const next = { ...said, lastProbeTime: at, lastTransitionTime: at };
  return old ? before.map((one) => (one === old ? next : one)) : [...before, next];
}

export interface News {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

export function newsOf(before: JobStatus | undefined, after: JobStatus): readonly News[] {
  const turned = (type: string, status: string) =>
    conditionOf(after.conditions, type)?.status === status && conditionOf(before?.conditions, type)?.status !== status;
  const failed = conditionOf(after.conditions, 'Failed');
  const news: (News | false)[] = [
    turned('Suspended', 'True') && { type: 'Normal', reason: 'Suspended', message: 'Job suspended' },
    turned('Suspended', 'False') && { type: 'Normal', reason: 'Resumed', message: 'Job resumed' },
    turned('Complete', 'True') && { type: 'Normal', reason: 'Completed', message: 'Job completed' },
    turned('Failed', 'True') && { type: 'Warning', reason: failed?.reason ?? '', message: failed?.message ?? '' },
  ];
  return news.filter((one) => one !== false);
}
