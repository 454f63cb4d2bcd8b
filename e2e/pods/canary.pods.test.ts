import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, isHealthy, isPausedAt, noPods, type Stage, startStage } from './world.testkit.ts';

const STEPS = [{ setWeight: 25 }, { pause: {} }, { setWeight: 50 }, { pause: {} }];
const canary = (more: object = {}, spec: object = {}) => ({ strategy: { canary: { steps: STEPS, ...more } }, ...spec });

describe.skipIf(noPods)(`a canary whose pods run (${noPods ?? 'given'})`, () => {
  let stage: Stage | undefined;
  const deployed = async (spec: object = canary()) => {
    if (!stage) throw new Error('no stage');
    const story = await stage.story(spec, ['web']);
    const visitor = await story.visitor('web');
    return { ...story, visitor };
  };
  /** Nothing has failed, and only these versions have answered. */
  const expectOnly = (visitor: Awaited<ReturnType<typeof deployed>>['visitor'], ...versions: readonly string[]) => {
    const seen = visitor.seen();
    expect(seen.failures).toEqual([]);
    expect(Object.keys(seen.versions).filter((version) => !versions.includes(version))).toEqual([]);
    return seen.versions;
  };

  beforeAll(async () => {
    stage = await startStage();
  });

  afterAll(() => stage?.stop());

  it.concurrent('goes through its steps, and nobody is turned away', async () => {
    const { visitor, ...story } = await deployed();
    await story.release('v2');
    await story.until('the first pause', isPausedAt(1));
    expectOnly(visitor, 'v1', 'v2');
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    const { v1 = 0, v2 = 0 } = expectOnly(visitor, 'v1', 'v2');
    // One pod of four: within four standard deviations of a quarter.
    const share = v2 / (v1 + v2);
    expect(Math.abs(share - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / (v1 + v2)));
    await story.status({ pauseConditions: null });
    await story.until('the second pause', isPausedAt(3));
    await story.status({ pauseConditions: null });
    await story.until('the end', isHealthy);
    expectOnly(visitor, 'v1', 'v2');
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    visitor.seen();
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expectOnly(visitor, 'v2');
  });

  it.concurrent.each([1, 3])('is aborted at step %i, tried again and promoted', async (step) => {
    const { visitor, ...story } = await deployed();
    await story.release('v2');
    await story.until('the first pause', isPausedAt(1));
    if (step > 1) {
      await story.status({ pauseConditions: null });
      await story.until('the second pause', isPausedAt(3));
    }
    await story.status({ abort: true });
    await story.until('the abort', ({ phase, updatedReplicas = 0 }) => phase === 'Degraded' && updatedReplicas === 0);
    await story.status({ abort: false });
    await story.until('the first pause again', isPausedAt(1));
    await story.status({ promoteFull: true });
    await story.until('the end', isHealthy);
    expectOnly(visitor, 'v1', 'v2');
  });

  it.concurrent.each(['missing', 'crash'] as const)('keeps a version to itself that is bad: %s', async (manner) => {
    const deadline = { progressDeadlineSeconds: 8, progressDeadlineAbort: true };
    const { visitor, ...story } = await deployed(canary({}, deadline));
    await story.release('v2', manner);
    await story.until('the deadline', ({ phase, abort }) => phase === 'Degraded' && abort === true);
    expectOnly(visitor, 'v1');
    await story.release('v1');
    await story.until('the way back', isHealthy);
    expectOnly(visitor, 'v1');
  });

  it.concurrent('loses a pod in the middle of a step, and gets over it', async () => {
    const { visitor, ...story } = await deployed();
    await story.release('v2');
    await story.until('the first pause', isPausedAt(1));
    const [pod = ''] = await story.pods('v2');
    await story.kubectl('exec', pod, '--', 'rm', '/www/ready');
    await story.until('it is missed', ({ availableReplicas }) => availableReplicas === 3);
    await story.kubectl('exec', pod, '--', 'touch', '/www/ready');
    await story.until('it is back', ({ availableReplicas }) => availableReplicas === 4);
    await story.status({ promoteFull: true });
    await story.until('the end', isHealthy);
    expectOnly(visitor, 'v1', 'v2');
  });

  it.concurrent('is scaled in the middle, undone, restarted', async () => {
    const { visitor, ...story } = await deployed();
    await story.release('v2');
    await story.until('the first pause', isPausedAt(1));
    await story.kubectl('scale', 'rollout.argoproj.io/web', '--replicas=8');
    await story.until(
      'twice as many',
      ({ availableReplicas, updatedReplicas }) => availableReplicas === 8 && updatedReplicas === 2,
    );
    await story.release('v1');
    await story.until('the way back', isHealthy);
    const before = await story.pods('v1');
    await story.spec({ replicas: 3, restartAt: new Date().toISOString() });
    await story.until('the restart', (status) => isHealthy(status) && status.restartedAt !== undefined);
    const after = await story.pods('v1');
    expect(after.filter((name) => before.includes(name))).toEqual([]);
    expectOnly(visitor, 'v1', 'v2');
  });

  it.concurrent('goes back within the window at once', async () => {
    const { visitor, ...story } = await deployed(
      canary({ steps: [{ pause: { duration: 1 } }] }, { rollbackWindow: { revisions: 1 } }),
    );
    await story.release('v2');
    await story.until('the second version', (status) => isHealthy(status) && status.currentStepIndex === 1);
    await story.release('v1');
    await story.until('the way back', isHealthy);
    expect(await story.pods('v1')).toHaveLength(4);
    expectOnly(visitor, 'v1', 'v2');
  });

  it.concurrent('is deleted in the middle with all that it had made', async () => {
    const { visitor, ...story } = await deployed();
    await story.release('v2');
    await story.until('the first pause', isPausedAt(1));
    expectOnly(visitor, 'v1', 'v2');
    await visitor.stop();
    await story.kubectl('delete', 'rollout.argoproj.io/web', '--wait');
    await eventually('nothing of it', async () => (await story.kubectl('get', 'pods,rs', '-o', 'name')) || undefined);
  });
});
