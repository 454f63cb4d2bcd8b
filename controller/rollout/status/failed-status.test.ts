/** Tests of the status of a pass that could do nothing. */
import { expect, it } from 'vitest';
import type { RolloutStatus } from '../objects.ts';
import { invalidStatus, notMadeStatus } from './failed-status.ts';
import { at, NOW, said, snapshot } from './snapshot.testkit.ts';

const text = 'The Rollout "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0';
const told = { type: 'InvalidSpec', status: 'True', reason: 'InvalidSpec', message: text } as const;
const then = { lastUpdateTime: at(-60), lastTransitionTime: at(-60) };
const now = { lastUpdateTime: NOW, lastTransitionTime: NOW };
const available = said('Available', 'True', 'AvailableReason');
const before: RolloutStatus = {
  replicas: 4,
  phase: 'Healthy',
  observedGeneration: '6',
  conditions: [available],
  duration: { rolloutStartedAt: at(-9) },
};
const degraded = { phase: 'Degraded', message: `InvalidSpec: ${text}`, observedGeneration: '7' } as const;
const known: RolloutStatus = { ...before, ...degraded, conditions: [{ ...told, ...then }, available] };

it.each<[behaviour: string, status: RolloutStatus, expected: RolloutStatus]>([
  ['says why and leaves the rest', before, { ...before, ...degraded, conditions: [available, { ...told, ...now }] }],
  ['is the first that a Rollout gets', {}, { ...degraded, conditions: [{ ...told, ...now }] }],
  ['does not change while the reason is the same', known, known],
  ['follows the generation', { ...known, observedGeneration: '6' }, known],
  [
    'says another reason anew',
    { ...known, conditions: [{ ...told, ...then, message: 'another' }, available] },
    { ...known, conditions: [available, { ...told, ...now }] },
  ],
])('the status of an invalid Rollout %s', (_, status, expected) => {
  expect(invalidStatus(snapshot({ status }), text)).toStrictEqual(expected);
});

it('tells of a ReplicaSet that was refused', () => {
  const { conditions, ...rest } = notMadeStatus(snapshot({ status: before }), 'web-v2', 'quota exceeded');
  expect(conditions?.at(-1)).toStrictEqual({
    type: 'Progressing',
    status: 'False',
    reason: 'ReplicaSetCreateError',
    message: 'Failed to create new replica set "web-v2": quota exceeded',
    ...now,
  });
  expect(rest).toMatchObject({ replicas: 4, phase: 'Progressing', observedGeneration: '7' });
});
