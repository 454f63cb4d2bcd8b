import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  begun,
  type Controller,
  controllerProcess,
  installDefinitions,
  isHealthy,
  noPods,
  type Story,
} from './world.testkit.ts';

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
  let controller: (Controller & { remove(): Promise<void> }) | undefined;
  const stories: Story[] = [];
  const deployed = async (more: object = {}) => {
    const story = await begun(blueGreen(more), ['active', 'preview']);
    stories.push(story);
    await story.until('the first version is there', isHealthy);
    const active = await story.visitor('active');
    return { ...story, active };
  };

  beforeAll(async () => {
    await installDefinitions();
    controller = controllerProcess();
    controller.start();
  });

  afterAll(async () => {
    await Promise.all(stories.map((story) => story.end()));
    await controller?.remove();
  });

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
