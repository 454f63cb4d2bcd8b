/** What expressions give at one moment, and what a query may use up while it is answered. */
import { type Labels, labelsWithout, METRIC_NAME } from './labels.ts';
import { executionError } from './query-error.ts';
import type { Series, SeriesStore } from './series-store.ts';
import type { Selector } from './syntax.ts';

export interface Row {
  readonly labels: Labels;
  readonly value: number;
}

/** A series' samples in a stretch of time. */
export interface Stretch {
  readonly labels: Labels;
  readonly times: readonly number[];
  readonly values: readonly number[];
}

export type Value =
  | { readonly type: 'scalar'; readonly value: number }
  | { readonly type: 'vector'; readonly rows: readonly Row[] }
  | { readonly type: 'matrix'; readonly stretches: readonly Stretch[] };

/** One query on its way: what it has found once it need not find again. */
export interface Run {
  readonly store: SeriesStore;
  readonly selected: Map<Selector, readonly Series[]>;
  readonly nameless: Map<string, Labels>;
  /** How many more samples it may look at. */
  left: number;
}

const MOST_SAMPLES = 10_000_000;

export const startedRun = (store: SeriesStore): Run => ({
  store,
  selected: new Map(),
  nameless: new Map(),
  left: MOST_SAMPLES,
});

export function spend(run: Run, samples: number): void {
  run.left -= samples;
  if (run.left < 0) {
    throw executionError('query processing would load too many samples into memory in query execution');
  }
}

const NAME: ReadonlySet<string> = new Set([METRIC_NAME]);

/** What a calculation gives is no longer the metric it was made from. */
export function withoutName(run: Run, labels: Labels): Labels {
  const known = run.nameless.get(labels.key);
  if (known) return known;
  const nameless = labels.pairs.has(METRIC_NAME) ? labelsWithout(labels, NAME) : labels;
  run.nameless.set(labels.key, nameless);
  return nameless;
}

/** Without names, two rows may have become one. */
export function distinct(rows: readonly Row[]): readonly Row[] {
  const keys = new Set(rows.map(({ labels }) => labels.key));
  if (keys.size !== rows.length) throw executionError('vector cannot contain metrics with the same labelset');
  return rows;
}
