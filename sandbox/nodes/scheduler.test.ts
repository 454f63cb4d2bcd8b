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
const asking = (cpu: string, more = {}) => ({
  containers: [{ name: 'main', image: 'web:1', resources: { requests: { cpu } } }],
  ...more,
});
const nodeOf = async (name: string) => (await cluster.pod(name))?.spec?.nodeName;
const refusalOf = async (name: string) => (await cluster.pod(name))?.status?.conditions?.[0]?.message;
const deletePod = (name: string) =>
  cluster.client.delete({ apiVersion: 'v1', kind: 'Pod', namespace: 'default', name });

async function changeNode(name: string, spec: object): Promise<void> {
  const node = await cluster.get('Node', name, 'v1', '');
  if (node) await cluster.patch(node, { spec });
  await wait(1);
}

describe('the scheduler', () => {
  it('fills nodes only as far as they have room, and uses the room that pods leave', async () => {
    for (const name of ['a', 'b', 'c']) await cluster.create(podOf(name, 'web:1', asking('40')));
    await wait(5);
    expect([await nodeOf('a'), await nodeOf('b'), await nodeOf('c')]).toEqual([
      'sluice-node-1',
      'sluice-node-2',
      undefined,
    ]);
    expect(await refusalOf('c')).toBe(
      '0/2 nodes are available: 2 Insufficient cpu. preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod.',
    );
    await cluster.create(podOf('small', 'web:1', asking('24')));
    await wait(2);
    expect(await nodeOf('small')).toBe('sluice-node-1');
    await deletePod('b');
    await wait(5);
    expect(await nodeOf('c')).toBe('sluice-node-2');
  });

  it('counts what has ended no more', async () => {
    const ends = {
      restartPolicy: 'Never',
      containers: [{ name: 'main', image: 'web:exit-0', resources: { requests: { cpu: '64' } } }],
    };
    for (const name of ['a', 'b', 'c']) await cluster.create(podOf(name, 'web:exit-0', ends));
    await wait(2);
    expect(await nodeOf('c')).toBeUndefined();
    await wait(5);
    expect(await nodeOf('c')).toBeDefined();
  });

  it('says who must not preempt that it does not', async () => {
    const gentle = {
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name: 'gentle' },
      value: 1,
    };
    await cluster.create({ ...gentle, preemptionPolicy: 'Never' });
    await cluster.create(podOf('a', 'web:1', asking('65', { priorityClassName: 'gentle' })));
    await wait(2);
    expect(await refusalOf('a')).toBe(
      '0/2 nodes are available: 2 Insufficient cpu. preemption: not eligible due to preemptionPolicy=Never.',
    );
  });

  it('keeps pods from nodes whose taints they do not bear, until those are gone', async () => {
    const taints = [{ key: 'for', value: 'gpu', effect: 'NoSchedule' }];
    for (const name of ['sluice-node-1', 'sluice-node-2']) await changeNode(name, { taints });
    await cluster.create(podOf('a', 'web:1'));
    await cluster.create(podOf('b', 'web:1', { tolerations: [{ key: 'for', operator: 'Exists' }] }));
    await wait(3);
    expect([await nodeOf('a'), await nodeOf('b')]).toEqual([undefined, 'sluice-node-1']);
    expect(await refusalOf('a')).toMatch(
      /^0\/2 nodes are available: 2 node\(s\) had untolerated taint {for: gpu}\. pre/,
    );
    await changeNode('sluice-node-2', { taints: [{ key: 'for', effect: 'PreferNoSchedule' }] });
    await wait(1);
    expect(await nodeOf('a')).toBe('sluice-node-2');
  });

  it('keeps pods of one kind apart', async () => {
    const { spec, ...web } = deploymentOf('web', 'web:1', 3);
    const apart = { topologyKey: 'kubernetes.io/hostname', labelSelector: spec.selector };
    const affinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [apart] } };
    const { template } = spec;
    await cluster.create({
      ...web,
      spec: { ...spec, template: { ...template, spec: { ...template.spec, affinity } } },
    });
    await wait(5);
    const pods = await cluster.pods();
    expect(pods.map((one) => one.spec?.nodeName ?? 'none').sort()).toEqual(['none', 'sluice-node-1', 'sluice-node-2']);
    const refused = pods.find((one) => one.spec?.nodeName === undefined);
    expect(refused?.status?.conditions?.[0]?.message).toMatch(
      /: 2 node\(s\) didn't match pod anti-affinity rules\. pre/,
    );
    await deletePod(pods.find((one) => one.spec?.nodeName === 'sluice-node-2')?.metadata.name ?? '');
    await wait(5);
    expect(await nodeOf(refused?.metadata.name ?? '')).toBe('sluice-node-2');
  });

  it('puts a pod where it would rather be, even if it is fuller there', async () => {
    await cluster.create(podOf('shunned', 'web:1', { labels: { app: 'shunned' } }));
    await cluster.create(podOf('x', 'web:1', { nodeSelector: { 'kubernetes.io/hostname': 'sluice-node-2' } }));
    await cluster.create(podOf('y', 'web:1', { nodeSelector: { 'kubernetes.io/hostname': 'sluice-node-2' } }));
    await wait(3);
    const podAffinityTerm = {
      topologyKey: 'kubernetes.io/hostname',
      labelSelector: { matchLabels: { app: 'shunned' } },
    };
    const affinity = {
      podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm }] },
    };
    await cluster.create(podOf('a', 'web:1', { affinity }));
    await cluster.create(podOf('b', 'web:1'));
    await wait(3);
    expect([await nodeOf('shunned'), await nodeOf('a'), await nodeOf('b')]).toEqual([
      'sluice-node-1',
      'sluice-node-2',
      'sluice-node-1',
    ]);
  });
});
