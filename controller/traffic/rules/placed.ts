/** Rules where they stand, and their backends. */
import { type Fields, recordsOf } from '../records.ts';
import type { RuleList, Site } from './shape.ts';

export interface Placed {
  readonly list: RuleList;
  readonly rule: Fields;
}

export function placedIn(lists: readonly RuleList[]): readonly Placed[] {
  return lists.flatMap((list) => recordsOf(list.rules).map((rule) => ({ list, rule })));
}

export function backendsTo(rule: Fields, service: string, site: Site): readonly Fields[] {
  const { shape } = site;
  return recordsOf(shape.backends(rule)).filter((backend) => shape.serviceOf(backend, site) === service);
}

/** Rules without the stable service are none of the Rollout's business. */
export function divides(rule: Fields, site: Site): boolean {
  const isMeant = site.shape.isMeant?.(rule) ?? true;
  return isMeant && backendsTo(rule, site.place.stableService, site).length > 0;
}

/** A service named twice, such as with two ports, leaves open which of the two is meant. */
export function isAmbiguous(rule: Fields, services: readonly string[], site: Site): boolean {
  return services.some((service) => backendsTo(rule, service, site).length > 1);
}
