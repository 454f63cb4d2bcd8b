/** Whether revisions have arrived at the sizes they were to have. */

import type { BasicSizes } from './basic.ts';
import { type Counts, total } from './counts.ts';

export interface Threshold {
  readonly type: 'Percent' | 'Pods';
  readonly value: number;
}

export function isThresholdMet(
  { size, available }: Pick<Counts, 'size' | 'available'>,
  desired: number,
  threshold?: Threshold,
): boolean {
  if (threshold === undefined || threshold.value < 0) return size === desired && available === desired;
  // In whole numbers: a quotient could miss the value by a rounding error.
  return threshold.type === 'Pods' ? available >= threshold.value : available * 100 >= threshold.value * desired;
}

export interface ArrivalInput {
  readonly current: Counts | undefined;
  /** Undefined, too, if the current revision is the stable one. */
  readonly stable: Counts | undefined;
  readonly others: readonly Pick<Counts, 'available'>[];
  /** What sizing asks for in this pass. */
  readonly desired: Required<BasicSizes>;
  readonly hasTraffic: boolean;
  readonly isDynamic: boolean;
  readonly threshold?: Threshold | undefined;
}

export function areDesiredCounts(input: ArrivalInput): boolean {
  const { current, stable, desired, hasTraffic } = input;
  if (!current || !isThresholdMet(current, desired.current, input.threshold)) return false;
  if (isTooMany(current, desired.current) || isTooMany(stable, desired.stable)) return false;
  const isStableAwaited = !(hasTraffic && input.isDynamic) && stable !== undefined;
  if (isStableAwaited && (stable.size !== desired.stable || stable.pods !== desired.stable)) return false;
  // Without a router, pods of old revisions take part of the traffic.
  return hasTraffic || total(input.others, ({ available }) => available) === 0;
}

/** Pods that are too many count as ready until they have gone: a step that wants more would believe it has them. */
const isTooMany = (revision: Counts | undefined, desired: number): boolean =>
  revision !== undefined && revision.pods > desired;
