/** What a CronJob does now: Jobs to start and to delete, its status, what people are told, and when to look again. Pure. */
import { timestamp } from '../../../kube/conditions.ts';
import { present } from '../../../kube/present.ts';
import { endOf, type Job } from '../jobs/job.ts';
import type { News } from '../jobs/status.ts';
import { isGoing } from '../workloads.ts';
import { type CronJob, type CronJobStatus, jobNameAt, type Reference, referenceTo } from './cron-job.ts';
import { type Schedule, scheduleOf } from './schedule.ts';

export interface Seen {
  readonly cronJob: CronJob;
  /** Those that it owns. */
  readonly jobs: readonly Job[];
  readonly now: Date;
}

export interface Plan {
  /** Without the Job that is started now. */
  readonly status: CronJobStatus;
  readonly news: readonly News[];
  readonly remove: readonly Job[];
  /** The moment for which a Job is started. */
  readonly start: Date | undefined;
  readonly wakeAt: Date | undefined;
}

const MOST_MISSED = 100;

export function cronPlan(seen: Seen): Plan {
  const { cronJob, jobs, now } = seen;
  const kept = bookkeeping(seen);
  const expired = expiredJobs(cronJob, jobs);
  const idle = { status: kept.status, news: kept.news, remove: expired, start: undefined, wakeAt: undefined };
  if (isGoing(cronJob) || cronJob.spec.suspend) return idle;
  const schedule = usableSchedule(cronJob.spec);
  if ('problem' in schedule) return { ...idle, news: [...kept.news, schedule.problem] };
  const turn = turnOf(seen, kept.status.active ?? [], schedule);
  const replaced = turn.start && cronJob.spec.concurrencyPolicy === 'Replace' ? kept.status.active : [];
  const names = new Set(replaced?.map(({ name }) => name));
  return {
    status: present<CronJobStatus>({ ...kept.status, active: withoutThese(kept.status.active, names) }),
    news: [...kept.news, ...turn.news],
    remove: [...expired, ...jobs.filter(({ metadata }) => names.has(metadata.name))],
    start: turn.start,
    wakeAt: schedule.next(now),
  };
}

const withoutThese = (active: readonly Reference[] | undefined, names: ReadonlySet<string>) => {
  const left = active?.filter(({ name }) => !names.has(name)) ?? [];
  return left.length === 0 ? undefined : left;
};

/** Which Jobs run, as far as the status does not say so yet. */
function bookkeeping({ cronJob, jobs }: Seen): { status: CronJobStatus; news: readonly News[] } {
  const { status } = cronJob;
  const listed = status?.active ?? [];
  const news: News[] = [];
  const active = listed.filter(({ uid, name }) => {
    const job = jobs.find(({ metadata }) => metadata.uid === uid);
    const end = job && endOf(job)?.type;
    if (!job) news.push(normal('MissingJob', `Active job went missing: ${name}`));
    if (end) news.push(normal('SawCompletedJob', `Saw completed job: ${name}, condition: ${end}`));
    return job && !end;
  });
  for (const { metadata } of jobs.filter((job) => !endOf(job) && !listed.some(({ uid }) => uid === job.metadata.uid)))
    news.push(warning('UnexpectedJob', `Saw a job that the controller did not create or forgot: ${metadata.name}`));
  const completions = jobs.flatMap((job) =>
    endOf(job)?.type === 'Complete' ? (job.status?.completionTime ?? []) : [],
  );
  const lastSuccessfulTime = [...completions, ...(status?.lastSuccessfulTime ? [status.lastSuccessfulTime] : [])]
    .sort()
    .at(-1);
  const next = { ...status, active: active.length === 0 ? undefined : active, lastSuccessfulTime };
  return { status: present<CronJobStatus>(next), news };
}

const normal = (reason: string, message: string): News => ({ type: 'Normal', reason, message });
const warning = (reason: string, message: string): News => ({ type: 'Warning', reason, message });

function expiredJobs({ spec }: CronJob, jobs: readonly Job[]): readonly Job[] {
  const beyond = (type: string, limit: number | undefined) => {
    const ended = jobs.filter((job) => endOf(job)?.type === type).sort(byStart);
    return limit === undefined ? [] : ended.slice(0, Math.max(0, ended.length - limit));
  };
  return [...beyond('Complete', spec.successfulJobsHistoryLimit), ...beyond('Failed', spec.failedJobsHistoryLimit)];
}

/** As they were started; Jobs that never were come last. */
function byStart({ status: a, metadata: { name } }: Job, { status: b, metadata: { name: other } }: Job): number {
  const [one, next] = [a?.startTime ?? LAST, b?.startTime ?? LAST];
  if (one === next) return name < other ? -1 : 1;
  return one < next ? -1 : 1;
}

/** After any time. */
const LAST = '~';

const UTC: readonly string[] = ['UTC', 'Etc/UTC', ''];
const ZONE = /^(?:CRON_)?TZ=(\S*)\s+(.*)$/s;

function usableSchedule({ schedule, timeZone }: CronJob['spec']): Schedule | { readonly problem: News } {
  const [, ownZone = '', rest = schedule] = ZONE.exec(schedule) ?? [];
  const zone = timeZone ?? ownZone;
  if (!UTC.includes(zone))
    return {
      problem: warning('UnknownTimeZone', `invalid timeZone: ${JSON.stringify(zone)}: the sandbox knows UTC alone`),
    };
  const parsed = scheduleOf(rest);
  return parsed ?? { problem: warning('UnparseableSchedule', `unparseable schedule: ${JSON.stringify(schedule)}`) };
}

interface Turn {
  readonly start: Date | undefined;
  readonly news: readonly News[];
}

/** Whether a moment has come that no Job was started for. */
function turnOf({ cronJob, jobs, now }: Seen, active: readonly Reference[], schedule: Schedule): Turn {
  const { spec, status, metadata } = cronJob;
  const since = new Date(status?.lastScheduleTime ?? metadata.creationTimestamp ?? now);
  const deadline = spec.startingDeadlineSeconds;
  const horizon = deadline === undefined ? since : new Date(Math.max(since.getTime(), now.getTime() - deadline * 1000));
  const start = schedule.last(horizon, now);
  if (!start) return { start: undefined, news: [] };
  const news = hasMissedMany(schedule, horizon, now) && deadline === undefined ? [TOO_MANY] : [];
  const isStarted = jobs.some((job) => job.metadata.name === jobNameAt(cronJob, start));
  if (isStarted) return { start: undefined, news };
  if (spec.concurrencyPolicy === 'Forbid' && active.length > 0) return { start: undefined, news: [...news, ACTIVE] };
  return { start, news };
}

const TOO_MANY = warning(
  'TooManyMissedTimes',
  'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew',
);
const ACTIVE = normal(
  'JobAlreadyActive',
  'Not starting job because prior execution is running and concurrency policy is Forbid',
);

/** Roughly: as if moments followed each other like the first two. */
function hasMissedMany(schedule: Schedule, since: Date, now: Date): boolean {
  const first = schedule.next(since);
  const second = first && schedule.next(first);
  if (!first || !second) return false;
  return (now.getTime() - first.getTime()) / (second.getTime() - first.getTime()) + 1 > MOST_MISSED;
}

/** The status once the Job is there. */
export const startedStatus = (status: CronJobStatus, job: Pick<Job, 'metadata'>, at: Date): CronJobStatus => ({
  ...status,
  active: [...(status.active ?? []), referenceTo(job)],
  lastScheduleTime: timestamp(at),
});
