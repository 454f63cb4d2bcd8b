/** What becomes of a canary's old revisions. */

import { selectedBy } from '../services.ts';
import { type OthersDown, othersDown } from '../sizing/others.ts';
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
    referenced: referencedBy(terms),
    delay: { now, seconds: canary.scaleDownDelaySeconds, limit: canary.scaleDownDelayRevisionLimit },
  });
}

/** Revisions that something still sends requests to. */
function referencedBy({ snapshot, canary }: Terms): ReadonlySet<string> {
  const { status, services, routing } = snapshot;
  const named = [canary.canaryService, canary.stableService].map((name) => selectedBy(services.get(name ?? '')));
  const { weights } = status.canary ?? {};
  const isSent = (routing.shown?.highest ?? 0) > 0;
  const sent = isSent ? [weights?.canary.podTemplateHash ?? ''] : [];
  return new Set([...named, ...sent, status.stableRS ?? '', snapshot.hash].filter((hash) => hash !== ''));
}
