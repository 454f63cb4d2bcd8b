/** The share of the requests that the canary should receive now. */
import { currentSetWeight, desiredCanaryWeight } from '../sizing/weight.ts';
import { isAtDesiredCounts } from './sizes.ts';
import { distinctStable, type Terms } from './terms.ts';

export interface Wish {
  readonly weight: number;
  /** The revision behind the canary's share. */
  readonly hash: string;
  /** Whether routes that steps have set are still wanted. */
  readonly hasRoutes: boolean;
}

/** `shown` is the canary's weight in the routers; undefined if they show none yet. */
export function wishedTraffic(terms: Terms, shown: number | undefined): Wish {
  const { snapshot, view } = terms;
  const { current, hash, status } = snapshot;
  const returning = status.canary?.weights?.canary.podTemplateHash ?? '';
  if (isReturning(terms, returning)) return { weight: retreat(terms, shown), hash: returning, hasRoutes: false };
  if (view.isPromoted) return { weight: 0, hash, hasRoutes: false };
  if (view.isAborted) return { weight: retreat(terms, shown), hash, hasRoutes: false };
  // What has no pods cannot answer.
  if (!current || current.available === 0) return { weight: 0, hash, hasRoutes: false };
  if (view.isPromoteFull) return { weight: hurried(terms, shown), hash, hasRoutes: false };
  return { weight: stepWeight(terms), hash, hasRoutes: true };
}

/** Stable is wanted again while its pods are still few: requests go back as the pods do. */
function isReturning({ snapshot, view, isDynamic, replicas }: Terms, canaryHash: string): boolean {
  const { current, hash } = snapshot;
  return (
    view.isPromoted && isDynamic && canaryHash !== '' && canaryHash !== hash && (current?.available ?? 0) < replicas
  );
}

/** At once where stable has kept its pods, else as far as they are back. */
function retreat(terms: Terms, shown: number | undefined): number {
  const { isDynamic, replicas, maxWeight, snapshot, canary, view } = terms;
  const { current, stable } = snapshot;
  if (!isDynamic || !current || !stable || replicas === 0) return 0;
  const carried = Math.trunc((maxWeight * stable.available) / replicas);
  const expected = Math.max(0, maxWeight - carried);
  const desired = desiredCanaryWeight({
    ...{ steps: view.steps, index: view.index, isAborted: true, isDynamic: true },
    ...{ replicas, maxWeight, current, stable, abortDelaySeconds: canary.abortScaleDownDelaySeconds },
  });
  if (shown === undefined) return Math.max(expected, desired);
  if (desired <= 0) return Math.min(expected, shown);
  return carried < maxWeight - desired ? shown : Math.min(desired, shown);
}

function hurried({ isDynamic, replicas, maxWeight, snapshot }: Terms, shown = 0): number {
  if (!isDynamic || replicas === 0) return shown;
  return Math.min(maxWeight, Math.trunc((maxWeight * (snapshot.current?.available ?? 0)) / replicas));
}

/** That of the step in hand once its pods are there, until then that of the step before. */
function stepWeight(terms: Terms): number {
  const { view, maxWeight } = terms;
  const { steps, index } = view;
  if (steps.length === 0) return 0;
  if (isAtDesiredCounts(terms, undefined)) return currentSetWeight({ steps, index, isAborted: false }, maxWeight);
  return index === 0 ? 0 : currentSetWeight({ steps, index: index - 1, isAborted: false }, maxWeight);
}

/** Whether stable can carry what is left for it; the lack of pods that it has anyway is no reason to stay. */
export function carriesRest(terms: Terms, weight: number, shown: number | undefined): boolean {
  const { replicas, maxWeight } = terms;
  const stable = distinctStable(terms) ?? terms.snapshot.stable;
  if (!stable) return false;
  if (shown !== undefined && weight >= shown) return true;
  return stable.available >= Math.floor(((maxWeight - weight) * replicas) / maxWeight);
}
