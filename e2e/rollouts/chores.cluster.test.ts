import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { HASH_LABEL, WORKLOAD_GENERATION } from '../../controller/rollout/keys.ts';
import { noCluster } from '../cluster.testkit.ts';
import { blueGreen, healthy, LABELS, migrated, rolling, type Scene, startScenes } from './scene.testkit.ts';

// They wait for pods most of the time.
vi.setConfig({ maxConcurrency: 20 });

const HALF = { steps: [{ setWeight: 50 }, { pause: {} }] };
const RESUMED = { pauseConditions: null };
const moment = (inSeconds: number) => `${new Date(Date.now() + inSeconds * 1000).toISOString().slice(0, 19)}Z`;
const budget = (minAvailable: number) => ({
  ...{ apiVersion: 'policy/v1beta1', kind: 'PodDisruptionBudget', metadata: { name: 'guard' } },
  spec: { minAvailable, selector: { matchLabels: LABELS } },
});

describe.skipIf(noCluster)(`a Rollout's chores on a real control plane (${noCluster ?? 'given'})`, () => {
  let scenes: ReturnType<typeof startScenes> | undefined;
  const begun = async (spec: object) => {
    if (!scenes) throw new Error('no scenes');
    return await scenes.scene(spec);
  };
  const deployed = async (spec: object) => {
    const scene = await begun(spec);
    await scene.shows(healthy('v1', 'replicas' in spec ? ((spec.replicas as number | undefined) ?? 1) : 4));
    return scene;
  };

  beforeAll(() => {
    scenes = startScenes();
  });

  afterAll(() => scenes?.stop());

  describe.concurrent('a restart', () => {
    it.each([
      ['canary', rolling()],
      ['blue-green', blueGreen()],
    ])('replaces all pods of a %s, a few at a time', async (_, spec) => {
      const scene = await deployed({
        ...spec,
        objects: [...((spec as { objects?: object[] }).objects ?? []), budget(3)],
      });
      const before = await scene.uids();
      const ready = scene.fewestReady();
      const restartAt = moment(3);
      await scene.spec({ restartAt });
      await scene.shows({ ...healthy('v1'), restartedAt: restartAt, history: ['v1'] });
      expect(await ready.stop()).toBeGreaterThanOrEqual(3);
      expect((await scene.uids()).filter((uid) => before.includes(uid))).toEqual([]);
    });

    it('waits as long as a disruption budget forbids it', async () => {
      const scene = await deployed({ ...rolling({ replicas: 2 }), objects: [budget(2)] });
      const before = await scene.uids();
      const restartAt = moment(2);
      await scene.spec({ restartAt });
      await scene.shows({ phase: 'Progressing', message: 'rollout is restarting', pods: { v1: 2 } });
      await new Promise((resolve) => setTimeout(resolve, 4_000));
      expect(await scene.uids()).toEqual(before);
      await scene.kubectl('delete', 'poddisruptionbudget', 'guard');
      await scene.shows({ ...healthy('v1', 2), restartedAt: restartAt });
      expect((await scene.uids()).filter((uid) => before.includes(uid))).toEqual([]);
    });
  });

  describe.concurrent('marks of pods', () => {
    it('follow the parts of a canary, without a new pod', async () => {
      const marks = {
        canaryMetadata: { labels: { role: 'canary' }, annotations: { note: 'trial' } },
        stableMetadata: { labels: { role: 'stable' } },
      };
      const scene = await deployed(rolling({}, { ...HALF, ...marks }));
      await scene.shows({ roles: { v1: 'stable' } });
      const old = await scene.uids('v1');
      await scene.release('v2');
      await scene.shows({ phase: 'Paused', roles: { v1: 'stable', v2: 'canary/trial' }, pods: { v1: 2, v2: 2 } });
      expect(old).toEqual(expect.arrayContaining([...(await scene.uids('v1'))]));
      const tried = await scene.uids('v2');
      await scene.status(RESUMED);
      await scene.shows({ ...healthy('v2'), roles: { v2: 'stable' }, history: ['v1', 'v2'] });
      const all = await scene.uids();
      expect(all).toEqual(expect.arrayContaining([...tried]));
      await scene.spec({ strategy: { canary: { canaryMetadata: null, stableMetadata: null } } });
      await scene.shows({ ...healthy('v2'), roles: { v2: 'none' } });
      expect(await scene.uids()).toEqual(all);
    });

    it('follow the parts of a blue-green Rollout, without a new pod', async () => {
      const marks = {
        previewMetadata: { labels: { role: 'preview' }, annotations: { note: 'trial' } },
        activeMetadata: { labels: { role: 'active' } },
      };
      const scene = await deployed(blueGreen({ autoPromotionEnabled: false, ...marks }));
      const old = await scene.uids();
      await scene.release('v2');
      await scene.shows({ phase: 'Paused', roles: { v1: 'active', v2: 'preview/trial' } });
      const tried = await scene.uids('v2');
      await scene.status(RESUMED);
      await scene.shows({ phase: 'Healthy', roles: { v1: 'none', v2: 'active' }, history: ['v1', 'v2'] });
      expect(await scene.uids()).toEqual([...old, ...tried].sort());
    });

    it('come and go with the spec, without a new pod', async () => {
      const scene = await deployed(rolling());
      const before = await scene.uids();
      await scene.spec({ strategy: { canary: { stableMetadata: { labels: { role: 'stable' } } } } });
      await scene.shows({ ...healthy('v1'), roles: { v1: 'stable' } });
      await scene.spec({
        strategy: { canary: { stableMetadata: { labels: { role: null }, annotations: { note: 'x' } } } },
      });
      await scene.shows({ ...healthy('v1'), roles: { v1: 'none/x' } });
      expect(await scene.uids()).toEqual(before);
    });
  });

  it.concurrent('keeps two versions on different nodes', async () => {
    const antiAffinity = { requiredDuringSchedulingIgnoredDuringExecution: {} };
    const scene = await deployed(blueGreen({ autoPromotionEnabled: false, antiAffinity }, { replicas: 1 }));
    await scene.release('v2');
    await scene.shows({ phase: 'Paused', pods: { v1: 1, v2: 1 } });
    const [[old], [tried]] = [await scene.pods('v1'), await scene.pods('v2')];
    expect(new Set([old?.node, tried?.node]).size).toBe(2);
    await scene.status(RESUMED);
    await scene.shows({ phase: 'Healthy', stable: 'v2', history: ['v1', 'v2'] });
    const [first, second] = (await scene.replicaSets()).toSorted((one, other) => ageOf(one) - ageOf(other));
    const labelSelector = {
      matchExpressions: [{ key: HASH_LABEL, operator: 'In', values: [first?.metadata.labels?.[HASH_LABEL]] }],
    };
    expect(first?.spec.template.spec).not.toHaveProperty('affinity');
    expect(second?.spec.template.spec).toMatchObject({
      affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector }] } },
    });
  });

  describe.concurrent('a Deployment whose template is used', () => {
    const size = async (scene: Scene) =>
      ((await scene.get('Deployment', 'origin', 'apps/v1')) as { spec?: { replicas?: number } } | undefined)?.spec
        ?.replicas;

    it.each([
      ['stays', 'never', 4],
      ['goes once the Rollout is healthy', 'onsuccess', 0],
      ['goes as the Rollout comes', 'progressively', 0],
    ])('%s (%s)', async (_, scaleDown, left) => {
      const scene = await begun({ ...migrated(scaleDown), replicas: 0 });
      const ready = scene.fewestReady();
      await scene.shows({ phase: 'Healthy', sizes: {} });
      await vi.waitFor(() => expect(ready.now()).toBe(4), { timeout: 30_000 });
      ready.restart();
      await scene.kubectl('scale', 'rollout.argoproj.io/web', '--replicas=4');
      await scene.shows(healthy('v1'));
      await vi.waitFor(async () => expect(await size(scene)).toBe(left), { timeout: 20_000 });
      expect(await ready.stop()).toBe(4);
      const images = { spec: { containers: [{ name: 'main', image: 'web:v2' }] } };
      await scene.change(ORIGIN, { spec: { template: images } });
      await scene.shows(healthy('v2'));
      const { metadata, status, spec } = (await scene.rollout()) ?? {};
      const generation = String((await scene.get('Deployment', 'origin', 'apps/v1'))?.metadata.generation);
      expect(status?.workloadObservedGeneration).toBe(generation);
      expect(metadata?.annotations?.[WORKLOAD_GENERATION]).toBe(generation);
      expect(spec).not.toHaveProperty('template');
      expect(spec).not.toHaveProperty('selector');
      expect(await size(scene)).toBe(left);
    });
  });

  it.concurrent('follows a PodTemplate', async () => {
    const ref = { apiVersion: 'v1', kind: 'PodTemplate', name: 'origin' };
    const containers = (tag: string) => ({
      template: { spec: { containers: [{ name: 'main', image: `web:${tag}` }] } },
    });
    const template = { metadata: { labels: LABELS }, ...containers('v1').template };
    const objects = [{ ...ref, metadata: { name: ref.name }, template }];
    const scene = await deployed({ ...rolling(), objects, template: undefined, workloadRef: ref });
    await scene.change(ref, containers('v2'));
    await scene.shows(healthy('v2'));
  });

  it.concurrent('keeps as much history as it is told to', async () => {
    const scene = await deployed(rolling({ replicas: 1, revisionHistoryLimit: 1 }));
    for (const tag of ['v2', 'v3', 'v4']) {
      await scene.release(tag);
      await scene.shows(healthy(tag, 1));
    }
    await scene.shows({ ...healthy('v4', 1), history: ['v3', 'v4'] });
    await scene.release('v3');
    await scene.shows({ ...healthy('v3', 1), history: ['v4', 'v3'] });
  });

  it.concurrent('passes on what is no reason for new pods', async () => {
    const scene = await deployed(rolling({ replicas: undefined }));
    expect((await scene.rollout())?.spec.replicas).toBe(1);
    const before = await scene.uids();
    await scene.spec({ minReadySeconds: 2 });
    await scene.kubectl('annotate', 'rollout.argoproj.io/web', 'team=shop');
    const [wanted] = [{ metadata: { annotations: { team: 'shop' } }, spec: { minReadySeconds: 2 } }];
    await vi.waitFor(async () => expect(await scene.replicaSets()).toMatchObject([wanted]), { timeout: 20_000 });
    await scene.shows({ ...healthy('v1', 1), history: ['v1'] });
    expect(await scene.uids()).toEqual(before);
  });

  it.concurrent('takes ReplicaSets of before without a new pod', async () => {
    const scene = await deployed(rolling());
    const before = await scene.uids();
    const rollout = await scene.rollout();
    await scene.kubectl('delete', 'rollout.argoproj.io/web', '--cascade=orphan');
    await vi.waitFor(async () => expect(await owners(scene)).toEqual([undefined]), { timeout: 20_000 });
    const { apiVersion, kind, metadata, spec } = rollout ?? {};
    await scene.create({ apiVersion, kind, metadata: { name: 'web', labels: metadata?.labels }, spec });
    await scene.shows({ ...healthy('v1'), history: ['v1'] });
    expect(await owners(scene)).toEqual([(await scene.rollout())?.metadata.uid]);
    expect(await scene.uids()).toEqual(before);
  });

  it.concurrent('takes a ReplicaSet that was named by another program', async () => {
    const labels = { ...LABELS, [HASH_LABEL]: 'before' };
    const spec = { containers: [{ name: 'main', image: 'web:v1' }] };
    const replicaSet = {
      ...{ apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'web-before', labels } },
      spec: { replicas: 4, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
    };
    const scene = await deployed({ ...rolling(), objects: [replicaSet] });
    await scene.shows({ history: ['v1'], counts: { replicas: 4, updated: 4, ready: 4, available: 4 } });
    expect((await scene.rollout())?.status).toMatchObject({ stableRS: 'before', currentPodHash: 'before' });
    expect(await owners(scene)).toEqual([(await scene.rollout())?.metadata.uid]);
  });

  it.concurrent('leaves nothing behind when it is deleted', async () => {
    const scene = await deployed(blueGreen());
    await scene.kubectl('delete', 'rollout.argoproj.io/web');
    await scene.shows({ history: [], pods: {}, phase: undefined });
    expect((await scene.replicaSets()).length).toBe(0);
  });
});

const ORIGIN = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'origin' };
const ageOf = ({ metadata }: { readonly metadata: { readonly creationTimestamp?: string } }): number =>
  Date.parse(metadata.creationTimestamp ?? '');
const owners = async (scene: Scene) =>
  (await scene.replicaSets()).map(({ metadata }) => metadata.ownerReferences?.find((one) => one.controller)?.uid);
