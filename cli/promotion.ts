/** What to write so that a Rollout goes on, as the stock plugin decides it. Pure. */
import type { RolloutObject } from '../controller/rollout/objects.ts';

/** At most one of the three. */
export interface Wish {
  readonly full?: boolean;
  readonly skipCurrentStep?: boolean;
  readonly skipAllSteps?: boolean;
}

export interface Promotion {
  /** To be written first. */
  readonly status?: object;
  readonly spec?: object;
}

export function promotionOf(rollout: RolloutObject, wish: Wish): Promotion {
  if (wish.skipCurrentStep || wish.skipAllSteps) return skipped(rollout, wish);
  const spec = rollout.spec.paused ? { paused: false } : undefined;
  const status = wish.full ? fully(rollout) : onwards(rollout);
  return { ...(status && { status }), ...(spec && { spec }) };
}

function skipped(rollout: RolloutObject, { skipAllSteps }: Wish): Promotion {
  const { blueGreen } = rollout.spec.strategy ?? {};
  if (blueGreen) throw new Error('Cannot skip steps of a bluegreen rollout. Run without a flags');
  const count = stepsOf(rollout);
  if (count === 0) throw new Error('Cannot skip steps of a rollout without steps');
  return { status: { currentStepIndex: skipAllSteps ? count : next(rollout) } };
}

const stepsOf = ({ spec }: RolloutObject): number => spec.strategy?.canary?.steps?.length ?? 0;

const next = (rollout: RolloutObject): number =>
  Math.min((rollout.status?.currentStepIndex ?? 0) + 1, stepsOf(rollout));

function fully({ status = {} }: RolloutObject): object | undefined {
  return (status.currentPodHash ?? '') === (status.stableRS ?? '') ? undefined : { promoteFull: true };
}

function onwards(rollout: RolloutObject): object | undefined {
  const { status = {} } = rollout;
  const hasSteps = stepsOf(rollout) > 0;
  const isPaused = (status.pauseConditions ?? []).length > 0;
  const isInconclusive = status.canary?.currentStepAnalysisRunStatus?.status === 'Inconclusive';
  if (hasSteps && isPaused && isInconclusive && status.controllerPause)
    return { pauseConditions: null, controllerPause: false, currentStepIndex: next(rollout) };
  if (isPaused) return { pauseConditions: null };
  return hasSteps ? { pauseConditions: null, currentStepIndex: next(rollout) } : undefined;
}
