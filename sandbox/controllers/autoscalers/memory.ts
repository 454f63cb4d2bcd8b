/** What was recommended and done for an autoscaler lately: no longer than any rule can ask for. Pure. */
import type { Step, Steps } from './rate.ts';

export interface Recommendation {
  readonly replicas: number;
  readonly at: number;
}

export interface Memory extends Steps {
  readonly recommendations: readonly Recommendation[];
}

/** The longest window and period that the server accepts. */
const LONGEST = 3_600_000;

/** With what there is now as the first recommendation. */
export const newMemory = (replicas: number, now: number): Memory => ({
  recommendations: [{ replicas, at: now }],
  ups: [],
  downs: [],
});

export const withRecommendation = (memory: Memory, replicas: number, now: number): Memory => ({
  ...memory,
  recommendations: [...recent(memory.recommendations, now), { replicas, at: now }],
});

export function withStep(memory: Memory, from: number, to: number, now: number): Memory {
  const step: Step = { change: Math.abs(to - from), at: now };
  return to > from
    ? { ...memory, ups: [...recent(memory.ups, now), step] }
    : { ...memory, downs: [...recent(memory.downs, now), step] };
}

const recent = <T extends { readonly at: number }>(list: readonly T[], now: number): readonly T[] =>
  list.filter(({ at }) => at >= now - LONGEST);
