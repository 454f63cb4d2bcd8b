import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { noCluster } from '../cluster.testkit.ts';
import { type Stage, startStage } from './world.testkit.ts';

// They wait for pods most of the time.
vi.setConfig({ maxConcurrency: 20 });

const STEPS = [{ setWeight: 25 }, { pause: {} }, { setWeight: 50 }, { pause: {} }];
const canary = (block: object = {}, more: object = {}) => ({
  strategy: { canary: { steps: STEPS, ...block } },
  ...more,
});
const paused = { phase: 'Paused', message: 'CanaryPauseStep', step: 1, stable: 'v1', sizes: { v1: 3, v2: 1 } } as const;
const healthy = (tag: string, size = 4) => ({ phase: 'Healthy', message: '', stable: tag, sizes: { [tag]: size } });

describe.skipIf(noCluster)(`a canary without a router on a real control plane (${noCluster ?? 'given'})`, () => {
  let stage: Stage | undefined;
  const deployed = async (spec: object) => {
    if (!stage) throw new Error('no stage');
    const story = await stage.story(spec);
    await story.becomes(healthy('v1', (spec as { replicas?: number }).replicas));
    return story;
  };
  /** At the first pause. */
  const tried = async (spec: object = canary()) => {
    const story = await deployed(spec);
    await story.release('v2');
    await story.becomes(paused);
    return story;
  };
  const resumed = { pauseConditions: null };

  beforeAll(() => {
    stage = startStage();
  });

  afterAll(() => stage?.stop());

  it.concurrent('goes all the way, step by step', async () => {
    const story = await tried();
    await story.becomes({
      conditions: {
        Available: 'True AvailableReason',
        Paused: 'True RolloutPaused',
        Healthy: 'False RolloutHealthy',
        Completed: 'False RolloutCompleted',
        Progressing: 'Unknown RolloutPaused',
      },
      counts: { replicas: 4, updated: 1, ready: 4, available: 4 },
    });
    await story.status(resumed);
    await story.becomes({ phase: 'Paused', step: 3, sizes: { v1: 2, v2: 2 } });
    await story.status(resumed);
    await story.becomes({ ...healthy('v2'), step: 4, counts: { replicas: 4, updated: 4, ready: 4, available: 4 } });
    await story.becomes({
      conditions: {
        Available: 'True AvailableReason',
        Paused: 'False RolloutPaused',
        Healthy: 'True RolloutHealthy',
        Completed: 'True RolloutCompleted',
        Progressing: 'True NewReplicaSetAvailable',
      },
    });
  });

  it.concurrent('waits for as long as a pause says', async () => {
    const story = await deployed(canary({ steps: [{ setWeight: 50 }, { pause: { duration: '12s' } }] }));
    await story.release('v2');
    await story.becomes({ phase: 'Paused', step: 1, sizes: { v1: 2, v2: 2 } });
    await story.becomes({ ...healthy('v2'), step: 2 });
  });

  it.concurrent('replaces pods one after another where there are no steps', async () => {
    const story = await deployed(canary({ steps: undefined, maxSurge: 1, maxUnavailable: 0 }));
    await story.release('v2');
    await story.becomes({ ...healthy('v2'), step: undefined });
  });

  it.concurrent('reads the short form of a Deployment', async () => {
    const story = await deployed({ strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 2 } } });
    await story.release('v2');
    await story.becomes(healthy('v2'));
  });

  it.concurrent('gives up on an abort, and begins again on a retry', async () => {
    const story = await tried();
    await story.status({ abort: true });
    const message = 'RolloutAborted: Rollout aborted update to revision 2';
    await story.becomes({ phase: 'Degraded', message, step: 0, stable: 'v1', sizes: { v1: 4 } });
    expect((await story.sight()).conditions['Progressing']).toBe('False RolloutAborted');
    await story.status({ abort: false });
    await story.becomes(paused);
  });

  it.concurrent('is promoted in full from a pause, and after an abort', async () => {
    const story = await tried();
    await story.status({ promoteFull: true });
    await story.becomes({ ...healthy('v2'), step: 4 });
    await story.release('v3');
    await story.becomes({ phase: 'Paused', step: 1, sizes: { v2: 3, v3: 1 } });
    await story.status({ abort: true });
    await story.becomes({ phase: 'Degraded', sizes: { v2: 4 } });
    await story.status({ promoteFull: true });
    await story.becomes({ ...healthy('v3'), step: 4 });
  });

  it.concurrent('leaves out steps that are skipped', async () => {
    const story = await tried();
    await story.status({ currentStepIndex: 2 });
    await story.becomes({ phase: 'Paused', step: 3, sizes: { v1: 2, v2: 2 } });
    await story.status({ currentStepIndex: 4 });
    await story.becomes(healthy('v2'));
  });

  it.concurrent('goes back in the middle without any step', async () => {
    const story = await tried();
    await story.release('v1');
    await story.becomes({ ...healthy('v1'), step: 4 });
  });

  it.concurrent('leaves a revision for the next one', async () => {
    const story = await tried();
    await story.release('v3');
    await story.becomes({ ...paused, sizes: { v1: 3, v3: 1 } });
  });

  it.concurrent('does nothing while a person holds it', async () => {
    const story = await deployed(canary());
    await story.spec({ paused: true });
    await story.release('v2');
    await story.becomes({ phase: 'Paused', message: 'manually paused', step: 0, sizes: { v1: 4 } });
    await story.spec({ paused: false });
    await story.becomes(paused);
  });

  it.concurrent('is scaled in the middle', async () => {
    const story = await tried();
    await story.kubectl('scale', 'rollout.argoproj.io/web', '--replicas=8');
    await story.becomes({ ...paused, sizes: { v1: 6, v2: 2 } });
    await story.kubectl('scale', 'rollout.argoproj.io/web', '--replicas=4');
    await story.becomes(paused);
  });

  it.concurrent('goes back within the window at once', async () => {
    const story = await tried(canary({}, { rollbackWindow: { revisions: 1 } }));
    await story.status({ promoteFull: true });
    await story.becomes(healthy('v2'));
    await story.release('v1');
    await story.becomes({ ...healthy('v1'), step: 4 });
  });

  it.concurrent('aborts what misses its deadline', async () => {
    const story = await deployed(canary({}, { progressDeadlineSeconds: 6, progressDeadlineAbort: true }));
    await story.release('bad');
    await story.becomes({ phase: 'Degraded', step: 0, stable: 'v1', sizes: { v1: 4 } });
    expect((await story.sight()).message).toMatch(/^RolloutAborted: .* revision 2: ReplicaSet "web-\w+" has timed out/);
    await story.release('v1');
    await story.becomes(healthy('v1'));
  });

  it.concurrent('gets over a first version that never worked', async () => {
    if (!stage) throw new Error('no stage');
    const story = await stage.story(canary());
    await story.release('bad');
    await story.becomes({ phase: 'Progressing' });
    await story.release('v2');
    await story.becomes({ step: 1 });
    await story.status({ promoteFull: true });
    await story.becomes(healthy('v2'));
  });
});
