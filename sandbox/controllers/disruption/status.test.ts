import { describe, expect, it } from 'vitest';
import { ago, NOW, pod } from '../workloads.testkit.ts';
import type { Pod } from '../workloads.ts';
import { shownSelector } from './shown-selector.ts';
import { type Budget, type BudgetStatus, budgetStatus, failedStatus, needsScale, nextGivenUp } from './status.ts';

const budget = (spec: Budget['spec'], status: Partial<BudgetStatus> = {}): Budget => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: 'b', namespace: 'shop', uid: 'b', generation: 3 },
  spec: { selector: { matchLabels: { app: 'web' } }, ...spec },
  status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0, ...status },
});
const ready = (name: string): Pod => pod({ name, phase: 'Running', readyFor: 9 });
const going = (one: Pod): Pod => ({ ...one, metadata: { ...one.metadata, deletionTimestamp: ago(1) } });
const THREE = [ready('a'), ready('b'), ready('c')];

describe('how many may be disturbed', () => {
  type Figures = readonly [expected: number, desired: number, healthy: number, allowed: number];
  type Given = readonly [budget: Budget, pods: readonly Pod[], scale?: number];
  it.each<[sentence: string, figures: Figures, given: Given]>([
    ['those beyond a minimum', [3, 2, 3, 1], [budget({ minAvailable: 2 }), THREE]],
    ['none if the minimum is not reached', [3, 5, 3, 0], [budget({ minAvailable: 5 }), THREE]],
    ['none where nobody is', [0, 0, 0, 0], [budget({ minAvailable: 0 }), []]],
    ['none without a limit', [0, 0, 3, 0], [budget({}), THREE]],
    ['those beyond a share of what is wanted, rounded up', [5, 3, 3, 0], [budget({ minAvailable: '50%' }), THREE, 5]],
    ['as many as may be missing of what is wanted', [3, 2, 3, 1], [budget({ maxUnavailable: 1 }), THREE, 3]],
    ['fewer where some are missing already', [4, 3, 3, 0], [budget({ maxUnavailable: 1 }), THREE, 4]],
    ['a share of what is wanted, rounded up', [3, 1, 3, 2], [budget({ maxUnavailable: '34%' }), THREE, 3]],
    ['all if all may be missing', [3, 0, 3, 3], [budget({ maxUnavailable: 9 }), THREE, 3]],
    ['nobody of whom none is wanted', [0, 0, 3, 0], [budget({ maxUnavailable: 1 }), THREE, 0]],
    [
      'only who is ready and does not go counts',
      [4, 0, 1, 1],
      [budget({ minAvailable: 0 }), [ready('a'), going(ready('b')), pod({ name: 'c' }), going(pod({ name: 'd' }))]],
    ],
    [
      'whom an eviction took does not count',
      [3, 0, 2, 2],
      [budget({ minAvailable: 0 }, { disruptedPods: { a: ago(119), gone: ago(1) } }), THREE],
    ],
    [
      'whom an eviction did not take in time counts again',
      [3, 0, 3, 3],
      [budget({ minAvailable: 0 }, { disruptedPods: { a: ago(121) } }), THREE],
    ],
  ])('%s', (_, [expectedPods, desiredHealthy, currentHealthy, disruptionsAllowed], [given, pods, scale = 0]) => {
    const status = budgetStatus({ budget: given, pods, scale, now: NOW });
    expect(status).toMatchObject({ expectedPods, desiredHealthy, currentHealthy, disruptionsAllowed });
    expect(status.observedGeneration).toBe(3);
  });

  it.each<[needed: boolean, spec: Budget['spec']]>([
    [false, { minAvailable: 2 }],
    [false, {}],
    [true, { minAvailable: '50%' }],
    [true, { maxUnavailable: 1 }],
  ])('whether it depends on what controllers want: %s for %j', (needed, spec) => {
    expect(needsScale(budget(spec))).toBe(needed);
  });
});

describe('evictions that were allowed', () => {
  const given = budget(
    { minAvailable: 0 },
    { disruptedPods: { a: ago(60), b: ago(100), c: ago(200), d: ago(5), gone: ago(1) } },
  );
  const pods = [...THREE, going(ready('d'))];

  it('are remembered of pods that are still to go', () => {
    const { disruptedPods } = budgetStatus({ budget: given, pods, scale: 0, now: NOW });
    expect(disruptedPods).toEqual({ a: ago(60), b: ago(100) });
  });

  it('are given up one after the other', () => {
    expect(nextGivenUp({ budget: given, pods, now: NOW })).toEqual(new Date(NOW.getTime() + 20_001));
    expect(nextGivenUp({ budget: given, pods: [], now: NOW })).toBeUndefined();
  });

  it('leave nothing behind', () => {
    expect(budgetStatus({ budget: given, pods: [], scale: 0, now: NOW })).not.toHaveProperty('disruptedPods');
  });
});

describe('the condition', () => {
  const now = '2026-01-01T12:00:00Z';
  const condition = (status: 'True' | 'False', reason: string, lastTransitionTime: string, message = '') => [
    { type: 'DisruptionAllowed', status, reason, message, lastTransitionTime, observedGeneration: 3 },
  ];
  const of = (status: Partial<BudgetStatus>, pods: readonly Pod[]) =>
    budgetStatus({ budget: budget({ minAvailable: 1 }, status), pods, scale: 0, now: NOW }).conditions;

  it('says whether any disruption is allowed', () => {
    expect(of({}, THREE)).toEqual(condition('True', 'SufficientPods', now));
    expect(of({}, [])).toEqual(condition('False', 'InsufficientPods', now));
  });

  it('keeps the time of its last transition, and its neighbours', () => {
    const other = { type: 'Other', status: 'True', reason: 'So', message: '', lastTransitionTime: ago(5) } as const;
    const before = [...condition('False', 'SyncFailed', ago(50), 'no'), other];
    expect(of({ conditions: before }, [])).toEqual([...condition('False', 'InsufficientPods', ago(50)), other]);
    expect(of({ conditions: before }, THREE)).toEqual([...condition('True', 'SufficientPods', now), other]);
  });

  it('says why nothing can be said, and nothing is allowed then', () => {
    const before = budget({}, { disruptionsAllowed: 2, expectedPods: 3, observedGeneration: 2 });
    expect(failedStatus(before, 'no', NOW)).toMatchObject({
      disruptionsAllowed: 0,
      expectedPods: 3,
      observedGeneration: 2,
      conditions: [{ status: 'False', reason: 'SyncFailed', message: 'no', observedGeneration: 2 }],
    });
  });
});

it.each([
  ['nil', undefined],
  ['&LabelSelector{MatchLabels:map[string]string{},MatchExpressions:[]LabelSelectorRequirement{},}', {}],
  [
    '&LabelSelector{MatchLabels:map[string]string{a: 1,b: 2,},MatchExpressions:[]LabelSelectorRequirement{},}',
    { matchLabels: { b: '2', a: '1' } },
  ],
  [
    '&LabelSelector{MatchLabels:map[string]string{},MatchExpressions:[]LabelSelectorRequirement{' +
      'LabelSelectorRequirement{Key:a,Operator:In,Values:[x y],},LabelSelectorRequirement{Key:b,Operator:Exists,Values:[],},},}',
    {
      matchExpressions: [
        { key: 'a', operator: 'In', values: ['x', 'y'] },
        { key: 'b', operator: 'Exists' },
      ],
    },
  ],
])('a selector is shown as %s', (text, selector) => expect(shownSelector(selector)).toBe(text));
