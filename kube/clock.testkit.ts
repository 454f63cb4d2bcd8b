/** A clock that tests turn by hand: time passes only in `advance`. */
import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from './clock.ts';

export interface ManualClock extends Clock {
  /** Lets time pass: runs the timers that fall due in their order, and whatever they set off settles in between. */
  advance(ms: number): Promise<void>;
  /** Sets the clock on the wall forward or back, as an administrator would: no time passes. */
  jump(ms: number): void;
  /** How many timers wait. */
  readonly timers: number;
}

interface Timer {
  readonly due: number;
  readonly run: () => void;
}

/** More timers than this at one moment are a loop that would never let time go on. */
const MOST_AT_ONCE = 100_000;

/** Promises settle among themselves before the event loop turns; two turns also cover streams that take one. */
async function settle(): Promise<void> {
  await turn();
  await turn();
}

export function manualClock(start = new Date('2026-01-01T00:00:00Z')): ManualClock {
  let wall = start.getTime();
  let elapsed = 0;
  /** In the order in which they run. */
  const timers: Timer[] = [];

  const add = (timer: Timer) => {
    const later = timers.findIndex(({ due }) => due > timer.due);
    timers.splice(later === -1 ? timers.length : later, 0, timer);
  };
  const remove = (timer: Timer) => {
    const index = timers.indexOf(timer);
    if (index !== -1) timers.splice(index, 1);
  };
  const runNext = (until: number): boolean => {
    const [next] = timers;
    if (!next || next.due > until) return false;
    timers.shift();
    elapsed = Math.max(elapsed, next.due);
    next.run();
    return true;
  };

  return {
    now: () => new Date(wall + elapsed),
    monotonic: () => elapsed,
    after(ms, run) {
      const timer = { due: elapsed + (ms > 0 ? ms : 0), run };
      add(timer);
      return () => remove(timer);
    },
    async advance(ms) {
      const until = elapsed + ms;
      await settle();
      for (let since = elapsed, ran = 0; runNext(until); ran++) {
        await settle();
        if (elapsed > since) [since, ran] = [elapsed, 0];
        if (ran > MOST_AT_ONCE) throw new Error(`timers never end at ${new Date(wall + elapsed).toISOString()}`);
      }
      elapsed = Math.max(elapsed, until);
    },
    jump(ms) {
      wall += ms;
    },
    get timers() {
      return timers.length;
    },
  };
}
