/** The share of the requests that the canary should receive now. */
import type { Range } from '../../traffic/driver.ts';
import { currentSetWeight, desiredCanaryWeight } from '../sizing/weight.ts';
import { canaryServing } from './serving.ts';
import { isAtDesiredCounts } from './sizes.ts';
import type { Terms } from './terms.ts';

export interface Wish {
  readonly weight: number;
  /** Where `weight` ends once stable can carry the rest. */
  readonly goal: number;
  /** The revision behind the canary's share. */
  readonly hash: string;
  /** Whether routes that steps have set are still wanted. */
  readonly hasRoutes: boolean;
}

/** `shown` is the canary's weight in the routers; undefined if they show none yet. */
export function wishedTraffic(terms: Terms, shown: Range | undefined): Wish {
  const { goal, hasRoutes } = goalOf(terms, shown?.highest);
  const hash = isReturning(terms, shown) ? canaryServing(terms) : terms.snapshot.hash;
  return { weight: held(terms, goal, shown?.highest), goal, hash, hasRoutes };
}

function goalOf(terms: Terms, shown: number | undefined): Pick<Wish, 'goal' | 'hasRoutes'> {
  const { view, maxWeight, snapshot } = terms;
  if (view.isPromoted) return { goal: 0, hasRoutes: false };
  if (view.isInitial) return { goal: shown ?? 0, hasRoutes: false };
  if (view.isAborted) return { goal: abortedGoal(terms, shown), hasRoutes: false };
  // What has no pods cannot answer.
  if ((snapshot.current?.available ?? 0) === 0) return { goal: 0, hasRoutes: false };
  if (terms.isStableDown) return { goal: maxWeight, hasRoutes: !view.isPromoteFull };
  if (view.isPromoteFull) return { goal: hurriedGoal(terms, shown), hasRoutes: false };
  return { goal: stepGoal(terms, shown), hasRoutes: true };
}

/** Stable is wanted again while an update's canary still has its share. */
function isReturning(terms: Terms, shown: Range | undefined): boolean {
  const { snapshot, view } = terms;
  const serving = canaryServing(terms);
  const isThere = snapshot.others.some(({ hash }) => hash === serving);
  return view.isPromoted && isThere && (shown?.highest ?? 0) > 0;
}

/** Where stable has shrunk, back by as much as the weight of an earlier step, and only once its pods are there. */
function abortedGoal(terms: Terms, shown: number | undefined): number {
  const { isDynamic, replicas, maxWeight, snapshot, canary, view } = terms;
  const { current, stable } = snapshot;
  if (!isDynamic || !current || !stable || replicas === 0) return 0;
  const desired = desiredCanaryWeight({
    ...{ steps: view.steps, index: view.index, isAborted: true, isDynamic: true },
    ...{ replicas, maxWeight, current, stable, abortDelaySeconds: canary.abortScaleDownDelaySeconds },
  });
  const carried = carriedBy(terms, stable.available);
  const expected = maxWeight - carried;
  if (shown === undefined) return Math.max(expected, desired);
  if (desired <= 0) return Math.min(expected, shown);
  return carried < maxWeight - desired ? shown : Math.min(desired, shown);
}

/** All at once where stable keeps its pods until then, else as pods come. */
function hurriedGoal(terms: Terms, shown = 0): number {
  const { isDynamic, replicas, maxWeight, snapshot } = terms;
  const { available = 0 } = snapshot.current ?? {};
  if (isDynamic) return carriedBy(terms, available);
  return available >= replicas ? maxWeight : shown;
}

/** Less at once; more when the pods for it are there, and until then no more than before and than there are pods. */
function stepGoal(terms: Terms, shown = 0): number {
  const { view, maxWeight, snapshot } = terms;
  const { steps, index } = view;
  if (steps.length === 0) return 0;
  const goal = currentSetWeight({ steps, index, isAborted: false }, maxWeight);
  if (goal <= shown || isAtDesiredCounts(terms, undefined)) return goal;
  const before = index === 0 ? 0 : currentSetWeight({ steps, index: index - 1, isAborted: false }, maxWeight);
  return Math.min(before, Math.max(shown, carriedBy(terms, snapshot.current?.available ?? 0)));
}

/** Requests leave a canary that answers them only as far as stable's pods can take them. */
function held(terms: Terms, goal: number, shown: number | undefined): number {
  const { snapshot, maxWeight, replicas, unavailable, isDynamic } = terms;
  const serving = canaryServing(terms);
  const canary = snapshot.revisions.find(({ hash }) => hash === serving);
  if (shown === undefined || goal >= shown || !canary?.ready || canary === snapshot.stable) return goal;
  const { available = 0 } = snapshot.stable ?? {};
  // As many as may be missing anyway do not keep a bad canary in service.
  const isEnough = snapshot.stable !== undefined && !isDynamic && available >= replicas - unavailable;
  return Math.max(goal, isEnough ? 0 : Math.min(shown, maxWeight - carriedBy(terms, available)));
}

/** The weight that so many pods are enough for. */
function carriedBy({ replicas, maxWeight }: Terms, pods: number): number {
  return pods >= replicas ? maxWeight : Math.trunc((maxWeight * pods) / replicas);
}

/** Routers are not touched before there is a stable revision that can take everything, or a share to give away. */
export function mayTouch({ replicas, snapshot }: Terms, { goal }: Wish, shown: Range | undefined): boolean {
  if (shown !== undefined || goal > 0) return true;
  return snapshot.stable !== undefined && snapshot.stable.available >= replicas;
}
