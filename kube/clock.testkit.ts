/** A clock that tests turn by hand: time passes only in `advance`. */
import { setImmediate as turn } from 'node:timers/promises';
import { Timeline } from '../sandbox/simulation/timeline.ts';
import type { Clock } from './clock.ts';

export interface ManualClock extends Clock {
  /** Lets time pass: runs the timers that fall due in their order, and whatever they set off settles in between. */
  advance(ms: number): Promise<void>;
  /** Sets the clock on the wall forward or back, as an administrator would: no time passes. */
  jump(ms: number): void;
  /** How many timers wait. */
  readonly timers: number;
}

/** Two turns of the event loop also cover streams that take one. */
async function settle(): Promise<void> {
  await turn();
  await turn();
}

export function manualClock(start = new Date('2026-01-01T00:00:00Z')): ManualClock {
  // Without chance, what is due at the same moment runs in the order in which it was asked for.
  const timeline = new Timeline({ start, random: () => 0, settle });
  let offset = 0;
  return {
    now: () => new Date(timeline.now().getTime() + offset),
    monotonic: () => timeline.monotonic(),
    after: (ms, run) => timeline.after(ms, run),
    advance: (ms) => timeline.advance(ms),
    jump(ms) {
      offset += ms;
    },
    get timers() {
      return timeline.waiting;
    },
  };
}
