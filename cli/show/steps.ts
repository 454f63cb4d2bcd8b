/** How far a canary is: its step, the weight it is meant to have, and the weight it has. */
import type { RolloutObject } from '../../controller/rollout/objects.ts';
import type { Revision } from '../../controller/rollout/revision.ts';
import { currentSetWeight } from '../../controller/rollout/sizing/weight.ts';

const WHOLE = 100;

export interface Aim {
  /** `1/4` */
  readonly step: string;
  readonly setWeight: number;
}

/** Undefined without steps. */
export function aimOf({ spec, status = {} }: RolloutObject): Aim | undefined {
  const { steps = [], trafficRouting } = spec.strategy?.canary ?? {};
  if (steps.length === 0) return undefined;
  const index = Math.min(status.currentStepIndex ?? 0, steps.length);
  const progress = { steps, index, isAborted: status.abort === true };
  return {
    step: `${index}/${steps.length}`,
    setWeight: currentSetWeight(progress, trafficRouting?.maxTrafficWeight ?? WHOLE),
  };
}

/** Without a router it is the canary's share of the pods. */
export function actualWeight(
  { spec, status = {} }: RolloutObject,
  canary: Pick<Revision, 'available'> | undefined,
): number {
  const { steps = [], trafficRouting } = spec.strategy?.canary ?? {};
  const { availableReplicas = 0, currentStepIndex = 0 } = status;
  const most = trafficRouting?.maxTrafficWeight ?? WHOLE;
  if (currentStepIndex >= steps.length) return most;
  if (availableReplicas === 0) return 0;
  if (trafficRouting) return status.canary?.weights?.canary.weight ?? 0;
  return Math.floor(((canary?.available ?? 0) * most) / availableReplicas);
}
