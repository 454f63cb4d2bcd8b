import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectOnly, expectSettled, sleep } from './visitor.testkit.ts';
import { isHealthy, noPods, type Stage, startStage } from './world.testkit.ts';

const TIMES = 20;
const STEPS = [20, 40, 60, 80].flatMap((setWeight) => [{ setWeight }, { pause: { duration: 8 } }]);

describe.skipIf(noPods)(`a controller that is killed (${noPods ?? 'given'})`, () => {
  let stage: Stage | undefined;

  beforeAll(async () => {
    stage = await startStage();
  });

  afterAll(() => stage?.stop());

  it(`${TIMES} times in one rollout ends it all the same, and nobody is turned away`, async () => {
    if (!stage) throw new Error('no stage');
    const own = { canaryService: 'canary', stableService: 'stable' };
    const spec = { replicas: 5, strategy: { canary: { steps: STEPS, ...own } } };
    const { visitors, ...story } = await stage.story(spec, ['web', 'stable', 'canary']);
    await story.release('v2');
    for (let time = 0; time < TIMES; time++) {
      await sleep(200 + Math.random() * 2_400);
      await stage.controller.kill();
      stage.controller.start();
    }
    expectOnly(visitors.stable, 'v1');
    await story.until('the end', (status) => isHealthy(status) && status.currentStepIndex === STEPS.length);
    await expectSettled(visitors.stable, 'v2', 'v1');
    expect(await story.pods('v2')).toHaveLength(5);
    expect(Object.keys(expectOnly(visitors.web, 'v1', 'v2')).sort()).toEqual(['v1', 'v2']);
    expectOnly(visitors.canary, 'v1', 'v2');
  });
});
