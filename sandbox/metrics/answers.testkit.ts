/** Answers of a real Prometheus 3.1 (its query engine as a Go module, v0.301.0), and the samples it had. */
import { readFileSync } from 'node:fs';
import type { QueryData, SeriesData, Steps } from './query.ts';
import { type SeriesStore, seriesStore } from './series-store.ts';

/** A question at one time or at many, with its answer or the kind of its fault, and the message's beginning where ours is the same. */
export interface KnownAnswer extends Partial<Steps> {
  readonly query: string;
  readonly time?: number;
  readonly data?: QueryData;
  readonly fault?: string;
  readonly error?: string;
}

interface KnownSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly (readonly [time: number, value: string])[];
}

const read = (name: string) => JSON.parse(readFileSync(new URL(`testdata/${name}`, import.meta.url), 'utf8'));

export const knownAnswers = (): readonly KnownAnswer[] => read('answers.json');

export function knownSamples(): SeriesStore {
  const store = seriesStore();
  const known: readonly KnownSeries[] = read('samples.json');
  for (const { labels, samples } of known) {
    const { __name__: name = '', ...others } = labels;
    for (const [time, value] of samples) {
      if (value === 'stale') store.end(name, others, time);
      else store.add(name, others, numberOf(value), time);
    }
  }
  return store;
}

/** Data as a map of rows, whose numbers may differ from others' in the thirteenth digit. */
export function comparable({ resultType, result }: QueryData): unknown {
  const rows = isPoint(result) ? [{ metric: {}, value: result }] : result;
  const texts = rows.map(({ metric, value, values }) => {
    const points = values ?? (value ? [value] : []);
    const labels = JSON.stringify(Object.entries(metric).sort());
    return [labels, points.map(([seconds, text]) => `${seconds} ${shortened(text)}`)] as const;
  });
  return { resultType, rows: texts.sort(([one], [other]) => (one < other ? -1 : 1)) };
}

const isPoint = (result: QueryData['result']): result is Exclude<QueryData['result'], readonly SeriesData[]> =>
  typeof result[0] === 'number';

const shortened = (text: string): string => (/\d/.test(text) ? numberOf(text).toPrecision(12) : text);

function numberOf(text: string): number {
  if (text === '+Inf') return Number.POSITIVE_INFINITY;
  return text === '-Inf' ? Number.NEGATIVE_INFINITY : Number(text);
}
