/** The numbers of a metric, as they hold: written as numbers or as text, left out, or 0 for none. */
import type { Metric } from '../../crds/analysis/metric.ts';

export interface Limits {
  /** Measurements that are made; undefined if there is no end to them. */
  readonly count: number | undefined;
  /** Undefined if any number is tolerated. */
  readonly failure: number | undefined;
  readonly inconclusive: number;
  readonly consecutiveError: number;
  /** Undefined if good measurements alone never end it. */
  readonly consecutiveSuccess: number | undefined;
}

const USUAL_CONSECUTIVE_ERRORS = 4;

/** The metric may be as it is stored, where defaults are missing. */
export function limitsOf(metric: Partial<Metric>): Limits {
  const failure = numberOf(metric.failureLimit);
  const success = numberOf(metric.consecutiveSuccessLimit);
  const count = numberOf(metric.count);
  return {
    count: count > 0 ? count : metric.interval ? undefined : 1,
    failure: failure < 0 ? undefined : failure,
    inconclusive: numberOf(metric.inconclusiveLimit),
    consecutiveError:
      metric.consecutiveErrorLimit === undefined ? USUAL_CONSECUTIVE_ERRORS : numberOf(metric.consecutiveErrorLimit),
    consecutiveSuccess: success > 0 ? success : undefined,
  };
}

/** What is no number counts as 0, as clients know it. */
function numberOf(value: number | string | undefined): number {
  if (typeof value !== 'string') return value ?? 0;
  return /^[+-]?\d+$/.test(value) ? Number(value) : 0;
}
