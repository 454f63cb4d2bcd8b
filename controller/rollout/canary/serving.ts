/** Which revisions answer the requests that go to the canary's and to stable's Service, and how many pods that takes. */
import type { Revision } from '../revision.ts';
import { selectedBy } from '../services.ts';
import type { Weights } from './sizes.ts';
import type { Terms } from './terms.ts';

/** What the Service selects counts, not what it should select. */
export function canaryServing({ snapshot, canary }: Terms): string {
  const selected = selectedBy(snapshot.services.get(canary.canaryService ?? ''));
  return selected || (snapshot.status.canary?.weights?.canary.podTemplateHash ?? snapshot.hash);
}

export function stableServing({ snapshot, canary }: Terms): string {
  const selected = selectedBy(snapshot.services.get(canary.stableService ?? ''));
  return selected || (snapshot.status.stableRS ?? '');
}

/** Ready pods for a weight: at least one where there is any, and none where none are wanted at all. */
export function podsFor({ replicas, maxWeight }: Terms, weight: number): number {
  if (weight <= 0 || replicas === 0) return 0;
  return Math.max(1, Math.min(replicas, Math.floor((weight * replicas) / maxWeight)));
}

/** Ready pods that each revision has to have for what the routers show, by hash. `most` is as large as users let the canary be. */
export function needOf(terms: Terms, shown: Weights, most: number): ReadonlyMap<string, number> {
  const [canary, stable] = [canaryServing(terms), stableServing(terms)];
  if (canary === stable) return new Map([[stable, podsFor(terms, shown.canary + shown.stable)]]);
  return new Map([
    [stable, podsFor(terms, shown.stable)],
    [canary, Math.min(podsFor(terms, shown.canary), Math.max(1, most))],
  ]);
}

/** A Service with a share moves on to a revision only if that has the pods for it, or no fewer than the one before. */
export function canTakeOver(terms: Terms, next: Revision, before: string, weight: number): boolean {
  const { ready = 0 } = terms.snapshot.revisions.find(({ hash }) => hash === before) ?? {};
  return next.available >= Math.min(podsFor(terms, weight), Math.max(1, ready));
}
