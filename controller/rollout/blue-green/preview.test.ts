/** The new revision before the switch: its size, and the pauses. */
import { describe, expect, it } from 'vitest';
import type { RolloutStatus } from '../objects.ts';
import { at, blueGreen } from '../status/snapshot.testkit.ts';
import type { World } from '../world.testkit.ts';
import { decided, services } from './decided.testkit.ts';

const paused = (seconds: number): RolloutStatus => ({
  controllerPause: true,
  pauseConditions: [{ reason: 'BlueGreenPause', startTime: at(seconds) }],
});
const RESUMED: RolloutStatus = { controllerPause: true };
const PASSED: RolloutStatus = { blueGreen: { scaleUpPreviewCheckPoint: true } };
const ABORTED: RolloutStatus = { abort: true, abortedAt: at(-60) };

const BEGUN = { add: ['BlueGreenPause'], remove: ['CanaryPauseStep'] };
const OVER = { remove: ['BlueGreenPause', 'CanaryPauseStep'] };

const small = {
  replicas: 3,
  ...blueGreen({ previewService: 'preview', previewReplicaCount: 1, autoPromotionEnabled: false }),
};
const manual = { replicas: 3, ...blueGreen({ previewService: 'preview', autoPromotionEnabled: false }) };
const timed = { replicas: 3, ...blueGreen({ previewService: 'preview', autoPromotionSeconds: 20 }) };
const auto = { replicas: 3, ...blueGreen({ previewService: 'preview' }) };
const both = (size: number) => ({ v1: 3, v2: size });

describe('the new revision', () => {
  it.each<[sentence: string, world: Partial<World>, size: number]>([
    ['is made with the preview count', { pods: { v1: 3 }, wanted: 'v2' }, 1],
    ['is made whole where nothing is active', { pods: {}, wanted: 'v1', stable: '', services: services('', '') }, 3],
    ['keeps the preview count before the pause', { pods: both(1) }, 1],
    ['keeps the preview count in the pause', { pods: both(1), status: paused(0) }, 1],
    ['keeps the preview count until the status remembers', { pods: both(1), status: RESUMED }, 1],
    ['grows after the check point', { pods: both(1), status: PASSED }, 3],
    [
      'keeps the preview count while the Rollout is paused once more',
      { pods: both(1), status: { ...PASSED, ...paused(0) } },
      1,
    ],
    ['starts small after a change', { pods: both(3), status: { ...PASSED, currentPodHash: 'v0' } }, 1],
    ['is whole when it is promoted in full', { pods: both(1), status: { promoteFull: true } }, 3],
    [
      'is whole when it is promoted in full after an abort',
      { pods: both(1), status: { ...ABORTED, promoteFull: true } },
      3,
    ],
    ['is whole when it is active', { pods: both(3), services: services('v2') }, 3],
    [
      'is whole when it is stable and another is active',
      { pods: { v1: 3, v2: { size: 3, ready: 2 } }, stable: 'v2' },
      3,
    ],
    [
      'keeps pods whose addresses the active service has, ready as they are',
      { pods: both(3), addresses: { web: { v2: 2 } } },
      2,
    ],
    ['is whole without a preview count', { spec: manual, pods: { v1: 3 }, wanted: 'v2' }, 3],
    ['follows replicas while it waits', { spec: { ...manual, replicas: 5 }, pods: both(3), status: paused(0) }, 5],
  ])('%s', (_, world, size) => {
    expect(decided({ spec: small, ...world }).size()).toBe(size);
  });

  it('is not sized while the Rollout is halted by a person', () => {
    expect(decided({ spec: { ...small, paused: true }, pods: both(1), status: PASSED }).sizes).toEqual({});
  });
});

describe('the pause', () => {
  const ready = { v1: 3, v2: 1 };
  it.each<[sentence: string, world: Partial<World>, pauses: object]>([
    ['begins once the preview is ready', { pods: ready }, BEGUN],
    ['does not begin before that', { pods: { v1: 3, v2: { size: 1, available: 0 } } }, {}],
    ['does not begin in the pass that sees a new template', { pods: ready, status: { currentPodHash: 'v1' } }, {}],
    ['does not begin while the Rollout is paused in its spec', { spec: { ...small, paused: true }, pods: ready }, {}],
    ['begins before a promotion that comes by itself', { spec: timed, pods: both(3) }, BEGUN],
    ['goes on', { pods: ready, status: paused(-3600) }, {}],
    ['goes on until its time is over', { spec: timed, pods: both(3), status: paused(-19) }, {}],
    ['ends when its time is over', { spec: timed, pods: both(3), status: paused(-20) }, OVER],
    [
      'does not end while pods are missing',
      { spec: timed, pods: { v1: 3, v2: { available: 2 } }, status: paused(-20) },
      {},
    ],
    ['ends at the check point', { pods: ready, status: { ...paused(0), ...PASSED } }, OVER],
    ['ends when none is wanted any more', { spec: auto, pods: both(3), status: paused(0) }, OVER],
    [
      'ends when the new revision is active',
      { pods: both(3), services: services('v2'), status: paused(0) },
      { clear: true },
    ],
    ['ends when everything is promoted', { pods: ready, status: { ...paused(0), promoteFull: true } }, { clear: true }],
    ['of a canary that was there before gives way', { pods: ready, status: canaryPause() }, BEGUN],
  ])('%s', (_, world, pauses) => {
    expect(decided({ spec: small, ...world }).target.outcome.pauses).toEqual(pauses);
  });

  it('wakes up at its end', () => {
    const { target } = decided({ spec: timed, pods: both(3), status: paused(-19) });
    expect(target.wakeAt).toEqual(new Date(at(1)));
  });

  it.each<[sentence: string, world: Partial<World>]>([
    [
      'its end has passed and pods are missing',
      { spec: timed, pods: { v1: 3, v2: { available: 2 } }, status: paused(-30) },
    ],
    ['only a person ends it', { pods: ready, status: paused(0) }],
  ])('does not wake up by itself while %s', (_, world) => {
    expect(decided({ spec: small, ...world }).target.wakeAt).toBeUndefined();
  });
});

describe('the check point', () => {
  const waits = (available: number) => ({ v1: 3, v2: { size: 1, available } });
  it.each<[sentence: string, world: Partial<World>, expected: boolean | undefined]>([
    ['is not there while the preview is tried', { pods: waits(1), status: paused(0) }, undefined],
    ['is passed when somebody resumes', { pods: waits(1), status: RESUMED }, true],
    ['is passed when somebody resumes while pods are missing', { pods: waits(0), status: RESUMED }, true],
    [
      'is passed when somebody resumes what is paused in its spec',
      { spec: { ...small, paused: true }, pods: waits(1), status: RESUMED },
      true,
    ],
    ['is passed when somebody resumes before the time is over', { spec: timed, pods: both(3), status: RESUMED }, true],
    ['is passed when the time is over', { spec: timed, pods: both(3), status: paused(-20) }, true],
    [
      'is passed at once without a pause',
      { spec: { replicas: 3, ...blueGreen({ previewReplicaCount: 1 }) }, pods: waits(1) },
      true,
    ],
    [
      'needs the preview',
      { spec: { replicas: 3, ...blueGreen({ previewReplicaCount: 1 }) }, pods: waits(0) },
      undefined,
    ],
    ['has no meaning without a pause and a preview count', { spec: auto, pods: both(3) }, undefined],
    ['stays', { pods: waits(0), status: PASSED }, true],
    ['is forgotten after a change', { pods: waits(1), status: { ...PASSED, currentPodHash: 'v1' } }, undefined],
    ['is forgotten after an abort', { pods: waits(1), status: { ...PASSED, ...ABORTED } }, undefined],
    ['is forgotten at the promotion', { pods: both(3), services: services('v2'), status: PASSED }, undefined],
  ])('%s', (_, world, expected) => {
    expect(decided({ spec: small, ...world }).target.outcome.blueGreen?.scaleUpPreviewCheckPoint).toBe(expected);
  });
});

function canaryPause(): RolloutStatus {
  return { controllerPause: true, pauseConditions: [{ reason: 'CanaryPauseStep', startTime: at(0) }] };
}
