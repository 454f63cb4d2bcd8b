/** Tests of what counts as healthy and as progress. */
import { describe, expect, it } from 'vitest';
import type { RolloutStatus } from '../objects.ts';
import { hasProgressed, isHealthy, isObserved, isPromoted } from './health.ts';
import { blueGreen, canary, snapshot } from './snapshot.testkit.ts';

const counts = { replicas: 4, updatedReplicas: 4, readyReplicas: 4, availableReplicas: 4 };
const promoted: RolloutStatus = { ...counts, currentPodHash: 'v2', stableRS: 'v2' };
const steps = canary({ steps: [{ setWeight: 20 }, { pause: {} }] });
const shown = blueGreen({ previewService: 'preview' });
const active: RolloutStatus = { ...counts, replicas: 8, currentPodHash: 'v2', blueGreen: { activeSelector: 'v2' } };

describe('a Rollout is healthy', () => {
  it.each<[behaviour: string, healthy: boolean, spec: object, status: RolloutStatus]>([
    ['if all pods are new and available', true, canary(), promoted],
    ['not with too few new pods', false, canary(), { ...promoted, updatedReplicas: 3 }],
    ['not with too many new pods', false, canary(), { ...promoted, updatedReplicas: 5 }],
    ['not with too few available', false, canary(), { ...promoted, availableReplicas: 3 }],
    ['not while a canary has old pods', false, canary(), { ...promoted, replicas: 5 }],
    ['not before a canary is promoted', false, canary(), { ...promoted, stableRS: 'v1' }],
    ['not before anything was', false, { ...canary(), replicas: 0 }, {}],
    ['with all steps done', true, steps, { ...promoted, currentStepIndex: 2 }],
    ['not with a step to do', false, steps, { ...promoted, currentStepIndex: 1 }],
    ['if no step was ever begun', true, steps, promoted],
    ['if blue-green is active, whatever pods are left', true, blueGreen(), active],
    ['not before blue-green is active', false, blueGreen(), { ...active, blueGreen: { activeSelector: 'v1' } }],
    ['not before its preview follows', false, shown, active],
    ['with preview and active', true, shown, { ...active, blueGreen: { activeSelector: 'v2', previewSelector: 'v2' } }],
  ])('%s', (_, healthy, spec, status) => {
    expect(isHealthy(snapshot({ spec }).spec, status)).toBe(healthy);
  });
});

describe('progress', () => {
  const at1: RolloutStatus = { ...promoted, currentStepIndex: 1, currentStepHash: 'a' };
  it.each<[behaviour: string, progress: boolean, spec: object, change: RolloutStatus]>([
    ['is not that nothing changes', false, steps, {}],
    ['is another stable revision', true, steps, { stableRS: 'v3' }],
    ['is the next step', true, steps, { currentStepIndex: 2 }],
    ['is a step back', true, steps, { currentStepIndex: 0 }],
    ['is not that steps disappear', false, steps, { currentStepIndex: undefined }],
    ['is that other steps are asked for', true, steps, { currentStepHash: 'b' }],
    ['is more new pods', true, steps, { updatedReplicas: 5, replicas: 5 }],
    ['is fewer new pods', true, steps, { updatedReplicas: 3, replicas: 3 }],
    ['is fewer old pods', true, steps, { replicas: 3 }],
    ['is not more old pods', false, steps, { replicas: 5 }],
    ['is more ready pods', true, steps, { readyReplicas: 5 }],
    ['is not fewer ready pods', false, steps, { readyReplicas: 3 }],
    ['is more available pods', true, steps, { availableReplicas: 5 }],
    ['is not fewer available pods', false, steps, { availableReplicas: 3 }],
    ['of blue-green is the switch of its active service', true, blueGreen(), { blueGreen: { activeSelector: 'v2' } }],
    ['of blue-green is the switch of its preview', true, blueGreen(), { blueGreen: { previewSelector: 'v2' } }],
    ['of blue-green is not that it is promoted', false, blueGreen(), { stableRS: 'v3' }],
  ])('%s', (_, progress, spec, change) => {
    expect(hasProgressed(snapshot({ spec }).spec, at1, { ...at1, ...change })).toBe(progress);
  });
});

it.each<[promoted: boolean, status: RolloutStatus]>([
  [true, promoted],
  [false, { ...promoted, stableRS: 'v1' }],
  [false, { stableRS: '', currentPodHash: '' }],
  [false, {}],
])('is promoted, %s, if the wanted revision is stable: %j', (expected, status) => {
  expect(isPromoted(status)).toBe(expected);
});

it.each<[observed: boolean, status: RolloutStatus]>([
  [true, { observedGeneration: '7' }],
  [false, { observedGeneration: '6' }],
  [false, { observedGeneration: '77' }],
  [false, {}],
])('is observed, %s, if the generation is the text in the status: %j', (expected, status) => {
  expect(isObserved(status, 7)).toBe(expected);
});
