import { expect, it } from 'vitest';
import { readConfig } from '../../controller/config.ts';
import { reconcilersFor } from '../../controller/reconcilers.ts';
import { DELIVERED_BY } from '../../controller/rollout/keys.ts';
import type { ReplicaSet } from '../../controller/rollout/objects.ts';
import { routingKinds } from '../../controller/traffic/driver.ts';
import { definitions } from '../../crds/definitions.ts';
import { Simulation } from '../../sandbox/simulation/simulation.ts';
import { controllerProgram } from '../simulations/controller-program.ts';
import { SILENT } from './take-over.testkit.ts';

const NAMESPACE = 'default';
const LABELS = { app: 'web' };
const BY = { fieldManager: 'user' };
const REF = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', namespace: NAMESPACE, name: 'web' };
const APPLICATION = { apiVersion: REF.apiVersion, kind: 'Application', namespace: 'argocd', name: 'front' };
const containers = (tag: string) => [{ name: 'main', image: `web:${tag}` }];

const rollout = {
  ...{ apiVersion: REF.apiVersion, kind: REF.kind },
  metadata: {
    ...{ name: REF.name, namespace: NAMESPACE },
    annotations: { 'argocd.argoproj.io/tracking-id': `front:argoproj.io/Rollout:${NAMESPACE}/web` },
  },
  spec: {
    replicas: 2,
    selector: { matchLabels: LABELS },
    template: { metadata: { labels: LABELS }, spec: { containers: containers('1') } },
    strategy: { canary: {} },
  },
};
const syncing = (revision: string) => ({
  operationState: { operation: {}, phase: 'Running', startedAt: '2026-01-01T00:00:00Z', syncResult: { revision } },
});
const application = {
  ...{ apiVersion: APPLICATION.apiVersion, kind: APPLICATION.kind },
  metadata: { name: APPLICATION.name, namespace: APPLICATION.namespace },
  spec: { source: { repoURL: 'https://git.example.com/shop.git', path: 'web' } },
  status: syncing('a1'),
};

it('a ReplicaSet says which Application brought its template, and from which revision', async () => {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: APPLICATION.namespace } };
  const simulation = new Simulation({ seed: 1, objects: [...definitions(), namespace, application, rollout] });
  const around = { served: { hasSlices: true, routing: routingKinds() }, witness: SILENT };
  const reconcilers = reconcilersFor(readConfig([], {}), { ...around, controlNamespace: APPLICATION.namespace });
  simulation.startCluster();
  simulation.run(
    'sluice',
    controllerProgram(NAMESPACE, [], () => ({ reconcilers, effects: {} })),
  );
  const client = simulation.client('user');
  const deliver = async (revision: string, tag: string) => {
    await simulation.finish(client.patch(APPLICATION, { merge: { status: syncing(revision) } }, BY));
    const spec = { template: { spec: { containers: containers(tag) } } };
    await simulation.finish(client.patch(REF, { merge: { spec } }, BY));
    await simulation.advance(30_000);
  };
  const told = () =>
    (simulation.objects('replicasets.apps', NAMESPACE) as unknown as ReplicaSet[]).map(({ metadata }) =>
      JSON.parse(metadata.annotations?.[DELIVERED_BY] ?? 'null'),
    );
  const from = (...revisions: string[]) => ({ application: 'argocd/front', revisions });
  await simulation.advance(30_000);
  expect(told()).toEqual([from('a1')]);
  await deliver('b2', '2');
  expect(told()).toEqual(expect.arrayContaining([from('a1'), from('b2')]));
  await deliver('c3', '1');
  expect(told()).toEqual(expect.arrayContaining([from('c3'), from('b2')]));
  const asked = simulation.trace.lines.filter((line) => /sluice +get applications/.test(line));
  expect(asked.length).toBeLessThanOrEqual(6);
});
