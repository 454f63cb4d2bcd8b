import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deploymentOf, newCluster, podOf, SECOND } from './cluster.testkit.ts';

let cluster: ReturnType<typeof newCluster>;
beforeEach(async () => {
  cluster = newCluster();
  await cluster.clock.advance(2 * SECOND);
});
afterEach(async () => {
  await cluster.stop();
  expect(cluster.problems).toEqual([]);
});

const wait = (seconds: number) => cluster.clock.advance(seconds * SECOND);
const statusOf = async (name: string) => (await cluster.pod(name))?.status;
const containerOf = async (name: string) => (await statusOf(name))?.containerStatuses?.[0];

describe('a cluster with simulated nodes', () => {
  it('has nodes that are ready and stay so', async () => {
    await wait(400);
    const node = await cluster.get('Node', 'sluice-node-1', 'v1', '');
    expect(node).toMatchObject({
      metadata: { labels: { 'sluice.dev/simulated': 'true' } },
      status: { conditions: expect.arrayContaining([expect.objectContaining({ type: 'Ready', status: 'True' })]) },
    });
    const lease = await cluster.get('Lease', 'sluice-node-2', 'coordination.k8s.io/v1', 'kube-node-lease');
    const { renewTime } = (lease as unknown as { spec: { renewTime: string } }).spec;
    expect(cluster.clock.now().getTime() - Date.parse(renewTime)).toBeLessThanOrEqual(10_000);
  });

  it('asks for nearly nothing while nothing happens', async () => {
    await cluster.create(deploymentOf('web', 'web:1', 4));
    await wait(100);
    const { requests } = cluster;
    requests.length = 0;
    await wait(3_600);
    const count = (what: string) => requests.filter((one) => one === what).length;
    // Each of two nodes renews its lease every ten seconds, and says every five minutes how it is.
    expect(count('PATCH leases')).toBe(720);
    expect(count('PATCH nodes')).toBe(24);
    // Watches end after about five minutes.
    const watches = count('GET pods') + count('GET nodes');
    expect(watches).toBeLessThan(30);
    expect(requests).toHaveLength(720 + 24 + watches);
  });

  it('makes a node again that somebody has deleted', async () => {
    await cluster.client.delete({ apiVersion: 'v1', kind: 'Node', namespace: '', name: 'sluice-node-1' });
    await wait(11);
    expect(await cluster.get('Node', 'sluice-node-1', 'v1', '')).toMatchObject({
      status: { conditions: expect.arrayContaining([expect.objectContaining({ type: 'Ready', status: 'True' })]) },
    });
  });

  it('runs a pod', async () => {
    await cluster.create(podOf('a', 'web:1'));
    await wait(5);
    expect(await statusOf('a')).toMatchObject({
      phase: 'Running',
      podIP: expect.stringMatching(/^10\.1\d\d\./),
      containerStatuses: [{ ready: true, started: true, restartCount: 0, image: 'docker.io/library/web:1' }],
    });
  });

  it('makes a Deployment available, spread over its nodes', async () => {
    await cluster.create(deploymentOf('web', 'web:1', 4));
    await wait(10);
    expect(await cluster.get('Deployment', 'web', 'apps/v1')).toMatchObject({ status: { availableReplicas: 4 } });
    const pods = await cluster.pods();
    expect(pods.map(({ spec }) => spec?.nodeName).sort()).toEqual([
      'sluice-node-1',
      'sluice-node-1',
      'sluice-node-2',
      'sluice-node-2',
    ]);
    expect(new Set(pods.map(({ status }) => status?.podIP)).size).toBe(4);
  });

  it('leaves a Deployment unavailable whose image is not there', async () => {
    await cluster.create(deploymentOf('web', 'web:bad', 1));
    await wait(2);
    const reason = async () => (await cluster.pods())[0]?.status?.containerStatuses?.[0]?.state.waiting?.reason;
    expect(await reason()).toBe('ErrImagePull');
    await wait(3);
    expect(await reason()).toBe('ImagePullBackOff');
    await wait(600);
    const deployment = await cluster.get('Deployment', 'web', 'apps/v1');
    expect(deployment).toMatchObject({ status: { unavailableReplicas: 1 } });
    const reasons = (await cluster.events()).map(({ reason }) => reason);
    expect(reasons).toEqual(expect.arrayContaining(['Scheduled', 'Pulling', 'Failed', 'BackOff']));
  });

  it('starts what crashes again and again, later and later', async () => {
    await cluster.create(podOf('a', 'web:crash'));
    const restarts: number[] = [];
    for (let second = 0; second < 200; second++) {
      await wait(1);
      const { restartCount = 0 } = (await containerOf('a')) ?? {};
      if (restartCount > restarts.length) restarts.push(second);
    }
    const gaps = restarts.slice(1).map((one, index) => one - (restarts[index] ?? 0));
    expect(gaps).toEqual([11, 21, 41, 81]);
    expect(await statusOf('a')).toMatchObject({
      phase: 'Running',
      containerStatuses: [{ state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: { terminated: {} } }],
    });
  });

  it.each([
    ['ends early', '3s', 4],
    ['is killed at the end of its grace period', '5m', 11],
  ])('a pod that is deleted %s', async (_, shutdown, gone) => {
    await cluster.create(
      podOf('a', 'web:1', {
        annotations: { 'sluice.dev/sim-shutdown': shutdown },
        terminationGracePeriodSeconds: 10,
      }),
    );
    await wait(5);
    const ref = { apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: 'a' };
    await cluster.client.delete(ref);
    await wait(gone - 2);
    expect(await statusOf('a')).toMatchObject({ phase: 'Running', containerStatuses: [{ ready: true }] });
    await wait(2);
    expect(await cluster.pod('a')).toBeUndefined();
  });

  it('goes on where another process left off', async () => {
    await cluster.create(podOf('a', 'web:1', { annotations: { 'sluice.dev/sim-ready-after': '30s' } }));
    await wait(10);
    await cluster.restart();
    await wait(15);
    expect(await containerOf('a')).toMatchObject({ ready: false, restartCount: 0 });
    await wait(10);
    expect(await containerOf('a')).toMatchObject({ ready: true, restartCount: 0 });
  });

  it('leaves pods alone that are held back, and uses no node that is cordoned', async () => {
    await cluster.create(podOf('held', 'web:1', { schedulingGates: [{ name: 'x.y/z' }] }));
    for (const name of ['sluice-node-1', 'sluice-node-2']) await cordon(name, true);
    await cluster.create(podOf('a', 'web:1'));
    await wait(5);
    expect((await cluster.pod('held'))?.spec?.nodeName).toBeUndefined();
    expect((await statusOf('a'))?.conditions).toMatchObject([
      {
        reason: 'Unschedulable',
        message:
          '0/2 nodes are available: 2 node(s) were unschedulable. preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.',
      },
    ]);
    await cordon('sluice-node-2', false);
    await wait(5);
    expect(await cluster.pod('a')).toMatchObject({ spec: { nodeName: 'sluice-node-2' }, status: { phase: 'Running' } });
  });

  it('tells people of annotations that make no sense', async () => {
    await cluster.create(podOf('a', 'web:1', { annotations: { 'sluice.dev/sim-shutdown': 'soon' } }));
    await wait(5);
    const event = (await cluster.events()).find(({ reason }) => reason === 'InvalidSimulation');
    expect(event?.message).toBe('sluice.dev/sim-shutdown: "soon" is not a duration such as 5s or 1m30s');
  });
});

async function cordon(name: string, unschedulable: boolean): Promise<void> {
  const node = await cluster.get('Node', name, 'v1', '');
  if (node) await cluster.patch(node, { spec: { unschedulable } });
  await wait(1);
}
