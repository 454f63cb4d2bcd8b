/** How pods come close to a weight. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { basicSplit } from './split.ts';

const MAX = 100;

describe('a split by pods', () => {
  it.each<[sentence: string, given: [replicas: number, weight: number, surge: number], expected: [number, number]]>([
    ['has no pods without replicas', [0, 50, 1], [0, 0]],
    ['gives a tenth of ten pods one', [10, 10, 1], [1, 9]],
    ['gives three tenths of ten pods three', [10, 30, 3], [3, 7]],
    ['gives a quarter of four pods one', [4, 25, 1], [1, 3]],
    ['gives half of four pods two', [4, 50, 1], [2, 2]],
    ['gives all to the canary at full weight', [4, 100, 1], [4, 0]],
    ['gives all to stable at no weight', [4, 0, 1], [0, 4]],
    ['prefers the larger canary of two equally close', [3, 50, 0], [2, 1]],
    ['takes a pod more where that comes closer', [3, 50, 1], [2, 2]],
    ['shows a small weight of one replica beside it', [1, 5, 1], [1, 1]],
    ['shows a large weight of one replica beside it', [1, 95, 1], [1, 1]],
    ['has one replica on one side where nothing may be added', [1, 60, 0], [1, 0]],
    ['leaves one replica with stable where the weight is small and nothing may be added', [1, 5, 0], [0, 1]],
    ['keeps a stable pod at nearly full weight', [2, 99, 0], [1, 1]],
    ['keeps a canary pod at nearly no weight', [10, 1, 0], [1, 9]],
  ])('%s', (_, [replicas, weight, surge], [canary, stable]) => {
    expect(basicSplit({ replicas, weight, maxWeight: MAX, surge })).toEqual({ canary, stable });
  });

  it('takes weights out of another total', () => {
    expect(basicSplit({ replicas: 10, weight: 500, maxWeight: 1000, surge: 0 })).toEqual({ canary: 5, stable: 5 });
  });

  it('has the replicas, one more only where there is surge, and both sides between the ends', () => {
    const input = fc.record({
      replicas: fc.integer({ min: 2, max: 200 }),
      weight: fc.integer({ min: 0, max: MAX }),
      maxWeight: fc.constant(MAX),
      surge: fc.integer({ min: 0, max: 3 }),
    });
    fc.assert(
      fc.property(input, (one) => {
        const { canary, stable } = basicSplit(one);
        expect(canary + stable - one.replicas).toBeGreaterThanOrEqual(0);
        expect(canary + stable - one.replicas).toBeLessThanOrEqual(Math.min(1, one.surge));
        const isAtAnEnd = one.weight === 0 || one.weight === MAX;
        expect(Math.min(canary, stable) > 0).toBe(!isAtAnEnd);
        expect(Math.abs(canary - (one.weight * one.replicas) / MAX)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
