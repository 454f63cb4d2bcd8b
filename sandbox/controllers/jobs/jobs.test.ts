import { afterAll, describe, expect, it } from 'vitest';
import { clusterWith, POD_SPEC } from '../controllers-cluster.testkit.ts';
import { JOBS, PODS } from '../workloads.ts';
import { TRACKING } from './job.ts';

const LONG_AGO = '2020-01-01T00:00:00Z';

describe('a Job', () => {
  const cluster = clusterWith();
  afterAll(() => cluster.stop());
  const { make, becomes, eventually, list, status, remove } = cluster;
  const template = { spec: { ...POD_SPEC, restartPolicy: 'Never' } };
  const makeJob = (name: string, spec: object = {}) => make(JOBS, name, { spec: { template, ...spec } });
  const podsOf = async (name: string, phase = 'Pending') =>
    (await list(PODS)).filter(
      (pod) =>
        pod.metadata.labels?.['job-name'] === name && (pod as { status?: { phase?: string } }).status?.phase === phase,
    );
  const count = (name: string, phase?: string) => eventually(async () => (await podsOf(name, phase)).length);
  const end = async (name: string, phase: string) => {
    await count(name).toBeGreaterThan(0);
    const terminated = { exitCode: 1, startedAt: LONG_AGO, finishedAt: LONG_AGO };
    const containerStatuses = [
      { name: 'main', image: 'x', imageID: '', ready: false, restartCount: 0, state: { terminated } },
    ];
    const [pod] = await podsOf(name);
    await status(PODS, pod?.metadata.name ?? '', { phase, containerStatuses });
  };

  it('runs its pods one after the other, and keeps those that have ended', async () => {
    await makeJob('two', { completions: 2 });
    await end('two', 'Succeeded');
    await becomes(JOBS, 'two', { status: { succeeded: 1, active: 1 } });
    await end('two', 'Failed');
    await becomes(JOBS, 'two', { status: { succeeded: 1, failed: 1, active: 1 } });
    await end('two', 'Succeeded');
    await becomes(JOBS, 'two', {
      status: {
        succeeded: 2,
        failed: 1,
        ready: 0,
        terminating: 0,
        uncountedTerminatedPods: {},
        conditions: [{ type: 'SuccessCriteriaMet' }, { type: 'Complete', status: 'True' }],
      },
    });
    expect((await list(PODS)).filter(({ metadata }) => metadata.finalizers?.includes(TRACKING))).toEqual([]);
    expect((await podsOf('two', 'Succeeded')).length).toBe(2);
  });

  it('fails after too many failures, and what runs counts as failed too', async () => {
    await makeJob('bad', { parallelism: 2, completions: 2, backoffLimit: 0 });
    await count('bad').toBe(2);
    await end('bad', 'Failed');
    await becomes(JOBS, 'bad', {
      status: {
        failed: 2,
        conditions: [
          { type: 'FailureTarget', status: 'True' },
          { type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded' },
        ],
      },
    });
    await count('bad').toBe(0);
  });

  it('sleeps and wakes', async () => {
    await makeJob('sleepy');
    await count('sleepy').toBe(1);
    await cluster.patch(JOBS, 'sleepy', { spec: { suspend: true } });
    await becomes(JOBS, 'sleepy', { status: { conditions: [{ type: 'Suspended', status: 'True' }] } });
    await count('sleepy').toBe(0);
    await cluster.patch(JOBS, 'sleepy', { spec: { suspend: false } });
    await becomes(JOBS, 'sleepy', { status: { active: 1, conditions: [{ type: 'Suspended', status: 'False' }] } });
    expect(await cluster.get(JOBS, 'sleepy')).not.toHaveProperty('status.failed');
  });

  it('goes when its time after the end is over, with its pods', async () => {
    await makeJob('brief', { ttlSecondsAfterFinished: 0 });
    await end('brief', 'Succeeded');
    await eventually(() => cluster.get(JOBS, 'brief')).toBeUndefined();
    await count('brief', 'Succeeded').toBe(0);
  });

  it('lets its pods go when it is deleted', async () => {
    await makeJob('gone');
    await count('gone').toBe(1);
    await remove(JOBS, 'gone');
    await count('gone').toBe(0);
  });
});

it('a Job says that it has begun even if its pods are refused', async () => {
  const problems: string[] = [];
  const cluster = clusterWith({ onProblem: (what) => problems.push(what) });
  const refused = { ...POD_SPEC, restartPolicy: 'Never', priorityClassName: 'unheard-of' };
  await cluster.make(JOBS, 'refused', { spec: { template: { spec: refused } } });
  await cluster.becomes(JOBS, 'refused', { status: { startTime: expect.any(String), ready: 0 } });
  await cluster.eventually(() => problems[0]).toBe('job default/refused');
  expect(await cluster.list(PODS)).toEqual([]);
  await cluster.stop();
});
