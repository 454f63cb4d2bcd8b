import { describe, expect, it } from 'vitest';
import type { Step } from '../../crds/rollout/steps.ts';
import { stepsHash, stepsHashesOf } from './steps-hash.ts';
import recorded from './testdata/steps.json' with { type: 'json' };

interface Recorded {
  readonly name: string;
  readonly steps: readonly Step[];
  /** By Go with the types of Argo Rollouts 1.9. */
  readonly hash: string;
  /** By Go with those of 1.8. */
  readonly oldHash: string;
}

const cases = (recorded as unknown as readonly Recorded[]).map((one) => [one.name, one] as const);

describe('the hash of steps', () => {
  it.each<[what: string, steps: readonly Step[] | undefined, hash: string]>([
    ['no steps', undefined, '5ffbfbbd64'],
    ['an empty list', [], '5f8cb5778f'],
    ['a weight and a pause', [{ setWeight: 20 }, { pause: {} }], '54649b9f5c'],
  ])('is the known one for %s', (_, steps, hash) => expect(stepsHash(steps)).toBe(hash));

  it.each(cases)('is what Go computes for %s', (_, { steps, hash, oldHash }) => {
    expect(stepsHash(steps)).toBe(hash);
    expect(stepsHashesOf(steps)).toEqual([hash, oldHash]);
  });
});
