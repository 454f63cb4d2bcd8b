/** Wake-ups of many keys over one timer. */
import type { Clock } from './clock.ts';

interface Entry {
  readonly key: string;
  readonly at: number;
  /** Breaks ties: first come, first served. */
  readonly order: number;
  index: number;
}

const isBefore = (a: Entry, b: Entry): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/** A binary heap of numbered keys, each there once; of the same number, the one that came first is first. */
export class Heap {
  readonly #entries: Entry[] = [];
  readonly #byKey = new Map<string, Entry>();
  #order = 0;

  get size(): number {
    return this.#entries.length;
  }

  get first(): { readonly key: string; readonly at: number } | undefined {
    return this.#entries[0];
  }

  at(key: string): number | undefined {
    return this.#byKey.get(key)?.at;
  }

  /** Adds the key, or gives it another number and the last place among its equals. */
  set(key: string, at: number): void {
    this.delete(key);
    const entry = { key, at, order: this.#order++, index: this.#entries.length };
    this.#byKey.set(key, entry);
    this.#entries.push(entry);
    this.#rise(entry);
  }

  /** The number it had. */
  delete(key: string): number | undefined {
    const entry = this.#byKey.get(key);
    if (!entry) return undefined;
    this.#byKey.delete(key);
    const last = this.#entries.pop();
    if (last && last !== entry) {
      this.#put(last, entry.index);
      this.#rise(last);
      this.#sink(last);
    }
    return entry.at;
  }

  clear(): void {
    this.#entries.length = 0;
    this.#byKey.clear();
  }

  #put(entry: Entry, index: number): void {
    entry.index = index;
    this.#entries[index] = entry;
  }

  #rise(entry: Entry): void {
    for (;;) {
      const parent = this.#entries[(entry.index - 1) >> 1];
      if (!parent || !isBefore(entry, parent)) return;
      this.#swap(parent, entry);
    }
  }

  #sink(entry: Entry): void {
    for (;;) {
      const left = this.#entries[2 * entry.index + 1];
      const right = this.#entries[2 * entry.index + 2];
      const child = left && right && isBefore(right, left) ? right : left;
      if (!child || !isBefore(child, entry)) return;
      this.#swap(entry, child);
    }
  }

  #swap(parent: Entry, child: Entry): void {
    const { index } = parent;
    this.#put(parent, child.index);
    this.#put(child, index);
  }
}

/** The clock on the wall may jump, and no timer notices; so none sleeps longer than this. */
const LONGEST_SLEEP = 60_000;
/** Keys told in one turn of the event loop, so that an hour in which everything is due blocks nothing. */
const MOST_PER_TURN = 1_000;

/**
 * Tells of each key once its moment has come, in the order of the moments. Moments are those of the clock on the wall
 * unless `now` reads another. If it jumps forward, what fell due meanwhile is told within a minute; if it jumps back,
 * keys wait until it shows their moments.
 */
export class WakeUps {
  readonly #clock: Clock;
  readonly #due: (key: string) => void;
  readonly #now: () => number;
  readonly #heap = new Heap();
  /** When the one timer runs, on the monotonic clock. */
  #armed = Number.POSITIVE_INFINITY;
  #cancel: () => void = () => {};

  constructor(clock: Clock, due: (key: string) => void, now = () => clock.now().getTime()) {
    this.#clock = clock;
    this.#due = due;
    this.#now = now;
  }

  get size(): number {
    return this.#heap.size;
  }

  /** The earliest moment wins. */
  set(key: string, at: number): void {
    const current = this.#heap.at(key);
    if (current === undefined || at < current) this.replace(key, at);
  }

  /** The moment given is the only one, or there is none. */
  replace(key: string, at: number | undefined): void {
    if (at !== undefined && Number.isNaN(at)) throw new RangeError(`no moment at which to wake ${key}`);
    if (at === undefined) this.#heap.delete(key);
    else this.#heap.set(key, at);
    this.#arm();
  }

  /** The moment it had. */
  delete(key: string): number | undefined {
    const at = this.#heap.delete(key);
    this.#arm();
    return at;
  }

  clear(): void {
    this.#heap.clear();
    this.#arm();
  }

  #arm(): void {
    const { first } = this.#heap;
    if (!first) {
      this.#disarm();
      return;
    }
    const sleep = Math.ceil(Math.min(Math.max(first.at - this.#now(), 0), LONGEST_SLEEP));
    const at = this.#clock.monotonic() + sleep;
    // A timer that runs too early finds nothing to tell and is set anew: cheaper than setting one at every change.
    if (at >= this.#armed) return;
    this.#disarm();
    this.#armed = at;
    this.#cancel = this.#clock.after(sleep, () => this.#tell());
  }

  #disarm(): void {
    this.#cancel();
    this.#cancel = () => {};
    this.#armed = Number.POSITIVE_INFINITY;
  }

  #tell(): void {
    this.#armed = Number.POSITIVE_INFINITY;
    const now = this.#now();
    for (let told = 0; told < MOST_PER_TURN; told++) {
      const { first } = this.#heap;
      if (!first || first.at > now) break;
      this.#heap.delete(first.key);
      this.#due(first.key);
    }
    this.#arm();
  }
}
