/** What a blue-green spec and state come down to, worked out once a pass. */
import type { BlueGreen } from '../../../crds/rollout/strategy.ts';
import type { Service } from '../objects.ts';
import type { Revision } from '../revision.ts';
import { isFastRollback, isRollback, isWithinWindow } from '../rollback.ts';
import { selectedBy } from '../services.ts';
import { surgeOf } from '../sizing/surge.ts';
import type { Snapshot } from '../snapshot.ts';
import { type View, viewOf } from '../view.ts';

/** What analyses say of an update. */
export interface Verdicts {
  /** Nothing speaks against the switch any more. */
  readonly before: 'passed' | 'awaited';
  /** Nor against the promotion. */
  readonly after: 'passed' | 'awaited';
}

export interface Terms extends Bare {
  readonly verdicts: Verdicts;
}

export interface Bare {
  readonly snapshot: Snapshot;
  readonly blueGreen: BlueGreen;
  readonly view: View;
  readonly replicas: number;
  /** Ready pods that requests need: `replicas` without those that may be missing. */
  readonly least: number;
  readonly active: Service | undefined;
  readonly preview: Service | undefined;
  /** What the active Service selects, as it is now; empty if it selects pods of all revisions. */
  readonly activeHash: string;
  readonly previewHash: string;
  /** The revision that requests go to. */
  readonly serving: Revision | undefined;
  /** Nothing is scaled, no pause ends and active stays until a person acts. */
  readonly isHalted: boolean;
  /** A promotion in full, or a rollback within the window: an abort has no say any more. */
  readonly isHurried: boolean;
  readonly isAborted: boolean;
  /** The current revision ran until a moment ago, and its pods are still there. */
  readonly isWarm: boolean;
  /** Back to what is known to be good. */
  readonly isFastRollback: boolean;
}

export function termsOf(snapshot: Snapshot, blueGreen: BlueGreen): Bare {
  const { spec, services, revisions } = snapshot;
  const view = viewOf(snapshot);
  const active = services.get(blueGreen.activeService);
  const preview = services.get(blueGreen.previewService ?? '');
  const activeHash = selectedBy(active);
  const isHurried = view.isPromoteFull || isWithinWindow(snapshot);
  const isWarm = isStillWarm(snapshot, view);
  return {
    ...{ snapshot, blueGreen, view, replicas: spec.replicas, active, preview, activeHash, isHurried, isWarm },
    least: leastReady(spec.replicas, blueGreen),
    previewHash: selectedBy(preview),
    serving: revisions.find(({ hash }) => hash === activeHash),
    isHalted: spec.paused || view.pauses.some(({ reason }) => reason === 'InconclusiveAnalysisRun'),
    isAborted: view.isAborted && !isHurried,
    isFastRollback: isFastRollback(snapshot) || isWarm,
  };
}

function leastReady(replicas: number, { maxUnavailable }: BlueGreen): number {
  // With a surge, nothing has to be missing for an update to go on.
  const { unavailable } = surgeOf(replicas, 1, maxUnavailable);
  return Math.min(replicas, Math.max(1, replicas - unavailable));
}

/** An abort sets the same mark, and whoever tries again after one has not seen the revision at work. */
function isStillWarm(snapshot: Snapshot, view: View): boolean {
  const { current, now, status } = snapshot;
  const isMarkOfAbort = !view.isReset && status.abortedAt !== undefined;
  const isGood = current?.isAborted === false && !isMarkOfAbort;
  return isRollback(snapshot) && isGood && current.deadline !== undefined && current.deadline > now;
}

/** The stable revision where it is another than the current one. */
export const distinctStable = ({ snapshot: { current, stable } }: Terms): Revision | undefined =>
  stable === current ? undefined : stable;

/** Ready addresses of a revision behind the active Service. They may lag behind what it selects. */
export const addressesOf = ({ snapshot, blueGreen }: Terms, hash: string): number =>
  snapshot.addresses.get(blueGreen.activeService)?.get(hash) ?? 0;

export const isServing = (terms: Terms, hash: string): boolean =>
  terms.activeHash === hash || addressesOf(terms, hash) > 0;
