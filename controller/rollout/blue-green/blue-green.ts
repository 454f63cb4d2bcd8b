/** Blue-green: from a snapshot to where it should be next. The new revision comes up beside the old one, then all switch. */
import type { BlueGreen } from '../../../crds/rollout/strategy.ts';
import type { Notice } from '../../runtime/plan.ts';
import { blueGreenRuns } from '../analysis/blue-green-runs.ts';
import { type AnalysisWork, consequence, withBlueGreenRuns } from '../analysis/work.ts';
import { withinCapacity } from '../capacity.ts';
import type { RolloutStatus } from '../objects.ts';
import { isWithinWindow } from '../rollback.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Outcome } from '../status/outcome.ts';
import { earliest, type Target } from '../target.ts';
import { areTargetsRegistered } from '../verification.ts';
import { isReadyForPause, type Waiting, waitingOf } from './preview.ts';
import { capacityOf, revisionsOf } from './revisions.ts';
import { selectorsOf } from './selectors.ts';
import { type Terms, termsOf } from './terms.ts';

export function blueGreenTarget(snapshot: Snapshot, blueGreen: BlueGreen): Target {
  const bare = termsOf(snapshot, blueGreen);
  const { work, verdicts } = blueGreenRuns(bare, isReadyForPause(bare));
  const terms: Terms = { ...bare, verdicts };
  const waiting = waitingOf(terms);
  const selectors = selectorsOf(terms, waiting.isReleased);
  const revisions = revisionsOf(terms, selectors);
  const wakeAt = earliest([revisions.wakeAt, waiting.wakeAt]);
  const target: Target = {
    ...{ revisions: revisions.wanted, selectors, analysis: work },
    ...told(outcomeOf(terms, waiting), terms, work),
    ...(wakeAt && { wakeAt }),
  };
  return withinCapacity(snapshot, target, capacityOf(terms));
}

type Decided = Pick<Target, 'outcome' | 'notices'>;

/** With what analyses say. Whoever is aborted, promoted or in a hurry does not ask them. */
function told({ outcome, notices }: Decided, { view, isAborted }: Terms, work: AnalysisWork): Decided {
  const isAsked = !view.isReset && !view.isPromoted && !isAborted;
  return {
    outcome: {
      ...{ ...outcome, ...(isAsked && consequence(work, outcome)) },
      blueGreen: withBlueGreenRuns(outcome.blueGreen, work),
    },
    notices: [...work.notices, ...notices],
  };
}

function outcomeOf(terms: Terms, waiting: Waiting): Pick<Target, 'outcome' | 'notices'> {
  const { view, isHurried } = terms;
  const base = baseOutcome(terms, waiting);
  const why = promotionReason(terms);
  if (why !== undefined) return promoted(terms, base, why);
  // What is everywhere already is neither promoted nor aborted any more.
  if (view.isPromoted) return { outcome: { ...base, ...ENDED, promoteFull: false }, notices: [] };
  if (isHurried) return { outcome: { ...base, ...ENDED }, notices: [] };
  return { outcome: { ...base, pauses: waiting.pauses }, notices: [] };
}

const ENDED = { pauses: { clear: true }, abort: 'remove' } as const;

function baseOutcome(terms: Terms, { isCheckpointPassed }: Waiting): Outcome {
  const { snapshot, view, isFastRollback } = terms;
  const { status, object } = snapshot;
  return {
    stableHash: status.stableRS ?? '',
    revision: snapshot.number,
    created: snapshot.current ? undefined : `${object.metadata.name}-${snapshot.hash}`,
    isReset: view.isReset,
    rollback: isFastRollback ? 'FastRolledBack' : snapshot.rollback,
    promoteFull: view.isPromoteFull,
    blueGreen: statusOf(terms, isCheckpointPassed),
  };
}

/** Selectors as they were seen: a switch of this pass is told by the next one. */
function statusOf({ activeHash, previewHash }: Terms, isCheckpointPassed: boolean): RolloutStatus['blueGreen'] {
  return {
    ...(previewHash !== '' && { previewSelector: previewHash }),
    ...(activeHash !== '' && { activeSelector: activeHash }),
    ...(isCheckpointPassed && { scaleUpPreviewCheckPoint: true }),
  };
}

function promoted({ snapshot }: Terms, base: Outcome, why: string): Pick<Target, 'outcome' | 'notices'> {
  const { hash, number } = snapshot;
  const { scaleUpPreviewCheckPoint: _, ...blueGreen } = base.blueGreen ?? {};
  const message = `Rollout completed update to revision ${number} (${hash}): ${why}`;
  const notice: Notice = { type: 'Normal', reason: 'RolloutCompleted', message };
  return { outcome: { ...base, ...ENDED, blueGreen, stableHash: hash, promoteFull: false }, notices: [notice] };
}

/** Why the current revision becomes stable now; undefined if it does not. */
function promotionReason(terms: Terms): string | undefined {
  const { view, snapshot } = terms;
  if (view.isReset) return undefined;
  if (view.isInitial) return 'Initial deploy';
  if (view.isPromoted || !isInService(terms) || !areTargetsRegistered(snapshot)) return undefined;
  if (view.isPromoteFull) return 'Full promotion requested';
  if (terms.isAborted) return undefined;
  if (terms.isFastRollback) return isWithinWindow(snapshot) ? 'Rollback within window' : 'Fast rollback';
  return terms.verdicts.after === 'passed' ? 'Completed blue-green update' : undefined;
}

/** Requests go to the current revision. As long as nobody answers them, the old one is still needed in full. */
const isInService = ({ activeHash, snapshot, serving, replicas }: Terms): boolean =>
  activeHash === snapshot.hash && (replicas === 0 || (serving?.ready ?? 0) > 0);
