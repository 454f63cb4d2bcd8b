/** Which revision the canary's and the stable revision's Services should select. */

import type { Revision } from '../revision.ts';
import { type Side, turningPair } from '../service-pair.ts';
import { maySelect, selectedBy } from '../services.ts';
import type { Division } from './division.ts';
import { canTakeOver, shareOf } from './serving.ts';
import { wantedSizes } from './sizes.ts';
import { distinctStable, type Terms } from './terms.ts';

interface Choice {
  /** Undefined for a Service that has no part in dividing the requests. */
  readonly side?: Side;
  readonly service: string | undefined;
  readonly revision: Revision | undefined;
  /** What the Service is sent now. */
  readonly weight: number;
  /** With pods or without. */
  readonly isForced: boolean;
}

export function selectorsOf(terms: Terms, division: Division): ReadonlyMap<string, string> {
  return new Map(choicesFor(terms, division).flatMap((choice) => switched(terms, choice)));
}

/** Where the router itself selects the pods: what each side is to select. */
export function subsetsOf(terms: Terms, division: Division): ReadonlyMap<Side, string> {
  const { selected } = terms.snapshot.routing;
  const choices = choicesFor(terms, division);
  return new Map(
    (['canary', 'stable'] as const).flatMap((side) => {
      const before = selected?.[side]?.hash;
      const choice = choices.find((one) => one.side === side);
      if (before === undefined) return [];
      return [[side, choice?.revision && mayTakeSubset(terms, choice, before) ? choice.revision.hash : before]];
    }),
  );
}

function choicesFor(terms: Terms, division: Division): readonly Choice[] {
  const { canary, shown } = terms;
  const revision = stableRevision(terms);
  const stable = { service: canary.stableService, revision, weight: shown.stable, isForced: false };
  return [{ side: 'stable', ...stable }, ...canaryChoice(terms, division), ...besideChoice(terms)];
}

/** As of a Service: one that selected no revision yet had all pods behind it. */
function mayTakeSubset(terms: Terms, { revision, weight, isForced }: Choice, before: string): boolean {
  if (!revision || isForced) return isForced;
  const isThere = before === '' ? revision.size > 0 && revision.available >= revision.size : revision.available > 0;
  return isThere && canTakeOver(terms, revision, before, sentTo(terms, revision, weight));
}

/** Who answers for the other side, too, needs pods for both. */
const sentTo = (terms: Terms, { hash }: Revision, weight: number): number =>
  weight > 0 ? weight + shareOf(terms, hash) : 0;

/** Without a router, stable gives up its last pods before the promotion: its users go where the others are. */
function stableRevision(terms: Terms): Revision | undefined {
  const { snapshot, hasTraffic, replicas } = terms;
  const isLeaving = !hasTraffic && replicas > 0 && distinctStable(terms) && wantedSizes(terms).stable === 0;
  return isLeaving ? snapshot.current : snapshot.stable;
}

function switched(
  terms: Terms,
  { service, revision, weight, isForced }: Choice,
): readonly (readonly [string, string])[] {
  const found = terms.snapshot.services.get(service ?? '');
  if (!service || !found || !revision || selectedBy(found) === revision.hash) return [];
  const sent = sentTo(terms, revision, weight);
  const isAllowed = maySelect(found, revision) && canTakeOver(terms, revision, selectedBy(found), sent);
  return isForced || isAllowed ? [[service, revision.hash]] : [];
}

/** None if the canary's Service is to stay as it is. */
function canaryChoice(terms: Terms, { wish }: Division): readonly Choice[] {
  const { snapshot, view, hasTraffic, canary, shown } = terms;
  if (terms.isTurning)
    return turningChoice(terms, canary.canaryService, shown.canary).map((choice) => ({ ...choice, side: 'canary' }));
  const { current, stable } = snapshot;
  const { canaryService: service } = canary;
  const weight = shown.canary;
  if (!view.isAborted) {
    // Requests go back to stable before the old canary's Service does.
    const isReturning = wish !== undefined && wish.hash !== snapshot.hash;
    return isReturning ? [] : [{ side: 'canary', service, revision: current, weight, isForced: false }];
  }
  if (!hasTraffic) return [{ side: 'canary', service, revision: stable, weight, isForced: false }];
  // Once nothing is sent to it any more, it may as well be stable.
  return wish?.goal === 0 && weight === 0
    ? [{ side: 'canary', service, revision: stable, weight, isForced: true }]
    : [];
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
