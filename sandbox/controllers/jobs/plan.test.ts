import { describe, expect, it } from 'vitest';
import { ago, NOW } from '../workloads.testkit.ts';
import type { Pod } from '../workloads.ts';
import { counted, type Job, newEnds } from './job.ts';
import { job, worker } from './jobs.testkit.ts';
import { expiryOf, jobPlan } from './plan.ts';

const FAILING = { type: 'FailureTarget', status: 'True', reason: 'Because', message: 'said before' } as const;
const going = (one: Job): Job => ({ ...one, metadata: { ...one.metadata, deletionTimestamp: ago(0) } });
const failures = (count: number, seconds: number): readonly Pod[] =>
  Array.from({ length: count }, (_, index) => worker(`f${index}`, 'Failed', { ended: seconds + index }));

type Expected = { create?: number; remove?: readonly string[]; failure?: string; wake?: number };

describe('a Job', () => {
  it.each<[sentence: string, one: Job, pods: readonly Pod[], expected: Expected]>([
    ['makes as many pods as may run at once', job({ parallelism: 3, completions: 5 }), [], { create: 3 }],
    [
      'makes no more than are still to succeed',
      job({ parallelism: 3, completions: 5 }, { succeeded: 3 }),
      [],
      { create: 2 },
    ],
    ['makes none for those that run', job(), [worker('a', 'Running')], {}],
    ['makes none when all have succeeded', job({}, { succeeded: 1 }), [worker('a', 'Succeeded')], {}],
    [
      'without completions makes none after the first success',
      job({ completions: undefined as never, parallelism: 3 }, { succeeded: 1 }),
      [worker('a')],
      {},
    ],
    [
      'deletes what is too much, the idle first',
      job(),
      [worker('a', 'Running', { node: 'n', ready: true }), worker('b')],
      { remove: ['b'] },
    ],
    ['deletes all when suspended', job({ suspend: true }), [worker('a'), worker('b', 'Succeeded')], { remove: ['a'] }],
    ['makes none when it goes', going(job()), [], {}],
    [
      'replaces a pod that goes',
      job(),
      [worker('a', 'Running', { going: true, tracked: false })],
      { create: 0, wake: 10 },
    ],
    [
      'waits for a pod that goes if told so',
      job({ podReplacementPolicy: 'Failed' }),
      [worker('a', 'Running', { going: true })],
      {},
    ],
    ['waits after a failure', job({}, { failed: 1 }), failures(1, 4), { wake: 6 }],
    ['waits twice as long after two', job({}, { failed: 2 }), failures(2, 4), { wake: 16 }],
    ['goes on after that', job({}, { failed: 2 }), failures(2, 20), { create: 1 }],
    [
      'forgets failures before a success',
      job({ completions: 2 }, { failed: 1, succeeded: 1 }),
      [...failures(1, 4), worker('s', 'Succeeded', { ended: 1 })],
      { create: 1 },
    ],
    [
      'fails after too many failures, and ends what runs',
      job({ backoffLimit: 1, parallelism: 2 }, { failed: 2 }),
      [worker('a', 'Running')],
      { remove: ['a'], failure: 'BackoffLimitExceeded' },
    ],
    ['may fail as often as its limit', job({ backoffLimit: 2 }, { failed: 2 }), failures(2, 60), { create: 1 }],
    [
      'fails when pods start again too often',
      job({ backoffLimit: 2, template: { spec: { restartPolicy: 'OnFailure' } } }),
      [worker('a', 'Running', { restarts: 2 })],
      { remove: ['a'], failure: 'BackoffLimitExceeded' },
    ],
    [
      'fails when it takes too long',
      job({ activeDeadlineSeconds: 5 }, { startTime: ago(5) }),
      [worker('a')],
      { remove: ['a'], failure: 'DeadlineExceeded' },
    ],
    [
      'looks again when it will have taken too long',
      job({ activeDeadlineSeconds: 5 }, { startTime: ago(2) }),
      [worker('a')],
      { wake: 3 },
    ],
    [
      'has no deadline while suspended',
      job({ activeDeadlineSeconds: 5, suspend: true }, { startTime: ago(9) }),
      [],
      {},
    ],
    [
      'that has failed once has failed',
      job({}, { conditions: [FAILING] }),
      [worker('a')],
      { remove: ['a'], failure: 'Because' },
    ],
  ])('%s', (_, one, pods, expected) => {
    const { create, remove, failure, wakeAt } = jobPlan({ job: one, pods, now: NOW });
    expect({
      create,
      remove: remove.map(({ metadata }) => metadata.name),
      failure: failure?.reason,
      wake: wakeAt && (wakeAt.getTime() - NOW.getTime()) / 1000,
    }).toEqual({ create: 0, remove: [], failure: undefined, wake: undefined, ...expected });
  });

  it('is deleted so long after its end', () => {
    const ended = (type: string) => ({ conditions: [{ type, status: 'True' as const, lastTransitionTime: ago(10) }] });
    const at = (one: Job) => expiryOf(one)?.toISOString();
    expect(at(job({ ttlSecondsAfterFinished: 30 }, ended('Complete')))).toBe(ago(-20));
    expect(at(job({ ttlSecondsAfterFinished: 0 }, ended('Failed')))).toBe(ago(10));
    expect(at(job({ ttlSecondsAfterFinished: 0 }, ended('Suspended')))).toBeUndefined();
    expect(at(job({}, ended('Complete')))).toBeUndefined();
  });
});

describe('the end of a pod', () => {
  it.each<[sentence: string, pod: Pod, ends: { succeeded?: string[]; failed?: string[] }]>([
    ['counts as success', worker('a', 'Succeeded'), { succeeded: ['a'] }],
    ['counts as failure', worker('a', 'Failed'), { failed: ['a'] }],
    ['counts as failure if it was deleted', worker('a', 'Running', { going: true }), { failed: ['a'] }],
    ['counts as success if it was deleted after it', worker('a', 'Succeeded', { going: true }), { succeeded: ['a'] }],
    ['counts once', worker('a', 'Succeeded', { tracked: false }), {}],
    ['counts once while it is noted', worker('noted', 'Succeeded'), {}],
    ['is not there while it runs', worker('a', 'Running'), {}],
  ])('%s', (_, pod, ends) => {
    const one = job({}, { uncountedTerminatedPods: { succeeded: ['noted'] } });
    expect(newEnds(one, [pod])).toEqual({ succeeded: [], failed: [], ...ends });
  });

  it('goes into the figures', () => {
    const noted = { uncountedTerminatedPods: { succeeded: ['a', 'b'], failed: ['c'] } };
    expect(counted({ active: 1, succeeded: 1, ...noted })).toEqual({
      active: 1,
      succeeded: 3,
      failed: 1,
      uncountedTerminatedPods: {},
    });
    expect(counted()).toEqual({ uncountedTerminatedPods: {} });
  });
});
