/** The phase of a Rollout as clients compute it: what its controller has not yet seen comes before what it has stored. */
import { WORKLOAD_GENERATION } from '../../controller/rollout/keys.ts';
import type { RolloutObject } from '../../controller/rollout/objects.ts';
import { phaseOf } from '../../controller/rollout/status/phase.ts';

export interface Standing {
  readonly phase: string;
  readonly message: string;
}

const progressing = (message: string): Standing => ({ phase: 'Progressing', message });

export function standingOf(rollout: RolloutObject): Standing {
  const { spec, status = {} } = rollout;
  if (!isObserved(rollout)) return progressing('waiting for rollout spec update to be observed');
  if (status.controllerPause && !status.pauseConditions?.length) return progressing('waiting for rollout to unpause');
  if (!isWorkloadObserved(rollout))
    return progressing('waiting for rollout spec update to be observed for the reference workload');
  if (status.phase !== undefined) return { phase: status.phase, message: status.message ?? '' };
  return phaseOf({ ...spec, replicas: spec.replicas ?? 1 }, status);
}

/** `Paused - CanaryPauseStep` */
export const standingText = ({ phase, message }: Standing): string =>
  message === '' ? phase : `${phase} - ${message}`;

/** Early versions wrote a hash there, which may look like a large number. */
function isObserved({ metadata: { generation = 0 }, status }: RolloutObject): boolean {
  const observed = generationIn(status?.observedGeneration);
  return observed === undefined || observed >= generation;
}

function isWorkloadObserved({ metadata, spec, status }: RolloutObject): boolean {
  const wanted = generationIn(metadata.annotations?.[WORKLOAD_GENERATION]);
  const observed = generationIn(status?.workloadObservedGeneration);
  return !spec.workloadRef || wanted === undefined || observed === undefined || wanted === observed;
}

const generationIn = (text = ''): number | undefined => (/^\d+$/.test(text) ? Number(text) : undefined);
