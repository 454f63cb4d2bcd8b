/** The one word, and the sentence, that sum up a Rollout for people and for health checks. */
import type { Completed } from '../completed.ts';
import type { Canary, RolloutStatus, Strategy } from '../objects.ts';
import { isPromoted } from './health.ts';

type BlueGreen = NonNullable<Strategy['blueGreen']>;

interface Phase {
  readonly phase: NonNullable<RolloutStatus['phase']>;
  readonly message: string;
}

/** The first thing that keeps the Rollout from being healthy. */
export function phaseOf(spec: Completed, status: RolloutStatus): Phase {
  const failure = failureOf(status);
  if (failure !== undefined) return { phase: 'Degraded', message: failure };
  const pause = spec.paused ? 'manually paused' : status.pauseConditions?.[0]?.reason;
  if (pause !== undefined) return { phase: 'Paused', message: pause };
  const work = podWork(spec, status) ?? strategyWork(spec, status);
  return work === undefined ? { phase: 'Healthy', message: '' } : { phase: 'Progressing', message: work };
}

function failureOf({ conditions = [] }: RolloutStatus): string | undefined {
  for (const { type, reason, message } of conditions) {
    if (type === 'InvalidSpec') return `InvalidSpec: ${message}`;
    if (reason === 'RolloutAborted' || reason === 'ProgressDeadlineExceeded') return `${reason}: ${message}`;
  }
  return undefined;
}

function podWork({ replicas, restartAt }: Completed, status: RolloutStatus): string | undefined {
  const { updatedReplicas = 0, availableReplicas = 0, restartedAt } = status;
  if (restartAt !== undefined && !isSameMoment(restartAt, restartedAt)) return 'rollout is restarting';
  if (updatedReplicas < replicas) return 'more replicas need to be updated';
  if (availableReplicas < updatedReplicas) return 'updated replicas are still becoming available';
  return undefined;
}

const isSameMoment = (a: string, b: string | undefined): boolean => b !== undefined && Date.parse(a) === Date.parse(b);

function strategyWork({ strategy = {} }: Completed, status: RolloutStatus): string | undefined {
  if (strategy.blueGreen) return blueGreenWork(strategy.blueGreen, status);
  return strategy.canary ? canaryWork(strategy.canary, status) : undefined;
}

function blueGreenWork(strategy: BlueGreen, status: RolloutStatus): string | undefined {
  const active = status.blueGreen?.activeSelector ?? '';
  if (active === '' || active !== status.currentPodHash) return 'active service cutover pending';
  if (isPromoted(status)) return undefined;
  return waitsForAnalysis(strategy, status)
    ? 'waiting for analysis to complete'
    : 'waiting for post-promotion verification to complete';
}

function canaryWork({ trafficRouting }: Canary, status: RolloutStatus): string | undefined {
  const { replicas = 0, updatedReplicas = 0 } = status;
  // With a router, old pods may stay for a while on purpose.
  if (!trafficRouting && replicas > updatedReplicas) return 'old replicas are pending termination';
  return isPromoted(status) ? undefined : 'waiting for all steps to complete';
}

function waitsForAnalysis({ postPromotionAnalysis }: BlueGreen, { blueGreen }: RolloutStatus): boolean {
  const phase = blueGreen?.postPromotionAnalysisRunStatus?.status ?? '';
  return postPromotionAnalysis !== undefined && !ENDED.includes(phase);
}

const ENDED: readonly string[] = ['Successful', 'Failed', 'Error', 'Inconclusive'];
