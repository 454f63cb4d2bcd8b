/** When revisions count as arrived. */
import { describe, expect, it } from 'vitest';
import { counts } from './counts.testkit.ts';
import { type ArrivalInput, areDesiredCounts, isThresholdMet, type Threshold } from './threshold.ts';

const percent = (value: number): Threshold => ({ type: 'Percent', value });
const inPods = (value: number): Threshold => ({ type: 'Pods', value });

describe('a threshold', () => {
  it.each<
    [sentence: string, pods: [size: number, available: number], threshold: Threshold | undefined, expected: boolean]
  >([
    ['asks for all pods unless said otherwise', [4, 4], undefined, true],
    ['misses one pod', [4, 3], undefined, false],
    ['does not take available pods of another size', [5, 4], undefined, false],
    ['is ignored if negative', [4, 3], percent(-1), false],
    ['is met by its percentage', [4, 3], percent(75), true],
    ['is not met below its percentage', [4, 3], percent(76), false],
    ['asks for no size if it is a percentage', [9, 4], percent(100), true],
    ['is met by its number of pods', [4, 2], inPods(2), true],
    ['asks for more pods than desired if it says so', [4, 4], inPods(5), false],
    ['asks for pods even if it asks for none', [0, 0], inPods(0), true],
  ])('%s', (_, [size, available], threshold, expected) => {
    expect(isThresholdMet({ size, available }, 4, threshold)).toBe(expected);
  });

  it('is met in percent where no pods are desired', () => {
    expect(isThresholdMet({ size: 2, available: 0 }, 0, percent(100))).toBe(true);
  });

  it('misses no percentage by a rounding error', () => {
    for (let desired = 1; desired <= 300; desired += 1) {
      for (const value of [7, 14, 28, 29, 55, 57, 58]) {
        const available = Math.ceil((desired * value) / 100);
        expect(isThresholdMet({ size: desired, available }, desired, percent(value))).toBe(true);
        expect(isThresholdMet({ size: desired, available: available - 1 }, desired, percent(value))).toBe(false);
      }
    }
  });
});

describe('desired counts', () => {
  const arrived: ArrivalInput = {
    current: counts(2),
    stable: counts(8),
    others: [],
    desired: { current: 2, stable: 8 },
    hasTraffic: false,
    isDynamic: false,
  };
  const router = { hasTraffic: true };

  it.each<[sentence: string, given: Partial<ArrivalInput>, expected: boolean]>([
    ['are there when both sides arrived', {}, true],
    ['wait for the current revision to exist', { current: undefined }, false],
    ['wait for the current pods', { current: counts(2, 1) }, false],
    ['are content with the threshold', { current: counts(2, 1), threshold: percent(50) }, true],
    ['wait for pods too many to go, whatever the threshold', { current: counts(3), threshold: percent(50) }, false],
    ['wait for the size of stable', { stable: counts(9) }, false],
    ['wait for the pods of stable', { stable: { ...counts(8), pods: 9 } }, false],
    ['ask for no available pods of stable', { stable: counts(8, 3) }, true],
    ['ask for no stable', { stable: undefined }, true],
    ['wait for old pods to go', { others: [{ available: 1 }] }, false],
    ['do not wait for old pods behind a router', { ...router, others: [{ available: 1 }] }, true],
    ['wait for stable behind a router', { ...router, stable: counts(9) }, false],
    ['do not wait for a dynamic stable to grow', { ...router, isDynamic: true, stable: counts(7) }, true],
    ['wait for pods too many of a dynamic stable to go', { ...router, isDynamic: true, stable: counts(9) }, false],
  ])('%s', (_, given, expected) => {
    expect(areDesiredCounts({ ...arrived, ...given })).toBe(expected);
  });
});
