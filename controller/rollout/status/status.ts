/** The status of a Rollout, computed from scratch at each pass: what is not said again disappears. */
import type { Notice } from '../../runtime/plan.ts';
import { WORKLOAD_GENERATION } from '../keys.ts';
import type { RolloutStatus } from '../objects.ts';
import type { Snapshot } from '../snapshot.ts';
import { albsAfter } from '../verification.ts';
import { conditionsAfter, openingConditions } from './conditions.ts';
import { countsOf } from './counts.ts';
import { deadlineWakeAt, shouldAbortForDeadline } from './deadline.ts';
import { durationAfter } from './duration.ts';
import { subjectOf } from './judgement.ts';
import { noticesBetween } from './notices.ts';
import type { Draft, Outcome } from './outcome.ts';
import { pausesAfter } from './pauses.ts';
import { phaseOf } from './phase.ts';
import { timedOut } from './statements.ts';

interface Told {
  readonly status: RolloutStatus;
  readonly notices: readonly Notice[];
  readonly wakeAt?: Date;
}

export function statusAfter(snapshot: Snapshot, decided: Outcome): Told {
  const { spec } = snapshot;
  const outcome = decided.isReset ? begunAnew(decided) : decided;
  const draft = withDeadline(opened(snapshot, outcome));
  const judged = { ...draft.next, conditions: [...conditionsAfter(draft)] };
  const duration = durationAfter({ ...draft, next: judged });
  const next = written({ ...judged, ...phaseOf(spec, judged), duration });
  const wakeAt = deadlineWakeAt(snapshot, next);
  return { status: next, notices: noticesBetween(snapshot, next, outcome.revision), ...(wakeAt && { wakeAt }) };
}

const begunAnew = (outcome: Outcome): Outcome => ({
  ...outcome,
  pauses: { clear: true },
  abort: 'remove',
  promoteFull: false,
});

/** Everything that needs no judgement. */
function opened(snapshot: Snapshot, outcome: Outcome): Draft {
  const { status, object, spec } = snapshot;
  const { generation = 0, annotations = {} } = object.metadata;
  const next: RolloutStatus = {
    ...countsOf(snapshot, outcome.blueGreen?.activeSelector),
    ...pausesAfter(snapshot, outcome),
    conditions: [...openingConditions(snapshot, outcome.created)],
    currentPodHash: snapshot.hash,
    currentStepHash: spec.strategy?.canary ? snapshot.stepHash : undefined,
    currentStepIndex: outcome.stepIndex,
    stableRS: outcome.stableHash,
    promoteFull: outcome.promoteFull,
    // A new template restarts all pods anyway.
    restartedAt: outcome.isReset ? spec.restartAt : (outcome.restartedAt ?? status.restartedAt),
    collisionCount: outcome.collisionCount ?? status.collisionCount,
    observedGeneration: String(generation),
    workloadObservedGeneration: spec.workloadRef ? annotations[WORKLOAD_GENERATION] : undefined,
    // A block that was there stays, empty, as the reference has it.
    canary: outcome.canary ?? (status.canary && {}),
    blueGreen: outcome.blueGreen ?? (status.blueGreen && {}),
    ...albsAfter(snapshot),
  };
  return { snapshot, outcome, next };
}

/** An update that is past its deadline is aborted, if that is wanted. */
function withDeadline(draft: Draft): Draft {
  if (!shouldAbortForDeadline(draft)) return draft;
  const { snapshot, next } = draft;
  const outcome: Outcome = { ...draft.outcome, abort: { message: timedOut(subjectOf(draft)).message } };
  return { snapshot, outcome, next: { ...next, ...pausesAfter(snapshot, outcome) } };
}

/**
 * As Go writes it: fields that are zero are left out, and a status of the reference that means the same is the same.
 * Only of these two is zero something else than nothing.
 */
function written(status: RolloutStatus): RolloutStatus {
  const told = Object.entries(status).filter(
    ([name, value]) => value || (value === 0 && (name === 'currentStepIndex' || name === 'collisionCount')),
  );
  return Object.fromEntries(told);
}
