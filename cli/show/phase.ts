/** The phase of a Rollout as clients compute it: what its controller has not yet seen comes before what it has stored. */
import { WORKLOAD_GENERATION } from '../../controller/rollout/keys.ts';
import type { RolloutObject, RolloutStatus } from '../../controller/rollout/objects.ts';
import { phaseOf } from '../../controller/rollout/status/phase.ts';

export interface Standing {
  readonly phase: string;
  readonly message: string;
}

const progressing = (message: string): Standing => ({ phase: 'Progressing', message });

export function standingOf(rollout: RolloutObject): Standing {
  const { spec, status = {} } = rollout;
  if (!isObserved(rollout)) return progressing('waiting for rollout spec update to be observed');
  const wish = wishIn(status);
  if (wish !== undefined) return progressing(`waiting for rollout ${wish} to be observed`);
  if (status.controllerPause && !status.pauseConditions?.length) return progressing('waiting for rollout to unpause');
  if (!isWorkloadObserved(rollout))
    return progressing('waiting for rollout spec update to be observed for the reference workload');
  if (status.phase !== undefined) return { phase: status.phase, message: status.message ?? '' };
  return phaseOf({ ...spec, replicas: spec.replicas ?? 1 }, status);
}

/** `Paused - CanaryPauseStep` */
export const standingText = ({ phase, message }: Standing): string =>
  message === '' ? phase : `${phase} - ${message}`;

/**
 * What somebody asked for in the status that its controller has not yet seen: the phase is of the time before.
 * A Degraded that has another cause than an abort stays what it is.
 */
function wishIn({ phase, message = '', abort, abortedAt, promoteFull }: RolloutStatus): string | undefined {
  if (phase !== 'Degraded') return abort && abortedAt === undefined ? 'abort' : undefined;
  if (!message.startsWith('RolloutAborted')) return undefined;
  if (!abort) return 'retry';
  return promoteFull ? 'promotion' : undefined;
}

/** Early versions wrote a hash there, which may look like a large number. */
function isObserved({ metadata: { generation = 0 }, status = {} }: RolloutObject): boolean {
  const { phase, observedGeneration } = status;
  // Nobody has looked at it: that it has no pods need not be what it wants.
  if (phase === undefined && !observedGeneration) return false;
  const observed = generationIn(observedGeneration);
  return observed === undefined || observed >= generation;
}

function isWorkloadObserved({ metadata, spec, status }: RolloutObject): boolean {
  const wanted = generationIn(metadata.annotations?.[WORKLOAD_GENERATION]);
  const observed = generationIn(status?.workloadObservedGeneration);
  return !spec.workloadRef || wanted === undefined || observed === undefined || wanted === observed;
}

const generationIn = (text = ''): number | undefined => (/^\d+$/.test(text) ? Number(text) : undefined);
