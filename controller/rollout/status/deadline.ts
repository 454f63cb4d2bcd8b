/** When an update that makes no progress has failed. */
import { type Condition, conditionOf } from '../../../kube/conditions.ts';
import type { Completed } from '../completed.ts';
import type { RolloutStatus } from '../objects.ts';
import type { Revision } from '../revision.ts';
import type { Snapshot } from '../snapshot.ts';
import { hasProgressed, isHealthy, isPromoted } from './health.ts';
import type { Draft } from './outcome.ts';
import { isPaused } from './pauses.ts';

export function hasTimedOut(progressing: Condition | undefined, deadlineSeconds: number, now: Date): boolean {
  if (progressing === undefined) return false;
  if (progressing.reason === 'RolloutAborted' || progressing.reason === 'RolloutPaused') return false;
  return progressing.reason === 'ProgressDeadlineExceeded' || deadlineOf(progressing, deadlineSeconds) < now.getTime();
}

const deadlineOf = ({ lastUpdateTime = '' }: Condition, deadlineSeconds: number): number =>
  Date.parse(lastUpdateTime) + deadlineSeconds * 1000;

/** Experiments, analyses and pauses take as long as they take. */
export function isIndefinite(
  spec: Completed,
  stepIndex: number | undefined,
  conditions: readonly Condition[] | undefined,
): boolean {
  const step = spec.strategy?.canary?.steps?.[stepIndex ?? 0];
  const isOpenEnded = step?.experiment !== undefined || step?.analysis !== undefined || step?.pause !== undefined;
  return isOpenEnded || conditionOf(conditions, 'Paused')?.status === 'True';
}

/** Old pods that may stay for a while hold up the end of an update, which is no failure. */
export function waitsForScaleDown(others: readonly Revision[]): boolean {
  return others.some(({ deadline }) => deadline !== undefined);
}

/** Judges by the conditions of `next`: those the pass began with. */
export function shouldAbortForDeadline({ snapshot, outcome, next }: Draft): boolean {
  const { spec, status, now, others } = snapshot;
  // The next pass would only take it back again.
  if (outcome.abort === 'remove') return false;
  if (!spec.progressDeadlineAbort || next.abort || isPromoted(next) || hasProgressed(spec, status, next)) return false;
  if (isPaused(spec, next) || isIndefinite(spec, next.currentStepIndex, next.conditions)) return false;
  return (
    !waitsForScaleDown(others) &&
    hasTimedOut(conditionOf(next.conditions, 'Progressing'), spec.progressDeadlineSeconds, now)
  );
}

/** When to look whether the deadline has passed; undefined while it cannot, or if that is known. */
export function deadlineWakeAt({ spec, now, others }: Snapshot, status: RolloutStatus): Date | undefined {
  const progressing = conditionOf(status.conditions, 'Progressing');
  if (progressing === undefined || status.abort || isPaused(spec, status) || isHealthy(spec, status)) return undefined;
  if (isIndefinite(spec, status.currentStepIndex, status.conditions) || waitsForScaleDown(others)) return undefined;
  if (hasTimedOut(progressing, spec.progressDeadlineSeconds, now)) return undefined;
  const deadline = deadlineOf(progressing, spec.progressDeadlineSeconds);
  // Times are whole seconds: a second more, and it has passed for certain.
  return Number.isNaN(deadline) ? undefined : new Date(deadline + 1000);
}
