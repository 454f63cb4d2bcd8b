import { expect, it } from 'vitest';
import { firstFailure, problemText } from '../../sandbox/simulation/scenario.ts';
import { fleet } from './fleet/fleet.ts';

/** `npm run simulate -- fleet --seeds 1000 --coverage` plays more, and tells what they came across. */
const SEEDS = 40;
/** Milliseconds, on a busy machine. */
const PATIENCE = 900_000;

it(
  'fleets of random Rollouts keep all their promises, whatever users and faults do, and whenever',
  async () => {
    expect(problemText(fleet, await firstFailure(fleet, SEEDS))).toBeUndefined();
  },
  PATIENCE,
);
