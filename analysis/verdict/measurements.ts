/** What one more measurement makes of the result of a metric. */
import type { AnalysisRunStatus } from '../../crds/analysis/run.ts';

export type MetricResult = NonNullable<AnalysisRunStatus['metricResults']>[number];
export type Measurement = NonNullable<MetricResult['measurements']>[number];
export type Phase = MetricResult['phase'];

export const isCompleted = (phase: Phase | undefined): boolean =>
  phase !== undefined && phase !== 'Pending' && phase !== 'Running';

export const lastOf = (result: MetricResult | undefined): Measurement | undefined => result?.measurements?.at(-1);

/** The measurement whose answer is still to come. */
export function unfinishedOf(result: MetricResult | undefined): Measurement | undefined {
  const last = lastOf(result);
  return last && !isCompleted(last.phase) ? last : undefined;
}

/** With a new measurement, or with the answer to the one that was unfinished. */
export function withMeasurement(result: MetricResult, measurement: Measurement): MetricResult {
  const known = result.measurements ?? [];
  const before = unfinishedOf(result) ? known.slice(0, -1) : known;
  return { ...result, ...countersAfter(result, measurement.phase), measurements: [...before, measurement] };
}

type Counters = Partial<MetricResult>;

const one = (count: number | undefined): number => (count ?? 0) + 1;

/** A measurement that ends in an error is none: it may say nothing of the release. */
function countersAfter(result: MetricResult, phase: Phase): Counters {
  const consecutive = { consecutiveError: 0, consecutiveSuccess: 0 };
  const counted = { ...consecutive, count: one(result.count) };
  switch (phase) {
    case 'Successful':
      return { ...counted, successful: one(result.successful), consecutiveSuccess: one(result.consecutiveSuccess) };
    case 'Failed':
      return { ...counted, failed: one(result.failed) };
    case 'Inconclusive':
      return { ...counted, inconclusive: one(result.inconclusive) };
    case 'Error':
      return { ...consecutive, error: one(result.error), consecutiveError: one(result.consecutiveError) };
    default:
      return {};
  }
}

/** As Go writes it: what is zero or empty is left out. */
export function written(result: MetricResult): MetricResult {
  return Object.fromEntries(Object.entries(result).filter(([, value]) => value)) as MetricResult;
}
