import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isHealthy, noPods, type Stage, startStage } from './world.testkit.ts';

const blueGreen = (more: object = {}) => ({
  replicas: 3,
  strategy: {
    blueGreen: {
      ...{ activeService: 'active', previewService: 'preview', autoPromotionEnabled: false, scaleDownDelaySeconds: 3 },
      ...more,
    },
  },
});
const isPaused = ({ phase }: { readonly phase?: string | undefined }): boolean => phase === 'Paused';

describe.skipIf(noPods)(`a blue-green whose pods run (${noPods ?? 'given'})`, () => {
  let stage: Stage | undefined;
  const deployed = async (more: object = {}) => {
    if (!stage) throw new Error('no stage');
    const story = await stage.story(blueGreen(more), ['active', 'preview']);
    const active = await story.visitor('active');
    return { ...story, active };
  };

  beforeAll(async () => {
    stage = await startStage();
  });

  afterAll(() => stage?.stop());

  it.concurrent.each([{}, { previewReplicaCount: 1 }])('switches when a person says so: %o', async (more) => {
    const { active, ...story } = await deployed(more);
    await story.release('v2');
    await story.until('the pause', isPaused);
    const preview = await story.visitor('preview');
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(active.seen()).toMatchObject({ failures: [], versions: { v1: expect.any(Number) } });
    expect(Object.keys(preview.seen().versions)).toEqual(['v2']);
    await story.status({ pauseConditions: null });
    await story.until('the switch', isHealthy);
    await new Promise((resolve) => setTimeout(resolve, 8_000));
    const { failures } = active.seen();
    expect(failures).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(Object.keys(active.seen().versions)).toEqual(['v2']);
  });

  it.concurrent('is aborted before the switch, and nobody notices', async () => {
    const { active, ...story } = await deployed({ abortScaleDownDelaySeconds: 1 });
    await story.release('v2');
    await story.until('the pause', isPaused);
    await story.status({ abort: true });
    await story.until('the abort', ({ phase, updatedReplicas = 0 }) => phase === 'Degraded' && updatedReplicas === 0);
    expect(active.seen()).toMatchObject({ failures: [], versions: { v1: expect.any(Number) } });
  });

  it.concurrent('never switches to a version that crashes', async () => {
    const { active, ...story } = await deployed({ autoPromotionEnabled: true });
    await story.release('v2', 'crash');
    await new Promise((resolve) => setTimeout(resolve, 15_000));
    const { failures, versions } = active.seen();
    expect([failures, Object.keys(versions)]).toEqual([[], ['v1']]);
    await story.release('v3');
    await story.until('the good one', isHealthy);
    expect(active.seen().failures).toEqual([]);
  });
});
