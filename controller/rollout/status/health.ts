/** How far an update has come: observed, healthy, promoted, progressing. */
import type { Completed } from '../completed.ts';
import type { RolloutStatus } from '../objects.ts';

/** A generation is text in the status. */
export function isObserved(status: RolloutStatus, generation: number | undefined): boolean {
  return status.observedGeneration === String(generation ?? 0);
}

/** Whether the wanted revision is the one that was promoted. */
export function isPromoted({ stableRS = '', currentPodHash = '' }: RolloutStatus): boolean {
  return stableRS !== '' && stableRS === currentPodHash;
}

/** All pods are new and available, and the strategy has nothing left to do. */
export function isHealthy(spec: Completed, status: RolloutStatus): boolean {
  const { updatedReplicas = 0, availableReplicas = 0 } = status;
  return updatedReplicas === spec.replicas && availableReplicas === spec.replicas && isComplete(spec, status);
}

function isComplete({ strategy = {}, replicas }: Completed, status: RolloutStatus): boolean {
  const { currentPodHash = '', currentStepIndex, blueGreen = {} } = status;
  if (strategy.blueGreen) {
    const { activeSelector = '', previewSelector = '' } = blueGreen;
    const isShown = !strategy.blueGreen.previewService || previewSelector === currentPodHash;
    return activeSelector === currentPodHash && isShown;
  }
  const steps = strategy.canary?.steps?.length ?? 0;
  const isThrough = steps === 0 || currentStepIndex === undefined || currentStepIndex === steps;
  return isThrough && isPromoted(status) && (status.replicas ?? 0) === replicas;
}

/** Whether anything came nearer to its end between two statuses. */
export function hasProgressed(spec: Completed, before: RolloutStatus, after: RolloutStatus): boolean {
  return hasMoved(spec, before, after) || podsHaveProgressed(before, after);
}

function hasMoved({ strategy = {} }: Completed, before: RolloutStatus, after: RolloutStatus): boolean {
  return strategy.blueGreen ? hasSwitched(before, after) : hasStepped(before, after);
}

function hasSwitched({ blueGreen: before = {} }: RolloutStatus, { blueGreen: after = {} }: RolloutStatus): boolean {
  return isOther(before.activeSelector, after.activeSelector) || isOther(before.previewSelector, after.previewSelector);
}

function hasStepped(before: RolloutStatus, after: RolloutStatus): boolean {
  const [was, is] = [before.currentStepIndex, after.currentStepIndex];
  const isOtherStep = was !== undefined && is !== undefined && was !== is;
  return (
    isOtherStep || isOther(before.stableRS, after.stableRS) || isOther(before.currentStepHash, after.currentStepHash)
  );
}

/** Absent and empty are the same. */
const isOther = (before = '', after = ''): boolean => before !== after;

function podsHaveProgressed(before: RolloutStatus, after: RolloutStatus): boolean {
  return (
    (before.updatedReplicas ?? 0) !== (after.updatedReplicas ?? 0) ||
    oldPods(after) < oldPods(before) ||
    (after.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (after.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  );
}

const oldPods = ({ replicas = 0, updatedReplicas = 0 }: RolloutStatus): number => replicas - updatedReplicas;
