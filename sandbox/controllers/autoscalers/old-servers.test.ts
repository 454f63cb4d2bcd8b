import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Transport } from '../../../kube/transport.ts';
import { autoscaler, clusterUnder, deployment } from './cluster.testkit.ts';

interface Group {
  readonly name: string;
  readonly versions: readonly { readonly groupVersion: string }[];
}

/** A server that shows only these versions of autoscalers in its discovery. */
const showing =
  (...versions: readonly string[]) =>
  (transport: Transport): Transport =>
  async (request) => {
    const response = await transport(request);
    if (request.path !== '/apis') return response;
    const pieces: Uint8Array[] = [];
    for await (const piece of response.body) pieces.push(piece);
    const { groups, ...rest } = JSON.parse(Buffer.concat(pieces).toString()) as { groups: readonly Group[] };
    return {
      ...response,
      body: Readable.from([
        Buffer.from(JSON.stringify({ ...rest, groups: groups.flatMap((one) => shown(one, versions)) })),
      ]),
    };
  };

function shown(group: Group, versions: readonly string[]): Group[] {
  if (group.name !== 'autoscaling') return [group];
  const left = group.versions.filter(({ groupVersion }) => versions.includes(groupVersion));
  return left[0] ? [{ ...group, versions: left, preferredVersion: left[0] } as Group] : [];
}

const WEB = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };

async function world(...versions: readonly string[]) {
  const cluster = clusterUnder({}, showing(...versions));
  await cluster.wait(2);
  await cluster.create(deployment('web', 2, '200m'));
  await cluster.create(autoscaler('web', WEB));
  await cluster.run();
  await cluster.wait(90);
  const size = async () => ((await cluster.get('apps/v1', 'Deployment', 'web')) as { spec?: object }).spec;
  return { ...cluster, size };
}

describe('a server', () => {
  it('that has only version 1 is served all the same', async () => {
    const cluster = await world('autoscaling/v1');
    expect(await cluster.size()).toMatchObject({ replicas: 4 });
    await cluster.run();
    await cluster.wait(60);
    const { status } = await cluster.autoscaler('web');
    expect(status).toMatchObject({ currentReplicas: 8, conditions: [{ type: 'AbleToScale' }, {}, {}] });
    expect(status.currentMetrics).toMatchObject([{ resource: { current: { averageUtilization: 100 } } }]);
    await cluster.run();
    await cluster.wait(60);
    cluster.writes.length = 0;
    await cluster.wait(120);
    expect(cluster.writes).toEqual([]);
    await cluster.stop();
    expect(cluster.problems).toEqual([]);
  });

  it('that has no autoscalers is left alone', async () => {
    const cluster = await world();
    expect(await cluster.size()).toMatchObject({ replicas: 2 });
    expect((await cluster.autoscaler('web')).status).not.toHaveProperty('conditions');
    await cluster.stop();
    expect(cluster.problems).toEqual([]);
  });
});
