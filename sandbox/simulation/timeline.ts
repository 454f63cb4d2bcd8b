/** Virtual time for everything in a simulation: one event after another, as fast as they can be handled. */
import type { Clock, Random } from '../../kube/clock.ts';
import { Heap } from '../../kube/timers.ts';

export interface TimelineOptions {
  readonly start: Date;
  /** Decides what comes first of what is due at the same moment. */
  readonly random: Random;
  /** Resolves when all that an event set off has happened; without it, when all promises have settled. */
  readonly settle?: () => Promise<void>;
}

/** Far below what anybody measures, and enough to put events of one moment in an order. */
const TIE = 1e-6;
/** More events than this within a millisecond are a loop that would never let time go on. */
const MOST_AT_ONCE = 100_000;

/** Promises settle among themselves before the event loop turns. */
const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

export class Timeline implements Clock {
  readonly #start: number;
  readonly #random: Random;
  readonly #settle: () => Promise<void>;
  readonly #order = new Heap();
  readonly #events = new Map<string, () => void>();
  #elapsed = 0;
  #scheduled = 0;

  constructor({ start, random, settle = nextTurn }: TimelineOptions) {
    this.#start = start.getTime();
    this.#random = random;
    this.#settle = settle;
  }

  /** Milliseconds since the start. */
  get elapsed(): number {
    return this.#elapsed;
  }

  now(): Date {
    return new Date(this.#start + this.#elapsed);
  }

  monotonic(): number {
    return this.#elapsed;
  }

  /** Events that are to come. */
  get waiting(): number {
    return this.#events.size;
  }

  after(ms: number, run: () => void): () => void {
    const key = String(this.#scheduled++);
    this.#order.set(key, this.#elapsed + (ms > 0 ? ms : 0) + this.#random() * TIE);
    this.#events.set(key, run);
    return () => {
      this.#order.delete(key);
      this.#events.delete(key);
    };
  }

  /** Handles what falls due, each event once all that the one before set off has settled, or until it is to end. */
  async advance(ms: number, isEnd = () => false): Promise<void> {
    const until = this.#elapsed + ms;
    await this.#settle();
    let [since, atOnce] = [this.#elapsed, 0];
    for (let next = this.#order.first; next && next.at <= until; next = this.#order.first) {
      const run = this.#events.get(next.key);
      this.#order.delete(next.key);
      this.#events.delete(next.key);
      this.#elapsed = Math.max(this.#elapsed, next.at);
      run?.();
      await this.#settle();
      if (isEnd()) return;
      if (this.#elapsed > since + 1) [since, atOnce] = [this.#elapsed, 0];
      if (++atOnce > MOST_AT_ONCE) throw new Error(`events never end at ${this.now().toISOString()}`);
    }
    this.#elapsed = Math.max(this.#elapsed, until);
  }
}
