/** The weights of a VirtualService's routes: what they show, what they are to show, and which leases that takes. */
import { type Fields, isRecord, listOf, recordsOf } from '../records.ts';
import type { Shown, Split } from '../router.ts';
import { isMeant, keyOf } from './lease-keys.ts';
import { managedNameOf } from './managed-form.ts';
import { entriesFor, placeTitle, type Steered } from './selection.ts';
import { hostFor, isFor, listIn, markOf, roleOf, type Site, titleOf, weightOf } from './site.ts';

const WHOLE = 100;

/** Destinations that are none of the Rollout's keep their weights. Stable does without what they get. */
export function shownBy(steered: Steered, site: Site): Shown {
  const { route } = steered;
  const { canaryService, stableService } = site.place;
  const canary = sumOf(entriesFor(route, 'canary', site));
  const stable = sumOf(entriesFor(route, 'stable', site));
  const experiments = leasedExperiments(site).map((service): readonly [string, number] => [
    service,
    sumOf(recordsOf(route['route']).filter((entry) => isFor(entry, service, site))),
  ]);
  const tried = experiments.reduce((sum, [, weight]) => sum + weight, 0);
  const all = sumOf(recordsOf(route['route']));
  // Beyond the whole there are only others' weights, for which stable had too little to give.
  const of = Math.min(all, Math.max(WHOLE, canary + stable + tried));
  const weights = { ...Object.fromEntries(experiments), [canaryService]: canary, [stableService]: of - canary - tried };
  return { where: `${placeTitle(steered)} of ${titleOf(site)}`, weights, of };
}

function sumOf(entries: readonly Fields[]): number {
  return entries.reduce((sum, entry) => sum + weightOf(entry), 0);
}

/** The parts of 100 that a split asks for. */
export interface Parts {
  readonly canary: number;
  readonly experiments: ReadonlyMap<string, number>;
}

export function partsOf({ destinations, total }: Split): Parts {
  const part = (weight: number) => (total === WHOLE ? weight : Math.round((weight * WHOLE) / (total || WHOLE)));
  const canary = destinations.find(({ role }) => role === 'canary')?.weight ?? 0;
  const experiments = destinations.filter(({ role }) => role === 'experiment');
  return {
    canary: part(canary),
    experiments: new Map(experiments.map(({ service, weight }) => [service, part(weight)])),
  };
}

export function weighted(route: Fields, { canary, experiments }: Parts, site: Site): Fields {
  const kept = listOf(route['route']).filter((entry) => !isLeftOver(entry, experiments, site));
  const serviceOf = (entry: unknown) => [...experiments.keys()].find((service) => isFor(entry, service, site));
  const isOther = (entry: unknown) => roleOf(entry, site) === undefined && serviceOf(entry) === undefined;
  const tried = [...experiments.values()].reduce((sum, weight) => sum + weight, 0);
  const others = sumOf(kept.filter(isRecord).filter(isOther));
  const stable = Math.max(0, WHOLE - canary - tried - others);
  const reweighted = kept.map((entry) => {
    const role = roleOf(entry, site);
    if (role) return withWeight(entry, role === 'canary' ? canary : stable);
    const service = serviceOf(entry);
    return service === undefined ? entry : withWeight(entry, experiments.get(service) ?? 0);
  });
  const added = [...experiments]
    .filter(([service]) => !kept.some((entry) => isFor(entry, service, site)))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([service, weight]) => ({ destination: { host: hostFor(service, site) }, weight }));
  return { ...route, route: [...reweighted, ...added] };
}

export function withWeight(entry: unknown, weight: number): unknown {
  return !isRecord(entry) || weightOf(entry) === weight ? entry : { ...entry, weight };
}

function isLeftOver(entry: unknown, wanted: Parts['experiments'], site: Site): boolean {
  return leasedExperiments(site).some((service) => !wanted.has(service) && isFor(entry, service, site));
}

/** Stable is named first: that is how a lease tells one side from the other when the Rollout is gone. */
export function weightLeases(routes: readonly Steered[], { experiments }: Parts, site: Site): readonly string[] {
  const paths = routes.flatMap((steered) => {
    const [stable, canary] = (['stable', 'canary'] as const).flatMap((role) => entriesFor(steered.route, role, site));
    if (!stable || !canary) return [];
    const base = destinationsPath(steered, routes, site);
    const pair = `${base}[${keyOf(...markOf(stable, site))}|${keyOf(...markOf(canary, site))}].weight`;
    const hosts = [...experiments.keys()].map((service) => hostFor(service, site));
    return [pair, ...hosts.map((host) => `${base}[${keyOf('destination.host', host)}]`)];
  });
  return [...new Set(paths)];
}

/** The path of a route's destinations; several routes may have the same. */
export function destinationsPath(steered: Steered, routes: readonly Steered[], site: Site): string {
  const [stable = {}] = entriesFor(steered.route, 'stable', site);
  return `spec.${steered.protocol}[${routeKey(steered, stable, routes, site)}].route`;
}

/** Routes without a name are known by where they lead; only where others lead there, too, by what they match. */
function routeKey({ protocol, route }: Steered, stable: Fields, routes: readonly Steered[], site: Site): string {
  const { name, match } = route;
  if (typeof name === 'string' && name !== '') return keyOf('name', name);
  const [path, value] = markOf(stable, site);
  const key = keyOf(`route.${path}`, value);
  const steered = new Set<unknown>(routes.map((one) => one.route));
  const isShared = listIn(site, protocol).some(
    (other) =>
      isRecord(other) &&
      !steered.has(other) &&
      managedNameOf(other, site, protocol) === undefined &&
      isMeant(other, key),
  );
  return isShared ? keyOf('match', match) : key;
}

const EXPERIMENT = /^spec\.\w+\[[^\]]*\]\.route\[destination\.host=([^\]|.]+)[^\]|]*\]$/;

/** Services whose destinations we have added. */
export function leasedExperiments({ leased }: Site): readonly string[] {
  return [...new Set(leased.flatMap((path) => EXPERIMENT.exec(path)?.[1] ?? []))];
}
