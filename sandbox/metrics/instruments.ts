/** What simulators count with: counters and histograms that write their samples when they are told to. */
import type { LabelRecord, SeriesStore } from './series-store.ts';

/** Times are milliseconds since 1970. */
export interface Instrument {
  /** Writes what stands now, as a scrape would have read it. */
  sample(time: number): void;
  /** Marks that there will be no more samples. */
  end(time: number): void;
}

export interface Counter extends Instrument {
  add(amount: number): void;
}

export interface Histogram extends Instrument {
  /** Counts a value, once or as often as it was seen. */
  observe(value: number, times?: number): void;
}

/** Where samples go. */
export interface Target {
  readonly store: SeriesStore;
  readonly name: string;
  readonly labels: LabelRecord;
}

export function counter({ store, name, labels }: Target): Counter {
  let total = 0;
  return {
    add: (amount) => {
      total += amount;
    },
    sample: (time) => {
      store.add(name, labels, total, time);
    },
    end: (time) => {
      store.end(name, labels, time);
    },
  };
}

/** A classic histogram; the bounds are rising, the infinite one comes by itself. */
export function histogram({ store, name, labels }: Target, bounds: readonly number[]): Histogram {
  const ranges = [...bounds, Number.POSITIVE_INFINITY].map((bound) => ({
    bound,
    part: counter({ store, name: `${name}_bucket`, labels: { ...labels, le: boundText(bound) } }),
  }));
  const sum = counter({ store, name: `${name}_sum`, labels });
  const count = counter({ store, name: `${name}_count`, labels });
  const parts = [...ranges.map(({ part }) => part), sum, count];
  return {
    observe: (value, times = 1) => {
      for (const { bound, part } of ranges) if (value <= bound) part.add(times);
      sum.add(value * times);
      count.add(times);
    },
    sample: (time) => {
      for (const part of parts) part.sample(time);
    },
    end: (time) => {
      for (const part of parts) part.end(time);
    },
  };
}

/** As Prometheus 3 writes bounds, whatever the exporter wrote: whole numbers have a decimal place. */
function boundText(bound: number): string {
  if (bound === Number.POSITIVE_INFINITY) return '+Inf';
  return Number.isInteger(bound) ? bound.toFixed(1) : String(bound);
}
