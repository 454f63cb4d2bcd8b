/** Tests of the bookkeeping of pauses and aborts. */
import { describe, expect, it } from 'vitest';
import type { RolloutStatus } from '../objects.ts';
import type { Outcome } from './outcome.ts';
import { isPaused, pausesAfter, waitsForPerson } from './pauses.ts';
import { at, blueGreen, canary, frozen, NOW, snapshot } from './snapshot.testkit.ts';

const step = { reason: 'CanaryPauseStep', startTime: at(-60) } as const;
const run = { reason: 'InconclusiveAnalysisRun', startTime: at(-30) } as const;
const waiting: RolloutStatus = { pauseConditions: [step], controllerPause: true };
const aborted: RolloutStatus = { abort: true, abortedAt: at(-5) };

describe('pauses after a pass', () => {
  it.each<[behaviour: string, before: RolloutStatus, change: Pick<Outcome, 'abort' | 'pauses'>, after: RolloutStatus]>([
    ['stay as they are', waiting, {}, waiting],
    [
      'get a new one, marked as ours',
      {},
      { pauses: { add: ['CanaryPauseStep'] } },
      { pauseConditions: [{ reason: 'CanaryPauseStep', startTime: NOW }], controllerPause: true },
    ],
    [
      'get a second one behind the first',
      waiting,
      { pauses: { add: ['InconclusiveAnalysisRun'] } },
      { pauseConditions: [step, { reason: 'InconclusiveAnalysisRun', startTime: NOW }], controllerPause: true },
    ],
    ['keep the start of one that is added again', waiting, { pauses: { add: ['CanaryPauseStep'] } }, waiting],
    [
      'hold a reason once',
      {},
      { pauses: { add: ['BlueGreenPause', 'BlueGreenPause'] } },
      { pauseConditions: [{ reason: 'BlueGreenPause', startTime: NOW }], controllerPause: true },
    ],
    [
      'lose one and keep the other',
      { pauseConditions: [step, run], controllerPause: true },
      { pauses: { remove: ['CanaryPauseStep'] } },
      { pauseConditions: [run], controllerPause: true },
    ],
    ['lose the mark with the last one', waiting, { pauses: { remove: ['CanaryPauseStep'] } }, {}],
    ['lose the mark when a client has cleared them', { controllerPause: true }, {}, {}],
    ['do not get the mark when a client paused', { pauseConditions: [step] }, {}, { pauseConditions: [step] }],
    ['all go, whatever else is asked', waiting, { pauses: { clear: true, add: ['InconclusiveExperiment'] } }, {}],
    ['go when it is aborted', waiting, { abort: { message: 'bad' } }, { abort: true, abortedAt: NOW }],
    ['go when a client aborted', { ...waiting, abort: true }, {}, { abort: true, abortedAt: NOW }],
    ['are none while an abort lasts', { ...aborted, ...waiting }, { pauses: { add: ['BlueGreenPause'] } }, aborted],
    ['are none, nor is an abort, when it ends', aborted, { abort: 'remove' }, {}],
    ['forget the time of an abort that a client took back', { ...aborted, abort: false }, {}, {}],
    [
      'go on after an abort has ended',
      { ...aborted, ...waiting },
      { abort: 'remove', pauses: { remove: [] } },
      waiting,
    ],
  ])('%s', (_, before, change, after) => {
    expect(pausesAfter({ status: frozen(before), spec: { paused: false }, now: new Date(NOW) }, change)).toStrictEqual(
      after,
    );
  });
});

describe('a resumption while spec.paused holds everything', () => {
  const resumed: RolloutStatus = { controllerPause: true };
  const held = (before: RolloutStatus, change: Pick<Outcome, 'abort' | 'pauses'>) =>
    pausesAfter({ status: frozen(before), spec: { paused: true }, now: new Date(NOW) }, change);

  it('is remembered until something may go on', () => {
    expect(held(resumed, {})).toStrictEqual(resumed);
  });

  it.each<[string, RolloutStatus, Pick<Outcome, 'abort' | 'pauses'>]>([
    ['steps have changed', resumed, { pauses: { remove: ['CanaryPauseStep'] } }],
    ['the update has changed', resumed, { pauses: { clear: true } }],
    ['the controller itself ended the pause', waiting, { pauses: { remove: ['CanaryPauseStep'] } }],
  ])('is none where %s', (_, before, change) => {
    expect(held(before, change)).toStrictEqual({});
  });
});

describe('whether a Rollout is paused', () => {
  it.each([
    ['is false without a reason', false, {}, false],
    ['is true with a pause', false, waiting, true],
    ['is true if the spec says so', true, {}, true],
    ['is false with an empty list', false, { pauseConditions: [] }, false],
  ])('%s', (_, paused, status, expected) => {
    expect(isPaused(snapshot({ spec: { paused } }).spec, status)).toBe(expected);
  });
});

describe('a person is waited for', () => {
  const steps = canary({ steps: [{ pause: {} }, { pause: { duration: 10 } }] });
  const pausedAt = (currentStepIndex: number): RolloutStatus => ({ currentStepIndex, pauseConditions: [step] });
  const because = (reason: 'BlueGreenPause' | 'InconclusiveAnalysisRun' | 'InconclusiveExperiment') => ({
    pauseConditions: [{ reason, startTime: NOW }],
  });
  it.each([
    ['while the spec is paused', { ...steps, paused: true }, {}, true],
    ['at a pause without a duration', steps, pausedAt(0), true],
    ['not at a pause with a duration', steps, pausedAt(1), false],
    ['after an inconclusive analysis', steps, because('InconclusiveAnalysisRun'), true],
    ['after an inconclusive experiment', steps, because('InconclusiveExperiment'), true],
    ['if blue-green promotes by hand', blueGreen({ autoPromotionEnabled: false }), because('BlueGreenPause'), true],
    ['not if blue-green promotes by itself', blueGreen({ autoPromotionSeconds: 9 }), because('BlueGreenPause'), false],
    ['not while it runs', steps, { currentStepIndex: 0 }, false],
  ])('%s', (_, spec, status: RolloutStatus, expected) => {
    expect(waitsForPerson(snapshot({ spec }).spec, status)).toBe(expected);
  });
});
