import { afterAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../kube/clock.ts';
import { clusterWith, POD_SPEC } from '../controllers-cluster.testkit.ts';
import { CRON_JOBS, JOBS } from '../workloads.ts';

/** The controllers' clock is an hour and a bit ahead, so that an hourly schedule is due at once. */
const AHEAD = 3_700_000;
const clock = { ...systemClock, now: () => new Date(systemClock.now().getTime() + AHEAD) };

describe('a CronJob', () => {
  const cluster = clusterWith({ clock });
  afterAll(() => cluster.stop());
  const { make, becomes, eventually, list, status, remove } = cluster;
  const jobTemplate = { spec: { template: { spec: { ...POD_SPEC, restartPolicy: 'Never' } } } };
  const jobsOf = async (name: string) =>
    (await list(JOBS)).filter(({ metadata }) => metadata.ownerReferences?.[0]?.name === name);

  it('starts a Job, follows it, and takes it along when it goes', async () => {
    await make(CRON_JOBS, 'hourly', { spec: { schedule: '@hourly', jobTemplate } });
    await eventually(async () => (await jobsOf('hourly')).length).toBe(1);
    await becomes(CRON_JOBS, 'hourly', { status: { active: [{ kind: 'Job' }], lastScheduleTime: expect.any(String) } });
    const [job] = await jobsOf('hourly');
    const pods = { apiVersion: 'v1', kind: 'Pod', plural: 'pods', namespaced: true };
    await eventually(async () => (await list(pods)).length).toBe(1);
    const [pod] = await list(pods);
    await status(pods, pod?.metadata.name ?? '', { phase: 'Succeeded' });
    await becomes(JOBS, job?.metadata.name ?? '', { status: { succeeded: 1 } });
    await becomes(CRON_JOBS, 'hourly', { status: { lastSuccessfulTime: expect.any(String) } });
    await eventually(async () => cluster.get(CRON_JOBS, 'hourly')).not.toHaveProperty('status.active');
    expect((await jobsOf('hourly')).length).toBe(1);
    await remove(CRON_JOBS, 'hourly');
    await eventually(async () => (await jobsOf('hourly')).length).toBe(0);
  });
});
