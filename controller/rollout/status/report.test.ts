import { expect, it } from 'vitest';
import type { RolloutStatus } from '../objects.ts';
import { isReport } from './report.ts';

const T0 = '2026-01-01T00:00:00Z';
const condition = (type: string, status: 'True' | 'False', more: object = {}) => ({
  ...{ type, status, reason: type, message: type, lastUpdateTime: T0, lastTransitionTime: T0 },
  ...more,
});
const status: RolloutStatus = {
  ...{ phase: 'Progressing', message: 'more replicas need to be updated', currentStepIndex: 1, replicas: 4 },
  conditions: [condition('Progressing', 'True'), condition('Available', 'True')],
};
const later = { lastUpdateTime: '2026-01-01T00:00:09Z' };

it.each<[change: string, after: RolloutStatus, isLate: boolean]>([
  ['counts', { ...status, replicas: 5, updatedReplicas: 1 }, true],
  ['the words that follow from them', { ...status, message: 'updated replicas are still becoming available' }, true],
  [
    'the time of progress, and its place',
    { ...status, conditions: [condition('Available', 'True'), condition('Progressing', 'True', later)] },
    true,
  ],
  [
    'availability',
    { ...status, conditions: [condition('Progressing', 'True'), condition('Available', 'False')] },
    true,
  ],
  ['a step', { ...status, currentStepIndex: 2 }, false],
  ['a phase', { ...status, phase: 'Healthy' }, false],
  ['a pause', { ...status, pauseConditions: [{ reason: 'CanaryPauseStep', startTime: T0 }] }, false],
  ['an end', { ...status, abort: true }, false],
  ['weights', { ...status, canary: { stablePingPong: 'ping' } }, false],
  [
    'why nothing progresses',
    { ...status, conditions: [condition('Progressing', 'False', { reason: 'Other' }), condition('Available', 'True')] },
    false,
  ],
  [
    'a condition that comes',
    { ...status, conditions: [...(status.conditions ?? []), condition('Paused', 'True')] },
    false,
  ],
])('a change of %s may wait: %#', (_, after, isLate) => {
  expect(isReport(status, after)).toBe(isLate);
});
