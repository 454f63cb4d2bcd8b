/** The canary: from a snapshot to where it should be next, with a router or without. */
import type { Canary } from '../../../crds/rollout/strategy.ts';
import type { Notice } from '../../runtime/plan.ts';
import { withinCapacity } from '../capacity.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Outcome } from '../status/outcome.ts';
import { earliest, type Target } from '../target.ts';
import { type Division, divisionOf } from './division.ts';
import { othersOf } from './others.ts';
import {
  beginsPause,
  currentStep,
  isStepComplete,
  pauseEnd,
  promotionReason,
  type Seen,
  stepCompleted,
} from './progress.ts';
import { revisionsOf } from './revisions.ts';
import { selectorsOf } from './selectors.ts';
import { isAtDesiredCounts } from './sizes.ts';
import { type Terms, termsOf } from './terms.ts';

export function canaryTarget(snapshot: Snapshot, canary: Canary): Target {
  const terms = termsOf(snapshot, canary);
  const division = divisionOf(terms);
  const others = othersOf(terms);
  const revisions = revisionsOf(terms, division, others);
  const selectors = selectorsOf(terms, division);
  const seen = seenBy(terms, division, revisions.isSettled);
  const { outcome, notices } = outcomeOf(terms, division, seen);
  const wakeAt = earliest([revisions.wakeAt, pauseWakeAt(terms)]);
  const target: Target = {
    revisions: revisions.wanted,
    selectors,
    ...(division.split && { split: division.split }),
    ...{ outcome, notices },
    ...(wakeAt && { wakeAt }),
  };
  return withinCapacity(snapshot, target, { need: division.need });
}

function seenBy(terms: Terms, division: Division, isSettled: boolean): Seen {
  const isAtDesired = isAtDesiredCounts(terms, division.persisted);
  return { isSettled, isAtDesiredCounts: isAtDesired, isTrafficShown: division.isShown };
}

function pauseWakeAt(terms: Terms): Date | undefined {
  const step = currentStep(terms);
  const end = step && pauseEnd(terms, step);
  return end && new Date(end.getTime() + 1);
}

interface Decided {
  readonly outcome: Outcome;
  readonly notices: readonly Notice[];
}

function outcomeOf(terms: Terms, division: Division, seen: Seen): Decided {
  const { snapshot, view } = terms;
  const base = baseOutcome(terms, division);
  if (view.isReset) {
    const notices = view.skip === undefined ? [] : [notice('SkipSteps', view.skip)];
    return { outcome: base, notices };
  }
  const why = promotionReason(terms);
  if (why !== undefined) return promoted(terms, base, why);
  // Steps mean nothing to what is aborted, promoted, or passes them over.
  if (view.isAborted) return { outcome: { ...base, ...indexed(view.steps.length, 0) }, notices: [] };
  if (snapshot.status.abort) return { outcome: { ...base, abort: 'remove' }, notices: [] };
  return stepping(terms, base, seen);
}

function baseOutcome({ view, snapshot }: Terms, division: Division): Outcome {
  const { status, object } = snapshot;
  return {
    ...indexed(view.steps.length, view.index),
    stableHash: status.stableRS ?? '',
    revision: snapshot.number,
    created: snapshot.current ? undefined : `${object.metadata.name}-${snapshot.hash}`,
    isReset: view.isReset,
    rollback: snapshot.rollback,
    promoteFull: view.isPromoteFull,
    canary: division.status,
  };
}

const indexed = (steps: number, index: number): Pick<Outcome, 'stepIndex'> => (steps === 0 ? {} : { stepIndex: index });

const notice = (reason: string, message: string): Notice => ({ type: 'Normal', reason, message });

/** Everything goes to the current revision. */
function promoted({ snapshot, view }: Terms, base: Outcome, why: string): Decided {
  const { hash, number } = snapshot;
  const message = `Rollout completed update to revision ${number} (${hash}): ${why}`;
  const isSame = base.stableHash === hash;
  return {
    outcome: {
      ...base,
      ...indexed(view.steps.length, view.steps.length),
      stableHash: hash,
      promoteFull: false,
      pauses: { clear: true },
      abort: 'remove',
      canary: isSame ? base.canary : withTurnedPingPong(base.canary, snapshot),
    },
    notices: isSame ? [] : [notice('RolloutCompleted', message)],
  };
}

/** The service that was the canary's is stable's from now on. */
function withTurnedPingPong(canary: Outcome['canary'], { spec }: Snapshot): Outcome['canary'] {
  if (!spec.strategy?.canary?.pingPong) return canary;
  return { ...canary, stablePingPong: canary?.stablePingPong === 'ping' ? 'pong' : 'ping' };
}

function stepping(terms: Terms, base: Outcome, seen: Seen): Decided {
  const { view, snapshot } = terms;
  const step = currentStep(terms);
  if (!step || view.isPromoteFull) {
    // Whoever hurries does not wait for pauses.
    const pauses = view.isPromoteFull ? { pauses: { clear: true }, abort: 'remove' as const } : {};
    return { outcome: { ...base, ...pauses }, notices: [] };
  }
  if (isStepComplete(terms, step, seen)) {
    const next = { ...base, ...indexed(view.steps.length, view.index + 1) };
    return {
      outcome: { ...next, pauses: { remove: ['CanaryPauseStep'] } },
      notices: [stepCompleted(terms, step)],
    };
  }
  if (!beginsPause(terms, seen) || snapshot.status.abort) return { outcome: base, notices: [] };
  return { outcome: { ...base, pauses: { add: ['CanaryPauseStep'] } }, notices: [] };
}
