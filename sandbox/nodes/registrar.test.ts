import { expect, it } from 'vitest';
import { newCluster, SECOND } from './cluster.testkit.ts';

it('a node that is not ours is left alone, whatever its name', async () => {
  const cluster = newCluster({ nodes: 1 });
  await cluster.clock.advance(2 * SECOND);
  const ref = { apiVersion: 'v1', kind: 'Node', namespace: '', name: 'sluice-node-1' };
  await cluster.client.delete(ref);
  await cluster.create({ apiVersion: 'v1', kind: 'Node', metadata: { name: ref.name } });
  await cluster.clock.advance(12 * SECOND);
  expect(cluster.problems[0]).toContain('the cluster has a real node of the name sluice-node-1');
  const node = (await cluster.client.get(ref)) as { status?: { conditions?: unknown } };
  expect(node.status?.conditions).toBeUndefined();
  await cluster.stop();
});

it('nodes that are there are taken over without a word', async () => {
  const cluster = newCluster();
  await cluster.clock.advance(2 * SECOND);
  const before = await cluster.get('Node', 'sluice-node-1', 'v1', '');
  await cluster.restart();
  await cluster.clock.advance(2 * SECOND);
  expect(await cluster.get('Node', 'sluice-node-1', 'v1', '')).toEqual(before);
  expect(cluster.requests.filter((one) => one === 'POST nodes')).toHaveLength(2);
  expect(cluster.problems).toEqual([]);
  await cluster.stop();
});
