/** How fast counters grow: restarts are counted in, and a few samples speak for the whole stretch of time. */
import type { Stretch } from './values.ts';

type Points = Pick<Stretch, 'times' | 'values'>;

/** The edges of the stretch that was asked for, in milliseconds. */
export interface Window {
  readonly from: number;
  readonly until: number;
}

/** What a counter gained in a window, as if its samples reached to the edges; one sample says nothing. */
export const increaseIn = (points: Points, window: Window): number | undefined => extrapolated(points, window, 1);

export const rateIn = (points: Points, window: Window): number | undefined =>
  extrapolated(points, window, (window.until - window.from) / 1000);

function extrapolated({ times, values }: Points, { from, until }: Window, seconds: number): number | undefined {
  const [start, first, end] = [times[0], values[0], times.at(-1)];
  if (start === undefined || first === undefined || end === undefined || times.length < 2) return undefined;
  const gained = gainedBy(values, first);
  const covered = (end - start) / 1000;
  const between = covered / (times.length - 1);
  const before = reach((start - from) / 1000, between);
  // No counter was ever below zero.
  const sinceZero = gained > 0 && first >= 0 ? covered * (first / gained) : before;
  const after = reach((until - end) / 1000, between);
  return gained * ((covered + Math.min(before, sinceZero) + after) / covered / seconds);
}

/** How fast it grew between the last two samples. */
export function lastRate({ times, values }: Points): number | undefined {
  const [earlier, later] = [times.at(-2), times.at(-1)];
  const [before, after] = [values.at(-2), values.at(-1)];
  if (earlier === undefined || later === undefined || before === undefined || after === undefined) return undefined;
  return (after < before ? after : after - before) / ((later - earlier) / 1000);
}

/** A counter that falls has begun again at zero. */
function gainedBy(values: readonly number[], first: number): number {
  let previous = first;
  let restarted = 0;
  for (const value of values) {
    if (value < previous) restarted += previous;
    previous = value;
  }
  return previous - first + restarted;
}

/** Samples speak for time as far as the next one would be due, and where that is missing for half as far. */
const reach = (gap: number, between: number): number => (gap >= between * 1.1 ? between / 2 : gap);
