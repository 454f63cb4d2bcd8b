/**
 * Which keys need a pass, and when: each once at a time, a few at once, the rest in line.
 *
 *              add, wake-up due             a slot is free
 *     (idle) ─────────────────▶ ready ─────────────────────────▶ running ──▶ (idle), woken when the pass asked to be
 *                                 ▲ ▲     added meanwhile: again     │ │
 *                                 │ └────────────────────────────────┘ │ failed
 *                                 └──────────── resting ◀──────────────┘
 *        time is up, or added and the shortest backoff is over
 */
import { type Backoff, restAfter, waitAfter } from './backoff.ts';
import type { Clock, Random } from './clock.ts';
import { Heap, WakeUps } from './timers.ts';

/** For metrics. Times are in milliseconds. */
export interface QueueObserver {
  /** A pass is asked for; not again while it has not begun. */
  added?(): void;
  /** A pass begins, so long after it was first asked for. */
  started?(waited: number): void;
  ended?(took: number): void;
  /** A pass failed and will be repeated. */
  retried?(): void;
}

export interface QueueOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Passes at once. */
  readonly concurrency: number;
  /** Resolves with when to look again, if ever. */
  readonly run: (key: string, signal: AbortSignal) => Promise<Date | undefined>;
  /** `retryInMs` is infinite if the pass is not repeated: the key is forgotten or the queue stopped. */
  readonly onError: (key: string, error: unknown, retryInMs: number) => void;
  readonly backoff?: Backoff;
  readonly observer?: QueueObserver;
}

interface Entry {
  readonly key: string;
  /** Resting is what a key does after a failure. */
  state: 'resting' | 'ready' | 'running';
  /** When a pass was first asked for that has not begun. */
  wanted: number | undefined;
  /** In a row. */
  failures: number;
  failedAt: number;
  forgotten: boolean;
}

const BACKOFF: Backoff = { baseMs: 5, maxMs: 10_000 };
const NEVER = Number.POSITIVE_INFINITY;
/** Passes that end at once must not keep the event loop from turning. */
const MOST_PER_TURN = 32;

export class Queue {
  readonly #options: QueueOptions & Required<Pick<QueueOptions, 'backoff'>>;
  readonly #clock: Clock;
  /** Of other keys nothing is kept but their wake-ups. */
  readonly #entries = new Map<string, Entry>();
  /** Ready keys by the time they became so. */
  readonly #line = new Heap();
  readonly #running = new Map<Entry, { readonly abort: AbortController; readonly began: number }>();
  readonly #wakeUps: WakeUps;
  /** Unlike wake-ups these are spans of time, which no change of the clock on the wall makes longer. */
  readonly #retries: WakeUps;
  readonly #whenDrained: (() => void)[] = [];
  #state: 'new' | 'started' | 'stopped' = 'new';
  #turn: (() => void) | undefined;
  /** Passes that may begin before the event loop turns. */
  #budget = MOST_PER_TURN;

  constructor(options: QueueOptions) {
    const { clock } = options;
    this.#options = { backoff: BACKOFF, ...options };
    this.#clock = clock;
    this.#wakeUps = new WakeUps(clock, (key) => this.add(key));
    const due = (key: string) => this.#enqueue(this.#entry(key));
    this.#retries = new WakeUps(clock, due, () => clock.monotonic());
  }

  /** Keys that wait for a slot. */
  get depth(): number {
    return this.#line.size;
  }

  /** Passes in hand. */
  get running(): number {
    return this.#running.size;
  }

  /** Milliseconds for which each pass in hand has run. */
  get runningFor(): readonly number[] {
    const now = this.#clock.monotonic();
    return [...this.#running.values()].map(({ began }) => now - began);
  }

  /** What is remembered: keys to run, running or resting, and wake-ups. Zero when there is nothing to do. */
  get remembered(): number {
    return this.#entries.size + this.#wakeUps.size;
  }

  /** Asks for a pass that begins after this. A key that rests after a failure need not rest for longer than a second. */
  add(key: string): void {
    if (this.#state === 'stopped') return;
    const entry = this.#entry(key);
    const now = this.#clock.monotonic();
    this.#want(entry, now);
    if (entry.state !== 'resting') return;
    const earliest = entry.failedAt + restAfter(entry.failures, this.#options.backoff);
    if (now < earliest) this.#retries.set(key, earliest);
    else this.#enqueue(entry);
  }

  /** Asks for a pass at that moment; of several moments the earliest counts. The next pass decides anew. */
  addAt(key: string, when: Date): void {
    if (this.#state !== 'stopped') this.#wakeUps.set(key, when.getTime());
  }

  /** Drops all that is known of the key. A pass in hand goes on, but its outcome changes nothing here. */
  forget(key: string): void {
    this.#wakeUps.delete(key);
    this.#retries.delete(key);
    const entry = this.#entries.get(key);
    if (!entry) return;
    entry.forgotten = true;
    entry.wanted = undefined;
    if (entry.state === 'running') return;
    this.#entries.delete(key);
    this.#line.delete(key);
  }

  start(): void {
    if (this.#state !== 'new') return;
    this.#state = 'started';
    this.#soon();
  }

  /** For good: begins nothing more, aborts after `graceMs` what is in hand, and resolves once all of it has ended. */
  async stop(graceMs: number): Promise<void> {
    this.#state = 'stopped';
    this.#turn?.();
    for (const key of [...this.#entries.keys()]) this.forget(key);
    this.#wakeUps.clear();
    if (this.running === 0) return;
    const cancel = this.#clock.after(graceMs, () => {
      for (const { abort } of this.#running.values()) abort.abort();
    });
    await new Promise<void>((resolve) => this.#whenDrained.push(resolve));
    cancel();
  }

  #entry(key: string): Entry {
    const known = this.#entries.get(key);
    if (known) return known;
    const entry: Entry = { key, state: 'resting', wanted: undefined, failures: 0, failedAt: -NEVER, forgotten: false };
    this.#entries.set(key, entry);
    return entry;
  }

  #want(entry: Entry, now: number): void {
    if (entry.wanted === undefined) this.#options.observer?.added?.();
    entry.wanted ??= now;
  }

  #enqueue(entry: Entry): void {
    const now = this.#clock.monotonic();
    this.#retries.delete(entry.key);
    entry.state = 'ready';
    this.#want(entry, now);
    this.#line.set(entry.key, now);
    this.#soon();
  }

  /** Begins passes when the event loop turns, so that a burst of adds is one pass. */
  #soon(): void {
    if (this.#state !== 'started' || this.#turn || this.running >= this.#options.concurrency) return;
    this.#turn = this.#clock.after(0, () => {
      this.#turn = undefined;
      this.#budget = MOST_PER_TURN;
      this.#begin();
    });
  }

  #begin(): void {
    while (this.#budget > 0 && this.running < this.#options.concurrency) {
      const { first } = this.#line;
      if (!first) return;
      this.#line.delete(first.key);
      this.#budget--;
      void this.#pass(this.#entry(first.key));
    }
    if (this.depth > 0) this.#soon();
  }

  async #pass(entry: Entry): Promise<void> {
    const { run, observer } = this.#options;
    const began = this.#clock.monotonic();
    const abort = new AbortController();
    observer?.started?.(began - (entry.wanted ?? began));
    entry.state = 'running';
    entry.wanted = undefined;
    this.#running.set(entry, { abort, began });
    // What is asked for during the pass is news to it and stays; what was to come before it stays only if it fails.
    const asked = this.#wakeUps.delete(entry.key) ?? 0;
    const earlier = asked > this.#clock.now().getTime() ? asked : undefined;
    try {
      const when = await run(entry.key, abort.signal);
      if (when && !entry.forgotten) this.addAt(entry.key, when);
      this.#settle(entry);
    } catch (error) {
      this.#fail(entry, error, earlier);
    } finally {
      this.#running.delete(entry);
      observer?.ended?.(this.#clock.monotonic() - began);
      this.#begin();
      if (this.running === 0) for (const drained of this.#whenDrained.splice(0)) drained();
    }
  }

  #fail(entry: Entry, error: unknown, earlier: number | undefined): void {
    if (entry.forgotten) {
      this.#settle(entry);
      this.#options.onError(entry.key, error, NEVER);
      return;
    }
    entry.failures++;
    entry.failedAt = this.#clock.monotonic();
    entry.state = 'resting';
    const wait =
      entry.wanted === undefined
        ? waitAfter(entry.failures, error, this.#options)
        : restAfter(entry.failures, this.#options.backoff);
    this.#retries.set(entry.key, entry.failedAt + wait);
    if (earlier !== undefined) this.#wakeUps.set(entry.key, earlier);
    this.#options.observer?.retried?.();
    this.#options.onError(entry.key, error, wait);
  }

  /** The key is as good as new: in line if it was added during the pass, else idle. */
  #settle(entry: Entry): void {
    entry.failures = 0;
    entry.forgotten = false;
    if (entry.wanted === undefined) this.#entries.delete(entry.key);
    else this.#enqueue(entry);
  }
}
