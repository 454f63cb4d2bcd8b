import { expect, it } from 'vitest';
import { inProcess } from '../in-process.ts';
import { newCluster, SECOND } from '../nodes/cluster.testkit.ts';
import { memoryWire } from './memory-wire.ts';
import { canaryOf, clusterWithTraffic, seeded } from './traffic.testkit.ts';
import { startTraffic } from './traffic.ts';

it('traffic asks for nothing while nothing happens', async () => {
  const cluster = newCluster();
  const { clock } = cluster;
  const random = seeded(1);
  const server = inProcess(cluster.server);
  let requests = 0;
  const traffic = startTraffic({
    ...{ clock, random, wire: memoryWire(clock, random), onProblem: () => {} },
    transport(request) {
      requests++;
      return server(request);
    },
  });
  await clock.advance(10 * SECOND);
  const atFirst = requests;
  await clock.advance(600 * SECOND);
  await traffic.stop();
  await cluster.stop();
  // A list and a watch of each of five kinds; watches end now and then.
  expect(atFirst).toBeLessThanOrEqual(10);
  expect(requests - atFirst).toBeLessThanOrEqual(20);
});

it('tells once what makes no sense among routes, and again when it has been well in between', async () => {
  const shop = await clusterWithTraffic();
  await shop.create(canaryOf('alone', 'web', 20));
  const look = async () => {
    await shop.wait(1);
    await shop.ask('shop.example.com');
  };
  await look();
  await shop.annotate('Ingress', 'alone', { other: 'change' }, 'networking.k8s.io/v1');
  await look();
  expect(shop.problems).toEqual([expect.stringMatching(/^Ingress default\/alone: /)]);
  const canary = 'nginx.ingress.kubernetes.io/canary';
  for (const value of ['false', 'true']) {
    await shop.annotate('Ingress', 'alone', { [canary]: value }, 'networking.k8s.io/v1');
    await look();
  }
  expect(shop.problems).toHaveLength(2);
  await shop.stop();
});
