/** Sums, means and extremes of numbers as Prometheus has them: rounding errors are carried along. */
import type { Aggregator } from './syntax.ts';

/** What an aggregator makes of the values of one group, of which there is at least one. */
export function aggregated(aggregator: Aggregator, values: readonly number[]): number {
  switch (aggregator) {
    case 'sum':
      return sumOf(values);
    case 'avg':
      return meanOf(values);
    case 'min':
      return values.reduce((least, value) => (value < least || Number.isNaN(least) ? value : least));
    case 'max':
      return values.reduce((most, value) => (value > most || Number.isNaN(most) ? value : most));
    case 'count':
      return values.length;
  }
}

/** Neumaier's sum: what each addition rounds away is added at the end. */
function sumOf(values: readonly number[]): number {
  let sum = 0;
  let lost = 0;
  for (const value of values) {
    const next = sum + value;
    if (!Number.isFinite(next)) lost = 0;
    else lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return sum + lost;
}

function meanOf(values: readonly number[]): number {
  const mean = sumOf(values) / values.length;
  // The sum of finite numbers may be too large where their mean is not.
  if (Number.isFinite(mean) || !values.every(Number.isFinite)) return mean;
  return sumOf(values.map((value) => value / values.length));
}
