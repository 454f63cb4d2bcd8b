/** The new revision on its way to the switch: how many pods it has, and who waits for whom. */
import { previewSize } from '../sizing/preview.ts';
import type { Outcome } from '../status/outcome.ts';
import type { Bare, Terms } from './terms.ts';

export interface Waiting {
  /** Pauses and analyses are over: what is missing is pods. */
  readonly isReleased: boolean;
  /** The status has to remember that the preview has served its purpose. */
  readonly isCheckpointPassed: boolean;
  readonly pauses: NonNullable<Outcome['pauses']>;
  readonly wakeAt?: Date;
}

export function currentSize(terms: Bare): number {
  const { snapshot, view, serving, replicas, blueGreen } = terms;
  // What was promoted is needed in full, wherever requests go.
  if (view.isInitial || view.isPromoted) return replicas;
  return previewSize({
    ...{ replicas, previewReplicaCount: blueGreen.previewReplicaCount },
    hasOtherActive: serving !== undefined && serving !== snapshot.current,
    promoteFull: terms.isHurried,
    isJustChanged: view.isReset,
    isPaused: snapshot.spec.paused || view.pauses.length > 0,
    isCheckpointPassed: hasCheckpoint(terms),
  });
}

const hasCheckpoint = ({ view, snapshot }: Bare): boolean =>
  !view.isReset && snapshot.status.blueGreen?.scaleUpPreviewCheckPoint === true;

/** Nobody needs to wait: neither a person nor an analysis is asked. */
const isFastTracked = ({ view, isHurried, isFastRollback, activeHash, snapshot }: Terms): boolean =>
  isHurried || isFastRollback || view.isInitial || activeHash === snapshot.hash;

const NO_PAUSE = { remove: ['BlueGreenPause', 'CanaryPauseStep'] } as const;

/** The end of a pause is remembered: pods that are missing just then must not make it begin again. */
export function waitingOf(terms: Terms): Waiting {
  // Whoever tries again after an abort waits again.
  if (terms.isAborted) return { isReleased: false, isCheckpointPassed: false, pauses: NO_PAUSE };
  if (isFastTracked(terms)) return { isReleased: true, isCheckpointPassed: hasCheckpoint(terms), pauses: NO_PAUSE };
  if (hasCheckpoint(terms)) return { isReleased: true, isCheckpointPassed: true, pauses: NO_PAUSE };
  const isAsked = terms.verdicts.before === 'passed' && !terms.view.isReset;
  if (isAsked && isResumed(terms)) return { isReleased: true, isCheckpointPassed: true, pauses: NO_PAUSE };
  if (!isAsked || terms.isHalted || !isReadyForPause(terms)) return waits(terms, {});
  return needsPause(terms) ? paused(terms) : unpaused(terms);
}

function waits(terms: Terms, pauses: Waiting['pauses']): Waiting {
  const wakeAt = pauseEnd(terms);
  const isDue = wakeAt !== undefined && wakeAt <= terms.snapshot.now;
  return { isReleased: false, isCheckpointPassed: false, pauses, ...(wakeAt && !isDue && { wakeAt }) };
}

/** Only a preview of its own size has to be told that it may grow. */
const unpaused = ({ blueGreen }: Terms): Waiting => ({
  isReleased: true,
  isCheckpointPassed: blueGreen.previewReplicaCount !== undefined,
  pauses: NO_PAUSE,
});

function paused(terms: Terms): Waiting {
  const { snapshot } = terms;
  if (!pauseOf(terms)) return waits(terms, { add: ['BlueGreenPause'], remove: ['CanaryPauseStep'] });
  const end = pauseEnd(terms);
  return end !== undefined && end <= snapshot.now
    ? { isReleased: true, isCheckpointPassed: true, pauses: NO_PAUSE }
    : waits(terms, {});
}

const needsPause = ({ blueGreen }: Terms): boolean =>
  !blueGreen.autoPromotionEnabled || blueGreen.autoPromotionSeconds > 0;

const pauseOf = ({ view }: Terms) => view.pauses.find(({ reason }) => reason === 'BlueGreenPause');

/** Somebody has taken the pauses away. */
const isResumed = ({ view }: Terms): boolean => view.isControllerPause && view.pauses.length === 0;

/** All pods of the preview are there. */
export function isReadyForPause(terms: Bare): boolean {
  const { current } = terms.snapshot;
  const size = currentSize(terms);
  return current !== undefined && current.size === size && current.available === size;
}

/** Undefined if none has begun, or if it ends with a person. */
function pauseEnd(terms: Terms): Date | undefined {
  const { autoPromotionEnabled, autoPromotionSeconds } = terms.blueGreen;
  const begun = pauseOf(terms);
  if (!begun || !autoPromotionEnabled) return undefined;
  return new Date(Date.parse(begun.startTime) + autoPromotionSeconds * 1000);
}
