import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ExperimentObject } from '../../controller/experiment-contract.ts';
import type { ReplicaSet } from '../../controller/rollout/objects.ts';
import { noCluster } from '../cluster.testkit.ts';
import { healthy, type Scene, startScenes } from './scene.testkit.ts';

// They wait for pods most of the time.
vi.setConfig({ maxConcurrency: 20 });

const API = 'argoproj.io/v1alpha1';
const templates = [
  { name: 'base', specRef: 'stable', service: { name: 'base' } },
  { name: 'try', specRef: 'canary', replicas: 2 },
];
const steps = [{ experiment: { templates, scaleDownDelaySeconds: 1 } }, { setWeight: 50 }, { pause: {} }];

describe.skipIf(noCluster)(`a step that is an experiment, on a real control plane (${noCluster ?? 'given'})`, () => {
  let scenes: ReturnType<typeof startScenes> | undefined;

  beforeAll(() => {
    scenes = startScenes();
  });

  afterAll(() => scenes?.stop());

  /** With its experiment at work. */
  const tried = async () => {
    if (!scenes) throw new Error('no scenes');
    const scene = await scenes.scene({ strategy: { canary: { steps } } });
    await scene.shows(healthy('v1'));
    await scene.release('v2');
    const name = await vi.waitFor(async () => (await current(scene)) ?? expect.fail('no experiment'), PATIENCE);
    const experiment = async () => (await scene.get('Experiment', name, API)) as ExperimentObject | undefined;
    const size = async (template: string) =>
      ((await scene.get('ReplicaSet', `${name}-${template}`, 'apps/v1')) as ReplicaSet | undefined)?.spec.replicas;
    const phase = async (wanted: string) =>
      vi.waitFor(async () => expect((await experiment())?.status?.phase).toBe(wanted), PATIENCE);
    await phase('Running');
    return { scene, name, experiment, size, phase };
  };
  const PATIENCE = { timeout: 60_000, interval: 500 };
  const current = async (scene: Scene) => (await scene.rollout())?.status?.canary?.currentExperiment;

  it.concurrent('has its pods, and gives them back', async () => {
    const { scene, name, experiment, size, phase } = await tried();
    expect([await size('base'), await size('try')]).toEqual([1, 2]);
    expect(await scene.get('Service', 'base')).toBeUndefined();
    expect((await experiment())?.status?.templateStatuses).toMatchObject([
      { name: 'base', status: 'Running', availableReplicas: 1 },
      { name: 'try', status: 'Running', availableReplicas: 2 },
    ]);
    await scene.change({ apiVersion: API, kind: 'Experiment', name }, { spec: { terminate: true } });
    await phase('Successful');
    await scene.shows({ phase: 'Paused', stable: 'v1' });
    await vi.waitFor(async () => expect([await size('base'), await size('try')]).toEqual([0, 0]), PATIENCE);
  });

  it.concurrent('begins anew when it is deleted', async () => {
    const { scene, name, experiment, phase } = await tried();
    const uid = (await experiment())?.metadata.uid;
    await scene.kubectl('delete', `experiment.argoproj.io/${name}`);
    await vi.waitFor(async () => expect((await experiment())?.metadata.uid).not.toBe(uid), PATIENCE);
    await phase('Running');
  });
});
