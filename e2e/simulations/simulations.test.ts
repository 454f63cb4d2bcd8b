import { describe, expect, it } from 'vitest';
import { firstFailure, outcomeOf, problemText, type Scenario } from '../../sandbox/simulation/scenario.ts';
import { recklessReplicas, replicas } from './replicas.ts';
import { basicCanary, blueGreen, gatewayCanary, nginxCanary, pingPong } from './rollouts.ts';
import { lateEndpoints, slowRollout } from './slow-rollout.ts';
import { carefulToy, hastyToy, hastyToyInPeace } from './toy.ts';

const SEEDS = 100;
/** Milliseconds: hundreds of clusters take their time on a busy machine. */
const PATIENCE = 900_000;
/** `npm run simulate -- nginx-canary --seeds 1000` plays more. */
const ROLLOUT_SEEDS = 8;

/** Undefined if every seed ends well. */
const problemIn = async (story: Scenario, seeds: number): Promise<string | undefined> =>
  problemText(story, await firstFailure(story, seeds));

describe('a simulation', () => {
  it(
    'is the same for the same seed, byte for byte, with 200 seeds and every fault there is',
    async () => {
      const differing: number[] = [];
      const traces = new Set<string>();
      for (let seed = 1; seed <= 200; seed++) {
        const [first, second] = [await outcomeOf(carefulToy, seed), await outcomeOf(carefulToy, seed)];
        const [one, other] = [first.trace.join('\n'), second.trace.join('\n')];
        if (one !== other) differing.push(seed);
        traces.add(one);
      }
      expect(differing).toEqual([]);
      expect(traces.size).toBe(200);
    },
    PATIENCE,
  );
});

describe('virtual time', () => {
  it(
    'rolls a Deployment out in an hour that nobody waits for',
    async () => {
      const [first, second] = [await outcomeOf(slowRollout, 1), await outcomeOf(slowRollout, 1)];
      expect(problemText(slowRollout, first)).toBeUndefined();
      expect(first.milliseconds).toBeGreaterThan(3_600_000);
      expect(second.trace).toEqual(first.trace);
    },
    PATIENCE,
  );
});

describe('users', () => {
  it(
    'notice when the addresses of a Service follow its pods late',
    async () => {
      expect((await outcomeOf(lateEndpoints, 1)).problem).toBe('users were answered 502');
    },
    PATIENCE,
  );
});

describe('Rollouts', () => {
  it.each([basicCanary, nginxCanary, gatewayCanary, pingPong, blueGreen])(
    'of $name keep their users answered while everything goes wrong',
    async (story) => {
      expect(await problemIn(story, ROLLOUT_SEEDS)).toBeUndefined();
    },
    PATIENCE,
  );
});

describe('faults', () => {
  it(
    'catch a controller that believes its cache, which is right as long as nothing goes wrong',
    async () => {
      expect(await problemIn(hastyToyInPeace, SEEDS)).toBeUndefined();
      const failure = await firstFailure(hastyToy, SEEDS);
      expect(problemText(hastyToy, failure)).toMatch(
        /^seed (\d+): no more pods than wanted: \d pods of \d\n {2}npm run simulate -- hasty-toy --seed \1$/,
      );
      expect(failure?.trace.at(-1)).toContain('BROKEN no more pods than wanted');
      const again = await outcomeOf(hastyToy, failure?.seed ?? 0);
      expect(again.trace).toEqual(failure?.trace);
    },
    PATIENCE,
  );

  it(
    'do no harm to the same controller once it is mended',
    async () => {
      expect(await problemIn(carefulToy, SEEDS)).toBeUndefined();
    },
    PATIENCE,
  );

  it(
    'catch a replica that writes without asking for its lease',
    async () => {
      expect((await firstFailure(recklessReplicas, SEEDS))?.problem).toMatch(/^only the holder writes: /);
    },
    PATIENCE,
  );

  it(
    'never make two replicas of the runtime write the same object',
    async () => {
      expect(await problemIn(replicas, SEEDS)).toBeUndefined();
    },
    PATIENCE,
  );
});
