/** Samples of series in memory, in the order of their times; it forgets the oldest and never grows without bound. */
import { type Labels, seriesLabels } from './labels.ts';

/** Two lists of the same length; a value that is missing marks the end of the series at that time. */
export interface Samples {
  readonly times: readonly number[];
  readonly values: readonly (number | undefined)[];
}

export interface Series {
  readonly name: string;
  readonly labels: Labels;
  readonly samples: Samples;
}

export interface StoreLimits {
  readonly series: number;
  readonly samplesPerSeries: number;
}

/** What became of a sample: series take no samples from before their last one, and a full store takes no new series. */
export type Added = 'added' | 'out of order' | 'full';

export type LabelRecord = Readonly<Record<string, string>>;

export interface SeriesStore {
  /** Times are milliseconds since 1970. */
  add(name: string, labels: LabelRecord, value: number, time: number): Added;
  /** Marks that a series has ended, so that queries do not see it for five minutes more. */
  end(name: string, labels: LabelRecord, time: number): Added;
  /** All series, or those of one metric. */
  series(name?: string): Iterable<Series>;
}

interface KeptSeries extends Series {
  readonly samples: { times: number[]; values: (number | undefined)[] };
}

const LIMITS: StoreLimits = { series: 10_000, samplesPerSeries: 10_000 };
/** Milliseconds after which a series that has ended makes room for others. */
const REMEMBERED = 3_600_000;

export function seriesStore(limits: StoreLimits = LIMITS): SeriesStore {
  const byKey = new Map<string, KeptSeries>();
  const byName = new Map<string, KeptSeries[]>();

  /** Those of pods that are long gone. */
  const forgetEnded = (before: number): void => {
    for (const [key, series] of byKey) {
      const { times, values } = series.samples;
      if (values.at(-1) !== undefined || (times.at(-1) ?? 0) > before) continue;
      byKey.delete(key);
      const siblings = byName.get(series.name);
      siblings?.splice(siblings.indexOf(series), 1);
    }
  };

  const kept = (name: string, labels: Labels, time: number): KeptSeries | undefined => {
    if (byKey.size >= limits.series) forgetEnded(time - REMEMBERED);
    if (byKey.size >= limits.series) return undefined;
    const series: KeptSeries = { name, labels, samples: { times: [], values: [] } };
    byKey.set(labels.key, series);
    const siblings = byName.get(name);
    if (siblings) siblings.push(series);
    else byName.set(name, [series]);
    return series;
  };

  const write = (name: string, record: LabelRecord, value: number | undefined, time: number): Added => {
    const labels = seriesLabels(name, record);
    const series = byKey.get(labels.key) ?? kept(name, labels, time);
    return series ? appended(series, value, time) : 'full';
  };

  const appended = ({ samples: { times, values } }: KeptSeries, value: number | undefined, time: number): Added => {
    const last = times.at(-1);
    if (last !== undefined && time <= last) {
      return time === last && Object.is(value, values.at(-1)) ? 'added' : 'out of order';
    }
    times.push(time);
    values.push(value);
    // A quarter at a time: to forget one sample for each new one would move the whole list each time.
    if (times.length > limits.samplesPerSeries) {
      const forgotten = Math.ceil(limits.samplesPerSeries / 4);
      times.splice(0, forgotten);
      values.splice(0, forgotten);
    }
    return 'added';
  };

  return {
    add: write,
    end: (name, labels, time) =>
      byKey.has(seriesLabels(name, labels).key) ? write(name, labels, undefined, time) : 'added',
    series: (name) => (name === undefined ? byKey.values() : (byName.get(name) ?? [])),
  };
}

/** How many samples are not later than a time. */
export function samplesUntil({ times }: Samples, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}
