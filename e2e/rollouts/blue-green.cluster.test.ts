import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { HASH_LABEL } from '../../controller/rollout/keys.ts';
import { noCluster } from '../cluster.testkit.ts';
import { blueGreen, service, startScenes, type View } from './scene.testkit.ts';

// They wait for pods most of the time.
vi.setConfig({ maxConcurrency: 20 });

const RESUMED = { pauseConditions: null };
const one = (tag: string) => ({ active: tag, preview: tag });
const trial = { active: 'v1', preview: 'v2' };
const healthy = (tag: string, size = 4) => ({
  ...{ phase: 'Healthy', message: '', stable: tag, sizes: { [tag]: size }, pods: { [tag]: size } },
  ...{ services: one(tag), leaving: [] },
});
const both = { v1: 4, v2: 4 };
const paused = (sizes: Readonly<Record<string, number>> = both) => ({
  ...{ phase: 'Paused', message: 'BlueGreenPause', stable: 'v1', sizes, pods: sizes, services: trial, leaving: [] },
});
const byHand = (block: object = {}, more: object = {}) => blueGreen({ autoPromotionEnabled: false, ...block }, more);

describe.skipIf(noCluster)(`a blue-green Rollout on a real control plane (${noCluster ?? 'given'})`, () => {
  let scenes: ReturnType<typeof startScenes> | undefined;
  const deployed = async (spec: object, more: Partial<View> = {}) => {
    if (!scenes) throw new Error('no scenes');
    const scene = await scenes.scene(spec);
    await scene.shows({ ...healthy('v1', (spec as { replicas?: number }).replicas), ...more });
    return scene;
  };
  /** With a second version that waits for a person. */
  const waiting = async (spec = byHand(), sizes = both) => {
    const scene = await deployed(spec);
    await scene.release('v2');
    await scene.shows(paused(sizes));
    return scene;
  };

  beforeAll(() => {
    scenes = startScenes();
  });

  afterAll(() => scenes?.stop());

  it.concurrent('switches by itself, and keeps the old pods for a while', async () => {
    const scene = await deployed(blueGreen({ scaleDownDelaySeconds: 8 }));
    await scene.release('v2');
    await scene.shows({
      ...{ ...healthy('v2'), sizes: both, pods: both, leaving: ['v1'] },
      counts: { replicas: 8, updated: 4, ready: 4, available: 4 },
    });
    await scene.shows({ ...healthy('v2'), counts: { replicas: 4, updated: 4, ready: 4, available: 4 } });
  });

  it.concurrent('removes the old pods at once where there is no delay', async () => {
    const scene = await deployed(blueGreen({ scaleDownDelaySeconds: 0 }));
    await scene.release('v2');
    await scene.shows(healthy('v2'));
  });

  it.concurrent('needs no preview Service', async () => {
    const scene = await deployed(blueGreen({ scaleDownDelaySeconds: 0, previewService: undefined }), {
      services: { active: 'v1', preview: undefined },
    });
    await scene.release('v2');
    await scene.shows({ ...healthy('v2'), services: { active: 'v2', preview: undefined } });
  });

  it.concurrent('leaves a version that was never active for the next one', async () => {
    const scene = await waiting(byHand({ scaleDownDelaySeconds: 8 }));
    await scene.release('v3');
    const services = { active: 'v1', preview: 'v3' };
    await scene.shows({ ...paused({ v1: 4, v2: 4, v3: 4 }), services, leaving: ['v2'] });
    await scene.shows({ ...paused({ v1: 4, v3: 4 }), services });
  });

  it.concurrent('keeps no more old versions than it is told to', async () => {
    const scene = await deployed(blueGreen({ scaleDownDelaySeconds: 120, scaleDownDelayRevisionLimit: 1 }));
    await scene.release('v2');
    await scene.shows({ phase: 'Healthy', stable: 'v2', sizes: both, leaving: ['v1'] });
    await scene.release('v3');
    await scene.shows({ phase: 'Healthy', stable: 'v3', sizes: { v2: 4, v3: 4 }, leaving: ['v2'] });
  });

  it.concurrent('aborts what misses its deadline', async () => {
    const more = { progressDeadlineSeconds: 6, progressDeadlineAbort: true };
    const scene = await deployed(blueGreen({ abortScaleDownDelaySeconds: 1 }, more));
    await scene.release('bad');
    await scene.shows({ phase: 'Degraded', stable: 'v1', sizes: { v1: 4 }, isAborted: true });
    await scene.shows({ services: { active: 'v1', preview: 'bad' } });
    await scene.release('v2');
    await scene.shows({ phase: 'Healthy', stable: 'v2', services: one('v2') });
  });

  it.concurrent('waits for a person where it is told to', async () => {
    const scene = await waiting();
    await scene.shows({ ...paused(), counts: { replicas: 8, updated: 4, ready: 4, available: 4 } });
    await scene.status(RESUMED);
    await scene.shows({ ...healthy('v2'), sizes: both, pods: both, leaving: ['v1'] });
  });

  it.concurrent('waits for as long as it is told to', async () => {
    const scene = await deployed(blueGreen({ autoPromotionSeconds: 8, scaleDownDelaySeconds: 0 }));
    await scene.release('v2');
    await scene.shows(paused());
    const [pause] = (await scene.rollout())?.status?.pauseConditions ?? [];
    await scene.shows(healthy('v2'));
    expect(Date.now() - Date.parse(pause?.startTime ?? '')).toBeGreaterThan(8_000);
  });

  it.concurrent('tries few pods first, and all of them before the switch', async () => {
    const spec = byHand({ previewReplicaCount: 1, scaleDownDelaySeconds: 8 }, { replicas: 3 });
    const scene = await waiting(spec, { v1: 3, v2: 1 });
    await scene.shows({ counts: { replicas: 4, updated: 1, ready: 3, available: 3 } });
    await scene.status(RESUMED);
    const sizes = { v1: 3, v2: 3 };
    await scene.shows({
      ...{ ...healthy('v2', 3), sizes, pods: sizes, leaving: ['v1'] },
      counts: { replicas: 6, updated: 3, ready: 3, available: 3 },
    });
    await scene.shows({ ...healthy('v2', 3), counts: { replicas: 3, updated: 3, ready: 3, available: 3 } });
  });

  it.concurrent('is promoted in full from a small preview', async () => {
    const scene = await waiting(byHand({ previewReplicaCount: 1, scaleDownDelaySeconds: 0 }), { v1: 4, v2: 1 });
    await scene.status({ promoteFull: true });
    await scene.shows(healthy('v2'));
  });

  it.concurrent('gives up on an abort before the switch, and waits again on a retry', async () => {
    const scene = await waiting(byHand({ abortScaleDownDelaySeconds: 8 }));
    await scene.status({ abort: true });
    const aborted = {
      ...{ phase: 'Degraded', message: 'RolloutAborted: Rollout aborted update to revision 2', stable: 'v1' },
      ...{ services: trial, isAborted: true },
    };
    await scene.shows({ ...aborted, sizes: both, leaving: ['v2'] });
    await scene.shows({ ...aborted, sizes: { v1: 4 }, leaving: [] });
    await scene.status({ abort: false });
    await scene.shows(paused());
    await scene.release('v1');
    await scene.shows({ phase: 'Healthy', stable: 'v1', services: one('v1') });
  });

  it.concurrent('has nothing left to give up after the switch', async () => {
    const scene = await deployed(blueGreen({ scaleDownDelaySeconds: 120 }));
    await scene.release('v2');
    await scene.shows({ phase: 'Healthy', stable: 'v2' });
    await scene.status({ abort: true });
    await scene.shows({ ...healthy('v2'), sizes: both, pods: both, leaving: ['v1'], isAborted: false });
  });

  it.concurrent('goes back without a pause to pods that are still there', async () => {
    const scene = await waiting(byHand({ scaleDownDelaySeconds: 120 }));
    const before = await scene.uids('v1');
    await scene.status(RESUMED);
    await scene.shows({ phase: 'Healthy', stable: 'v2', leaving: ['v1'] });
    await scene.release('v1');
    await scene.shows({ ...healthy('v1'), sizes: both, pods: both, leaving: ['v2'] });
    expect(await scene.uids('v1')).toEqual(before);
  });

  it.concurrent('waits on the way back to a version whose pods are gone', async () => {
    const scene = await waiting(byHand({ scaleDownDelaySeconds: 0 }));
    await scene.status(RESUMED);
    await scene.shows(healthy('v2'));
    await scene.release('v1');
    await scene.shows({ phase: 'Paused', message: 'BlueGreenPause', services: { active: 'v2', preview: 'v1' } });
  });

  it.concurrent('is scaled like any workload, and autoscalers look at what is active', async () => {
    const scene = await waiting();
    await scene.kubectl('scale', 'rollout.argoproj.io/web', '--replicas=6');
    const autoscaled = { replicas: 6, selector: `app=web,${HASH_LABEL}=v1` };
    await scene.shows({ ...paused({ v1: 6, v2: 6 }), autoscaled });
    const { metadata } = (await scene.rollout()) ?? {};
    const path = `/apis/argoproj.io/v1alpha1/namespaces/${metadata?.namespace}/rollouts/web/scale`;
    const scale = JSON.parse(await scene.kubectl('get', '--raw', path)) as object;
    expect(scale).toMatchObject({ spec: { replicas: 6 }, status: { replicas: 6 } });
    await scene.kubectl('scale', 'rollout.argoproj.io/web', '--replicas=2');
    await scene.shows({ ...paused({ v1: 2, v2: 2 }), autoscaled: { ...autoscaled, replicas: 2 } });
    await scene.status(RESUMED);
    await scene.shows({ phase: 'Healthy', autoscaled: { replicas: 2, selector: `app=web,${HASH_LABEL}=v2` } });
  });

  it.concurrent('has no pods while it is scaled to none', async () => {
    const scene = await deployed(blueGreen());
    await scene.kubectl('scale', 'rollout.argoproj.io/web', '--replicas=0');
    await scene.shows({ phase: 'Healthy', sizes: {}, pods: {} });
    await scene.kubectl('scale', 'rollout.argoproj.io/web', '--replicas=3');
    await scene.shows(healthy('v1', 3));
  });

  it.concurrent('never sends requests to a version that does not work', async () => {
    const scene = await deployed(blueGreen({ scaleDownDelaySeconds: 0 }));
    await scene.release('bad');
    await scene.shows({ phase: 'Progressing', services: { active: 'v1', preview: 'bad' }, pods: { v1: 4, bad: 0 } });
    await scene.release('v2');
    await scene.shows({ phase: 'Healthy', stable: 'v2', services: one('v2') });
  });

  it.concurrent('does nothing while a person holds it', async () => {
    const scene = await deployed(blueGreen({ scaleDownDelaySeconds: 0 }));
    await scene.spec({ paused: true });
    await scene.release('v2');
    await scene.shows({ phase: 'Paused', message: 'manually paused', sizes: { v1: 4 }, services: one('v1') });
    await scene.spec({ paused: false });
    await scene.shows(healthy('v2'));
  });

  it.concurrent('gives an active Service back the selector that somebody took away', async () => {
    const scene = await waiting();
    await scene.change({ kind: 'Service', name: 'active' }, { spec: { selector: { [HASH_LABEL]: null } } });
    await scene.shows(paused());
  });

  it.concurrent('moves to another active Service, and lets go of the one before', async () => {
    const scene = await deployed(blueGreen());
    await scene.create(service('other'));
    await scene.spec({ strategy: { blueGreen: { activeService: 'other' } } });
    await scene.shows({ phase: 'Healthy', services: { active: undefined, other: 'v1', preview: 'v1' } });
    expect((await scene.get('Service', 'active'))?.metadata.annotations ?? {}).toEqual({});
  });

  it.concurrent('becomes a canary and blue-green again without a new pod', async () => {
    const scene = await deployed(blueGreen());
    const before = await scene.uids();
    await scene.spec({ strategy: { blueGreen: null, canary: { steps: [{ setWeight: 50 }, { pause: {} }] } } });
    await scene.shows({ phase: 'Healthy', stable: 'v1', services: { active: undefined, preview: undefined } });
    await scene.spec({ strategy: { canary: null, blueGreen: { activeService: 'active', previewService: 'preview' } } });
    await scene.shows(healthy('v1'));
    expect(await scene.uids()).toEqual(before);
  });
});
