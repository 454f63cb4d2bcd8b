/** Which revision the canary's and the stable revision's Services should select. */

import type { Revision } from '../revision.ts';
import { maySelect, selectedBy } from '../services.ts';
import type { Division } from './division.ts';
import type { Terms } from './terms.ts';

export function selectorsOf(terms: Terms, division: Division): ReadonlyMap<string, string> {
  const { canary, snapshot } = terms;
  const { canaryService, stableService } = canary;
  const wanted = new Map<string, string>();
  const want = (service: string | undefined, revision: Revision | undefined, isForced = false) => {
    const found = service === undefined ? undefined : snapshot.services.get(service);
    if (!service || !found || !revision || selectedBy(found) === revision.hash) return;
    if (isForced || maySelect(found, revision)) wanted.set(service, revision.hash);
  };
  want(stableService, snapshot.stable);
  const choice = canaryChoice(terms, division);
  if (choice) want(canaryService, choice.revision, choice.isForced);
  return wanted;
}

interface Choice {
  readonly revision: Revision | undefined;
  readonly isForced: boolean;
}

/** Undefined if the canary's Service is to stay as it is. */
function canaryChoice({ snapshot, view, hasTraffic }: Terms, { wish, persisted }: Division): Choice | undefined {
  const { current, stable } = snapshot;
  if (!view.isAborted) {
    // Requests go back to stable step by step: until then they need the old canary.
    const isReturning = wish !== undefined && wish.hash !== snapshot.hash;
    return isReturning ? undefined : { revision: current, isForced: false };
  }
  if (!hasTraffic) return { revision: stable, isForced: false };
  // Once nothing is sent to it any more, it may as well be stable.
  return wish?.weight === 0 && (persisted?.canary ?? 0) === 0 ? { revision: stable, isForced: true } : undefined;
}
