/** Which revisions answer the requests that go to the canary's and to stable's Service, and how many pods that takes. */
import type { Revision } from '../revision.ts';
import type { Side } from '../service-pair.ts';
import { selectedBy } from '../services.ts';
import { scaleOf, wantedSizes } from './sizes.ts';
import type { Terms } from './terms.ts';

/** The revision that is selected for a side, by the router itself or by the side's Service; empty for none. */
export function selectedFor({ snapshot, canary }: Terms, side: Side): string {
  const selected = snapshot.routing.selected?.[side];
  return selected ? selected.hash : selectedBy(snapshot.services.get(canary[`${side}Service`] ?? ''));
}

/** Ready addresses that answer for a side, by revision. */
export function behind({ snapshot, canary }: Terms, side: Side): ReadonlyMap<string, number> {
  const service = snapshot.routing.selected?.[side]?.service ?? canary[`${side}Service`] ?? '';
  return snapshot.addresses.get(service) ?? new Map();
}

/** What is selected counts, not what should be. */
export const canaryServing = (terms: Terms): string =>
  selectedFor(terms, 'canary') ||
  (terms.snapshot.status.canary?.weights?.canary.podTemplateHash ?? terms.snapshot.hash);

export const stableServing = (terms: Terms): string =>
  selectedFor(terms, 'stable') || (terms.snapshot.status.stableRS ?? '');

/** What a revision answers for now. */
export function shareOf(terms: Terms, hash: string): number {
  const { shown } = terms;
  return (canaryServing(terms) === hash ? shown.canary : 0) + (stableServing(terms) === hash ? shown.stable : 0);
}

/** Ready pods for a weight: at least one where there is any, and none where none are wanted at all. */
export function podsFor({ replicas, maxWeight }: Terms, weight: number): number {
  if (weight <= 0 || replicas === 0) return 0;
  return Math.max(1, Math.min(replicas, Math.ceil((weight * replicas) / maxWeight)));
}

/** Ready pods that each revision has to have for the requests it is sent, by hash. */
export function needOf(terms: Terms): ReadonlyMap<string, number> {
  const { shown, hasTraffic } = terms;
  if (!hasTraffic) return needBehindStable(terms);
  const [canary, stable] = [canaryServing(terms), stableServing(terms)];
  if (canary === stable) return new Map([[stable, podsFor(terms, shown.canary + shown.stable)]]);
  // Users may want a canary that is smaller than its share.
  const most = scaleOf(terms) ? Math.max(1, wantedSizes(terms).current) : Number.POSITIVE_INFINITY;
  return new Map([
    [stable, podsFor(terms, shown.stable)],
    [canary, Math.min(podsFor(terms, shown.canary), most)],
  ]);
}

/** Without a router, nobody knows who uses stable's Service: a pod is kept for them until it is another's. */
function needBehindStable({ snapshot, canary, replicas, unavailable }: Terms): ReadonlyMap<string, number> {
  const selected = selectedBy(snapshot.services.get(canary.stableService ?? ''));
  return new Map(selected ? [[selected, Math.min(1, replicas - unavailable)]] : []);
}

/** Whether a revision has the pods for a share, or no fewer than the one before it. */
export function canTakeOver(terms: Terms, next: Revision, before: string, weight: number): boolean {
  const { ready = 0 } = terms.snapshot.revisions.find(({ hash }) => hash === before) ?? {};
  const enough = Math.min(podsFor(terms, weight), Math.max(1, leastOf(terms)));
  return next.available >= Math.min(enough, Math.max(1, ready));
}

/** As few as users take for all of them. */
function leastOf({ replicas, unavailable, canary: { replicaProgressThreshold: threshold } }: Terms): number {
  if (!threshold || threshold.value < 0) return replicas - unavailable;
  return threshold.type === 'Pods' ? threshold.value : Math.ceil((threshold.value * replicas) / 100);
}
