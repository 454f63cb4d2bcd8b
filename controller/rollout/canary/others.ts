/** What becomes of a canary's old revisions. */

import { selectedBy } from '../services.ts';
import { type OthersDown, othersDown } from '../sizing/others.ts';
import { areTargetsRegistered } from '../verification.ts';
import { canaryServing } from './serving.ts';
import type { Terms } from './terms.ts';

export function othersOf(terms: Terms): OthersDown {
  const { snapshot, canary, replicas, unavailable, view, isDynamic } = terms;
  const { others, current, stable, now } = snapshot;
  const kept = [...new Set([current, stable])].filter((one) => one !== undefined);
  if (!terms.hasTraffic) return othersDown({ strategy: 'basic', others, replicas, kept, unavailable });
  return othersDown({
    strategy: 'traffic',
    ...{ others, replicas, kept, unavailable, isDynamic },
    isPromoted: view.isPromoted,
    isUnverified: !areTargetsRegistered(snapshot),
    referenced: referencedBy(terms),
    delay: { now, seconds: canary.scaleDownDelaySeconds, limit: canary.scaleDownDelayRevisionLimit },
  });
}

/** Revisions that something still sends requests to. With no replicas nobody is to answer. */
function referencedBy(terms: Terms): ReadonlySet<string> {
  const { snapshot, canary, replicas } = terms;
  if (replicas === 0) return new Set();
  // The Service that is to be the next canary's keeps what was stable before, which may go all the same.
  const names = terms.isTurning ? [canary.stableService] : [canary.canaryService, canary.stableService];
  const named = names.map((name) => selectedBy(snapshot.services.get(name ?? '')));
  const { canary: inCanary, stable: inStable } = snapshot.routing.selected ?? {};
  const isSent = (snapshot.routing.shown?.highest ?? 0) > 0;
  const sent = isSent ? [canaryServing(terms)] : [];
  const selected = [...named, inCanary?.hash ?? '', inStable?.hash ?? ''];
  const all = [...selected, ...sent, snapshot.status.stableRS ?? '', snapshot.hash];
  return new Set(all.filter((hash) => hash !== ''));
}
