/** Counters and histograms that come into being when they are first needed, and end together. */
import { type Counter, counter, type Histogram, histogram, type Instrument } from '../metrics/instruments.ts';
import type { LabelRecord, SeriesStore } from '../metrics/series-store.ts';

export class Meters {
  readonly #store: SeriesStore;
  readonly #now: () => number;
  readonly #counters = new Map<string, Counter>();
  readonly #histograms = new Map<string, Histogram>();

  constructor(store: SeriesStore, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  /** Labels are asked for once; `key` tells apart what has different ones. */
  counter(name: string, key: string, labels: () => LabelRecord): Counter {
    const id = `${name} ${key}`;
    const known = this.#counters.get(id);
    if (known) return known;
    return this.#begun(this.#counters, id, counter({ store: this.#store, name, labels: labels() }));
  }

  histogram(name: string, key: string, labels: () => LabelRecord, bounds: readonly number[]): Histogram {
    const id = `${name} ${key}`;
    const known = this.#histograms.get(id);
    if (known) return known;
    return this.#begun(this.#histograms, id, histogram({ store: this.#store, name, labels: labels() }, bounds));
  }

  sample(time: number): void {
    for (const one of this.#all()) one.sample(time);
  }

  end(time: number): void {
    for (const one of this.#all()) one.end(time);
    this.#counters.clear();
    this.#histograms.clear();
  }

  *#all(): Iterable<Instrument> {
    yield* this.#counters.values();
    yield* this.#histograms.values();
  }

  /** Starts from nothing, so that the first requests count as an increase. */
  #begun<T extends Instrument>(among: Map<string, T>, id: string, instrument: T): T {
    instrument.sample(this.#now());
    among.set(id, instrument);
    return instrument;
  }
}
