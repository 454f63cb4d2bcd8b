import { afterAll, describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../kube/types.ts';
import { clusterWith, POD_SPEC } from '../controllers-cluster.testkit.ts';
import { DAEMON_SETS, NODES, PODS } from '../workloads.ts';
import { nodeOf } from './daemon-set.ts';

const RUNNING = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };

describe('a DaemonSet', () => {
  const cluster = clusterWith();
  afterAll(() => cluster.stop());
  const { make, becomes, eventually, list, status, patch, remove } = cluster;
  const spec = (image: string) => ({
    selector: { matchLabels: { app: 'agent' } },
    template: { metadata: { labels: { app: 'agent' } }, spec: { containers: [{ ...POD_SPEC.containers[0], image }] } },
  });
  const imageOf = (pod: KubeObject) => (pod as { spec?: typeof POD_SPEC }).spec?.containers[0]?.image;
  const shown = async () => (await list(PODS)).map((pod) => `${nodeOf(pod)} ${imageOf(pod)}`).sort();
  const run = async () => {
    for (const { metadata } of await list(PODS)) await status(PODS, metadata.name, RUNNING).catch(() => undefined);
  };

  it('has a pod on each node, follows nodes, and rolls', async () => {
    await make(NODES, 'n1');
    await make(DAEMON_SETS, 'agent', { spec: spec('a') });
    await eventually(shown).toEqual(['n1 a']);
    await make(NODES, 'n2');
    await eventually(shown).toEqual(['n1 a', 'n2 a']);
    await run();
    await becomes(DAEMON_SETS, 'agent', {
      status: { desiredNumberScheduled: 2, numberReady: 2, numberAvailable: 2, updatedNumberScheduled: 2 },
    });
    await patch(DAEMON_SETS, 'agent', { spec: spec('b') });
    await eventually(async () => {
      await run();
      return await shown();
    }).toEqual(['n1 b', 'n2 b']);
    await becomes(DAEMON_SETS, 'agent', { status: { observedGeneration: 2, updatedNumberScheduled: 2 } });
    await remove(NODES, 'n2');
    await eventually(shown).toEqual(['n1 b']);
    await remove(DAEMON_SETS, 'agent');
    await eventually(shown).toEqual([]);
    expect(await list(DAEMON_SETS)).toEqual([]);
  });
});
