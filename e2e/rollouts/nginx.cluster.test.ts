import { afterAll, beforeAll, describe, it, vi } from 'vitest';
import { noCluster } from '../cluster.testkit.ts';
import { nginxCanary, type Stage, startStage } from './world.testkit.ts';

// They wait for pods most of the time.
vi.setConfig({ maxConcurrency: 20 });

const STEPS = [{ setWeight: 25 }, { pause: {} }, { setWeight: 75 }, { pause: {} }];
const nginx = (block: object = {}, more: object = {}) => nginxCanary({ steps: STEPS, ...block }, more);
const split = { canary: 'v2', stable: 'v1' };
const one = (tag: string) => ({ canary: tag, stable: tag });
const healthy = (tag: string) => ({
  ...{
    phase: 'Healthy',
    message: '',
    stable: tag,
    sizes: { [tag]: 4 },
    weight: 0,
    told: 0,
    services: one(tag),
    leaving: [],
  },
});
const paused = (weight: number, sizes: Readonly<Record<string, number>>) => ({
  ...{ phase: 'Paused', message: 'CanaryPauseStep', weight, told: weight, sizes, services: split },
});

describe.skipIf(noCluster)(`a canary behind ingress-nginx on a real control plane (${noCluster ?? 'given'})`, () => {
  let stage: Stage | undefined;
  const deployed = async (spec: object) => {
    if (!stage) throw new Error('no stage');
    const story = await stage.story(spec);
    await story.becomes(healthy('v1'));
    return story;
  };
  /** At the second pause. */
  const advanced = async (spec: object, sizes = { v1: 4, v2: 3 }) => {
    const story = await deployed(spec);
    await story.release('v2');
    await story.becomes({ phase: 'Paused', step: 1, weight: 25 });
    await story.status({ pauseConditions: null });
    await story.becomes({ ...paused(75, sizes), step: 3 });
    return story;
  };

  beforeAll(() => {
    stage = startStage();
  });

  afterAll(() => stage?.stop());

  it.concurrent('moves requests step by step, and keeps the old pods for a while', async () => {
    const story = await deployed(nginx({ scaleDownDelaySeconds: 6 }));
    await story.release('v2');
    await story.becomes({ ...paused(25, { v1: 4, v2: 1 }), step: 1 });
    await story.status({ pauseConditions: null });
    await story.becomes({ ...paused(75, { v1: 4, v2: 3 }), step: 3 });
    await story.status({ pauseConditions: null });
    await story.becomes({ ...healthy('v2'), step: 4, sizes: { v1: 4, v2: 4 }, leaving: ['v1'] });
    await story.becomes(healthy('v2'));
  });

  it.concurrent('takes requests back on an abort, keeps the canary for a while, and begins again on a retry', async () => {
    const story = await advanced(nginx({ abortScaleDownDelaySeconds: 6 }));
    await story.status({ abort: true });
    const aborted = { phase: 'Degraded', step: 0, weight: 0, told: 0, services: one('v1') } as const;
    await story.becomes({ ...aborted, sizes: { v1: 4, v2: 3 }, leaving: ['v2'] });
    await story.becomes({ ...aborted, sizes: { v1: 4 }, leaving: [] });
    await story.status({ abort: false });
    await story.becomes({ ...paused(25, { v1: 4, v2: 1 }), step: 1 });
  });

  it.concurrent('lets stable shrink as the canary grows, and grow again first on an abort', async () => {
    const story = await advanced(nginx({ dynamicStableScale: true }), { v1: 1, v2: 3 });
    await story.status({ abort: true });
    await story.becomes({ phase: 'Degraded', step: 0, weight: 0, sizes: { v1: 4 }, services: one('v1') });
  });

  it.concurrent('goes back in the middle with a small stable revision', async () => {
    const story = await advanced(nginx({ dynamicStableScale: true }), { v1: 1, v2: 3 });
    await story.release('v1');
    await story.becomes({ ...healthy('v1'), step: 4 });
  });

  it.concurrent('is promoted in full', async () => {
    const story = await advanced(nginx({ scaleDownDelaySeconds: 2 }));
    await story.status({ promoteFull: true });
    await story.becomes({ ...healthy('v2'), step: 4 });
  });

  it.concurrent('is promoted in full with a stable revision that shrinks', async () => {
    const story = await advanced(nginx({ dynamicStableScale: true }), { v1: 1, v2: 3 });
    await story.status({ promoteFull: true });
    await story.becomes({ ...healthy('v2'), step: 4 });
  });

  it.concurrent('is scaled in the middle, and requests stay where they are', async () => {
    const story = await advanced(nginx());
    await story.kubectl('scale', 'rollout.argoproj.io/web', '--replicas=8');
    await story.becomes({ ...paused(75, { v1: 8, v2: 6 }), step: 3 });
  });

  it.concurrent('has as many pods as steps ask for, whatever the weight', async () => {
    const steps = [
      ...[{ setCanaryScale: { replicas: 3 } }, { pause: {} }, { setCanaryScale: { weight: 50 } }, { pause: {} }],
      ...[{ setCanaryScale: { matchTrafficWeight: true } }, { setWeight: 25 }, { pause: {} }],
    ];
    const story = await deployed(nginx({ steps }));
    await story.release('v2');
    await story.becomes({ ...paused(0, { v1: 4, v2: 3 }), step: 1 });
    await story.status({ pauseConditions: null });
    await story.becomes({ ...paused(0, { v1: 4, v2: 2 }), step: 3 });
    await story.status({ pauseConditions: null });
    await story.becomes({ ...paused(25, { v1: 4, v2: 1 }), step: 6 });
  });

  it.concurrent('has no fewer pods than it is to have', async () => {
    const story = await deployed(nginx({ minPodsPerReplicaSet: 2 }));
    await story.release('v2');
    await story.becomes({ ...paused(25, { v1: 4, v2: 2 }), step: 1 });
  });

  it.concurrent('goes on with as many pods as are enough', async () => {
    const steps = [{ setWeight: 100 }, { pause: {} }];
    const story = await deployed(nginx({ steps, replicaProgressThreshold: { type: 'Percent', value: 50 } }));
    // One pod on each of the two nodes, and no more.
    const affinity = {
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { labelSelector: { matchLabels: { only: 'one' } }, topologyKey: 'kubernetes.io/hostname' },
        ],
      },
    };
    await story.spec({
      template: {
        metadata: { labels: { only: 'one' } },
        spec: { affinity, containers: [{ name: 'main', image: 'web:v2' }] },
      },
    });
    await story.becomes({ phase: 'Paused', step: 1, weight: 100, sizes: { v1: 4, v2: 4 }, services: split });
  });

  it.concurrent('takes the pods of a revision in between at once, and keeps stable', async () => {
    const story = await advanced(nginx({ scaleDownDelaySeconds: 60 }));
    await story.release('v3');
    await story.becomes({ ...paused(25, { v1: 4, v3: 1 }), step: 1, services: { canary: 'v3', stable: 'v1' } });
  });

  it.concurrent('keeps no more old revisions than it is told to', async () => {
    const story = await deployed(nginx({ scaleDownDelaySeconds: 120, scaleDownDelayRevisionLimit: 1 }));
    for (const tag of ['v2', 'v3']) {
      await story.release(tag);
      await story.becomes({ phase: 'Paused', step: 1 });
      await story.status({ promoteFull: true });
      await story.becomes({ phase: 'Healthy', stable: tag, weight: 0 });
    }
    await story.becomes({ sizes: { v2: 4, v3: 4 }, leaving: ['v2'] });
  });

  it.concurrent('gives everything to a good canary when stable breaks, and lets it be promoted', async () => {
    const template = (tag: string, annotations: object | null) => ({
      metadata: { labels: { app: 'web' }, annotations },
      spec: { containers: [{ name: 'main', image: `web:${tag}` }] },
    });
    const story = await deployed(nginx({}, { template: template('v1', { 'sluice.dev/sim-unready-after': '25s' }) }));
    await story.spec({ template: template('v2', null) });
    await story.becomes({ phase: 'Paused', step: 1, weight: 25, services: split });
    await story.becomes({ weight: 100, sizes: { v1: 4, v2: 4 }, services: split });
    await story.status({ promoteFull: true });
    await story.becomes({ phase: 'Healthy', stable: 'v2', services: one('v2') });
  });

  it.concurrent('leaves a canary without pods', async () => {
    const story = await deployed(nginx());
    await story.release('bad');
    await story.becomes({ phase: 'Progressing', step: 0, weight: 0, sizes: { v1: 4, bad: 1 }, services: one('v1') });
    await story.release('v2');
    await story.becomes({ ...paused(25, { v1: 4, v2: 1 }), step: 1 });
  });

  it.concurrent('moves everything at promotion where there are no steps', async () => {
    const story = await deployed(nginx({ steps: undefined, scaleDownDelaySeconds: 2 }));
    await story.release('v2');
    await story.becomes({ ...healthy('v2'), step: undefined });
  });
});
