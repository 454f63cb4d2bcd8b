/** How much simulated time a second of processor time buys. */
import { replicas } from '../e2e/simulations/replicas.ts';
import { slowRollout } from '../e2e/simulations/slow-rollout.ts';
import { carefulToy } from '../e2e/simulations/toy.ts';
import { outcomeOf, type Scenario } from '../sandbox/simulation/scenario.ts';

import { spreadOf } from './measure.ts';

const HOUR = 3_600_000;
const RUNS = 20;

const idle: Scenario = {
  name: 'idle',
  about: 'an hour in which nothing happens',
  async play(simulation) {
    simulation.startCluster();
    await simulation.advance(HOUR);
  },
};

const RACES: readonly (readonly [what: string, scenario: Scenario])[] = [
  ['a cluster at rest', idle],
  ['a rollout that takes an hour', slowRollout],
  ['a controller while everything goes wrong', carefulToy],
  ['two replicas while everything goes wrong', replicas],
];

export async function simulation(): Promise<void> {
  for (const [what, scenario] of RACES) {
    const milliseconds: number[] = [];
    let virtual = 0;
    for (let seed = 0; seed < RUNS; seed++) {
      const before = process.cpuUsage();
      const outcome = await outcomeOf(scenario, seed);
      const { user, system } = process.cpuUsage(before);
      if (outcome.problem !== undefined) throw new Error(`${scenario.name}, seed ${seed}: ${outcome.problem}`);
      // The first run warms up.
      if (seed === 0) continue;
      milliseconds.push((user + system) / 1000);
      virtual += outcome.milliseconds;
    }
    const spent = milliseconds.reduce((sum, one) => sum + one, 0);
    const rate = (virtual / HOUR / (spent / 1000)).toFixed(1).padStart(6);
    const { p50, p99 } = spreadOf(milliseconds);
    const run = `a run takes p50 ${p50.toFixed(0)} ms   p99 ${p99.toFixed(0)} ms`;
    console.log(`${what.padEnd(44)} ${rate} simulated hours per CPU second   ${run}`);
  }
}
