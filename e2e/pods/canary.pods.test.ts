import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectOnly, expectSettled, expectShare } from './visitor.testkit.ts';
import {
  eventually,
  isAborted,
  isHealthy,
  isPausedAt,
  noPods,
  type Stage,
  type Story,
  startStage,
} from './world.testkit.ts';

const WEB = 'rollout.argoproj.io/web';
const STEPS = [{ setWeight: 25 }, { pause: {} }, { setWeight: 50 }, { pause: {} }];
const canary = (more: object = {}, spec: object = {}) => ({ strategy: { canary: { steps: STEPS, ...more } }, ...spec });

type Change = (story: Pick<Story, 'kubectl' | 'apply'>) => Promise<unknown>;
const sized =
  (pods: number): Change =>
  ({ kubectl }) =>
    kubectl('scale', WEB, `--replicas=${pods}`);
/** Its bounds hold whether or not there are metrics. */
const bounded =
  (minReplicas: number, maxReplicas: number): Change =>
  ({ apply }) =>
    apply({
      ...{ apiVersion: 'autoscaling/v1', kind: 'HorizontalPodAutoscaler', metadata: { name: 'web' } },
      spec: {
        scaleTargetRef: { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'web' },
        ...{ minReplicas, maxReplicas, targetCPUUtilizationPercentage: 80 },
      },
    });

describe.skipIf(noPods)(`a canary whose pods run (${noPods ?? 'given'})`, () => {
  let stage: Stage | undefined;
  const deployed = async (spec: object = canary()) => {
    if (!stage) throw new Error('no stage');
    const { visitors, ...story } = await stage.story(spec, ['web']);
    return { ...story, visitor: visitors.web };
  };
  /** Up to the first pause of its update. */
  const midway = async (spec?: object) => {
    const story = await deployed(spec);
    await story.release('v2');
    await story.until('the first pause', isPausedAt(1));
    expectOnly(story.visitor, 'v1', 'v2');
    return story;
  };

  beforeAll(async () => {
    stage = await startStage();
  });

  afterAll(() => stage?.stop());

  it.concurrent.each([
    ['by hand', sized(8), sized(4)],
    ['by the bounds of an HPA', bounded(8, 10), bounded(2, 4)],
  ])('is scaled in the middle %s, and its step keeps its share', async (_, up, down) => {
    const story = await midway();
    const scaled = async (change: Change, pods: number) => {
      await change(story);
      await story.until(`${pods} pods`, (status) => {
        const { HPAReplicas, availableReplicas, updatedReplicas } = status;
        return [HPAReplicas, availableReplicas, updatedReplicas].join() === [pods, pods, pods / 4].join();
      });
      await expectShare(story.visitor, 0.25);
    };
    await scaled(up, 8);
    await scaled(down, 4);
    await story.sluice('promote');
    await story.until('the second pause', isPausedAt(3));
    await story.sluice('undo');
    await story.until('the way back', isHealthy);
    await expectSettled(story.visitor, 'v1', 'v2');
  });

  it.concurrent('is promoted at each pause, and every step has its share', async () => {
    const { visitor, ...story } = await midway();
    await expectShare(visitor, 0.25);
    await story.sluice('promote');
    await story.until('the second pause', isPausedAt(3));
    await expectShare(visitor, 0.5);
    await story.sluice('promote');
    await story.until('the end', isHealthy);
    await expectSettled(visitor, 'v2', 'v1');
  });

  // Pods that are slow keep a weight from being reached until then.
  it.concurrent.each([0, 1, 2, 3])('is aborted at step %i, tried again and promoted in full', async (step) => {
    const { visitor, ...story } = await deployed();
    await story.release('v2', 'slow');
    if (step > 1) {
      await story.until('the first pause', isPausedAt(1));
      await story.sluice('promote');
    }
    const pods = step > 1 ? 2 : 1;
    await story.until('the step', (s) => s.currentStepIndex === step && s.updatedReplicas === pods);
    if (step % 2 > 0) await story.until('the pause', isPausedAt(step));
    await story.sluice('abort');
    await story.until('the abort', isAborted);
    await expectSettled(visitor, 'v1', 'v2');
    await story.sluice('retry');
    await story.until('the first pause again', isPausedAt(1));
    await story.sluice('promote', '--full');
    await story.until('the end', isHealthy);
    await expectSettled(visitor, 'v2', 'v1');
  });

  it.concurrent.each(['missing', 'crash'] as const)('keeps a version to itself that is bad: %s', async (manner) => {
    const deadline = { progressDeadlineSeconds: 8, progressDeadlineAbort: true };
    const { visitor, ...story } = await deployed(canary({}, deadline));
    await story.release('v2', manner);
    await story.until('the deadline', ({ phase, abort }) => phase === 'Degraded' && abort === true);
    expectOnly(visitor, 'v1');
    await story.sluice('undo');
    await story.until('the way back', isHealthy);
    expectOnly(visitor, 'v1');
  });

  it.concurrent.each([
    ['a stable pod', 'v1', 1, 2 / 4],
    ['a canary pod', 'v2', 1, 1 / 4],
    ['all canary pods', 'v2', 2, 0],
  ])('gets over it when probes fail in the middle of a step: %s', async (_, version, count, share) => {
    const steps = [{ setWeight: 40 }, { pause: {} }, { setWeight: 80 }, { pause: {} }];
    const { visitor, ...story } = await midway(canary({ steps }, { replicas: 5 }));
    const ill = (await story.pods(version)).slice(0, count);
    const each = (...words: readonly string[]) =>
      Promise.all(ill.map((pod) => story.kubectl('exec', pod, '--', ...words)));
    await each('rm', '/www/ready');
    await story.until('they are missed', ({ availableReplicas }) => availableReplicas === 5 - count);
    await expectShare(visitor, share);
    await each('touch', '/www/ready');
    await story.until('they are back', ({ availableReplicas }) => availableReplicas === 5);
    await expectShare(visitor, 0.4);
    await story.sluice('promote', '--full');
    await story.until('the end', isHealthy);
    expectOnly(visitor, 'v1', 'v2');
  });

  it.concurrent('goes back within the window at once, and is restarted', async () => {
    const { visitor, ...story } = await deployed(
      canary({ steps: [{ pause: { duration: 1 } }, { setWeight: 50 }] }, { rollbackWindow: { revisions: 1 } }),
    );
    await story.release('v2');
    await story.until('the second version', (status) => isHealthy(status) && status.currentStepIndex === 2);
    await story.spec({ strategy: { canary: { steps: STEPS } } });
    await story.sluice('undo');
    await story.until('the way back', isHealthy);
    const before = await story.pods('v1');
    expect(before).toHaveLength(4);
    await story.sluice('restart');
    await story.until('the restart', (status) => isHealthy(status) && status.restartedAt !== undefined);
    const after = await story.pods('v1');
    expect(after.filter((name) => before.includes(name))).toEqual([]);
    await expectSettled(visitor, 'v1', 'v2');
  });

  it.concurrent('is deleted in the middle with all that it had made', async () => {
    const { visitor, ...story } = await midway();
    await visitor.stop();
    await story.kubectl('delete', WEB, '--wait');
    await eventually('nothing of it', async () => (await story.kubectl('get', 'pods,rs', '-o', 'name')) || undefined);
  });

  it.concurrent('is deleted in the middle and leaves all to the next of its name', async () => {
    const { visitor, ...story } = await midway();
    const pods = await story.pods('v1');
    const before = JSON.parse(await story.kubectl('get', WEB, '-o', 'json')) as { readonly spec: object };
    await story.kubectl('delete', WEB, '--cascade=orphan', '--wait');
    await expectShare(visitor, 0.25);
    expect(await story.pods('v1')).toEqual(pods);
    await story.apply({
      ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata: { name: 'web' } },
      spec: before.spec,
    });
    await story.until('the next', isHealthy);
    await expectSettled(visitor, 'v2', 'v1');
  });
});
