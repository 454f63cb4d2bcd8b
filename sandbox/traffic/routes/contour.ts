/** Contour: HTTPProxies with a virtual host, and those they include. */
import { type Inherited, inheritedBy, routeConditions } from './contour-conditions.ts';
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
import type { Backend, Condition, Mirror, Route } from './route.ts';

const MOST_NESTED = 10;
const MOST_PROXIES = 1000;
const MOST_ROUTES = 10_000;

/** The way from a root proxy to those it includes. */
interface Walk {
  readonly proxies: ReadonlyMap<string, Reading>;
  readonly hosts: readonly string[];
  readonly routes: Route[];
  visits: number;
}

export function contourRoutes(objects: ObjectsOf): readonly Route[] {
  const readings = objects('HTTPProxy');
  const proxies = new Map(readings.map((reading) => [`${reading.source.namespace}/${reading.source.name}`, reading]));
  const routes = readings.flatMap((reading) => {
    const host = textAt(placeAt(reading, 'spec', 'virtualhost', 'fqdn'));
    if (host === undefined) return [];
    const walk: Walk = { proxies, hosts: [host.toLowerCase()], routes: [], visits: 0 };
    visit(walk, reading, { prefix: '', conditions: [] }, 0);
    return walk.routes;
  });
  return routes.sort((a, b) => byPrecedence(a.matches[0] ?? [], b.matches[0] ?? []));
}

function visit(walk: Walk, proxy: Reading, inherited: Inherited, depth: number): void {
  walk.visits++;
  if (walk.visits > MOST_PROXIES || walk.routes.length > MOST_ROUTES || depth > MOST_NESTED) {
    noteProblem(placeAt(proxy, 'spec'), 'HTTPProxies include each other too deeply');
    return;
  }
  walk.routes.push(...itemsOf(placeAt(proxy, 'spec', 'routes')).flatMap((at) => routeAt(at, walk.hosts, inherited)));
  for (const include of itemsOf(placeAt(proxy, 'spec', 'includes'))) {
    const name = nameAt(placeAt(include, 'name')) ?? '';
    const namespace = textAt(placeAt(include, 'namespace')) ?? proxy.source.namespace;
    const included = walk.proxies.get(`${namespace}/${name}`);
    if (!included) noteProblem(include, `there is no HTTPProxy ${name} in ${namespace}`);
    else visit(walk, included, inheritedBy(placeAt(include, 'conditions'), inherited), depth + 1);
  }
}

function routeAt(at: Reading, hosts: readonly string[], inherited: Inherited): readonly Route[] {
  const answer = ['requestRedirectPolicy', 'directResponsePolicy'].find((name) => !isAbsent(placeAt(at, name)));
  if (answer !== undefined) {
    noteProblem(placeAt(at, answer), 'is not simulated, so this route has no effect');
    return [];
  }
  const services = itemsOf(placeAt(at, 'services'));
  const isMirror = (service: Reading): boolean => placeAt(service, 'mirror').value === true;
  const matches = [routeConditions(placeAt(at, 'conditions'), inherited)];
  const backends = weighted(services.filter((service) => !isMirror(service)).flatMap(backendAt));
  const mirrors = services.filter(isMirror).flatMap(backendAt).map(mirrorOf);
  return [{ source: at.source, hosts, isMesh: false, matches, backends, mirrors }];
}

function backendAt(at: Reading): readonly Backend[] {
  const service = nameAt(placeAt(at, 'name'));
  if (service === undefined) return [];
  const weight = amountAt(placeAt(at, 'weight'), 0);
  return [{ namespace: at.source.namespace, service, ...portAt(placeAt(at, 'port')), weight }];
}

/** Without any weight all services are equal. */
function weighted(backends: readonly Backend[]): readonly Backend[] {
  return backends.some(({ weight }) => weight > 0) ? backends : backends.map((backend) => ({ ...backend, weight: 1 }));
}

/** Of a mirror the weight is a percentage; without one it is a copy of all. */
function mirrorOf(backend: Backend): Mirror {
  return { ...backend, weight: 1, share: backend.weight === 0 ? 1 : Math.min(1, backend.weight / 100) };
}

/** Exact paths, then patterns, then the beginnings of paths; the longer and those with more conditions first. */
function byPrecedence([a, ...moreOfA]: readonly Condition[], [b, ...moreOfB]: readonly Condition[]): number {
  const ofPaths = rankOf(b) - rankOf(a) || (b?.value.length ?? 0) - (a?.value.length ?? 0);
  return ofPaths || moreOfB.length - moreOfA.length;
}

function rankOf(path: Condition | undefined): number {
  if (path?.type === 'Exact') return 2;
  return path?.type === 'Regex' ? 1 : 0;
}
