/** How long an update takes, and how much of that it waits for people. */
import { conditionOf, timestamp } from '../../../kube/conditions.ts';
import type { RolloutStatus } from '../objects.ts';
import { isPromoted } from './health.ts';
import type { Draft } from './outcome.ts';
import { waitsForPerson } from './pauses.ts';

type Duration = NonNullable<RolloutStatus['duration']>;
type Completion = NonNullable<Duration['completionStatus']>;

export function durationAfter(draft: Draft): Duration | undefined {
  const duration = tracked(draft);
  if (!isRunning(duration)) return duration;
  const { snapshot, next } = draft;
  const ending = withEnding(duration, draft);
  if (next.abort) return finished(ending, 'Aborted', snapshot.now);
  if (hasArrived(draft)) return finished(ending, 'Promoted', snapshot.now);
  return waitsForPerson(snapshot.spec, next) ? waiting(ending, snapshot.now) : resumed(ending, snapshot.now);
}

const isRunning = (duration: Duration | undefined): duration is Duration =>
  duration?.rolloutStartedAt !== undefined && duration.finishedAt === undefined;

/** A new template takes the place of an update that is under way, unless it takes that one back. */
function tracked(draft: Draft): Duration | undefined {
  const { snapshot, outcome } = draft;
  const { duration } = snapshot.status;
  const fresh = { rolloutStartedAt: timestamp(snapshot.now) };
  if (!isRunning(duration)) return hasStarted(draft) ? fresh : duration;
  if (!hasNewTemplate(draft)) return duration;
  return outcome.rollback === undefined ? fresh : { ...duration, completionStatus: outcome.rollback };
}

function hasStarted(draft: Draft): boolean {
  const { snapshot, next } = draft;
  if (hasArrived(draft)) return false;
  const isFirst = (snapshot.status.currentPodHash ?? '') === '';
  return isFirst || hasNewTemplate(draft) || hasNewSteps(draft) || isRetried(snapshot.status, next);
}

function hasNewTemplate({ snapshot, next }: Draft): boolean {
  const before = snapshot.status.currentPodHash ?? '';
  return before !== '' && before !== next.currentPodHash;
}

function hasNewSteps({ snapshot, next }: Draft): boolean {
  const isCanary = snapshot.spec.strategy?.canary !== undefined;
  return isCanary && (snapshot.status.currentStepHash ?? '') !== (next.currentStepHash ?? '');
}

const isRetried = (before: RolloutStatus, after: RolloutStatus): boolean =>
  !after.abort && conditionOf(before.conditions, 'Progressing')?.reason === 'RolloutAborted';

/** Promoted and of full size: the update is over. */
const hasArrived = ({ snapshot, next }: Draft): boolean =>
  isPromoted(next) && (snapshot.current?.available ?? 0) >= snapshot.spec.replicas;

/** How it will have ended is known at promotion, before the last pods are there. */
function withEnding(duration: Duration, { snapshot, next }: Draft): Duration {
  const before = snapshot.status;
  const isPromotedNow = isPromoted(next) && before.stableRS !== next.stableRS;
  if (!isPromotedNow || duration.completionStatus !== undefined) return duration;
  return { ...duration, completionStatus: before.promoteFull ? 'FastPromoted' : 'Promoted' };
}

function finished(duration: Duration, completionStatus: Completion, now: Date): Duration {
  return { completionStatus, ...resumed(duration, now), finishedAt: timestamp(now) };
}

function waiting(duration: Duration, now: Date): Duration {
  return { ...duration, manualPauseStartedAt: duration.manualPauseStartedAt ?? timestamp(now) };
}

function resumed(duration: Duration, now: Date): Duration {
  const { manualPauseStartedAt, ...rest } = duration;
  if (manualPauseStartedAt === undefined) return duration;
  const total = (rest.totalManualPauseDurationSeconds ?? 0) + secondsBetween(manualPauseStartedAt, timestamp(now));
  return { ...rest, ...(total > 0 && { totalManualPauseDurationSeconds: total }) };
}

const secondsBetween = (start: string, end: string): number =>
  Math.max(0, Math.trunc((Date.parse(end) - Date.parse(start)) / 1000));

export interface FinishedDuration {
  readonly status: Completion;
  readonly seconds: number;
  readonly manualPauseSeconds: number;
  /** Without the time spent waiting for people. */
  readonly progressionSeconds: number;
}

/** The update that ended between two statuses, for the metrics; undefined if none did. */
export function finishedDuration(before: RolloutStatus, after: RolloutStatus): FinishedDuration | undefined {
  const [was, is] = [before.duration, after.duration];
  if (!isRunning(was) || is?.rolloutStartedAt === undefined) return undefined;
  // A start of its own means that another update took its place at that moment.
  if (is.rolloutStartedAt !== was.rolloutStartedAt)
    return measured(resumed(was, new Date(is.rolloutStartedAt)), 'Superseded', is.rolloutStartedAt);
  return is.finishedAt === undefined ? undefined : measured(is, is.completionStatus ?? 'Promoted', is.finishedAt);
}

function measured(duration: Duration, status: Completion, end: string): FinishedDuration {
  const { rolloutStartedAt = end, totalManualPauseDurationSeconds: manualPauseSeconds = 0 } = duration;
  const seconds = secondsBetween(rolloutStartedAt, end);
  return { status, seconds, manualPauseSeconds, progressionSeconds: Math.max(0, seconds - manualPauseSeconds) };
}
