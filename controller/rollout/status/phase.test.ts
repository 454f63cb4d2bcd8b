/** Tests of the phase, in the order in which the rows win. */
import { describe, expect, it } from 'vitest';
import type { RolloutStatus } from '../objects.ts';
import { phaseOf } from './phase.ts';
import { at, blueGreen, canary, NOW, said, snapshot } from './snapshot.testkit.ts';

const done: RolloutStatus = {
  replicas: 4,
  updatedReplicas: 4,
  availableReplicas: 4,
  currentPodHash: 'v2',
  stableRS: 'v2',
  blueGreen: { activeSelector: 'v2' },
};
const invalid = said('InvalidSpec', 'True', 'InvalidSpec');
const aborted = said('Progressing', 'False', 'RolloutAborted');
const timedOut = said('Progressing', 'False', 'ProgressDeadlineExceeded');
const pauseConditions: RolloutStatus['pauseConditions'] = [
  { reason: 'InconclusiveExperiment', startTime: NOW },
  { reason: 'CanaryPauseStep', startTime: NOW },
];
const verified = blueGreen({ postPromotionAnalysis: { templates: [] } });
const analysed = (status: string): RolloutStatus => ({
  ...done,
  stableRS: 'v1',
  blueGreen: { activeSelector: 'v2', postPromotionAnalysisRunStatus: { name: 'run', status } },
});
const routed = canary({ trafficRouting: { nginx: { stableIngress: 'web' } } });

describe('phaseOf', () => {
  it.each<[phase: string, message: string, spec: object, status: RolloutStatus]>([
    ['Degraded', 'InvalidSpec: said before', { paused: true }, { ...done, conditions: [invalid, aborted] }],
    ['Degraded', 'RolloutAborted: said before', {}, { ...done, conditions: [aborted, invalid] }],
    ['Degraded', 'ProgressDeadlineExceeded: said before', { paused: true }, { ...done, conditions: [timedOut] }],
    ['Paused', 'manually paused', { paused: true }, { ...done, pauseConditions }],
    ['Paused', 'InconclusiveExperiment', { restartAt: NOW }, { ...done, pauseConditions }],
    ['Progressing', 'rollout is restarting', { restartAt: NOW }, { ...done, updatedReplicas: 3 }],
    ['Progressing', 'rollout is restarting', { restartAt: NOW }, { ...done, restartedAt: at(-1) }],
    ['Healthy', '', { restartAt: NOW }, { ...done, restartedAt: '2026-01-01T13:00:00+01:00' }],
    ['Progressing', 'more replicas need to be updated', {}, { ...done, updatedReplicas: 3, availableReplicas: 2 }],
    ['Progressing', 'updated replicas are still becoming available', {}, { ...done, availableReplicas: 3 }],
    ['Progressing', 'active service cutover pending', blueGreen(), { ...done, blueGreen: {} }],
    ['Progressing', 'active service cutover pending', blueGreen(), { ...done, blueGreen: { activeSelector: 'v1' } }],
    ['Progressing', 'waiting for analysis to complete', verified, { ...done, stableRS: 'v1' }],
    ['Progressing', 'waiting for analysis to complete', verified, analysed('Running')],
    ['Progressing', 'waiting for post-promotion verification to complete', verified, analysed('Successful')],
    ['Progressing', 'waiting for post-promotion verification to complete', blueGreen(), { ...done, stableRS: '' }],
    ['Healthy', '', verified, done],
    ['Healthy', '', blueGreen(), { ...done, replicas: 8 }],
    ['Progressing', 'old replicas are pending termination', canary(), { ...done, replicas: 5, stableRS: 'v1' }],
    ['Progressing', 'waiting for all steps to complete', canary(), { ...done, stableRS: 'v1' }],
    ['Progressing', 'waiting for all steps to complete', routed, { ...done, replicas: 5, stableRS: 'v1' }],
    ['Healthy', '', routed, { ...done, replicas: 5 }],
    ['Healthy', '', canary(), done],
    ['Healthy', '', { replicas: 0 }, { currentPodHash: 'v2', stableRS: 'v2' }],
    ['Progressing', 'more replicas need to be updated', {}, {}],
  ])('is %s, %s', (phase, message, spec, status) => {
    expect(phaseOf(snapshot({ spec: { ...canary(), ...spec } }).spec, status)).toStrictEqual({ phase, message });
  });
});
