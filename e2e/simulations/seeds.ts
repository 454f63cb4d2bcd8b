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
/** What a story leaves unfinished stays in memory: its requests are still waiting when it ends. */
const SEEDS_OF_A_LIFE = 40;

/** Each seed goes to the player who is free first; rejects if a player dies. */
export async function playSeeds(seeds: Seeds, onPlayed: (played: Played) => void): Promise<void> {
  const { scenario, first, count, processes } = seeds;
  const left = Array.from({ length: count }, (_, index) => first + index);
  const play = async () => {
    while (left.length > 0) await life(scenario, left, onPlayed);
  };
  await Promise.all(Array.from({ length: Math.min(processes, count) }, play));
}

function life({ name }: Scenario, left: number[], onPlayed: (played: Played) => void): Promise<void> {
  const child = fork(PLAYER, [name]);
  let seed: number | undefined;
  let played = 0;
  const next = () => {
    seed = played++ < SEEDS_OF_A_LIFE ? left.shift() : undefined;
    if (seed === undefined) child.disconnect();
    else child.send(seed);
  };
  child.on('message', (one: Played) => {
    onPlayed(one);
    next();
  });
  next();
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => (seed === undefined ? resolve() : reject(new Error(`seed ${seed}: exit ${code}`))));
  });
}
