import { afterAll, describe, expect, it } from 'vitest';
import { clusterWith, POD_SPEC } from '../controllers-cluster.testkit.ts';
import { CLAIMS, PODS, REVISIONS, STATEFUL_SETS } from '../workloads.ts';

const RUNNING = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };

describe('a StatefulSet', () => {
  const cluster = clusterWith();
  afterAll(() => cluster.stop());
  const { make, becomes, eventually, list, status, get, patch, remove } = cluster;
  const spec = (app: string, image: string, more: object = {}) => ({
    serviceName: app,
    selector: { matchLabels: { app } },
    template: { metadata: { labels: { app } }, spec: { containers: [{ ...POD_SPEC.containers[0], image }] } },
    ...more,
  });
  const names = async (app: string) =>
    (await list(PODS)).filter(({ metadata }) => metadata.labels?.['app'] === app).map(({ metadata }) => metadata.name);
  const run = async (name: string, image: string) => {
    await becomes(PODS, name, { spec: { containers: [{ image }] } });
    await status(PODS, name, RUNNING);
  };

  it('makes its pods in order, with claims that stay', async () => {
    const claim = {
      metadata: { name: 'data' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    };
    await make(STATEFUL_SETS, 'db', { spec: spec('db', 'a', { replicas: 2, volumeClaimTemplates: [claim] }) });
    await becomes(STATEFUL_SETS, 'db', { status: { replicas: 1, updatedReplicas: 1, availableReplicas: 0 } });
    expect(await names('db')).toEqual(['db-0']);
    await run('db-0', 'a');
    await run('db-1', 'a');
    await becomes(STATEFUL_SETS, 'db', {
      status: { replicas: 2, readyReplicas: 2, currentReplicas: 2, observedGeneration: 1 },
    });
    await patch(STATEFUL_SETS, 'db', { spec: { replicas: 1 } });
    await eventually(() => names('db')).toEqual(['db-0']);
    expect((await list(CLAIMS)).map(({ metadata }) => metadata.name)).toEqual(['data-db-0', 'data-db-1']);
  });

  it('rolls from the last to the first, keeps revisions, and goes back to one', async () => {
    await make(STATEFUL_SETS, 'roll', { spec: spec('roll', 'a', { replicas: 2, podManagementPolicy: 'Parallel' }) });
    await run('roll-0', 'a');
    await run('roll-1', 'a');
    await becomes(STATEFUL_SETS, 'roll', { status: { readyReplicas: 2 } });
    const image = (name: string) => patch(STATEFUL_SETS, 'roll', { spec: spec('roll', name) });
    await image('b');
    await run('roll-1', 'b');
    await run('roll-0', 'b');
    const revisions = async () =>
      (await list(REVISIONS))
        .filter(({ metadata }) => metadata.labels?.['app'] === 'roll')
        .map((one) => (one as { revision?: number }).revision)
        .sort();
    await becomes(STATEFUL_SETS, 'roll', { status: { updatedReplicas: 2, currentReplicas: 2, readyReplicas: 2 } });
    expect(await revisions()).toEqual([1, 2]);
    await image('a');
    await run('roll-1', 'a');
    await run('roll-0', 'a');
    await eventually(revisions).toEqual([2, 3]);
    await eventually(async () => {
      const { status: told } = (await get(STATEFUL_SETS, 'roll')) as { status?: Record<string, unknown> };
      return told?.['currentRevision'] === told?.['updateRevision'] && told?.['updatedReplicas'];
    }).toBe(2);
  });

  it('goes with its pods and revisions, the set last', async () => {
    await make(STATEFUL_SETS, 'gone', { spec: spec('gone', 'a', { replicas: 1 }) });
    await run('gone-0', 'a');
    await cluster.client.delete(
      { apiVersion: 'apps/v1', kind: 'StatefulSet', namespace: 'default', name: 'gone' },
      { propagation: 'Foreground' },
    );
    await eventually(() => get(STATEFUL_SETS, 'gone')).toBeUndefined();
    expect(await names('gone')).toEqual([]);
  });

  it('makes a pod again under the same name', async () => {
    await make(STATEFUL_SETS, 'again', { spec: spec('again', 'a', { replicas: 1 }) });
    await run('again-0', 'a');
    const uid = (await get(PODS, 'again-0'))?.metadata.uid;
    await remove(PODS, 'again-0');
    await eventually(async () => ((await get(PODS, 'again-0'))?.metadata.uid ?? uid) !== uid).toBe(true);
  });
});
