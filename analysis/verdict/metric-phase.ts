/** Where a metric stands, given its measurements so far. */
import type { Limits } from './limits.ts';
import { isCompleted, type MetricResult, type Phase, unfinishedOf } from './measurements.ts';

export interface Assessment {
  readonly phase: Phase;
  /** Which limit decided, if one did. */
  readonly cause?: string;
}

export function assessed(limits: Limits, result: MetricResult | undefined, isTerminating: boolean): Assessment {
  if (!result?.measurements?.length) return { phase: isTerminating ? 'Successful' : 'Pending' };
  // A metric that has ended stays as it is.
  if (isCompleted(result.phase)) return { phase: result.phase, ...causeField(exceeded(limits, result)) };
  if (unfinishedOf(result)) return { phase: 'Running' };
  return exceeded(limits, result) ?? { phase: reached(limits, result) ?? (isTerminating ? 'Successful' : 'Running') };
}

const causeField = (assessment: Assessment | undefined): { cause?: string } =>
  assessment?.cause === undefined ? {} : { cause: assessment.cause };

/** Of several limits the last one here is told. */
function exceeded(limits: Limits, result: MetricResult): Assessment | undefined {
  const { failed = 0, inconclusive = 0, consecutiveError = 0 } = result;
  if (consecutiveError > limits.consecutiveError)
    return { phase: 'Error', cause: over('consecutiveErrors', consecutiveError, limits.consecutiveError) };
  if (inconclusive > limits.inconclusive)
    return { phase: 'Inconclusive', cause: over('inconclusive', inconclusive, limits.inconclusive) };
  if (limits.failure !== undefined && failed > limits.failure)
    return { phase: 'Failed', cause: over('failed', failed, limits.failure) };
  return undefined;
}

const LIMITS = {
  consecutiveErrors: 'consecutiveErrorLimit',
  inconclusive: 'inconclusiveLimit',
  failed: 'failureLimit',
} as const;

const over = (what: keyof typeof LIMITS, count: number, limit: number): string =>
  `${what} (${count}) > ${LIMITS[what]} (${limit})`;

/** How it ends once enough has been measured; undefined as long as it has not. */
function reached({ count, failure, consecutiveSuccess }: Limits, result: MetricResult): Phase | undefined {
  if (consecutiveSuccess !== undefined && (result.consecutiveSuccess ?? 0) >= consecutiveSuccess) return 'Successful';
  if (count === undefined || (result.count ?? 0) < count) return undefined;
  if (consecutiveSuccess === undefined) return 'Successful';
  return failure === undefined ? 'Failed' : 'Inconclusive';
}
