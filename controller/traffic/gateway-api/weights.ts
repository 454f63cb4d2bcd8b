/** The weights in the rules of a Gateway API route: which rules divide requests, what they show, what they are to show. */
import { type KubeObject, nameOf, refOf } from '../../../kube/types.ts';
import { type Fields, fieldsOf, isRecord, listOf, recordsOf } from '../records.ts';
import type { Destination, Place, Shown, Split } from '../router.ts';

/** One route as one Rollout sees it. */
export interface Site {
  readonly place: Place;
  readonly route: KubeObject & { readonly spec?: unknown };
  /** What the Rollout has recorded as its own. */
  readonly leased: readonly string[];
}

export function rulesOf({ route }: Site): readonly Fields[] {
  return recordsOf(fieldsOf(route.spec)['rules']);
}

export function titleOf({ route }: Site): string {
  return `${route.kind} ${nameOf(refOf(route))}`;
}

export function refsTo(rule: Fields, service: string, site: Site): readonly Fields[] {
  return recordsOf(rule['backendRefs']).filter((ref) => ref['name'] === service && isNear(ref, site));
}

/** Whether the backend is a Service beside the Rollout, and not something else of that name. */
function isNear({ group, kind, namespace }: Fields, { place, route }: Site): boolean {
  const home = namespace ?? route.metadata.namespace ?? '';
  return (group ?? '') === '' && (kind ?? 'Service') === 'Service' && home === place.rollout.namespace;
}

/** Rules without the stable service are none of the Rollout's business. */
export function divides(rule: Fields, site: Site): boolean {
  return refsTo(rule, site.place.stableService, site).length > 0;
}

/** A service named twice, such as with two ports, leaves open which of the two is meant. */
export function isAmbiguous(rule: Fields, site: Site): boolean {
  const { stableService, canaryService } = site.place;
  return [stableService, canaryService].some((service) => refsTo(rule, service, site).length > 1);
}

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
  if (isAmbiguous(rule, site) || !isAdded(canaryService, site)) return alone;
  const ours = new Set<unknown>(refsTo(alone, canaryService, site));
  return { ...alone, backendRefs: listOf(alone['backendRefs']).filter((ref) => !ours.has(ref)) };
}

/** Where some rules had the backend and some had not, nobody knows later which: it stays, with weight 0. */
function isAdded(service: string, site: Site): boolean {
  return site.leased.includes(whole(site, service)) && !site.leased.includes(leaf(site, service));
}

/**
 * What the Rollout writes in the rules of the user: the weight of a backend that was there, and all of one that was
 * not. A backend counts as ours for as long as the lease lasts, even if somebody adds it to the source meanwhile.
 */
export function weightLeases(rules: readonly Fields[], { destinations }: Split, site: Site): readonly string[] {
  const { stableService, canaryService } = site.place;
  if (rules.length === 0) return [];
  const isWhole = site.leased.includes(whole(site, canaryService));
  const holding = rules.filter((rule) => refsTo(rule, canaryService, site).length > 0).length;
  const isLeaf = site.leased.includes(leaf(site, canaryService)) || (holding > 0 && !isWhole);
  const experiments = destinations.filter(({ role }) => role === 'experiment');
  return [
    leaf(site, stableService),
    ...(isLeaf ? [leaf(site, canaryService)] : []),
    ...(isWhole || holding < rules.length ? [whole(site, canaryService)] : []),
    ...experiments.map(({ service }) => whole(site, service)),
  ];
}

function whole({ place }: Site, service: string): string {
  return `spec.rules[backendRefs.name=${place.stableService}].backendRefs[name=${service}]`;
}

function leaf(site: Site, service: string): string {
  return `${whole(site, service)}.weight`;
}

const WEIGHT_LEASE = /^spec\.rules\[backendRefs\.name=([^\]]+)\]\.backendRefs\[name=([^\]]+)\]/;

/** The services whose weights are leased, if any are. */
export function leasedServices({
  leased,
  place,
}: Pick<Site, 'leased' | 'place'>): Pick<Place, 'stableService' | 'canaryService'> {
  const pairs = leased.flatMap((path) => {
    const [, stable, service] = WEIGHT_LEASE.exec(path) ?? [];
    return stable !== undefined && service !== undefined ? [{ stable, service }] : [];
  });
  const { stable: stableService = place.stableService } = pairs[0] ?? {};
  const others = pairs.map(({ service }) => service).filter((service) => service !== stableService);
  const canaryService = others.find((service) => service === place.canaryService) ?? others[0] ?? place.canaryService;
  return { stableService, canaryService };
}

/** Backends that we added and that are not the canary's. */
function leasedExperiments(site: Site): readonly string[] {
  const { stableService, canaryService } = site.place;
  const start = `spec.rules[backendRefs.name=${stableService}].backendRefs[name=`;
  return site.leased
    .filter((path) => path.startsWith(start) && path.endsWith(']'))
    .map((path) => path.slice(start.length, -1))
    .filter((service) => service !== canaryService && service !== stableService);
}
