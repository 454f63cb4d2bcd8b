import { describe, expect, it } from 'vitest';
import type { Job } from '../jobs/job.ts';
import { ago, NOW } from '../workloads.testkit.ts';
import { type CronJob, type CronJobStatus, jobAt, referenceTo } from './cron-job.ts';
import { cronPlan } from './plan.ts';

const cron = (spec: Partial<CronJob['spec']> = {}, status: CronJobStatus = {}): CronJob => ({
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { name: 'tick', namespace: 'shop', uid: 'c', creationTimestamp: ago(90) },
  spec: { schedule: '* * * * *', jobTemplate: { spec: {} }, ...spec },
  status,
});

const job = (name: string, end?: 'Complete' | 'Failed', age = 60): Job => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name, namespace: 'shop', uid: name, creationTimestamp: ago(age) },
  spec: { selector: {}, template: { spec: {} } },
  status: {
    startTime: ago(age),
    ...(end && { conditions: [{ type: end, status: 'True' }] }),
    ...(end === 'Complete' && { completionTime: ago(age - 1) }),
  },
});
const running = (...names: readonly string[]): CronJobStatus => ({
  active: names.map((name) => referenceTo(job(name))),
});
const just = { lastScheduleTime: ago(0) };

type Expected = {
  start?: number;
  remove?: readonly string[];
  active?: readonly string[];
  news?: readonly string[];
  wake?: number | undefined;
};

describe('a CronJob', () => {
  it.each<[sentence: string, one: CronJob, jobs: readonly Job[], expected: Expected]>([
    ['starts a Job when its time has come', cron(), [], { start: 0 }],
    ['starts none before', cron({ schedule: '@daily' }), [], { wake: 43_200 }],
    ['starts none twice', cron({}, just), [], {}],
    ['starts none twice, even if that was not noted', cron(), [job(jobAt(cron(), NOW).metadata.name, 'Complete')], {}],
    [
      'starts one for the last of several moments it missed',
      cron({}, { lastScheduleTime: ago(600) }),
      [],
      { start: 0 },
    ],
    [
      'tells when it missed very many',
      cron({}, { lastScheduleTime: ago(9000) }),
      [],
      { start: 0, news: ['TooManyMissedTimes'] },
    ],
    [
      'starts none when it is too late',
      cron({ schedule: '55 11 * * *', startingDeadlineSeconds: 60 }, { lastScheduleTime: ago(6000) }),
      [],
      { wake: 86_100 },
    ],
    [
      'starts one that is late, but not too late',
      cron({ schedule: '55 11 * * *', startingDeadlineSeconds: 600 }, { lastScheduleTime: ago(6000) }),
      [],
      { start: -300, wake: 86_100 },
    ],
    ['does nothing while suspended', cron({ suspend: true }), [], { wake: undefined }],
    ['starts one beside another', cron({}, running('a')), [job('a')], { start: 0, active: ['a'] }],
    [
      'starts none beside another if that is forbidden',
      cron({ concurrencyPolicy: 'Forbid' }, running('a')),
      [job('a')],
      { active: ['a'], news: ['JobAlreadyActive'] },
    ],
    [
      'replaces another if told so',
      cron({ concurrencyPolicy: 'Replace' }, running('a')),
      [job('a')],
      { start: 0, remove: ['a'] },
    ],
    [
      'replaces none before its time',
      cron({ concurrencyPolicy: 'Replace' }, { ...just, ...running('a') }),
      [job('a')],
      { active: ['a'] },
    ],
    [
      'forgets who has ended',
      cron({}, { ...just, ...running('a') }),
      [job('a', 'Complete')],
      { news: ['SawCompletedJob'] },
    ],
    ['forgets who is missing', cron({}, { ...just, ...running('a') }), [], { news: ['MissingJob'] }],
    ['wonders about Jobs it does not know', cron({}, just), [job('a')], { news: ['UnexpectedJob'] }],
    [
      'keeps as many that have succeeded as it is told, those that started last',
      cron({ successfulJobsHistoryLimit: 1 }, just),
      [job('a', 'Complete', 10), job('b', 'Complete', 20), job('c', 'Failed')],
      { remove: ['b'] },
    ],
    [
      'keeps as many that have failed as it is told',
      cron({ failedJobsHistoryLimit: 0 }, just),
      [job('a', 'Complete'), job('c', 'Failed')],
      { remove: ['c'] },
    ],
    ['knows UTC by its names', cron({ timeZone: 'Etc/UTC' }), [], { start: 0 }],
    ['knows UTC in front of the schedule', cron({ schedule: 'TZ=UTC * * * * *' }), [], { start: 0 }],
    [
      'tells that it knows no other zone',
      cron({ timeZone: 'Asia/Tokyo' }),
      [],
      { news: ['UnknownTimeZone'], wake: undefined },
    ],
    [
      'tells that it does not understand',
      cron({ schedule: 'soon' }),
      [],
      { news: ['UnparseableSchedule'], wake: undefined },
    ],
  ])('%s', (_, cronJob, jobs, expected) => {
    const plan = cronPlan({ cronJob, jobs, now: NOW });
    const seconds = (date: Date | undefined) => date && (date.getTime() - NOW.getTime()) / 1000;
    expect({
      start: seconds(plan.start),
      remove: plan.remove.map(({ metadata }) => metadata.name),
      active: plan.status.active?.map(({ name }) => name) ?? [],
      news: plan.news.map(({ reason }) => reason),
      wake: seconds(plan.wakeAt),
    }).toEqual({ start: undefined, remove: [], active: [], news: [], wake: 60, ...expected });
  });

  it('remembers the last success', () => {
    const jobs = [job('a', 'Complete', 10), job('b', 'Complete', 20), job('c', 'Failed', 1)];
    expect(cronPlan({ cronJob: cron({}, just), jobs, now: NOW }).status).toEqual({
      ...just,
      lastSuccessfulTime: ago(9),
    });
  });

  it('makes Jobs of its template, by the minute', () => {
    const jobTemplate = { metadata: { labels: { a: 'b' }, annotations: { c: 'd' } }, spec: { completions: 2 } };
    expect(jobAt(cron({ jobTemplate }), NOW)).toMatchObject({
      metadata: {
        name: `tick-${NOW.getTime() / 60_000}`,
        labels: { a: 'b' },
        annotations: { c: 'd', 'batch.kubernetes.io/cronjob-scheduled-timestamp': '2026-01-01T12:00:00Z' },
        ownerReferences: [{ kind: 'CronJob', name: 'tick', uid: 'c', controller: true }],
      },
      spec: { completions: 2 },
    });
  });
});
