/** Traefik: which Services a list of services comes to, through the TraefikServices it names. */
import {
  amountAt,
  isAbsent,
  itemsOf,
  nameAt,
  noteProblem,
  type ObjectsOf,
  placeAt,
  portAt,
  type Reading,
  textAt,
} from './reading.ts';
import type { Backend, Mirror, Route } from './route.ts';

const MOST_NESTED = 10;
const MOST_SERVICES = 1000;

export type Destinations = Pick<Route, 'backends' | 'mirrors'>;

/** What has been found on the way through the TraefikServices. */
interface Walk {
  readonly traefikServices: TraefikServices;
  readonly backends: Backend[];
  readonly mirrors: Mirror[];
  visits: number;
}

/** A service on the way: how deep it is named, and how many of a hundred requests come there. */
interface Visit {
  readonly at: Reading;
  readonly depth: number;
  readonly share: number;
}

export type TraefikServices = ReadonlyMap<string, Reading>;

export const traefikServicesOf = (objects: ObjectsOf): TraefikServices =>
  new Map(objects('TraefikService').map((reading) => [`${reading.source.namespace}/${reading.source.name}`, reading]));

export function destinationsAt(services: Reading, traefikServices: TraefikServices): Destinations {
  const walk: Walk = { traefikServices, backends: [], mirrors: [], visits: 0 };
  const [only, ...others] = itemsOf(services);
  // A service alone gets everything, whatever its weight.
  if (only && others.length === 0) visit(walk, { at: only, depth: 0, share: 100 });
  else visitAll(walk, { at: services, depth: 0, share: 100 });
  return { backends: walk.backends, mirrors: walk.mirrors };
}

function visitAll(walk: Walk, { at, depth, share }: Visit): void {
  const items = itemsOf(at).map((item) => ({ at: item, weight: amountAt(placeAt(item, 'weight'), 1) }));
  const total = items.reduce((sum, { weight }) => sum + weight, 0);
  for (const { at: item, weight } of items) {
    visit(walk, { at: item, depth, share: total === 0 ? 0 : (share * weight) / total });
  }
}

function visit(walk: Walk, { at, depth, share }: Visit): void {
  walk.visits++;
  if (walk.visits > MOST_SERVICES || depth > MOST_NESTED) {
    noteProblem(at, 'TraefikServices are nested too deeply');
    walk.backends.push({ ...serviceAt(at), weight: share, fault: 'TraefikServices are nested too deeply' });
    return;
  }
  if (textAt(placeAt(at, 'kind')) !== 'TraefikService') {
    walk.backends.push({ ...serviceAt(at), weight: share });
    return;
  }
  const { namespace, service } = serviceAt(at);
  const found = walk.traefikServices.get(`${namespace}/${service}`);
  if (found) visitTraefikService(walk, { at: placeAt(found, 'spec'), depth: depth + 1, share });
  else fail(walk, { at, depth, share }, `there is no TraefikService ${service} in ${namespace}`);
}

function visitTraefikService(walk: Walk, on: Visit): void {
  const { at } = on;
  const mirroring = placeAt(at, 'mirroring');
  const failover = placeAt(at, 'failover', 'service');
  const weighted = ['weighted', 'highestRandomWeight'].map((name) => placeAt(at, name)).find((one) => !isAbsent(one));
  if (weighted) visitAll(walk, { ...on, at: placeAt(weighted, 'services') });
  else if (!isAbsent(mirroring)) visitMirroring(walk, { ...on, at: mirroring });
  else if (!isAbsent(failover)) visit(walk, { ...on, at: failover });
  else fail(walk, on, 'must hold weighted, mirroring, failover or highestRandomWeight');
}

function visitMirroring(walk: Walk, on: Visit): void {
  visit(walk, on);
  for (const at of itemsOf(placeAt(on.at, 'mirrors'))) {
    if (textAt(placeAt(at, 'kind')) === 'TraefikService') noteProblem(at, 'mirrors are simulated for Services alone');
    else if (walk.mirrors.length < MOST_SERVICES) {
      const percent = Math.min(100, amountAt(placeAt(at, 'percent'), 0));
      walk.mirrors.push({ ...serviceAt(at), weight: 1, share: (percent / 100) * (on.share / 100) });
    }
  }
}

/** The requests come there and fail. */
function fail(walk: Walk, { at, share }: Visit, fault: string): void {
  noteProblem(at, fault);
  walk.backends.push({ namespace: at.source.namespace, service: at.source.name, weight: share, fault });
}

function serviceAt(at: Reading): Omit<Backend, 'weight'> {
  const service = nameAt(placeAt(at, 'name')) ?? '';
  const namespace = textAt(placeAt(at, 'namespace')) ?? at.source.namespace;
  const backend = { namespace, service, ...portAt(placeAt(at, 'port')) };
  return service === '' ? { ...backend, fault: 'names no Service' } : backend;
}
