import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectOnly, expectSettled } from './visitor.testkit.ts';
import { isHealthy, isPausedAt, noPods, type Stage, startStage } from './world.testkit.ts';

const brief = { duration: 3 };
const STEPS = [{ setWeight: 25 }, { pause: brief }, { setWeight: 50 }, { pause: brief }];
const OWN = { canaryService: 'canary', stableService: 'stable' };
const PREVIEWED = { activeService: 'active', previewService: 'preview', scaleDownDelaySeconds: 3 };

describe.skipIf(noPods)(`strategies whose pods run (${noPods ?? 'given'})`, () => {
  let stage: Stage | undefined;
  const deployed = async <Service extends string>(strategy: object, services: readonly Service[]) => {
    if (!stage) throw new Error('no stage');
    return await stage.story({ strategy }, services);
  };

  beforeAll(async () => {
    stage = await startStage();
  });

  afterAll(() => stage?.stop());

  it.concurrent('a canary keeps its users and those of stable apart, in every step', async () => {
    const steps = [{ setWeight: 25 }, { pause: {} }, { setWeight: 50 }, { pause: {} }];
    const { visitors, ...story } = await deployed({ canary: { ...OWN, steps } }, ['stable', 'canary']);
    const apart = async () => {
      expectOnly(visitors.stable, 'v1');
      await expectSettled(visitors.canary, 'v2', 'v1');
      expectOnly(visitors.stable, 'v1');
    };
    await story.release('v2', 'slow');
    await story.until('the first pause', isPausedAt(1));
    await apart();
    await story.sluice('promote');
    await story.until('the second pause', isPausedAt(3));
    await apart();
    await story.sluice('abort');
    await story.until('the abort', ({ phase, updatedReplicas = 0 }) => phase === 'Degraded' && updatedReplicas === 0);
    await expectSettled(visitors.canary, 'v1', 'v2');
    expectOnly(visitors.stable, 'v1');
    await story.sluice('promote', '--full');
    await story.until('the end', isHealthy);
    await expectSettled(visitors.stable, 'v2', 'v1');
    await expectSettled(visitors.canary, 'v2', 'v1');
  });

  it.concurrent.each<[string, object, readonly string[]]>([
    ['a rolling update', { canary: {} }, ['web']],
    ['a rolling update that takes no pods more', { canary: { maxSurge: 0, maxUnavailable: 1 } }, ['web']],
    ['a rolling update that takes no pods fewer', { canary: { maxSurge: 1, maxUnavailable: 0 } }, ['web']],
    ['a canary', { canary: { steps: STEPS } }, ['web']],
    ['a canary between Services of its own', { canary: { ...OWN, steps: STEPS } }, ['stable', 'canary']],
    [
      'a canary between Services of its own that takes no pods more',
      { canary: { ...OWN, steps: STEPS, maxSurge: 0, maxUnavailable: 1 } },
      ['stable', 'canary'],
    ],
    ['a rolling update between Services of its own', { canary: OWN }, ['stable', 'canary']],
    ['a blue-green', { blueGreen: { activeService: 'active', scaleDownDelaySeconds: 3 } }, ['active']],
    ['a blue-green with a preview', { blueGreen: { ...PREVIEWED, autoPromotionSeconds: 3 } }, ['active', 'preview']],
    [
      'a blue-green with a small preview',
      { blueGreen: { ...PREVIEWED, autoPromotionSeconds: 3, previewReplicaCount: 1 } },
      ['active', 'preview'],
    ],
  ])('%s deploys, updates and is undone, and nobody is turned away', async (_, strategy, services) => {
    const { visitors, ...story } = await deployed(strategy, services);
    // A preview is switched before its pods are ready.
    const served = services.filter((name) => name !== 'preview').map((name) => one(visitors, name));
    for (const visitor of served) expectOnly(visitor, 'v1');
    await story.release('v2');
    await story.until('the update', isHealthy);
    await Promise.all(served.map((visitor) => expectSettled(visitor, 'v2', 'v1')));
    await story.sluice('undo');
    await story.until('the way back', isHealthy);
    await Promise.all(served.map((visitor) => expectSettled(visitor, 'v1', 'v2')));
    expect(await story.pods('v1')).toHaveLength(4);
  });
});

function one<V>(visitors: Readonly<Record<string, V>>, name: string): V {
  const found = visitors[name];
  if (!found) throw new Error(`nobody visits ${name}`);
  return found;
}
