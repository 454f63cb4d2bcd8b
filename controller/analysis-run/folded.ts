/** The results of metrics with what has come in since the last pass. */
import {
  isCompleted,
  type Measurement,
  type MetricResult,
  unfinishedOf,
  withMeasurement,
} from '../../analysis/verdict/measurements.ts';
import { timestamp } from '../../kube/conditions.ts';
import { endedJob, nextNumber } from './jobs.ts';
import { JOB_NAME } from './objects.ts';
import type { Prepared } from './prepared.ts';
import type { Sample, Snapshot } from './snapshot.ts';

export interface Folded {
  readonly prepared: Prepared;
  /** As the status has it. */
  readonly before: MetricResult | undefined;
  readonly result: MetricResult | undefined;
  /** What has come in, if anything has. */
  readonly sample?: Sample;
}

export function folded(s: Snapshot, prepared: Prepared): Folded {
  const { name } = prepared.metric;
  const before = s.status.metricResults?.find((one) => one.name === name);
  if (isCompleted(before?.phase)) return { prepared, before, result: before };
  const unfinished = unfinishedOf(before);
  if (prepared.metric.provider.job && before && unfinished) {
    const ended = endedJob(unfinished, s.jobs.get(unfinished.metadata?.[JOB_NAME] ?? ''), s.now);
    return { prepared, before, result: ended ? withMeasurement(before, ended) : before };
  }
  const sample = s.sampling.samples.find((one) => one.metric === name && one.number === nextNumber(before));
  const isNew = sample && isNews(sample, unfinished);
  return { prepared, before, result: isNew ? withSample(before, sample, prepared) : before, ...(isNew && { sample }) };
}

/** That the answer is still to come has been told. */
const isNews = ({ phase, resumeAt }: Sample, unfinished: Measurement | undefined): boolean =>
  phase !== 'Running' || unfinished === undefined || unfinished.resumeAt !== (resumeAt && timestamp(resumeAt));

function withSample(before: MetricResult | undefined, sample: Sample, prepared: Prepared): MetricResult {
  const { phase, message, value, metadata, resumeAt, about } = sample;
  const started = unfinishedOf(before)?.startedAt ?? timestamp(sample.startedAt);
  const measurement: Measurement = {
    ...{ phase, startedAt: started },
    ...(phase === 'Running' ? {} : { finishedAt: timestamp(sample.finishedAt) }),
    ...(message !== undefined && { message }),
    ...(value !== undefined && { value }),
    ...(metadata && Object.keys(metadata).length > 0 && { metadata: { ...metadata } }),
    ...(resumeAt && { resumeAt: timestamp(resumeAt) }),
  };
  const result = withMeasurement(before ?? emptyResult(prepared), measurement);
  return about && Object.keys(about).length > 0 ? { ...result, metadata: { ...about } } : result;
}

export const emptyResult = ({ metric, isDryRun }: Prepared): MetricResult => ({
  ...{ name: metric.name, phase: 'Running' },
  ...(isDryRun && { dryRun: true }),
});

/** Nobody waits for its answer any more. */
export function cutOff(one: Folded, now: Date): Folded {
  const unfinished = unfinishedOf(one.result);
  if (!one.result || !unfinished) return one;
  const isJudgedByEnd = one.prepared.metric.provider.job !== undefined;
  const { resumeAt: _, ...measurement } = unfinished;
  const ended: Measurement = {
    ...{ ...measurement, phase: isJudgedByEnd ? 'Inconclusive' : 'Successful' },
    ...{ finishedAt: timestamp(now), message: 'Metric Terminated' },
  };
  return { ...one, result: withMeasurement(one.result, ended) };
}

export const trimmed = (result: MetricResult, kept: number): MetricResult =>
  (result.measurements?.length ?? 0) > kept ? { ...result, measurements: result.measurements?.slice(-kept) } : result;
