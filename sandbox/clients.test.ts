import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AppsV1Api,
  CoreV1Api,
  CustomObjectsApi,
  KubeConfig,
  type KubernetesObject,
  KubernetesObjectApi,
  makeInformer,
  PatchStrategy,
  setHeaderOptions,
  Watch,
} from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { definitions } from '../crds/definitions.ts';
import { ApiClient } from '../kube/api.ts';
import { systemClock as clock } from '../kube/clock.ts';
import { loadAccess } from '../kube/config.ts';
import { httpTransport } from '../kube/http.ts';
import type { Transport } from '../kube/transport.ts';
import { inProcess } from './in-process.ts';
import { Sandbox } from './sandbox.ts';

const CONFIG_MAPS = { apiVersion: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true };
const namespace = 'default';

describe.each([false, true])('clients of the sandbox (TLS: %s)', (tls) => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-clients-'));
  const kubeconfig = join(folder, 'kubeconfig');
  const theirs = new KubeConfig();
  let sandbox: Sandbox;

  beforeAll(async () => {
    const random = Math.random;
    sandbox = await Sandbox.start({ port: 0, tls, objects: definitions(), clock, random, onProblem: () => {} });
    writeFileSync(kubeconfig, sandbox.kubeconfig);
    theirs.loadFromString(sandbox.kubeconfig);
  });

  afterAll(async () => {
    await sandbox.stop();
    rmSync(folder, { recursive: true });
  });

  describe('client-node', () => {
    it('creates, reads, patches, lists and deletes', async () => {
      const core = theirs.makeApiClient(CoreV1Api);
      const body = { metadata: { name: 'theirs', labels: { a: 'b' } }, data: { x: '1' } };
      const created = await core.createNamespacedConfigMap({ namespace, body });
      expect(created.metadata?.creationTimestamp).toBeInstanceOf(Date);
      const merge = setHeaderOptions('content-type', PatchStrategy.MergePatch);
      await core.patchNamespacedConfigMap({ namespace, name: 'theirs', body: { data: { y: '2' } } }, merge);
      const { items } = await core.listNamespacedConfigMap({ namespace, labelSelector: 'a=b' });
      expect(items.map(({ data }) => data)).toEqual([{ x: '1', y: '2' }]);
      await core.deleteNamespacedConfigMap({ namespace, name: 'theirs' });
      await expect(core.readNamespacedConfigMap({ namespace, name: 'theirs' })).rejects.toMatchObject({ code: 404 });
    });

    it('scales, and reads what the status says', async () => {
      const apps = theirs.makeApiClient(AppsV1Api);
      const labels = { app: 'theirs' };
      const spec = {
        replicas: 0,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: 'a', image: 'b' }] } },
      };
      await apps.createNamespacedDeployment({ namespace, body: { metadata: { name: 'theirs' }, spec } });
      const scale = await apps.readNamespacedDeploymentScale({ namespace, name: 'theirs' });
      expect(scale.status?.selector).toBe('app=theirs');
      scale.spec = { replicas: 2 };
      await apps.replaceNamespacedDeploymentScale({ namespace, name: 'theirs', body: scale });
      expect((await apps.readNamespacedDeployment({ namespace, name: 'theirs' })).spec?.replicas).toBe(2);
    });

    it('applies any kind from the server side', async () => {
      const objects = KubernetesObjectApi.makeApiClient(theirs);
      const object: KubernetesObject & { data: object } = {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'applied', namespace },
        data: { x: '1' },
      };
      const patch = () => objects.patch(object, undefined, undefined, 'test', true, PatchStrategy.ServerSideApply);
      const [first, second] = [await patch(), await patch()];
      expect(first.metadata?.managedFields?.[0]).toMatchObject({ manager: 'test', operation: 'Apply' });
      expect(second.metadata?.resourceVersion).toBe(first.metadata?.resourceVersion);
    });

    it('lists custom objects, and is told what is wrong with one', async () => {
      const custom = theirs.makeApiClient(CustomObjectsApi);
      const where = { group: 'argoproj.io', version: 'v1alpha1', namespace, plural: 'rollouts' };
      expect(await custom.listNamespacedCustomObject(where)).toMatchObject({ kind: 'RolloutList', items: [] });
      const body = {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Rollout',
        metadata: { name: 'a' },
        spec: { replicas: 'x' },
      };
      await expect(custom.createNamespacedCustomObject({ ...where, body })).rejects.toMatchObject({ code: 422 });
    });

    it('watches, and keeps an informer', async () => {
      const core = theirs.makeApiClient(CoreV1Api);
      const seen: string[] = [];
      const path = `/api/v1/namespaces/${namespace}/secrets`;
      const informer = makeInformer(theirs, path, () => core.listNamespacedSecret({ namespace }));
      informer.on('add', ({ metadata }) => seen.push(`informer ${metadata?.name}`));
      await informer.start();
      const abort = await new Watch(theirs).watch(
        path,
        {},
        (type, object: { metadata: { name: string } }) => seen.push(`${type} ${object.metadata.name}`),
        () => {},
      );
      await core.createNamespacedSecret({ namespace, body: { metadata: { name: 'seen' } } });
      await expect.poll(() => seen.toSorted(), { timeout: 10_000 }).toEqual(['ADDED seen', 'informer seen']);
      abort.abort();
      await informer.stop();
    });
  });

  describe.each(['over a socket', 'in process'])('our client %s', (way) => {
    let send: Transport;
    let close = (): Promise<void> => Promise.resolve();

    beforeAll(async () => {
      if (way === 'in process') {
        send = inProcess(sandbox.server);
        return;
      }
      ({ send, close } = httpTransport(await loadAccess({ kubeconfig, env: {}, clock }), { clock }));
    });

    afterAll(() => close());

    it('creates, applies, patches, watches and deletes', async () => {
      const client = new ApiClient({ transport: send, clock, random: Math.random });
      const name = way.replaceAll(' ', '-');
      const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace } };
      const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace, name };
      const fieldManager = 'test';
      const created = await client.create(object, { fieldManager });
      const stop = new AbortController();
      const watching = client.watch(CONFIG_MAPS, {
        namespace,
        resourceVersion: created.metadata.resourceVersion ?? '',
        signal: stop.signal,
      });
      await client.apply({ ...object, data: { a: '1' } } as typeof object, { fieldManager });
      await client.patch(ref, { json: [{ op: 'add', path: '/data/b', value: '2' }] }, { fieldManager });
      expect(await client.delete(ref)).toBe(true);
      const types: string[] = [];
      for await (const event of watching) {
        types.push(event.type);
        if (event.type === 'DELETED') break;
      }
      stop.abort();
      expect(types).toEqual(['MODIFIED', 'MODIFIED', 'DELETED']);
      expect(await client.get(ref)).toBeUndefined();
    });
  });
});
