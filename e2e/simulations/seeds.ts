/** Plays a story with many seeds, in as many processes as there are processors. */
import { fork } from 'node:child_process';
import type { Scenario } from '../../sandbox/simulation/scenario.ts';
import type { Played } from './player.ts';

export interface Seeds {
  readonly scenario: Scenario;
  readonly first: number;
  readonly count: number;
  readonly processes: number;
}

const PLAYER = new URL('player.ts', import.meta.url);

/** Each seed goes to the player who is free first; rejects if a player dies. */
export async function playSeeds(seeds: Seeds, onPlayed: (played: Played) => void): Promise<void> {
  const { first, count, processes } = seeds;
  const left = Array.from({ length: count }, (_, index) => first + index).values();
  const players = Array.from({ length: Math.min(processes, count) }, () => player(seeds.scenario, left, onPlayed));
  await Promise.all(players);
}

function player({ name }: Scenario, left: Iterator<number>, onPlayed: (played: Played) => void): Promise<void> {
  const child = fork(PLAYER, [name]);
  let seed: number | undefined;
  const next = () => {
    seed = left.next().value as number | undefined;
    if (seed === undefined) child.disconnect();
    else child.send(seed);
  };
  child.on('message', (played: Played) => {
    onPlayed(played);
    next();
  });
  next();
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => (seed === undefined ? resolve() : reject(new Error(`seed ${seed}: exit ${code}`))));
  });
}
