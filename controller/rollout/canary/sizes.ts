/** How many pods the current and the stable revision of a canary should have. */
import { type BasicSizes, basicSizes } from '../sizing/basic.ts';
import { basicSplit } from '../sizing/split.ts';
import { areDesiredCounts } from '../sizing/threshold.ts';
import { trafficSizes } from '../sizing/traffic.ts';
import { canaryScaleInEffect, desiredCanaryWeight } from '../sizing/weight.ts';
import { distinctStable, type Terms } from './terms.ts';

/** The weight that sizes follow: that of the step in hand, whether requests have followed yet or not. */
export function sizingWeight(terms: Terms): number {
  const { view, snapshot, maxWeight, isDynamic, replicas, canary } = terms;
  if (view.isPromoteFull || view.isInitial || view.isPromoted) return maxWeight;
  const { current, stable } = snapshot;
  return desiredCanaryWeight({
    ...{ steps: view.steps, index: view.index, isAborted: view.isAborted, isDynamic },
    ...{ replicas, maxWeight, current, stable, abortDelaySeconds: canary.abortScaleDownDelaySeconds },
  });
}

/** A size that a step asks for, whatever the weight. */
export const scaleOf = ({ view, hasTraffic, canary }: Terms) =>
  view.isPromoteFull || view.isInitial || view.isPromoted
    ? undefined
    : canaryScaleInEffect({
        ...{ steps: view.steps, index: view.index, isAborted: view.isAborted, hasTraffic },
        abortDelaySeconds: canary.abortScaleDownDelaySeconds,
      });

/** Where the two should end. */
export function wantedSizes(terms: Terms): Required<BasicSizes> {
  const { replicas, maxWeight, surge, isDynamic, view, canary } = terms;
  const weight = sizingWeight(terms);
  if (!distinctStable(terms)) return { current: replicas, stable: 0 };
  if (!terms.hasTraffic) {
    const split = basicSplit({ replicas, weight, maxWeight, surge });
    return { current: split.canary, stable: split.stable };
  }
  const split = trafficSizes({
    ...{ replicas, weight, maxWeight, isDynamic, isAborted: view.isAborted, persistedWeights: terms.shown },
    ...{ minPods: canary.minPodsPerReplicaSet, canaryScale: scaleOf(terms) },
  });
  return { current: Math.max(split.canary, leastFor(terms)), stable: split.stable };
}

/** Whoever is sent requests has a pod, and who stands in for stable has stable's. */
function leastFor({ isStableDown, view, replicas, maxWeight, shown }: Terms): number {
  if (shown.canary <= 0 || view.isAborted) return 0;
  return isStableDown ? Math.ceil((shown.canary * replicas) / maxWeight) : Math.min(1, replicas);
}

/** Where the two may go in this pass. */
export function nextSizes(terms: Terms): BasicSizes {
  const { snapshot, replicas, maxWeight, surge, unavailable } = terms;
  const { current, others } = snapshot;
  if (terms.hasTraffic) return wantedSizes(terms);
  const stable = distinctStable(terms);
  // A revision that is yet to be made counts as one without pods.
  return basicSizes({
    ...{ replicas, weight: sizingWeight(terms), maxWeight, surge, unavailable, others },
    ...{ current: current ?? { size: 0, pods: 0, ready: 0, available: 0 }, stable },
  });
}

export function isAtDesiredCounts(terms: Terms): boolean {
  const { snapshot, hasTraffic, isDynamic } = terms;
  const { current, others } = snapshot;
  const desired = wantedSizes(terms);
  // Pods of a stable revision that is down are not waited for.
  const stable = terms.isStableDown ? undefined : distinctStable(terms);
  return areDesiredCounts({
    ...{ current, stable, others, hasTraffic, isDynamic },
    ...{ desired, threshold: thresholdFor(terms, desired.current) },
  });
}

/** More pods than are asked for would never come. */
function thresholdFor({ canary: { replicaProgressThreshold: threshold } }: Terms, desired: number) {
  return threshold?.type === 'Pods' ? { ...threshold, value: Math.min(threshold.value, desired) } : threshold;
}
