import { describe, expect, it } from 'vitest';
import type { RolloutObject, RolloutStatus } from '../controller/rollout/objects.ts';
import { type Promotion, promotionOf, type Wish } from './promotion.ts';

const STEPS = [{ setWeight: 20 }, { pause: {} }, { setWeight: 60 }];
const PAUSED: RolloutStatus = {
  controllerPause: true,
  pauseConditions: [{ reason: 'CanaryPauseStep', startTime: '2026-01-01T00:00:00Z' }],
};
const inconclusive = (status: string): RolloutStatus => ({
  canary: { currentStepAnalysisRunStatus: { name: 'run', status } },
});
const blueGreen = { strategy: { blueGreen: { activeService: 'active' } } };
const canary = (steps: readonly object[]) => ({ strategy: { canary: { steps: [...steps] } } });

const rolloutOf = (spec: object, status: RolloutStatus | undefined): RolloutObject =>
  ({ metadata: { name: 'web' }, spec: { ...canary(STEPS), ...spec }, ...(status && { status }) }) as RolloutObject;

const UNPAUSED = { paused: false };
const CLEARED = { pauseConditions: null };

describe('a promotion', () => {
  it.each<[what: string, wish: Wish, spec: object, status: RolloutStatus | undefined, written: Promotion]>([
    ['ends a pause', {}, {}, { ...PAUSED, currentStepIndex: 1 }, { status: CLEARED }],
    ['ends a pause of blue-green', {}, blueGreen, PAUSED, { status: CLEARED }],
    ['passes over the step in hand', {}, {}, { currentStepIndex: 1 }, { status: { ...CLEARED, currentStepIndex: 2 } }],
    ['takes no index for the first step', {}, {}, undefined, { status: { ...CLEARED, currentStepIndex: 1 } }],
    ['stays at the end', {}, {}, { currentStepIndex: 3 }, { status: { ...CLEARED, currentStepIndex: 3 } }],
    [
      'passes over an inconclusive step',
      {},
      {},
      { ...PAUSED, ...inconclusive('Inconclusive'), currentStepIndex: 1 },
      { status: { ...CLEARED, controllerPause: false, currentStepIndex: 2 } },
    ],
    [
      'ends a pause after another analysis',
      {},
      {},
      { ...PAUSED, ...inconclusive('Successful'), currentStepIndex: 1 },
      { status: CLEARED },
    ],
    [
      'ends a pause of which the controller knows nothing',
      {},
      {},
      { ...PAUSED, ...inconclusive('Inconclusive'), controllerPause: false, currentStepIndex: 1 },
      { status: CLEARED },
    ],
    [
      'ends a pause where steps are gone',
      {},
      canary([]),
      { ...PAUSED, ...inconclusive('Inconclusive') },
      { status: CLEARED },
    ],
    ['has nothing to do without steps', {}, canary([]), {}, {}],
    ['has nothing to do with blue-green that waits for nobody', {}, blueGreen, {}, {}],
    ['ends what the user holds', {}, { ...blueGreen, paused: true }, {}, { spec: UNPAUSED }],
    [
      'ends what the user holds, and a step',
      {},
      { paused: true },
      { currentStepIndex: 0 },
      { spec: UNPAUSED, status: { ...CLEARED, currentStepIndex: 1 } },
    ],
    ['ends both pauses', {}, { paused: true }, PAUSED, { spec: UNPAUSED, status: CLEARED }],
    [
      'goes all the way',
      { full: true },
      {},
      { currentPodHash: 'new', stableRS: 'old' },
      { status: { promoteFull: true } },
    ],
    [
      'goes all the way of a first revision',
      { full: true },
      {},
      { currentPodHash: 'new' },
      { status: { promoteFull: true } },
    ],
    ['is at the end of the way', { full: true }, {}, { currentPodHash: 'new', stableRS: 'new' }, {}],
    ['knows no way yet', { full: true }, {}, undefined, {}],
    [
      'goes all the way of what the user holds',
      { full: true },
      { paused: true },
      { currentPodHash: 'new', stableRS: 'old' },
      { status: { promoteFull: true }, spec: UNPAUSED },
    ],
    ['ends at its end what the user holds', { full: true }, { paused: true }, {}, { spec: UNPAUSED }],
    ['skips a step', { skipCurrentStep: true }, {}, { currentStepIndex: 1 }, { status: { currentStepIndex: 2 } }],
    ['skips the first step', { skipCurrentStep: true }, {}, undefined, { status: { currentStepIndex: 1 } }],
    [
      'skips no more than there are',
      { skipCurrentStep: true },
      {},
      { currentStepIndex: 3 },
      { status: { currentStepIndex: 3 } },
    ],
    ['skips all steps', { skipAllSteps: true }, {}, { currentStepIndex: 1 }, { status: { currentStepIndex: 3 } }],
    [
      'skips while the user holds it',
      { skipAllSteps: true },
      { paused: true },
      {},
      { status: { currentStepIndex: 3 } },
    ],
  ])('%s', (...[, wish, spec, status, written]) => {
    expect(promotionOf(rolloutOf(spec, status), wish)).toEqual(written);
  });

  it.each<[wish: Wish, spec: object, problem: string]>([
    [{ skipCurrentStep: true }, blueGreen, 'Cannot skip steps of a bluegreen rollout. Run without a flags'],
    [{ skipAllSteps: true }, blueGreen, 'Cannot skip steps of a bluegreen rollout. Run without a flags'],
    [{ skipCurrentStep: true }, canary([]), 'Cannot skip steps of a rollout without steps'],
    [{ skipAllSteps: true }, canary([]), 'Cannot skip steps of a rollout without steps'],
  ])('cannot be had with %j and %j', (wish, spec, problem) => {
    expect(() => promotionOf(rolloutOf(spec, {}), wish)).toThrow(problem);
  });
});
