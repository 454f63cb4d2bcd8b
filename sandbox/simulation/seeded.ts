/** Chance that a seed determines: a stream of numbers for each purpose, so that more of one changes no other. */
import type { Random } from '../../kube/clock.ts';

/** The mulberry32 generator, begun at a place that seed and purpose decide. */
export function seeded(seed: number, purpose: string): Random {
  let state = hashOf(`${seed}/${purpose}`);
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x81_1c_9d_c5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01_00_01_93);
  return hash >>> 0;
}
