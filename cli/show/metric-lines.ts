/** How each metric of an AnalysisRun stands: what was counted, against what is tolerated, and when it is measured again. */
import { type Limits, limitsOf } from '../../analysis/verdict/limits.ts';
import { isCompleted, type MetricResult, type Phase, unfinishedOf } from '../../analysis/verdict/measurements.ts';
import { due, offsetOf } from '../../controller/analysis-run/due.ts';
import { isProblem, type Prepared, prepared } from '../../controller/analysis-run/prepared.ts';
import type { Metric } from '../../crds/analysis/metric.ts';
import { durationText } from '../../sandbox/table/age.ts';
import type { AnalysisRunObject } from './family.ts';

/** In the metadata of a measurement. */
export const JOB_NAME = 'job-name';

export interface MetricLine {
  readonly name: string;
  readonly provider: string;
  readonly phase: Phase | undefined;
  /** Measured, successful, failed, inconclusive, errors. */
  readonly counts: readonly string[];
  readonly next: string;
  readonly message: string;
}

export function metricLines(run: AnalysisRunObject, now: Date): readonly MetricLine[] {
  const preparation = prepared(run.spec);
  const known = isProblem(preparation) ? [] : preparation;
  return run.spec.metrics.map((metric) => {
    const result = run.status?.metricResults?.find(({ name }) => name === metric.name);
    const ready = known.find((one) => one.metric.name === metric.name);
    const isDryRun = result?.dryRun ?? ready?.isDryRun;
    return {
      name: isDryRun ? `${metric.name} (dry run)` : metric.name,
      provider: providerName(metric),
      phase: result?.phase,
      counts: countsOf(result, ready?.limits ?? limitsOf(metric)),
      next: ready && !isCompleted(run.status?.phase) ? nextText({ run, ready, result }, now) : '',
      message: result?.message ?? '',
    };
  });
}

/** As the block is called; plugins go by their own names. */
function providerName({ provider }: Metric): string {
  const [[name, block] = ['', undefined]] = Object.entries(provider).filter(([, one]) => one !== undefined);
  return name === 'plugin' ? (Object.keys(block as object)[0] ?? name) : name;
}

function countsOf(result: Partial<MetricResult> = {}, limits: Limits): readonly string[] {
  const { count = 0, successful = 0, failed = 0, inconclusive = 0, error = 0 } = result;
  const { consecutiveSuccess = 0, consecutiveError = 0 } = result;
  const row = (total: number, inARow: number, limit: number) =>
    total === inARow ? of(total, limit) : `${total}, ${of(inARow, limit)} in a row`;
  return [
    of(count, limits.count),
    limits.consecutiveSuccess === undefined
      ? String(successful)
      : row(successful, consecutiveSuccess, limits.consecutiveSuccess),
    of(failed, limits.failure),
    of(inconclusive, limits.inconclusive),
    row(error, consecutiveError, limits.consecutiveError),
  ];
}

const of = (count: number, limit: number | undefined): string =>
  limit === undefined ? `${count}` : `${count}/${limit}`;

interface Standing {
  readonly run: AnalysisRunObject;
  readonly ready: Prepared;
  readonly result: MetricResult | undefined;
}

function nextText({ run, ready, result }: Standing, now: Date): string {
  const { status, metadata } = run;
  if (unfinishedOf(result) && ready.metric.provider.job) return 'when its Job ends';
  const startedAt = status?.startedAt === undefined ? now : new Date(status.startedAt);
  const when = { startedAt, now, offset: offsetOf(metadata.uid ?? '') };
  const { now: ripe, wakeAt } = due([{ prepared: ready, result, isInFlight: false }], when);
  if (wakeAt) return `in ${durationText(Math.max(0, wakeAt.getTime() - now.getTime()))}`;
  return ripe.length > 0 ? 'now' : '';
}
