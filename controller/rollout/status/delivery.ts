/** What people who measure delivery ask of each update: how long until it was everywhere, how long until it was undone. */
import { conditionOf, timestamp } from '../../../kube/conditions.ts';
import type { RolloutStatus } from '../objects.ts';

/**
 * Seconds from the first template that was not everywhere yet until what is wanted is stable: aborts, retries and
 * templates that were never promoted included. Undefined if nothing was promoted between the two, or for the first time.
 */
export function leadSeconds(before: RolloutStatus, after: RolloutStatus, now: Date): number | undefined {
  const completed = conditionOf(before.conditions, 'Completed');
  const isPromoted = before.stableRS !== undefined && before.stableRS !== after.stableRS;
  if (!isPromoted || completed?.status !== 'False') return undefined;
  return secondsSince(completed.lastTransitionTime, now);
}

/** Seconds from an abort until stable answers all requests; undefined if that did not happen between the two. */
export function restoreSeconds(before: RolloutStatus, after: RolloutStatus, now: Date): number | undefined {
  return !isRestored(before) && isRestored(after) ? secondsSince(after.abortedAt, now) : undefined;
}

function isRestored({ abort, canary, blueGreen, stableRS, updatedReplicas = 0 }: RolloutStatus): boolean {
  if (!abort) return false;
  if (canary?.weights) return canary.weights.canary.weight === 0;
  return blueGreen?.activeSelector === undefined ? updatedReplicas === 0 : blueGreen.activeSelector === stableRS;
}

/** Both in whole seconds, as statuses have them. */
function secondsSince(start: string | undefined, now: Date): number | undefined {
  const seconds = (Date.parse(timestamp(now)) - Date.parse(start ?? '')) / 1000;
  return seconds >= 0 ? seconds : undefined;
}
