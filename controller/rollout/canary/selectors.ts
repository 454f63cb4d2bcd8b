/** Which revision the canary's and the stable revision's Services should select. */

import type { Revision } from '../revision.ts';
import { maySelect, selectedBy } from '../services.ts';
import type { Division } from './division.ts';
import { canTakeOver, shareOf } from './serving.ts';
import type { Terms } from './terms.ts';

interface Choice {
  readonly service: string | undefined;
  readonly revision: Revision | undefined;
  /** What the Service is sent now. */
  readonly weight: number;
  /** Whether it has any pods does not matter. */
  readonly isForced: boolean;
}

export function selectorsOf(terms: Terms, division: Division): ReadonlyMap<string, string> {
  const { canary, snapshot, hasTraffic, shown } = terms;
  const weight = hasTraffic ? shown.stable : 0;
  const stable = { service: canary.stableService, revision: snapshot.stable, weight, isForced: false };
  return new Map([stable, ...canaryChoice(terms, division)].flatMap((choice) => switched(terms, choice)));
}

function switched(
  terms: Terms,
  { service, revision, weight, isForced }: Choice,
): readonly (readonly [string, string])[] {
  const found = terms.snapshot.services.get(service ?? '');
  if (!service || !found || !revision || selectedBy(found) === revision.hash) return [];
  // Who answers for the other Service, too, needs pods for both.
  const all = weight > 0 ? weight + shareOf(terms, revision.hash) : 0;
  const isAllowed = maySelect(found, revision) && canTakeOver(terms, revision, selectedBy(found), all);
  return isForced || isAllowed ? [[service, revision.hash]] : [];
}

/** None if the canary's Service is to stay as it is. */
function canaryChoice({ snapshot, view, hasTraffic, canary, shown }: Terms, { wish }: Division): readonly Choice[] {
  const { current, stable } = snapshot;
  const { canaryService: service } = canary;
  const weight = shown.canary;
  if (!view.isAborted) {
    // Requests go back to stable before the old canary's Service does.
    const isReturning = wish !== undefined && wish.hash !== snapshot.hash;
    return isReturning ? [] : [{ service, revision: current, weight, isForced: false }];
  }
  if (!hasTraffic) return [{ service, revision: stable, weight, isForced: false }];
  // Once nothing is sent to it any more, it may as well be stable.
  return wish?.goal === 0 && weight === 0 ? [{ service, revision: stable, weight, isForced: true }] : [];
}
