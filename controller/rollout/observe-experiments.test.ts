import { expect, it } from 'vitest';
import { manualClock } from '../../kube/clock.testkit.ts';
import type { Reader } from '../../kube/cluster.ts';
import { byController } from '../../kube/ownership.ts';
import { Store } from '../../kube/store.ts';
import type { KubeObject } from '../../kube/types.ts';
import { SLICES } from './addresses.ts';
import { type ExperimentScene, experimentOf } from './experiments/compared.testkit.ts';
import { byExperimentFamily, byTemplateService } from './indexes.ts';
import { observedExperiments } from './observe-experiments.ts';
import { canary } from './status/snapshot.testkit.ts';
import { snapshotOf } from './world.testkit.ts';

const RUNNING: ExperimentScene = { phase: 'Running', templates: { try: 'Running' } };
const replicaSet = (name: string, uid: string) => ({
  ...{ apiVersion: 'apps/v1', kind: 'ReplicaSet' },
  metadata: {
    name,
    namespace: 'shop',
    uid: name,
    ownerReferences: [{ kind: 'Experiment', name: 'x', uid, controller: true }],
  },
});
const slice = (service: string, ...pods: readonly string[]) => ({
  ...{ apiVersion: SLICES.resource.apiVersion, kind: SLICES.resource.kind },
  metadata: {
    name: `${service}-1`,
    namespace: 'shop',
    uid: service,
    labels: { 'kubernetes.io/service-name': service },
  },
  endpoints: pods.map((name, index) => ({ conditions: { ready: index > 0 }, targetRef: { kind: 'Pod', name } })),
});

function observed(objects: readonly object[], steps: readonly object[] = [{ experiment: { templates: [] } }]) {
  const indexes = {
    Experiment: { controller: byController, family: byExperimentFamily, service: byTemplateService },
    ReplicaSet: { controller: byController },
    EndpointSlice: { service: SLICES.serviceOf },
  };
  const stores = new Map(
    Object.entries(indexes).map(([kind, some]) => [kind, new Store({ clock: manualClock(), indexes: some })]),
  );
  for (const one of objects as KubeObject[]) stores.get(one.kind)?.put(one);
  const cluster = { view: ({ kind }: { readonly kind: string }) => stores.get(kind) } as unknown as Reader;
  const { object, spec } = snapshotOf({ spec: canary({ steps: steps as never }) });
  return observedExperiments({ object, spec, cluster, addresses: SLICES }, { hash: 'v2', number: 2 });
}

it.each<[string, Readonly<Record<string, ExperimentScene>>, readonly string[]]>([
  ['its own, of whatever step', { 'web-v1-1-0': {}, other: {} }, ['web-v1-1-0', 'other']],
  [
    'those in the way of a name',
    { 'web-v2-2-1': { owner: 'x' }, 'web-v2-2-1-3': { owner: 'x' } },
    ['web-v2-2-1', 'web-v2-2-1-3'],
  ],
  ['none of others', { 'web-v1-1-0': { owner: 'x' }, 'more-web-v2-2-1': { owner: 'x' } }, []],
])('sees %s', (_, scenes, names) => {
  const found = observed(Object.entries(scenes).map(([name, one]) => experimentOf(name, one)));
  expect(found?.all.map(({ metadata }) => metadata.name).toSorted()).toEqual(names.toSorted());
});

it('counts ready addresses of the pods of its own', () => {
  const found = observed([
    experimentOf('web-v2-2-0', RUNNING),
    replicaSet('web-v2-2-0-try', 'web-v2-2-0-uid'),
    slice('web-v2-2-0-try', 'web-v2-2-0-try-unready', 'web-v2-2-0-try-ab12', 'web-v2-ab12', 'web-v2-2-0-try-cd34'),
  ]);
  expect(found?.addresses).toEqual(new Map([['web-v2-2-0-try', 2]]));
});

it('asks for no addresses of what has ended', () => {
  expect(observed([experimentOf('web-v2-2-0', { ...RUNNING, phase: 'Failed' })])?.addresses.size).toBe(0);
});

it('is nothing where nobody asks for any, but what is left from before', () => {
  expect(observed([], [{ setWeight: 5 }])).toBeUndefined();
  expect(observed([experimentOf('old', {})], [{ setWeight: 5 }])?.all).toHaveLength(1);
});

it('a Service finds its experiment', () => {
  expect(byTemplateService(experimentOf('one', RUNNING))).toEqual(['shop/one-try']);
  expect(byTemplateService(experimentOf('one', {}))).toEqual([]);
});
