/** What a blue-green update tells of itself: promotion, status, and a whole update as the reference goes through it. */
import { describe, expect, it } from 'vitest';
import type { RolloutStatus } from '../objects.ts';
import { at, blueGreen } from '../status/snapshot.testkit.ts';
import type { World } from '../world.testkit.ts';
import { decided, services } from './decided.testkit.ts';

const auto = blueGreen({ previewService: 'preview' });
const both = { v1: 4, v2: 4 };
const ABORTED: RolloutStatus = { abort: true, abortedAt: at(-60) };
const windowed = { ...auto, rollbackWindow: { revisions: 1 } };
const back = { pods: both, wanted: 'v1', stable: 'v2', services: services('v1', 'v1') };

describe('the promotion', () => {
  it.each<[sentence: string, world: Partial<World>, why: string | undefined]>([
    [
      'of the first revision needs nothing',
      { pods: {}, wanted: 'v1', stable: '', services: services('', '') },
      'Initial deploy',
    ],
    ['follows the switch', { services: services('v2', 'v2') }, 'Completed blue-green update'],
    ['is not in the pass of the switch', { services: services('v1', 'v2') }, undefined],
    ['is not where the selector was taken away', { services: services('', 'v2') }, undefined],
    [
      'is not in the pass that sees a new template',
      { services: services('v2', 'v2'), status: { currentPodHash: 'v1' } },
      undefined,
    ],
    [
      'waits for somebody who answers',
      { services: services('v2', 'v2'), pods: { v1: 4, v2: { ready: 0 } } },
      undefined,
    ],
    [
      'does not wait for all of them',
      { services: services('v2', 'v2'), pods: { v1: 4, v2: { ready: 1 } } },
      'Completed blue-green update',
    ],
    [
      'happens without pods if replicas are 0',
      { spec: { ...auto, replicas: 0 }, services: services('v2', 'v2'), pods: { v1: 0, v2: 0 } },
      'Completed blue-green update',
    ],
    ['is not after an abort', { services: services('v2', 'v2'), status: ABORTED }, undefined],
    ['may be asked for', { services: services('v2', 'v2'), status: { promoteFull: true } }, 'Full promotion requested'],
    [
      'may be asked for after an abort',
      { services: services('v2', 'v2'), status: { ...ABORTED, promoteFull: true } },
      'Full promotion requested',
    ],
    ['of a revision that was promoted before is another one', back, 'Completed blue-green update'],
    ['tells of a rollback within the window', { ...back, spec: windowed }, 'Rollback within window'],
    ['tells of pods that still waited', { ...back, pods: { v1: { deadline: 9 }, v2: 4 } }, 'Fast rollback'],
    ['is told once', { stable: 'v2', services: services('v2', 'v2') }, undefined],
  ])('%s', (_, world, why) => {
    const { target } = decided({ spec: auto, pods: both, ...world });
    const hash = world.wanted ?? 'v2';
    const number = target.outcome.revision;
    const message = `Rollout completed update to revision ${number} (${hash}): ${why}`;
    const notice = { type: 'Normal', reason: 'RolloutCompleted', message };
    expect(target.notices).toEqual(why === undefined ? [] : [notice]);
    expect(target.outcome.stableHash).toBe(why === undefined ? (world.stable ?? 'v1') : hash);
  });

  it.each<[sentence: string, world: Partial<World>]>([
    ['ends an abort', { services: services('v2', 'v2'), status: { ...ABORTED, promoteFull: true } }],
    ['has ended an abort that comes too late', { stable: 'v2', services: services('v2', 'v2'), status: ABORTED }],
    ['needs not be asked for again', { stable: 'v2', services: services('v2', 'v2'), status: { promoteFull: true } }],
  ])('%s', (_, world) => {
    const { outcome } = decided({ spec: auto, pods: both, ...world }).target;
    expect(outcome).toMatchObject({ abort: 'remove', pauses: { clear: true }, promoteFull: false });
  });

  it('on its way ends pauses and an abort', () => {
    const { outcome } = decided({ spec: auto, pods: both, status: { ...ABORTED, promoteFull: true } }).target;
    expect(outcome).toMatchObject({ abort: 'remove', pauses: { clear: true }, promoteFull: true });
  });

  it('lets an abort stand otherwise', () => {
    expect(decided({ spec: auto, pods: both, status: ABORTED }).target.outcome.abort).toBeUndefined();
  });
});

describe('the status', () => {
  it.each<[sentence: string, world: Partial<World>, told: object]>([
    [
      'tells what the services select',
      { services: services('v1', 'v2') },
      { activeSelector: 'v1', previewSelector: 'v2' },
    ],
    [
      'tells a switch when it is seen',
      { services: services('v1', 'v1') },
      { activeSelector: 'v1', previewSelector: 'v1' },
    ],
    ['tells nothing where nothing is selected', { services: services('', '') }, {}],
  ])('%s', (_, world, told) => {
    expect(decided({ spec: auto, pods: both, ...world }).target.outcome.blueGreen).toEqual(told);
  });

  it.each<[sentence: string, world: Partial<World>, rollback: string | undefined]>([
    ['of a new revision tells of no rollback', {}, undefined],
    ['tells of a rollback', back, 'RolledBack'],
    ['tells of a fast one within the window', { ...back, spec: windowed }, 'FastRolledBack'],
    [
      'tells of a fast one to pods that still waited',
      { ...back, pods: { v1: { deadline: 9 }, v2: 4 } },
      'FastRolledBack',
    ],
  ])('%s', (_, world, rollback) => {
    expect(decided({ spec: auto, pods: both, ...world }).target.outcome.rollback).toBe(rollback);
  });

  it('names a revision that is yet to be made', () => {
    expect(decided({ spec: auto, pods: { v1: 4 }, wanted: 'v2' }).target.outcome.created).toBe('web-v2');
  });
});

describe('three replicas, a preview of one, promoted by a person', () => {
  const spec = {
    replicas: 3,
    ...blueGreen({ previewService: 'preview', previewReplicaCount: 1, autoPromotionEnabled: false }),
  };
  const pause = { controllerPause: true, pauseConditions: [{ reason: 'BlueGreenPause' as const, startTime: at(0) }] };
  const passed = { blueGreen: { scaleUpPreviewCheckPoint: true } };

  const shown = services('v2', 'v2');
  it.each<[sentence: string, world: Partial<World>, expected: { sizes: object; active?: string; pauses?: object }]>([
    ['make one pod', { pods: { v1: 3 }, wanted: 'v2', services: services('v1', 'v1') }, { sizes: { v1: 3, v2: 1 } }],
    ['pause', { pods: { v1: 3, v2: 1 } }, { sizes: { v1: 3, v2: 1 }, pauses: { add: ['BlueGreenPause'] } }],
    ['wait', { pods: { v1: 3, v2: 1 }, status: pause }, { sizes: { v1: 3, v2: 1 } }],
    ['grow', { pods: { v1: 3, v2: 1 }, status: passed }, { sizes: { v1: 3, v2: 3 } }],
    ['switch', { pods: { v1: 3, v2: 3 }, status: passed }, { sizes: { v1: 3, v2: 3 }, active: 'v2' }],
    [
      'are promoted',
      { pods: { v1: 3, v2: 3 }, services: shown, status: passed },
      { sizes: { v1: 3, v2: 3 }, active: 'v2', pauses: { clear: true } },
    ],
    [
      'let the old pods wait',
      { pods: { v1: 3, v2: 3 }, services: shown, stable: 'v2' },
      { sizes: { v1: 3, v2: 3 }, active: 'v2' },
    ],
    [
      'let them go',
      { pods: { v1: { size: 3, deadline: 0 }, v2: 3 }, services: shown, stable: 'v2' },
      { sizes: { v1: 0, v2: 3 }, active: 'v2' },
    ],
  ])('%s', (_, world, { sizes, active, pauses = {} }) => {
    const one = decided({ spec, ...world });
    expect(one.sizes).toEqual(sizes);
    expect(one).toMatchObject({ active, preview: 'v2', target: { outcome: { pauses } } });
  });
});
