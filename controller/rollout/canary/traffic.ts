/** The share of the requests that the canary should receive now. */
import { type Share, wishedShares } from '../experiments/shares.ts';
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
  /** Of experiments. */
  readonly shares: readonly Share[];
}

export function wishedTraffic(terms: Terms): Wish {
  const { goal, hasRoutes } = goalOf(terms);
  const hash = isReturning(terms) ? canaryServing(terms) : terms.snapshot.hash;
  return { weight: held(terms, goal), goal, hash, hasRoutes, shares: wishedShares(terms) };
}

function goalOf(terms: Terms): Pick<Wish, 'goal' | 'hasRoutes'> {
  const { view, maxWeight, snapshot, shown } = terms;
  if (view.isPromoted) return { goal: 0, hasRoutes: false };
  if (view.isInitial) return { goal: shown.canary, hasRoutes: false };
  if (view.isAborted) return { goal: abortedGoal(terms), hasRoutes: false };
  // What has no pods cannot answer.
  if ((snapshot.current?.available ?? 0) === 0) return { goal: 0, hasRoutes: false };
  if (terms.isStableDown) return { goal: maxWeight, hasRoutes: !view.isPromoteFull };
  if (view.isPromoteFull) return { goal: hurriedGoal(terms), hasRoutes: false };
  return { goal: stepGoal(terms), hasRoutes: true };
}

/** Stable is wanted again while an update's canary still has its share. */
function isReturning(terms: Terms): boolean {
  const { snapshot, view, shown } = terms;
  const serving = canaryServing(terms);
  const isThere = snapshot.others.some(({ hash }) => hash === serving);
  return view.isPromoted && isThere && shown.canary > 0;
}

/** Where stable has shrunk, back by as much as the weight of an earlier step, and only once its pods are there. */
function abortedGoal(terms: Terms): number {
  const { shown, isDynamic, replicas, maxWeight, snapshot, canary, view } = terms;
  const { current, stable } = snapshot;
  if (!isDynamic || !current || !stable || replicas === 0) return 0;
  const desired = desiredCanaryWeight({
    ...{ steps: view.steps, index: view.index, isAborted: true, isDynamic: true },
    ...{ replicas, maxWeight, current, stable, abortDelaySeconds: canary.abortScaleDownDelaySeconds },
  });
  const carried = carriedBy(terms, stable.available);
  if (desired <= 0) return Math.min(maxWeight - carried, shown.canary);
  return carried < maxWeight - desired ? shown.canary : Math.min(desired, shown.canary);
}

/** All at once where stable keeps its pods until then, else as pods come. */
function hurriedGoal(terms: Terms): number {
  const { shown, isDynamic, replicas, maxWeight, snapshot } = terms;
  const { available = 0 } = snapshot.current ?? {};
  if (isDynamic) return carriedBy(terms, available);
  return available >= replicas ? maxWeight : shown.canary;
}

/** Less at once; more when the pods for it are there, and until then no more than before and than there are pods. */
function stepGoal(terms: Terms): number {
  const { view, maxWeight, snapshot, shown } = terms;
  const { steps, index } = view;
  if (steps.length === 0) return 0;
  const goal = currentSetWeight({ steps, index, isAborted: false }, maxWeight);
  if (goal <= shown.canary || isAtDesiredCounts(terms)) return goal;
  const before = index === 0 ? 0 : currentSetWeight({ steps, index: index - 1, isAborted: false }, maxWeight);
  return Math.min(before, Math.max(shown.canary, carriedBy(terms, snapshot.current?.available ?? 0)));
}

/** Requests leave a canary that answers them only as far as stable's pods can take them. */
function held(terms: Terms, goal: number): number {
  const { shown, snapshot, maxWeight, replicas, unavailable, isDynamic } = terms;
  const serving = canaryServing(terms);
  const canary = snapshot.revisions.find(({ hash }) => hash === serving);
  if (goal >= shown.canary || !canary?.ready || canary === snapshot.stable) return goal;
  const { available = 0 } = snapshot.stable ?? {};
  // As many as may be missing anyway do not keep a bad canary in service.
  const isEnough = snapshot.stable !== undefined && !isDynamic && available >= replicas - unavailable;
  return Math.max(goal, isEnough ? 0 : Math.min(shown.canary, maxWeight - carriedBy(terms, available)));
}

/** The weight that so many pods are enough for. */
function carriedBy({ replicas, maxWeight }: Terms, pods: number): number {
  return pods >= replicas ? maxWeight : Math.trunc((maxWeight * pods) / replicas);
}

/** Routers are not touched before there is a stable revision that can take everything, or a share to give away. */
export function mayTouch({ replicas, snapshot }: Terms, { goal }: Wish): boolean {
  if (snapshot.routing.shown !== undefined || goal > 0) return true;
  return snapshot.stable !== undefined && snapshot.stable.available >= replicas;
}
