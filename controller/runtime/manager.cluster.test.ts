import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { clusterUrl, kubectl, noCluster, request } from '../../e2e/cluster.testkit.ts';
import { controlPlane, undisturbed } from '../../e2e/control-plane.testkit.ts';
import { type FaultProxy, faultProxy } from '../../e2e/fault-proxy.testkit.ts';
import { systemClock } from '../../kube/clock.ts';
import { EventRecorder } from '../../kube/events.ts';
import { storedName } from '../../kube/store.ts';
import { type KubeObject, refOf } from '../../kube/types.ts';
import { LOCK, Standby } from './standby.ts';
import { configMaps, isMirrored, toy, wantedIn } from './toy.testkit.ts';
import { clientAt, eventually, managerAt } from './world.testkit.ts';

const namespace = `runtime-${randomUUID().slice(0, 8)}`;
const label = `toy=${namespace}`;

describe.skipIf(noCluster)(`the runtime on a real API server (${noCluster ?? 'given'})`, () => {
  const direct = clientAt(clusterUrl);
  const open: { stop: () => Promise<void> }[] = [];
  const proxies: FaultProxy[] = [];

  const mapOf = (name: string, value: string, more: object = {}): KubeObject =>
    ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace, labels: { toy: namespace } },
      data: { value, ...more },
    }) as KubeObject;
  const write = (name: string, value: string, more?: object) =>
    direct.client.apply(mapOf(name, value, more), { fieldManager: 'test', force: true });

  async function listed(): Promise<KubeObject[]> {
    const items: KubeObject[] = [];
    for await (const page of direct.client.list(configMaps, { namespace, labelSelector: label }))
      items.push(...page.items);
    return items;
  }

  /** A manager behind a proxy of its own, with everything mirrored. */
  async function running(options: Parameters<typeof managerAt>[2] = {}) {
    const proxy = await faultProxy(clusterUrl);
    const world = managerAt(proxy.url, [toy(label)], { namespace, silence: 3_000, ...options });
    proxies.push(proxy);
    open.push(world);
    const view = () => world.manager.cluster.view(configMaps);
    await eventually('the first list', () => world.manager.problems().size === 0);
    return { ...world, proxy, view };
  }

  /** The whole truth: everything mirrored, and the cache equal to a fresh list. */
  async function settled({ view }: { view: () => { all(): Iterable<KubeObject> } }) {
    const versions = (objects: Iterable<KubeObject>) =>
      [...objects].map((object) => `${storedName(object)}@${object.metadata.resourceVersion}`).sort();
    await eventually('every change reconciled', async () => (await listed()).every(isMirrored));
    await eventually('the cache equal to a fresh list', async () => {
      const fresh = await listed();
      return JSON.stringify(versions(view().all())) === JSON.stringify(versions(fresh));
    });
  }

  beforeAll(() => {
    expect(kubectl(['create', 'namespace', namespace])).toMatchObject({ ok: true });
  });

  afterEach(async () => {
    await Promise.all(open.splice(0).map((world) => world.stop()));
    await Promise.all(proxies.splice(0).map((proxy) => proxy.close()));
    await request('DELETE', `/api/v1/namespaces/${namespace}/configmaps?labelSelector=${encodeURIComponent(label)}`);
  });

  afterAll(async () => {
    await direct.close();
    kubectl(['delete', 'namespace', namespace, '--wait=false']);
  });

  it('reconciles what is there, what comes, what changes, and forgets what goes', async () => {
    await write('early', '1');
    const world = await running();
    await write('late', '1');
    await write('early', '2');
    await settled(world);
    await direct.client.delete({ apiVersion: 'v1', kind: 'ConfigMap', namespace, name: 'late' });
    await settled(world);
    expect(world.view().size).toBe(1);
  });

  it('writes once for each change, and nothing when nothing changes', async () => {
    const world = await running();
    for (const value of ['1', '2', '3']) {
      await write('a', value);
      await settled(world);
    }
    expect(world.calls.filter((call) => call.startsWith('patch ConfigMap 200'))).toHaveLength(3);
  });

  it('loses nothing when its connections are cut again and again', async () => {
    const world = await running();
    for (let round = 0; round < 10; round++) {
      await write(`a${round}`, 'x');
      world.proxy.cut();
      await write('b', String(round));
    }
    await settled(world);
  });

  it('notices a watch that goes silent', async () => {
    const world = await running();
    world.proxy.become('silent');
    await write('a', 'while silent');
    world.proxy.become('pass');
    await settled(world);
  });

  it.each([[{ status: 429, retryAfter: 1 }], [{ status: 503 }], [{ status: 500 }]])(
    'outlives a storm of %j',
    async (storm) => {
      const world = await running();
      world.proxy.become(storm);
      world.proxy.cut();
      await write('a', 'in the storm');
      const before = world.proxy.requests.length;
      await new Promise((resolve) => setTimeout(resolve, 5_000));
      expect(world.proxy.requests.length - before).toBeLessThan(30);
      world.proxy.become('pass');
      await settled(world);
    },
  );

  it('takes in an object of a megabyte', async () => {
    const world = await running();
    await write('large', '1', { filling: 'x'.repeat(900_000) });
    await settled(world);
    expect(JSON.stringify(world.view().get(`${namespace}/large`)).length).toBeGreaterThan(900_000);
  });

  it('agrees with others who write the same objects at the same time', async () => {
    const world = await running();
    await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        await write('shared', String(index));
        await direct.client.patch(
          { apiVersion: 'v1', kind: 'ConfigMap', namespace, name: 'shared' },
          { merge: { metadata: { annotations: { other: String(index) } } } },
          { fieldManager: 'other' },
        );
      }),
    );
    await settled(world);
    const [shared] = await listed();
    expect(shared?.metadata.annotations?.['other']).toBeDefined();
    expect(shared && wantedIn(shared)).not.toBe('');
  });

  it('starts when somebody installs the kind it waits for', async () => {
    const group = `${namespace.replaceAll('-', '')}.sluice.dev`;
    const widgets = { apiVersion: `${group}/v1`, kind: 'Widget', plural: 'widgets', namespaced: true };
    const world = managerAt(clusterUrl, [toy(label, { own: { resource: widgets } })], { namespace });
    open.push(world);
    await eventually('the kind found missing', () =>
      [...world.manager.problems().values()].some((problem) => problem.endsWith('missing')),
    );
    const definition = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `widgets.${group}` },
      spec: {
        group,
        scope: 'Namespaced',
        names: { kind: 'Widget', plural: 'widgets' },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
          },
        ],
      },
    };
    expect(kubectl(['create', '-f', '-'], JSON.stringify(definition))).toMatchObject({ ok: true });
    await eventually('the kind watched', () => world.manager.problems().size === 0);
    const widget = {
      apiVersion: widgets.apiVersion,
      kind: 'Widget',
      metadata: { name: 'w', namespace },
      data: { value: '1' },
    };
    await eventually('the object accepted', () => kubectl(['create', '-f', '-'], JSON.stringify(widget)).ok);
    const ref = { ...widgets, namespace, name: 'w' };
    await eventually('the object reconciled', async () => {
      const found = await direct.client.get(ref);
      return found !== undefined && isMirrored(found);
    });
    kubectl(['delete', 'crd', `widgets.${group}`]);
  });

  it('works on with the kinds it may see when another is forbidden', async () => {
    const grant = (kind: string, spec: object) => ({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind,
      metadata: { name: 'limited', namespace },
      ...spec,
    });
    const rules = [{ apiGroups: [''], resources: ['configmaps'], verbs: ['*'] }];
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'limited' };
    const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'limited' }];
    for (const object of [grant('Role', { rules }), grant('RoleBinding', { roleRef, subjects })])
      expect(kubectl(['create', '-f', '-'], JSON.stringify(object))).toMatchObject({ ok: true });
    const secrets = { apiVersion: 'v1', kind: 'Secret', plural: 'secrets', namespaced: true };
    const parts = [toy(label), toy(label, { name: 'blind', own: { resource: secrets } })];
    const world = managerAt(clusterUrl, parts, { namespace, headers: { 'impersonate-user': 'limited' } });
    open.push(world);
    await eventually(
      'the kind found forbidden',
      () => world.manager.problems().get('blind') === 'secrets.v1: forbidden',
    );
    expect([...world.manager.problems().keys()]).toEqual(['blind']);
    await write('a', 'seen by one');
    await settled({ view: () => world.manager.cluster.view(configMaps) });
  });

  it('evicts pods, whichever version of the request the server knows', async () => {
    const ref = { apiVersion: 'v1', kind: 'Pod', namespace, name: 'p' };
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p', namespace },
      spec: { containers: [{ name: 'a', image: 'none' }] },
    };
    await eventually('the pod accepted', () => kubectl(['create', '-f', '-'], JSON.stringify(pod)).ok);
    await direct.client.evict(ref);
    await eventually('the pod gone', async () => (await direct.client.get(ref)) === undefined);
    await expect(direct.client.evict(ref)).rejects.toMatchObject({ reason: 'NotFound' });
  });

  it('looks on while another controller renews its lock, and takes over when it stops', async () => {
    const lock = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: LOCK, namespace } };
    const renew = () => {
      const renewTime = new Date().toISOString().replace('Z', '000Z');
      const spec = { holderIdentity: 'another', leaseDurationSeconds: 6, renewTime };
      return direct.client.apply({ ...lock, spec } as KubeObject, { fieldManager: 'another', force: true });
    };
    await renew();
    const renewing = setInterval(() => void renew().catch(() => undefined), 1_000);
    const verdicts: boolean[] = [];
    const onChange = (isStandby: boolean) => verdicts.push(isStandby);
    const standby = new Standby({ client: direct.client, clock: systemClock, onChange, onProblem: () => {} });
    expect(standby.isStandby).toBe(true);
    standby.start();
    await new Promise((resolve) => setTimeout(resolve, 12_000));
    expect(verdicts).toEqual([true]);
    clearInterval(renewing);
    await eventually('the lock left alone', () => !standby.isStandby, 30);
    expect(verdicts).toEqual([true, false]);
    standby.stop();
  });

  it('tells people what happened, and how often', async () => {
    await write('told', '1');
    const about = await direct.client.get({ apiVersion: 'v1', kind: 'ConfigMap', namespace, name: 'told' });
    if (!about) throw new Error('not there');
    const options = { writer: direct.client, clock: systemClock, random: Math.random, fieldManager: 'test' };
    const recorder = new EventRecorder({ ...options, component: 'test', instance: 'one', onDrop: () => {} });
    const subject = { ref: refOf(about), uid: about.metadata.uid ?? '' };
    for (let time = 0; time < 3; time++)
      recorder.record(subject, { type: 'Warning', reason: 'Tried', message: 'it failed' });
    await recorder.flush(10_000);
    const { out } = kubectl(['get', 'events', '-n', namespace, '--field-selector', 'reason=Tried', '-o', 'json']);
    const { items } = JSON.parse(out) as { items: object[] };
    expect(items).toMatchObject([
      { count: 3, message: 'it failed', type: 'Warning', involvedObject: { name: 'told' } },
    ]);
  });

  it('lists twenty thousand objects in pages that are parsed in a moment each', async () => {
    const many = Array.from({ length: 20_000 }, (_, index) => `many-${index}`);
    const next = many.values();
    const worker = async () => {
      for (const name of next)
        await direct.client.create(mapOf(name, '', { filling: 'x'.repeat(200) }), { fieldManager: 'test' });
    };
    await Promise.all(Array.from({ length: 48 }, worker));
    const pages: number[] = [];
    const names = new Set<string>();
    for await (const { items, bytes } of direct.client.list(configMaps, { namespace, labelSelector: label })) {
      pages.push(bytes);
      for (const item of items) names.add(item.metadata.name);
    }
    expect(names.size).toBe(20_000);
    expect(Math.max(...pages)).toBeLessThan(700 * 1024);
    const world = await running();
    expect(world.view().size).toBe(20_000);
  });

  describe.skipIf(undisturbed)(`with the control plane disturbed (${undisturbed ?? 'given'})`, () => {
    const write5 = async (round: string) => {
      for (const name of ['a', 'b', 'c', 'd', 'e']) await write(name, round);
    };

    it('loses nothing when the API server is restarted in mid-watch', async () => {
      const world = await running();
      await write5('before');
      await controlPlane?.restart();
      await eventually('the API server back', () =>
        write('a', 'after').then(
          () => true,
          () => false,
        ),
      );
      await write5('after');
      await settled(world);
    });

    it('loses nothing when the API server stands still for twenty seconds', async () => {
      const world = await running();
      await write5('before');
      controlPlane?.signal('SIGSTOP');
      await new Promise((resolve) => setTimeout(resolve, 20_000));
      controlPlane?.signal('SIGCONT');
      await write5('after');
      await settled(world);
    });

    it('lists anew when the history it goes on from is gone', async () => {
      const world = await running();
      await write5('before');
      await settled(world);
      world.proxy.become({ status: 503 });
      world.proxy.cut();
      await write5('unseen');
      await direct.client.delete({ apiVersion: 'v1', kind: 'ConfigMap', namespace, name: 'e' });
      await controlPlane?.compact();
      await controlPlane?.restart();
      await eventually('the API server back', () =>
        write('a', 'after').then(
          () => true,
          () => false,
        ),
      );
      const lists = world.calls.filter((call) => call.startsWith('list ConfigMap 200')).length;
      world.proxy.become('pass');
      await settled(world);
      expect(world.calls.filter((call) => call.startsWith('list ConfigMap 200')).length).toBeGreaterThan(lists);
      expect(world.view().size).toBe(4);
    });
  });
});
