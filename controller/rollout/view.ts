/** The state of an update as decisions read it: what the status says, or where a new template or new steps begin again. */

import type { PauseCondition } from '../../crds/rollout/status.ts';
import type { Step } from '../../crds/rollout/steps.ts';
import { isWithinWindow } from './rollback.ts';
import type { Snapshot } from './snapshot.ts';

export interface View {
  /** The template or the steps are others than the status knows. */
  readonly isReset: boolean;
  /** What was promoted last is what is wanted. */
  readonly isPromoted: boolean;
  /** Nothing was ever promoted. */
  readonly isInitial: boolean;
  readonly isAborted: boolean;
  readonly isPromoteFull: boolean;
  readonly steps: readonly Step[];
  /** Of the step in hand; the number of steps when all are done. */
  readonly index: number;
  readonly pauses: readonly PauseCondition[];
  /** The controller paused; with no pauses left somebody has just resumed. */
  readonly isControllerPause: boolean;
  /** Why steps are passed over from the beginning, if they are. */
  readonly skip: string | undefined;
}

export function viewOf(s: Snapshot): View {
  const steps = s.spec.strategy?.canary?.steps ?? [];
  return isChanged(s) ? begun(s, steps) : continued(s, steps);
}

function isChanged({ status, hash, stepHash, spec }: Snapshot): boolean {
  if (status.currentPodHash !== undefined && status.currentPodHash !== hash) return true;
  return spec.strategy?.canary !== undefined && status.currentStepHash !== stepHash;
}

function begun(s: Snapshot, steps: readonly Step[]): View {
  const { status, hash } = s;
  const isPromoted = status.stableRS === hash;
  const skip = steps.length === 0 ? undefined : skipReason(s, isPromoted);
  return {
    isReset: true,
    isPromoted,
    isInitial: !status.stableRS,
    isAborted: false,
    isPromoteFull: false,
    steps,
    index: skip === undefined ? 0 : steps.length,
    pauses: [],
    isControllerPause: false,
    skip,
  };
}

function skipReason(s: Snapshot, isPromoted: boolean): string | undefined {
  if (!s.current) return undefined;
  if (isPromoted) return 'Rollback to stable ReplicaSets';
  if (isWithinWindow(s) && s.current.size > 0) return 'Rollback to active ReplicaSets within RollbackWindow';
  return undefined;
}

function continued({ status, hash }: Snapshot, steps: readonly Step[]): View {
  const isPromoted = (status.stableRS ?? '') === (status.currentPodHash ?? '') && status.stableRS === hash;
  return {
    isReset: false,
    isPromoted,
    isInitial: !status.stableRS,
    // What is everywhere already cannot be aborted any more.
    isAborted: status.abort === true && !isPromoted,
    isPromoteFull: status.promoteFull === true,
    steps,
    index: Math.min(status.currentStepIndex ?? 0, steps.length),
    pauses: status.abort === true && !isPromoted ? [] : (status.pauseConditions ?? []),
    isControllerPause: status.controllerPause === true,
    skip: undefined,
  };
}
