/** What becomes of Jobs and CronJobs. */
import type { KubeObject } from '../../../../kube/types.ts';
import { ABSENT } from '../../../conformance/case.testkit.ts';
import { cronJob, job } from '../objects.testkit.ts';
import { change, type Family, type Find, look, make, remove, type Sight, tell } from '../scenario.testkit.ts';

const RUN = 'Job/run';
const has = (status: object): Sight => [RUN, { status }];
const ended = (type: string, more: object = {}): Sight =>
  has({ active: ABSENT, conditions: { $contains: [{ type, status: 'True' }] }, ...more });
const all = (count: number, ready = count): Sight => ({ pods: count, ready });
/** Runs for longer than any scenario. */
const LONG = 'job:1';
/** An older Job that looks twice would count pods that end well as they are deleted. */
const AT_ONCE = { terminationGracePeriodSeconds: 0 };

export const jobs: Family = {
  family: 'Jobs',
  scenarios: [
    {
      does: 'run as often as is asked for, so many at a time',
      steps: [
        ...make(job('run', 'job:exit-0', { completions: 3, parallelism: 2 })),
        look('done', ended('Complete', { succeeded: 3 }), all(3, 0)),
      ],
    },
    {
      does: 'are done when one of many has succeeded',
      steps: [...make(job('run', 'job:exit-0', { parallelism: 2 })), look('done', ended('Complete'), all(2, 0))],
    },
    {
      does: 'fail at the first failure if none is allowed',
      steps: [
        ...make(job('run', 'job:exit-1', { backoffLimit: 0 })),
        look('failed', ended('Failed', { failed: 1 }), all(1, 0)),
      ],
    },
    {
      does: 'try again after a rest',
      steps: [
        ...make(job('run', 'job:exit-1', { backoffLimit: 1 })),
        look('failed', ended('Failed', { failed: 2 }), all(2, 0)),
      ],
    },
    {
      does: 'fail when containers start again too often',
      steps: [
        ...make(job('run', 'job:exit-1', { backoffLimit: 1, pod: { restartPolicy: 'OnFailure' } })),
        look('failed', ended('Failed'), all(0)),
      ],
    },
    {
      does: 'fail when they take too long',
      steps: [
        ...make(job('run', LONG, { activeDeadlineSeconds: 4, parallelism: 2, completions: 2, pod: AT_ONCE })),
        // An older Job whose cache is behind at its start may miss its deadline, until it is looked at again.
        { wait: 6_000 },
        change(RUN, { metadata: { labels: { looked: 'again' } } }),
        look('failed', ended('Failed'), all(0)),
      ],
    },
    {
      does: 'follow the parallelism',
      steps: [
        ...make(job('run', LONG, { parallelism: 2, completions: 5 })),
        look('two', has({ active: 2 }), all(2)),
        change(RUN, { spec: { parallelism: 3 } }),
        look('three', has({ active: 3 }), all(3)),
        change(RUN, { spec: { parallelism: 1 } }),
        look('one', has({ active: 1 }), all(1)),
        change(RUN, { spec: { parallelism: 0 } }),
        look('none', has({ active: ABSENT }), all(0)),
      ],
    },
    {
      does: 'take their pods with them',
      steps: [
        ...make(job('run', LONG), job('quick', 'job:exit-0')),
        look('up', has({ active: 1 }), ['Job/quick', { status: { succeeded: 1 } }], all(2, 1)),
        remove('Job/quick', 'Foreground'),
        remove(RUN),
        look('gone', [RUN, ABSENT], ['Job/quick', ABSENT], all(0)),
      ],
    },
    {
      does: 'leave their pods behind',
      steps: [
        ...make(job('run', LONG)),
        look('up', has({ active: 1 }), all(1)),
        remove(RUN, 'Orphan'),
        look('left', [RUN, ABSENT], all(1)),
      ],
    },
    {
      does: 'replace pods that are deleted by hand',
      steps: [
        ...make(job('run', LONG, { pod: AT_ONCE })),
        look('up', has({ active: 1 }), all(1)),
        remove('Pod/run-*'),
        look('again', has({ active: 1 }), all(1)),
      ],
    },
    {
      does: 'begin with no pods where none are allowed',
      steps: [
        ...make(job('run', 'job:exit-0', { parallelism: 0 })),
        change(RUN, { spec: { parallelism: 1 } }),
        look('done', ended('Complete', { succeeded: 1 }), all(1, 0)),
      ],
    },
    {
      does: 'run one after another where that is asked for',
      steps: [
        ...make(job('run', 'job:exit-0', { completions: 2, pod: { restartPolicy: 'OnFailure' } })),
        look('done', ended('Complete', { succeeded: 2 }), all(2, 0)),
      ],
    },
  ],
};

const OWNED = (name: string, find: Find) => {
  const { apiVersion, metadata } = find(`CronJob/${name}`) as KubeObject;
  const owner = { apiVersion, kind: 'CronJob', name, uid: metadata.uid, controller: true, blockOwnerDeletion: true };
  return { metadata: { ownerReferences: [owner] } };
};
/** The CronJob should have started a Job at the last turn of the year. */
const due = { status: { lastScheduleTime: '2025-06-01T00:00:00Z' } };
const running = (name: string) => (find: Find) => {
  const { metadata } = find(`Job/${name}`);
  const reference = { apiVersion: 'batch/v1', kind: 'Job', name, namespace: metadata.namespace, uid: metadata.uid };
  return { status: { active: [reference], ...due.status } };
};
const ownJob = (name: string, of: string, image: string) => (find: Find) => job(name, image, OWNED(of, find));

export const cronJobs: Family = {
  family: 'CronJobs',
  scenarios: [
    {
      does: 'start what was missed, unless it is too late or they are suspended',
      quiet: 11_000,
      steps: [
        ...make(
          cronJob('late', LONG, { startingDeadlineSeconds: 60 }),
          cronJob('missed', LONG),
          cronJob('resting', LONG, { suspend: true }),
        ),
        tell('CronJob/late', due),
        tell('CronJob/missed', due),
        tell('CronJob/resting', due),
        look('started', all(1)),
      ],
    },
    {
      does: 'start no second Job, or replace the first, if they are told to',
      quiet: 11_000,
      steps: [
        ...make(
          cronJob('patient', LONG, { concurrencyPolicy: 'Forbid' }),
          cronJob('rash', LONG, { concurrencyPolicy: 'Replace' }),
        ),
        ...make(ownJob('patients', 'patient', LONG), ownJob('rashs', 'rash', LONG)),
        look('started by hand', all(2)),
        tell('CronJob/patient', running('patients')),
        tell('CronJob/rash', running('rashs')),
        look('one is replaced', ['Job/rashs', ABSENT], all(2)),
      ],
    },
    {
      does: 'notice ends, and keep as many ended Jobs as they are told to',
      quiet: 11_000,
      steps: [
        ...make(cronJob('keeper', 'job:exit-0', { successfulJobsHistoryLimit: 1, failedJobsHistoryLimit: 0 })),
        ...make(ownJob('first', 'keeper', 'job:exit-0'), (find) =>
          job('second', 'job:exit-1', { ...OWNED('keeper', find), backoffLimit: 0 }),
        ),
        look('one is kept', ['Job/second', ABSENT], all(1, 0)),
        tell('CronJob/keeper', due),
        look('another is kept', ['Job/first', ABSENT], all(1, 0)),
      ],
    },
  ],
};
