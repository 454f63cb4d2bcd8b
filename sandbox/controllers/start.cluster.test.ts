import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientAt, eventually } from '../../controller/runtime/world.testkit.ts';
import { clusterUrl, kubectl, noCluster } from '../../e2e/cluster.testkit.ts';
import { systemClock as clock } from '../../kube/clock.ts';
import { httpTransport } from '../../kube/http.ts';
import type { KubeObject, Meta, Ref } from '../../kube/types.ts';
import { startControllers } from './start.ts';

const namespace = `controllers-${randomUUID().slice(0, 8)}`;
const group = `${namespace}.example.com`;
const by = { fieldManager: 'test' };
const open = { server: clusterUrl, namespace: 'default', invalidate: () => {} };

const configMap = (name: string, metadata: Partial<Meta> = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace, ...metadata },
});
const refTo = (name: string): Ref => ({ apiVersion: 'v1', kind: 'ConfigMap', namespace, name });
const ownedBy = (...owners: readonly KubeObject[]): Partial<Meta> => ({
  ownerReferences: owners.map(({ apiVersion, kind, metadata: { name, uid = '' } }) => ({
    apiVersion,
    kind,
    name,
    uid,
    blockOwnerDeletion: true,
  })),
});

/** Beside the cluster's own, which do the same: nothing may be done twice, or that neither would do. */
describe.skipIf(noCluster)(`controllers on a real API server (${noCluster ?? 'given'})`, () => {
  const { client, close } = clientAt(clusterUrl);
  const access = { ...open, credentials: () => Promise.resolve({ headers: {}, tls: {} }) };
  const transport = httpTransport(access, { clock });
  const problems: unknown[] = [];
  const controllers = startControllers({
    transport: transport.send,
    clock,
    random: Math.random,
    // Two that make pods from the same Deployments would make twice as many.
    tasks: noCluster ? [] : ['garbage', 'namespaces', 'disruption'],
    onProblem: (what, error) => problems.push(`${what}: ${error}`),
  });
  const isThere = async (name: string) => (await client.get(refTo(name))) !== undefined;
  const gone = (name: string) => eventually(`${name} is gone`, async () => !(await isThere(name)));
  const make = (name: string, metadata?: Partial<Meta>) => client.create(configMap(name, metadata), by);

  beforeAll(() => {
    expect(kubectl(['create', 'namespace', namespace])).toMatchObject({ ok: true });
  });

  afterAll(async () => {
    await controllers.stop();
    await transport.close();
    await close();
    kubectl(['delete', 'namespace', namespace, '--wait=false']);
    kubectl(['delete', 'crd', `owners.${group}`, '--ignore-not-found', '--wait=false']);
  });

  it('delete what only absent owners own, and leave alone what has another', async () => {
    const [one, other] = [await make('one'), await make('other')];
    await make('both', ownedBy(one, other));
    await make('alone', ownedBy(one));
    await make('grandchild', ownedBy((await client.get(refTo('alone'))) as KubeObject));
    await client.delete(refTo('one'), { propagation: 'Background' });
    await Promise.all([gone('alone'), gone('grandchild')]);
    await eventually('the reference is gone', async () => {
      const { metadata } = (await client.get(refTo('both'))) as KubeObject;
      return metadata.ownerReferences?.length === 1;
    });
  });

  it('delete dependents first, also those of dependents, and in circles', async () => {
    const parent = await make('parent');
    const child = await make('child', ownedBy(parent));
    await make('leaf', ownedBy(child));
    await client.patch(refTo('parent'), { merge: { metadata: ownedBy(child) } }, by);
    await client.delete(refTo('parent'), { propagation: 'Foreground' });
    await Promise.all(['parent', 'child', 'leaf'].map(gone));
  });

  it('set free what is to stay', async () => {
    await make('freed', ownedBy(await make('left')));
    await client.delete(refTo('left'), { propagation: 'Orphan' });
    await gone('left');
    expect((await client.get(refTo('freed')))?.metadata.ownerReferences).toBeUndefined();
  });

  it('follow kinds that come later', async () => {
    const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
    const definition = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `owners.${group}` },
      spec: {
        group,
        scope: 'Namespaced',
        names: { kind: 'Owner', plural: 'owners' },
        versions: [{ name: 'v1', served: true, storage: true, schema }],
      },
    };
    await client.create(definition, by);
    const owner = { apiVersion: `${group}/v1`, kind: 'Owner', metadata: { name: 'o', namespace } };
    await eventually('the kind is there', () => client.create(owner, by).then(...settled));
    const stored = (await client.get({ ...owner, namespace, name: 'o' })) as KubeObject;
    await make('dependent', ownedBy(stored));
    await client.delete({ ...owner, namespace, name: 'o' });
    await gone('dependent');
  });

  it('empty a namespace and let it go', async () => {
    const other = `${namespace}-other`;
    expect(kubectl(['create', 'namespace', other])).toMatchObject({ ok: true });
    expect(kubectl(['create', 'configmap', 'a', '-n', other])).toMatchObject({ ok: true });
    const ref = { apiVersion: 'v1', kind: 'Namespace', namespace: '', name: other };
    await client.delete(ref);
    await eventually('the namespace is gone', async () => (await client.get(ref)) === undefined);
  });

  it('make no trouble', () => expect(problems).toEqual([]));
});

const settled = [() => true, () => false] as const;
