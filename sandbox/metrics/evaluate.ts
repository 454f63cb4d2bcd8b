/** What a query's expressions are worth at a time. */
import { combined } from './binary.ts';
import { calledWith } from './calls.ts';
import { type Labels, labelsAmong, labelsWithout, METRIC_NAME } from './labels.ts';
import { rowsOf, stretchesOf } from './select.ts';
import { aggregated } from './sums.ts';
import type { Aggregation, Expression } from './syntax.ts';
import { distinct, type Row, type Run, spend, type Value, withoutName } from './values.ts';

/** Throws a QueryError where the data does not allow an answer. */
export function evaluated(run: Run, expression: Expression, time: number): Value {
  spend(run, 1);
  switch (expression.is) {
    case 'number':
      return { type: 'scalar', value: expression.value };
    case 'selector':
      return { type: 'vector', rows: rowsOf(run, expression, time) };
    case 'range':
      return { type: 'matrix', stretches: stretchesOf(run, expression, time) };
    case 'negation':
      return negated(run, evaluated(run, expression.of, time));
    case 'aggregation':
      return grouped(run, expression, evaluated(run, expression.of, time));
    case 'call': {
      const values = expression.arguments.map((argument) => evaluated(run, argument, time));
      return calledWith(expression, values, { run, time });
    }
    case 'binary': {
      const left = evaluated(run, expression.left, time);
      return combined(expression, left, evaluated(run, expression.right, time), run);
    }
  }
}

function negated(run: Run, value: Value): Value {
  if (value.type === 'scalar') return { type: 'scalar', value: -value.value };
  if (value.type === 'matrix') return value;
  const rows = value.rows.map((row) => ({ labels: withoutName(run, row.labels), value: -row.value }));
  return { type: 'vector', rows: distinct(rows) };
}

function grouped(run: Run, { aggregator, without, labels: names }: Aggregation, value: Value): Value {
  if (value.type !== 'vector') return value;
  spend(run, value.rows.length);
  const gone = new Set([...names, METRIC_NAME]);
  const groups = new Map<string, { readonly labels: Labels; readonly values: number[] }>();
  for (const row of value.rows) {
    const labels = without ? labelsWithout(row.labels, gone) : labelsAmong(row.labels, names);
    const group = groups.get(labels.key) ?? { labels, values: [] };
    group.values.push(row.value);
    groups.set(labels.key, group);
  }
  const rows: Row[] = [...groups.values()].map(({ labels, values }) => ({
    labels,
    value: aggregated(aggregator, values),
  }));
  return { type: 'vector', rows };
}
