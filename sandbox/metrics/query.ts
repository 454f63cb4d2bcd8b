/** Queries answered from the store, at one time or at many. */
import { typeName } from './check-types.ts';
import { evaluated } from './evaluate.ts';
import { compareLabels, type Labels, labelRecord } from './labels.ts';
import { numberText, plainNumberText } from './number-text.ts';
import { queryIn } from './parse.ts';
import { QueryError } from './query-error.ts';
import type { SeriesStore } from './series-store.ts';
import { typeOf } from './syntax.ts';
import { type Row, spend, startedRun, type Value } from './values.ts';

export type Point = readonly [seconds: number, value: string];

export interface QueryData {
  readonly resultType: 'scalar' | 'vector' | 'matrix';
  readonly result: Point | readonly SeriesData[];
}

export interface SeriesData {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: Point;
  readonly values?: readonly Point[];
}

/** Milliseconds since 1970, and between steps. */
export interface Steps {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** Throws a QueryError where there is no answer, like its sibling. */
export function instantData(store: SeriesStore, query: string, time: number): QueryData {
  const value = evaluated(startedRun(store), queryIn(query), time);
  return { resultType: value.type, result: resultOf(value, time) };
}

export function rangeData(store: SeriesStore, query: string, { start, end, step }: Steps): QueryData {
  const expression = queryIn(query);
  const type = typeOf(expression);
  if (type === 'matrix') {
    const kinds = 'must be Scalar or instant Vector';
    throw new QueryError('bad_data', `invalid expression type "${typeName(type)}" for range query, ${kinds}`);
  }
  const run = startedRun(store);
  const series = new Map<string, { readonly labels: Labels; readonly values: Point[] }>();
  for (let time = start; time <= end; time += step) {
    const rows = rowsIn(evaluated(run, expression, time));
    spend(run, rows.length * POINT_COST);
    for (const { labels, value } of rows) {
      const one = series.get(labels.key) ?? { labels, values: [] };
      one.values.push([time / 1000, numberText(value)]);
      series.set(labels.key, one);
    }
  }
  const sorted = [...series.values()].sort((one, other) => compareLabels(one.labels, other.labels));
  return {
    resultType: 'matrix',
    result: sorted.map(({ labels, values }) => ({ metric: labelRecord(labels), values })),
  };
}

/** Points of an answer are larger than samples are. */
const POINT_COST = 10;
const NO_LABELS: Labels = { pairs: new Map(), key: '' };

function rowsIn(value: Value): readonly Row[] {
  switch (value.type) {
    case 'scalar':
      return [{ labels: NO_LABELS, value: value.value }];
    case 'vector':
      return value.rows;
    case 'matrix':
      return [];
  }
}

function resultOf(value: Value, time: number): QueryData['result'] {
  switch (value.type) {
    case 'scalar':
      return [time / 1000, plainNumberText(value.value)];
    case 'vector':
      return value.rows.map((row) => ({
        metric: labelRecord(row.labels),
        value: [time / 1000, numberText(row.value)],
      }));
    case 'matrix':
      return value.stretches.map(({ labels, times, values }) => ({
        metric: labelRecord(labels),
        values: times.map((at, index): Point => [at / 1000, numberText(values[index] ?? Number.NaN)]),
      }));
  }
}
