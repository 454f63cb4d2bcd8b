/** Sizes of current and stable where a router divides the traffic. */
import type { Split } from './split.ts';
import type { CanaryScale } from './weight.ts';

export interface TrafficInput {
  readonly replicas: number;
  /** What the canary is to receive: that of `desiredCanaryWeight`, or all of it. */
  readonly weight: number;
  readonly maxWeight: number;
  /** What each side receives, as the status says: a revision shrinks a pass after its traffic went. */
  readonly persistedWeights?: { readonly canary: number; readonly stable: number } | undefined;
  readonly isDynamic: boolean;
  readonly isAborted: boolean;
  readonly minPods?: number | undefined;
  readonly canaryScale?: CanaryScale | undefined;
}

export function trafficSizes(input: TrafficInput): Split {
  const { replicas, canaryScale, persistedWeights } = input;
  const canary = canaryScale?.replicas ?? floored(input, share(input, canaryScale?.weight ?? input.weight));
  if (!input.isDynamic) return { canary, stable: replicas };
  const stable = Math.max(share(input, stableWeight(input)), share(input, persistedWeights?.stable ?? 0));
  const receiving = input.isAborted ? share(input, persistedWeights?.canary ?? 0) : 0;
  return { canary: floored(input, Math.max(canary, receiving)), stable: floored(input, stable) };
}

/**
 * A canary smaller than its weight leaves stable the larger. One that is larger takes nothing from stable, or weight
 * could never go back to it.
 */
function stableWeight({ weight, maxWeight, canaryScale }: TrafficInput): number {
  if (canaryScale?.replicas !== undefined) return maxWeight;
  return maxWeight - Math.min(weight, canaryScale?.weight ?? weight);
}

const share = ({ replicas, maxWeight }: TrafficInput, weight: number): number =>
  Math.ceil((weight * replicas) / maxWeight);

const floored = ({ replicas, minPods = 0 }: TrafficInput, size: number): number =>
  size === 0 ? 0 : Math.max(size, Math.min(minPods, replicas));
