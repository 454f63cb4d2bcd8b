/** The functions of the query language that make values of values. */
import { quantiles } from './histogram-quantile.ts';
import { labelsOf, METRIC_NAME } from './labels.ts';
import { increaseIn, lastRate, rateIn, type Window } from './rate.ts';
import { aggregated } from './sums.ts';
import type { Call, Expression, LabelMatcher } from './syntax.ts';
import { distinct, type Row, type Run, type Stretch, type Value, withoutName } from './values.ts';

/** The arguments of a call by their types; the rules of types have seen to it that they are there. */
interface Given {
  readonly scalar: number | undefined;
  readonly rows: readonly Row[];
  readonly stretches: readonly Stretch[];
}

export interface CallContext {
  readonly run: Run;
  readonly time: number;
}

export function calledWith(call: Call, values: readonly Value[], { run, time }: CallContext): Value {
  const given = givenBy(values);
  switch (call.name) {
    case 'time':
      return { type: 'scalar', value: time / 1000 };
    case 'scalar':
      return { type: 'scalar', value: given.rows.length === 1 ? (given.rows[0]?.value ?? Number.NaN) : Number.NaN };
    case 'vector':
      return { type: 'vector', rows: [{ labels: labelsOf([]), value: given.scalar ?? Number.NaN }] };
    case 'absent':
      return { type: 'vector', rows: given.rows.length > 0 ? [] : [{ labels: absentLabels(call), value: 1 }] };
    case 'histogram_quantile':
      return { type: 'vector', rows: quantiles(given.scalar ?? Number.NaN, given.rows) };
    default:
      return { type: 'vector', rows: distinct(rowsFrom(call, given, { run, time })) };
  }
}

function givenBy(values: readonly Value[]): Given {
  let given: Given = { scalar: undefined, rows: [], stretches: [] };
  for (const value of values) {
    if (value.type === 'scalar') given = { ...given, scalar: value.value };
    else if (value.type === 'vector') given = { ...given, rows: value.rows };
    else given = { ...given, stretches: value.stretches };
  }
  return given;
}

/** What is missing has the labels that were asked for, where that leaves no doubt. */
function absentLabels({ arguments: [argument] }: Call) {
  const matchers = argument ? matchersOf(argument) : [];
  const sure = matchers.filter(
    ({ name, operator }) =>
      operator === '=' && name !== METRIC_NAME && matchers.filter((other) => other.name === name).length === 1,
  );
  return labelsOf(sure.map(({ name, value }) => [name, value]));
}

const matchersOf = (expression: Expression): readonly LabelMatcher[] =>
  expression.is === 'selector' ? expression.matchers : [];

function rowsFrom(call: Call, { scalar, rows, stretches }: Given, { run, time }: CallContext): Row[] {
  const [argument] = call.arguments;
  if (argument?.is !== 'range') {
    return rows.map(({ labels, value }) => ({ labels: withoutName(run, labels), value: mapped(call, value, scalar) }));
  }
  const until = time - argument.selector.offset;
  const window = { from: until - argument.length, until };
  return stretches.flatMap((stretch) => {
    const value = overTime(call, stretch, window);
    return value === undefined ? [] : [{ labels: withoutName(run, stretch.labels), value }];
  });
}

function mapped({ name }: Call, value: number, scalar: number | undefined): number {
  switch (name) {
    case 'abs':
      return Math.abs(value);
    case 'ceil':
      return Math.ceil(value);
    case 'floor':
      return Math.floor(value);
    case 'round':
      return rounded(value, scalar ?? 1);
    case 'clamp_min':
      return greater(value, scalar ?? Number.NaN);
    case 'clamp_max':
      return -greater(-value, -(scalar ?? Number.NaN));
    default:
      return Number.NaN;
  }
}

/** Infinity is greater than what is no number, as in Go. */
const greater = (one: number, other: number): number =>
  one === Number.POSITIVE_INFINITY || other === Number.POSITIVE_INFINITY
    ? Number.POSITIVE_INFINITY
    : Math.max(one, other);

function rounded(value: number, nearest: number): number {
  const inverse = 1 / nearest;
  return Math.floor(value * inverse + 0.5) / inverse;
}

function overTime({ name }: Call, stretch: Stretch, window: Window): number | undefined {
  switch (name) {
    case 'rate':
      return rateIn(stretch, window);
    case 'increase':
      return increaseIn(stretch, window);
    case 'irate':
      return lastRate(stretch);
    case 'avg_over_time':
      return aggregated('avg', stretch.values);
    case 'min_over_time':
      return aggregated('min', stretch.values);
    case 'max_over_time':
      return aggregated('max', stretch.values);
    case 'sum_over_time':
      return aggregated('sum', stretch.values);
    case 'count_over_time':
      return aggregated('count', stretch.values);
    default:
      return undefined;
  }
}
