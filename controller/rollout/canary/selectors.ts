/** Which revision the canary's and the stable revision's Services should select. */

import type { Revision } from '../revision.ts';
import { turningPair } from '../service-pair.ts';
import { maySelect, selectedBy } from '../services.ts';
import type { Division } from './division.ts';
import { canTakeOver, shareOf } from './serving.ts';
import type { Terms } from './terms.ts';

interface Choice {
  readonly service: string | undefined;
  readonly revision: Revision | undefined;
  /** What the Service is sent now. */
  readonly weight: number;
  /** With pods or without. */
  readonly isForced: boolean;
}

export function selectorsOf(terms: Terms, division: Division): ReadonlyMap<string, string> {
  const { canary, snapshot, hasTraffic, shown } = terms;
  const weight = hasTraffic ? shown.stable : 0;
  const stable = { service: canary.stableService, revision: snapshot.stable, weight, isForced: false };
  const choices = [stable, ...canaryChoice(terms, division), ...besideChoice(terms)];
  return new Map(choices.flatMap((choice) => switched(terms, choice)));
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
function canaryChoice(terms: Terms, { wish }: Division): readonly Choice[] {
  const { snapshot, view, hasTraffic, canary, shown } = terms;
  if (terms.isTurning) return turningChoice(terms, canary.canaryService, shown.canary);
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

/** With ping-pong, what was stable before stays where it is until the next update, and an aborted canary, too. */
function turningChoice(
  { snapshot, view, hasTraffic }: Terms,
  service: string | undefined,
  weight: number,
): readonly Choice[] {
  if (view.isPromoted || view.isAborted) return [];
  return [{ service, revision: snapshot.current, weight, isForced: hasTraffic && weight === 0 }];
}

/** Ping and pong beside two Services between which requests are divided. */
function besideChoice(terms: Terms): readonly Choice[] {
  const { canary, snapshot } = terms;
  if (!canary.pingPong || terms.isTurning) return [];
  return turningChoice(terms, turningPair(canary, snapshot.status).canaryService, 0);
}
