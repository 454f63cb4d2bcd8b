import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientAt } from '../controller/runtime/world.testkit.ts';
import { clusterUrl, kubectl, noCluster } from '../e2e/cluster.testkit.ts';
import type { KubeObject, Ref } from './types.ts';

const namespace = `client-${randomUUID().slice(0, 8)}`;
const by = { fieldManager: 'test' };

interface Deployment extends KubeObject {
  readonly spec: { readonly replicas: number; readonly template: { readonly spec: { readonly containers: object[] } } };
}

const deployment = (name: string): KubeObject =>
  ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          containers: [
            { name: 'a', image: 'one' },
            { name: 'b', image: 'two' },
          ],
        },
      },
    },
  }) as KubeObject;

const refTo = (name: string, kind = 'Deployment', apiVersion = 'apps/v1'): Ref => ({
  apiVersion,
  kind,
  namespace,
  name,
});

describe.skipIf(noCluster)(`the client on a real API server (${noCluster ?? 'given'})`, () => {
  const { client, calls, close } = clientAt(clusterUrl);
  const stored = async (name: string) => (await client.get(refTo(name))) as Deployment | undefined;

  beforeAll(() => {
    expect(kubectl(['create', 'namespace', namespace])).toMatchObject({ ok: true });
  });

  afterAll(async () => {
    await close();
    kubectl(['delete', 'namespace', namespace, '--wait=false']);
  });

  it('creates, and says that something is there already', async () => {
    await client.create(deployment('made'), by);
    await expect(client.create(deployment('made'), by)).rejects.toMatchObject({ code: 409, reason: 'AlreadyExists' });
  });

  it('lets the server make up a name', async () => {
    const metadata = { generateName: 'any-', namespace } as KubeObject['metadata'];
    const { metadata: made } = await client.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata }, by);
    expect(made.name).toMatch(/^any-.{5}$/);
  });

  it('merges lists by their keys in a strategic patch, and replaces them in a merge patch', async () => {
    await client.create(deployment('patched'), by);
    const containers = [{ name: 'a', image: 'three' }];
    const spec = { template: { spec: { containers } } };
    await client.patch(refTo('patched'), { strategic: { spec } }, by);
    expect((await stored('patched'))?.spec.template.spec.containers).toHaveLength(2);
    await client.patch(refTo('patched'), { merge: { spec } }, by);
    expect((await stored('patched'))?.spec.template.spec.containers).toHaveLength(1);
  });

  it('patches by JSON pointers, and not if a test in it fails', async () => {
    await client.create(deployment('pointed'), by);
    const to = (value: number) => [
      { op: 'test', path: '/spec/replicas', value: 1 } as const,
      { op: 'replace', path: '/spec/replicas', value } as const,
    ];
    await client.patch(refTo('pointed'), { json: to(2) }, by);
    await expect(client.patch(refTo('pointed'), { json: to(3) }, by)).rejects.toMatchObject({ code: 422 });
    expect((await stored('pointed'))?.spec.replicas).toBe(2);
  });

  it('scales through the subresource', async () => {
    await client.create(deployment('scaled'), by);
    await client.patch(refTo('scaled'), { merge: { spec: { replicas: 3 } } }, { ...by, subresource: 'scale' });
    expect((await stored('scaled'))?.spec.replicas).toBe(3);
  });

  it('writes nothing in a dry run', async () => {
    await client.create(deployment('dry'), { ...by, dryRun: true });
    expect(await stored('dry')).toBeUndefined();
    await client.create(deployment('wet'), by);
    await client.patch(refTo('wet'), { merge: { spec: { replicas: 9 } } }, { ...by, dryRun: true });
    await client.delete(refTo('wet'), { dryRun: true });
    expect((await stored('wet'))?.spec.replicas).toBe(1);
  });

  it('owns what it applies: others need force, and what is left out goes', async () => {
    const applied = (data: object) =>
      ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'owned', namespace }, data }) as KubeObject;
    await client.apply(applied({ a: '1', b: '1' }), by);
    const other = { fieldManager: 'other' };
    await expect(client.apply(applied({ a: '2' }), other)).rejects.toMatchObject({ code: 409, reason: 'Conflict' });
    await client.apply(applied({ a: '2' }), { ...other, force: true });
    await client.apply(applied({}), by);
    const found = await client.get(refTo('owned', 'ConfigMap', 'v1'));
    expect((found as unknown as { data: object }).data).toEqual({ a: '2' });
  });

  it('deletes the object that was meant and no namesake', async () => {
    const { metadata } = await client.create(deployment('gone'), by);
    const wrong = client.delete(refTo('gone'), { uid: randomUUID() });
    await expect(wrong).rejects.toMatchObject({ code: 409, reason: 'Conflict' });
    expect(await client.delete(refTo('gone'), { uid: metadata.uid ?? '', propagation: 'Orphan' })).toBe(true);
    expect(await client.delete(refTo('never'))).toBe(false);
  });

  it('asks the server once about kinds that it does not know', async () => {
    const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', namespace, name: 'none' };
    calls.splice(0);
    expect(await client.get(role)).toBeUndefined();
    expect(await client.get({ ...role, kind: 'RoleBinding' })).toBeUndefined();
    expect(calls).toEqual(['get  200', 'get Role 404', 'get RoleBinding 404']);
  });

  it('says which kind a server does not have', async () => {
    const object = { apiVersion: 'apps/v1', kind: 'Nothing', metadata: { name: 'a', namespace } };
    await expect(client.create(object, by)).rejects.toThrow('the server has no kind Nothing in apps/v1');
  });
});
