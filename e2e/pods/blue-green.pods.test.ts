import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RolloutStatus } from '../../controller/rollout/objects.ts';
import { expectOnly, expectSettled, sleep } from './visitor.testkit.ts';
import { isAborted, isHealthy, isPausedAt, noPods, type Stage, startStage } from './world.testkit.ts';

const SERVICES = ['active', 'preview'] as const;
const blueGreen = (more: object) => ({
  replicas: 3,
  strategy: {
    blueGreen: {
      ...{ activeService: 'active', previewService: 'preview', autoPromotionEnabled: false, scaleDownDelaySeconds: 3 },
      ...more,
    },
  },
});
const isPaused = isPausedAt(undefined);

describe.skipIf(noPods)(`a blue-green whose pods run (${noPods ?? 'given'})`, () => {
  let stage: Stage | undefined;
  const deployed = async (more: object = {}) => {
    if (!stage) throw new Error('no stage');
    const { visitors, ...story } = await stage.story(blueGreen(more), SERVICES);
    return { ...story, ...visitors };
  };

  beforeAll(async () => {
    stage = await startStage();
  });

  afterAll(() => stage?.stop());

  it.concurrent.each([{}, { previewReplicaCount: 1 }])('switches when a person says so: %o', async (more) => {
    const { active, preview, ...story } = await deployed(more);
    await story.release('v2');
    await story.until('the pause', isPaused);
    await sleep(1_000);
    preview.seen();
    await sleep(2_000);
    expectOnly(active, 'v1');
    expectOnly(preview, 'v2');
    await story.sluice('promote');
    await story.until('the switch', isHealthy);
    await expectSettled(active, 'v2', 'v1');
  });

  it.concurrent.each<[string, (status: RolloutStatus) => boolean]>([
    ['while its pods start', ({ updatedReplicas }) => updatedReplicas === 3],
    ['at the pause', isPaused],
  ])('is aborted %s, tried again and promoted in full', async (_, moment) => {
    const { active, ...story } = await deployed({ abortScaleDownDelaySeconds: 1 });
    await story.release('v2', 'slow');
    await story.until('the moment', moment);
    await story.sluice('abort');
    await story.until('the abort', isAborted);
    expectOnly(active, 'v1');
    await story.sluice('retry');
    await story.until('the pause again', isPaused);
    expectOnly(active, 'v1');
    await story.sluice('promote', '--full');
    await story.until('the switch', isHealthy);
    await expectSettled(active, 'v2', 'v1');
  });

  it.concurrent('goes back at once to what still runs', async () => {
    const { active, ...story } = await deployed({ autoPromotionEnabled: true, scaleDownDelaySeconds: 300 });
    await story.release('v2');
    await story.until('the switch', isHealthy);
    await expectSettled(active, 'v2', 'v1');
    const before = await story.pods('v1');
    await story.spec({ strategy: { blueGreen: { autoPromotionEnabled: false } } });
    await story.sluice('undo');
    await story.until('the way back', isHealthy);
    await expectSettled(active, 'v1', 'v2');
    expect(await story.pods('v1')).toEqual(before);
  });

  it.concurrent.each(['missing', 'crash'] as const)('never switches to a version that is bad: %s', async (manner) => {
    const { active, ...story } = await deployed({ autoPromotionEnabled: true });
    await story.release('v2', manner);
    await sleep(12_000);
    expectOnly(active, 'v1');
    await story.release('v3');
    await story.until('the good one', isHealthy);
    await expectSettled(active, 'v3', 'v1');
  });

  it.concurrent('is scaled in the middle, and so is its preview', async () => {
    const { active, preview, ...story } = await deployed();
    await story.release('v2');
    await story.until('the pause', isPaused);
    // It was switched before its pods were ready.
    preview.seen();
    for (const pods of [6, 2]) {
      await story.kubectl('scale', 'rollout.argoproj.io/web', `--replicas=${pods}`);
      await story.until(`${pods} pods`, (s) => s.availableReplicas === pods && s.updatedReplicas === pods);
      expect(await story.pods('v1')).toHaveLength(pods);
      expectOnly(active, 'v1');
    }
    await expectSettled(preview, 'v2');
    await story.sluice('promote');
    await story.until('the switch', isHealthy);
    await expectSettled(active, 'v2', 'v1');
  });

  it.concurrent('gets over it when the probes of its preview fail', async () => {
    const { active, ...story } = await deployed();
    await story.release('v2');
    await story.until('the pause', isPaused);
    const pods = await story.pods('v2');
    await Promise.all(pods.map((pod) => story.kubectl('exec', pod, '--', 'rm', '/www/ready')));
    await story.until('they are missed', ({ readyReplicas }) => readyReplicas === 3);
    await story.sluice('promote');
    await sleep(4_000);
    expectOnly(active, 'v1');
    await Promise.all(pods.map((pod) => story.kubectl('exec', pod, '--', 'touch', '/www/ready')));
    await story.until('the switch', isHealthy);
    await expectSettled(active, 'v2', 'v1');
  });
});
