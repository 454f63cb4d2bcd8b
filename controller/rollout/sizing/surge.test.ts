/** How many pods may be too many and too few, for each way to write it. */
import { describe, expect, it } from 'vitest';
import { surgeOf } from './surge.ts';

type Amount = number | string;

describe('surge and unavailability', () => {
  it.each<[sentence: string, replicas: number, asked: [Amount, Amount], expected: [number, number]]>([
    ['round a percentage up for surge and down for unavailability', 10, ['25%', '25%'], [3, 2]],
    ['read a bare number in text as a percentage', 10, ['25', '25'], [3, 2]],
    ['take a number as pods', 10, [3, 5], [3, 5]],
    ['allow one unavailable pod where both come to none', 10, [0, 0], [0, 1]],
    ['allow one unavailable pod where both round to none', 3, ['0%', '25%'], [0, 1]],
    ['allow one pod more of a single replica', 1, ['25%', '25%'], [1, 0]],
    ['are 1 and 1 for four replicas', 4, ['25%', '25%'], [1, 1]],
    ['never let more be unavailable than there are', 2, [1, 5], [1, 2]],
    ['allow nothing without replicas', 0, ['25%', '25%'], [0, 0]],
    ['allow nothing where the text says nothing', 10, ['some', 2], [0, 2]],
    ['allow nothing where the number is negative', 10, [-1, 2], [0, 2]],
  ])('%s', (_, replicas, [maxSurge, maxUnavailable], [surge, unavailable]) => {
    expect(surgeOf(replicas, maxSurge, maxUnavailable)).toEqual({ surge, unavailable });
  });
});
