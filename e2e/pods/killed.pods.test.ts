import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isHealthy, noPods, type Stage, startStage } from './world.testkit.ts';

const TIMES = 20;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe.skipIf(noPods)(`a controller that is killed (${noPods ?? 'given'})`, () => {
  let stage: Stage | undefined;

  beforeAll(async () => {
    stage = await startStage();
  });

  afterAll(() => stage?.stop());

  it(`${TIMES} times in one rollout ends it all the same, and nobody is turned away`, async () => {
    const steps = [20, 40, 60, 80].flatMap((setWeight) => [{ setWeight }, { pause: { duration: 8 } }]);
    if (!stage) throw new Error('no stage');
    const story = await stage.story({ replicas: 5, strategy: { canary: { steps } } }, ['web']);
    const visitor = await story.visitor('web');
    await story.release('v2');
    for (let time = 0; time < TIMES; time++) {
      await sleep(500 + Math.random() * 4_000);
      await stage.controller.kill();
      stage.controller.start();
    }
    await story.until('the end', (status) => isHealthy(status) && status.currentStepIndex === steps.length);
    expect(await story.pods('v2')).toHaveLength(5);
    const { failures, versions } = visitor.seen();
    expect(failures).toEqual([]);
    expect(Object.keys(versions).sort()).toEqual(['v1', 'v2']);
  });
});
