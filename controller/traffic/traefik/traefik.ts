/** Traefik: the weights of two services in a TraefikService that belongs to the user. */
import type { TrafficRouting } from '../../../crds/rollout/traffic.ts';
import { groupOf, type KubeObject, nameOf, type Ref, type Resource, refOf } from '../../../kube/types.ts';
import { isEqual } from '../../runtime/merge-patch.ts';
import { leasedPatch } from '../leased-patch.ts';
import { leasedBy } from '../leases.ts';
import { type Fields, fieldsOf, isRecord, listOf, recordsOf } from '../records.ts';
import type { Observed, Place, Rendered, Router, Split, Unfit } from '../router.ts';
import { type Sticking, stickingOf, stuckAt } from './sticky.ts';

type Traefik = NonNullable<TrafficRouting['traefik']>;

/** The second one is read by Traefik 2 alone. Where both hold an object of the name, both are steered. */
const KINDS: readonly Resource[] = ['traefik.io/v1alpha1', 'traefik.containo.us/v1alpha1'].map((apiVersion) => ({
  ...{ apiVersion, kind: 'TraefikService', plural: 'traefikservices', namespaced: true },
}));
const GROUPS: readonly string[] = KINDS.map(groupOf);

/** One TraefikService as one Rollout sees it. */
interface Site {
  readonly place: Place;
  readonly object: KubeObject & { readonly spec?: unknown };
}

export const traefik: Router<Traefik> = {
  can: { sticky: 'both' },
  kinds: KINDS,
  reads: (config, place) => KINDS.map((resource) => ({ ref: refFor(resource, config, place) })),
  unfit,
  observed,
  render,
  leases: (config, place, object) => (isNamed(object, config, place) ? leasedBy(place.uid, object) : []),
  release,
};

function refFor({ apiVersion, kind }: Resource, { weightedTraefikServiceName: name }: Traefik, place: Place): Ref {
  return { apiVersion, kind, namespace: place.rollout.namespace, name };
}

function isTraefikService({ apiVersion, kind }: KubeObject): boolean {
  return kind === 'TraefikService' && GROUPS.includes(groupOf({ apiVersion }));
}

function isNamed(object: KubeObject, { weightedTraefikServiceName: name }: Traefik, place: Place): boolean {
  const { metadata } = object;
  return isTraefikService(object) && metadata.name === name && metadata.namespace === place.rollout.namespace;
}

function missing({ weightedTraefikServiceName: name }: Traefik, { rollout }: Place): string {
  return `TraefikService ${nameOf({ namespace: rollout.namespace, name })} not found`;
}

function unfit(config: Traefik, place: Place, objects: readonly KubeObject[]): readonly Unfit[] {
  if (objects.some((object) => isNamed(object, config, place))) return [];
  const { weightedTraefikServiceName: value } = config;
  const message = `traefikservice.traefik.io "${value}" not found`;
  return [{ path: 'weightedTraefikServiceName', value, message, missing: 'TraefikService' }];
}

/** What is left over in the old group need not name our services, as long as the other does. */
function sitesOf(config: Traefik, place: Place, objects: readonly KubeObject[]): readonly Site[] {
  const sites = objects.filter((object) => isNamed(object, config, place)).map((object) => ({ place, object }));
  const good = sites.filter((site) => problemsAt(site).length === 0);
  return good.length > 0 ? good : sites;
}

function servicesOf({ object }: Site): readonly unknown[] {
  return listOf(weightedOf({ object })['services']);
}

function weightedOf({ object }: Pick<Site, 'object'>): Fields {
  return fieldsOf(fieldsOf(object.spec)['weighted']);
}

/** Whether the entry is the service; a TraefikService of that name may stand before it. */
function isService(entry: unknown, name: string, { place }: Site): entry is Fields {
  return (
    isRecord(entry) &&
    entry['name'] === name &&
    (entry['namespace'] ?? place.rollout.namespace) === place.rollout.namespace
  );
}

function problemsAt(site: Site): readonly string[] {
  const { stableService, canaryService } = site.place;
  return [canaryService, stableService].flatMap((name) => {
    const { length } = servicesOf(site).filter((entry) => isService(entry, name, site));
    if (length === 1) return [];
    return length === 0
      ? [`${titleOf(site)} has no weighted service ${name}`]
      : [`${titleOf(site)} names ${name} twice`];
  });
}

function titleOf({ object }: Site): string {
  return `TraefikService ${nameOf(refOf(object))}`;
}

function observed(config: Traefik, place: Place, objects: readonly KubeObject[]): Observed {
  const sites = sitesOf(config, place, objects);
  if (sites.length === 0) return { shown: [], routes: [], problems: [missing(config, place)] };
  const good = sites.filter((site) => problemsAt(site).length === 0);
  return { shown: good.map(shownBy), routes: [], problems: sites.flatMap(problemsAt) };
}

function shownBy(site: Site) {
  const { stableService, canaryService } = site.place;
  const canary = weightOf(canaryService, site);
  const stable = weightOf(stableService, site);
  return { where: titleOf(site), weights: { [canaryService]: canary, [stableService]: stable }, of: canary + stable };
}

/** Traefik gives an entry without a weight the weight 1. */
function weightOf(service: string, site: Site): number {
  const [entry] = recordsOf(servicesOf(site)).filter((one) => isService(one, service, site));
  const weight = entry?.['weight'] ?? 1;
  return entry && typeof weight === 'number' ? Math.max(weight, 0) : 0;
}

type Weights = ReadonlyMap<string, number>;

function render(config: Traefik, place: Place, split: Split, objects: readonly KubeObject[]): Rendered {
  const sites = sitesOf(config, place, objects);
  if (sites.length === 0) return { actions: [], notices: [], problems: [missing(config, place)] };
  const wanted = split.destinations.filter(({ role }) => role !== 'experiment');
  const weights: Weights = new Map(wanted.map(({ service, weight }) => [service, weight]));
  const good = sites.filter((site) => problemsAt(site).length === 0);
  const parts = good.map((site) => ({ site, sticking: stickingFor(site, split) }));
  return {
    actions: parts.flatMap(({ site, sticking }) =>
      patches(site, weights, { sticking, leases: [lease(place), ...sticking.leases], because: because(site, weights) }),
    ),
    notices: [],
    problems: [...sites.flatMap(problemsAt), ...parts.flatMap(({ sticking }) => sticking.problems)],
  };
}

function stickingFor(site: Site, split: Split): Sticking {
  const { canaryService } = site.place;
  const { of, weights } = shownBy(site);
  const shown = of === 0 ? 0 : ((weights[canaryService] ?? 0) * split.total) / of;
  const sight = {
    sticky: weightedOf(site)['sticky'],
    leased: leasedBy(site.place.uid, site.object),
    title: titleOf(site),
  };
  return stickingOf(split.cohorts, shown, sight);
}

function because(site: Site, weights: Weights): string {
  const { canaryService } = site.place;
  const shown = weightOf(canaryService, site);
  const wanted = weights.get(canaryService) ?? 0;
  return shown === wanted ? `${titleOf(site)} as wanted` : `canary weight ${shown} -> ${wanted} in ${titleOf(site)}`;
}

/** The canary stands first: that is how the two are told apart once the Rollout is gone. */
function lease({ canaryService, stableService }: Place): string {
  return `spec.weighted.services[name=${canaryService}|name=${stableService}].weight`;
}

const LEASE = /^spec\.weighted\.services\[name=([^|\]]+)\|name=([^|\]]+)\]\.weight$/;

interface Wanted {
  readonly leases: readonly string[];
  readonly because: string;
  readonly sticking: Pick<Sticking, 'change'>;
}

/** The list can only be written as a whole, and so only onto the version it was made from. */
function patches(site: Site, weights: Weights, { leases, because, sticking }: Wanted) {
  const { place, object } = site;
  const before = servicesOf(site);
  const services = before.map((entry) => weighted(entry, weights, site));
  const change = { ...(!isEqual(before, services) && { services }), ...sticking.change };
  const fields = Object.keys(change).length > 0 ? { spec: { weighted: change } } : {};
  return leasedPatch(place, object, { leases, because, fields });
}

function weighted(entry: unknown, weights: Weights, site: Site): unknown {
  for (const [service, weight] of weights)
    if (isService(entry, service, site)) return (entry['weight'] ?? 1) === weight ? entry : { ...entry, weight };
  return entry;
}

function release(place: Place, objects: readonly KubeObject[]): Rendered {
  const actions = objects.filter(isTraefikService).flatMap((object) => releasedAt({ place, object }));
  return { actions, notices: [], problems: [] };
}

/** Where somebody has taken stable away, the rest stays as it is: it is all that still answers. */
function releasedAt(site: Site) {
  const leases = leasedBy(site.place.uid, site.object);
  if (leases.length === 0) return [];
  const [, canary, stable] = leases.flatMap((path) => LEASE.exec(path) ?? []);
  const isThere = (name = '') => servicesOf(site).some((entry) => isService(entry, name, site));
  const weights = new Map(canary && stable && isThere(stable) ? [[canary, 0] as const, [stable, 100] as const] : []);
  const because = `stable alone in ${titleOf(site)}`;
  return patches(site, weights, {
    leases: [],
    because,
    sticking: { change: stuckAt(weightedOf(site)['sticky'], leases) },
  });
}
