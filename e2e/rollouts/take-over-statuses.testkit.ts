/** Statuses of Rollouts, word for word as the reference controller writes them. */
import type { At } from './take-over-before.testkit.ts';

type Reason = readonly [type: string, status: string, reason: string, message: string];

/** In the order in which the reference puts them. */
const conditions = (at: At, reasons: readonly Reason[]) =>
  reasons.map(([type, status, reason, message], index) => ({
    ...{ type, status, reason, message },
    ...{ lastTransitionTime: at(index - 100), lastUpdateTime: at(index - 100) },
  }));

const AVAILABLE: Reason = ['Available', 'True', 'AvailableReason', 'Rollout has minimum availability'];
const UNHEALTHY: Reason = ['Healthy', 'False', 'RolloutHealthy', 'Rollout is not healthy'];
const HEALTHY: Reason = ['Healthy', 'True', 'RolloutHealthy', 'Rollout is healthy'];
const UNDONE: Reason = ['Completed', 'False', 'RolloutCompleted', 'RolloutCompleted'];
const DONE: Reason = ['Completed', 'True', 'RolloutCompleted', 'RolloutCompleted'];
const STOPPED: Reason = ['Progressing', 'Unknown', 'RolloutPaused', 'Rollout is paused'];
const PAUSED: Reason = ['Paused', 'True', 'RolloutPaused', 'Rollout is paused'];
const UNPAUSED: Reason = ['Paused', 'False', 'RolloutPaused', 'Rollout is paused'];
const progressed = (hash: string): Reason => [
  ...(['Progressing', 'True', 'NewReplicaSetAvailable'] as const),
  `ReplicaSet "demo-${hash}" has successfully progressed.`,
];
const ABORTED: Reason = ['Progressing', 'False', 'RolloutAborted', 'Rollout aborted update to revision 2'];

/** What tells one Rollout's status from another's. */
export interface Facts {
  readonly generation: string;
  readonly current: string;
  readonly stable: string;
  /** Pods of all revisions, and of the current one. */
  readonly pods: readonly [all: number, updated: number];
  /** Where others than all are counted: those that users reach. */
  readonly serving?: number;
  readonly selector?: string;
  readonly steps?: { readonly hash: string; readonly index: number };
  readonly canary?: object;
  readonly blueGreen?: object;
}

function basics({ generation, current, stable, pods: [all, updated], serving = all, ...facts }: Facts): object {
  const { selector = 'app=rollouts-demo', steps, canary, blueGreen } = facts;
  return {
    ...{ HPAReplicas: serving, availableReplicas: serving, readyReplicas: serving },
    ...{ replicas: all, updatedReplicas: updated, selector },
    ...{ currentPodHash: current, stableRS: stable, observedGeneration: generation },
    ...(steps && { currentStepHash: steps.hash, currentStepIndex: steps.index }),
    // Empty ones are left by the reference's first writes.
    ...{ canary: canary ?? {}, blueGreen: blueGreen ?? {} },
  };
}

/** Waits for a person: as in a sample from a real cluster. */
export const pausedStatus = (at: At, facts: Facts, reason: 'CanaryPauseStep' | 'BlueGreenPause'): object => ({
  ...basics(facts),
  conditions: conditions(at, [AVAILABLE, UNHEALTHY, UNDONE, STOPPED, PAUSED]),
  ...{ controllerPause: true, message: reason, phase: 'Paused' },
  duration: { rolloutStartedAt: at(-120), manualPauseStartedAt: at(-95) },
  pauseConditions: [{ reason, startTime: at(-95) }],
});

/** A person has stopped it by the spec. */
export const heldStatus = (at: At, facts: Facts): object => ({
  ...basics(facts),
  conditions: conditions(at, [AVAILABLE, UNHEALTHY, UNDONE, STOPPED, PAUSED]),
  ...{ message: 'manually paused', phase: 'Paused' },
  duration: { rolloutStartedAt: at(-120), manualPauseStartedAt: at(-95) },
});

/** Promoted some time ago. */
export const healthyStatus = (at: At, facts: Facts): object => ({
  ...basics(facts),
  conditions: conditions(at, [AVAILABLE, UNPAUSED, progressed(facts.current), HEALTHY, DONE]),
  duration: { rolloutStartedAt: at(-300), finishedAt: at(-98), completionStatus: 'Promoted' },
  phase: 'Healthy',
});

/** By a person. */
export const abortedStatus = (at: At, facts: Facts): object => ({
  ...basics(facts),
  ...{ abort: true, abortedAt: at(-95) },
  conditions: conditions(at, [AVAILABLE, UNHEALTHY, UNDONE, UNPAUSED, ABORTED]),
  duration: { rolloutStartedAt: at(-120), finishedAt: at(-95), completionStatus: 'Aborted' },
  ...{ phase: 'Degraded', message: 'RolloutAborted: Rollout aborted update to revision 2' },
});
