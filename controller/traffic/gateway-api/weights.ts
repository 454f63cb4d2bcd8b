/** The weights in the rules of a Gateway API route: what they show, and what they are to show. */
import { type Fields, isRecord, listOf } from '../records.ts';
import type { Destination, Shown, Split } from '../router.ts';
import { isAmbiguous, isNear, refsTo, type Site, titleOf } from './site.ts';
import { isCanaryAdded, leasedExperiments } from './weight-leases.ts';

export function shownBy(rule: Fields, index: number, site: Site): Shown {
  const { stableService, canaryService } = site.place;
  const services = [canaryService, stableService, ...leasedExperiments(site)];
  const weights = services.map((service): readonly [string, number] => [service, weightOf(rule, service, site)]);
  const of = weights.reduce((sum, [, weight]) => sum + weight, 0);
  return { where: `rule ${index + 1} of ${titleOf(site)}`, weights: Object.fromEntries(weights), of };
}

function weightOf(rule: Fields, service: string, site: Site): number {
  return refsTo(rule, service, site).reduce((sum, { weight }) => sum + numberOr(weight, 1), 0);
}

/** The API gives a backend without a weight the weight 1. */
function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

/** The rule with these weights. What is missing is added with the port and the filters of stable. */
export function weighted(rule: Fields, { destinations }: Split, site: Site): Fields {
  const [model] = refsTo(rule, site.place.stableService, site);
  if (!model || isAmbiguous(rule, site)) return rule;
  const wanted = new Map(destinations.map((destination) => [destination.service, destination]));
  const kept = listOf(rule['backendRefs']).filter((ref) => !isLeftOver(ref, wanted, site));
  const backendRefs = kept.map((ref) => reweighted(ref, wanted, site));
  const added = destinations
    .filter(({ service }) => refsTo(rule, service, site).length === 0)
    .map(({ service, weight }) => ({ ...model, name: service, weight }));
  return { ...rule, backendRefs: [...backendRefs, ...added] };
}

type Wanted = ReadonlyMap<unknown, Destination>;

function isLeftOver(ref: unknown, wanted: Wanted, site: Site): boolean {
  if (!isRecord(ref) || wanted.has(ref['name']) || !isNear(ref, site)) return false;
  return leasedExperiments(site).some((service) => service === ref['name']);
}

function reweighted(ref: unknown, wanted: Wanted, site: Site): unknown {
  if (!isRecord(ref) || !isNear(ref, site)) return ref;
  const weight = wanted.get(ref['name'])?.weight;
  return weight === undefined || numberOr(ref['weight'], 1) === weight ? ref : { ...ref, weight };
}

/** The rule with all of its share for stable. A canary backend that we had added goes again. */
export function forStableAlone(rule: Fields, index: number, site: Site): Fields {
  const { stableService, canaryService } = site.place;
  const total = shownBy(rule, index, site).of || 100;
  const stable = { service: stableService, hash: '', role: 'stable', weight: total } as const;
  const canary = { service: canaryService, hash: '', role: 'canary', weight: 0 } as const;
  const destinations = refsTo(rule, canaryService, site).length > 0 ? [stable, canary] : [stable];
  const alone = weighted(rule, { destinations, total, headerRoutes: [], mirrorRoutes: [] }, site);
  if (isAmbiguous(rule, site) || !isCanaryAdded(site)) return alone;
  const ours = new Set<unknown>(refsTo(alone, canaryService, site));
  return { ...alone, backendRefs: listOf(alone['backendRefs']).filter((ref) => !ours.has(ref)) };
}
