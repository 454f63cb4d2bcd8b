/** Which routes of a VirtualService are steered, and in the reference's words why one cannot be. */
import { type Fields, isRecord, listOf, recordsOf } from '../records.ts';
import { managedNameOf } from './managed-form.ts';
import { listIn, PROTOCOLS, type Protocol, type Role, roleOf, type Site } from './site.ts';

export interface Steered {
  readonly protocol: Protocol;
  /** In its list. */
  readonly index: number;
  readonly route: Fields;
}

export interface Fault {
  readonly protocol: Protocol;
  readonly message: string;
  /** The reference takes it all the same. */
  readonly isOurs?: true;
}

export interface Selection {
  readonly routes: readonly Steered[];
  readonly faults: readonly Fault[];
}

/** The fields that choose among several. */
const CHOICE = { http: 'routes', tls: 'tlsRoutes', tcp: 'tcpRoutes' } as const;

/** Every kind of route that the VirtualService has must be of use. */
export function selectionIn(site: Site): Selection {
  const parts = PROTOCOLS.filter((protocol) => listIn(site, protocol).length > 0).map((protocol) =>
    selected(protocol, site),
  );
  return { routes: parts.flatMap(({ routes }) => routes), faults: parts.flatMap(({ faults }) => faults) };
}

function selected(protocol: Protocol, site: Site): Selection {
  const candidates = candidatesIn(protocol, site);
  const { routes, faults } = chosen(protocol, candidates, site);
  const judged = [...new Set(routes)].map((one) => ({ one, fault: faultOf(one, site) }));
  return {
    routes: judged.flatMap(({ one, fault }) => (fault ? [] : [one])),
    faults: [...faults, ...judged.flatMap(({ fault }) => fault ?? [])],
  };
}

/** Managed routes are steered as copies of the others. */
function candidatesIn(protocol: Protocol, site: Site): readonly Steered[] {
  return listIn(site, protocol).flatMap((route, index) =>
    isRecord(route) && managedNameOf(route, site, protocol) === undefined ? [{ protocol, index, route }] : [],
  );
}

function chosen(protocol: Protocol, candidates: readonly Steered[], { config }: Site): Selection {
  const wanted = tests(protocol, config);
  if (wanted.length === 0) return only(protocol, candidates);
  const found = wanted.map(({ holds, missing }) => ({
    missing,
    routes: candidates.filter(({ route }) => holds(route)),
  }));
  return {
    routes: found.flatMap(({ routes }) => routes),
    faults: found.flatMap(({ routes, missing }) => (routes.length > 0 ? [] : [{ protocol, message: missing }])),
  };
}

interface Test {
  readonly holds: (route: Fields) => boolean;
  readonly missing: string;
}

function tests(protocol: Protocol, { routes = [], tlsRoutes = [], tcpRoutes = [] }: Site['config']): readonly Test[] {
  if (protocol === 'http') {
    return routes.map((name) => ({
      holds: (route) => route['name'] === name,
      missing: `HTTP Route '${name}' is not found in the defined Virtual Service.`,
    }));
  }
  const wanted = protocol === 'tls' ? tlsRoutes : tcpRoutes.map(({ port }) => ({ port, sniHosts: undefined }));
  return wanted.map(({ port = 0, sniHosts }) => ({
    holds: (route) => isAtPort(route, port) && (protocol === 'tcp' || hasSniHosts(route, sniHosts ?? [])),
    missing: `No matching ${protocol.toUpperCase()} routes found in the defined Virtual Service.`,
  }));
}

/** Routes whose matches name several ports are none's. */
function isAtPort(route: Fields, port: number): boolean {
  const ports = new Set(recordsOf(route['match']).map((match) => match['port'] ?? 0));
  return ports.size === 0 ? port === 0 : ports.size === 1 && ports.has(port);
}

function hasSniHosts(route: Fields, wanted: readonly string[]): boolean {
  const hosts = new Set(recordsOf(route['match']).flatMap((match) => listOf(match['sniHosts'])));
  return hosts.size === new Set(wanted).size && wanted.every((host) => hosts.has(host));
}

/** Of several, nobody could say which is meant. */
function only(protocol: Protocol, candidates: readonly Steered[]): Selection {
  if (candidates.length === 1) return { routes: candidates, faults: [] };
  const field = `spec.strategy.canary.trafficRouting.istio.virtualService.${CHOICE[protocol]}`;
  const message = `spec.${protocol}[] should be set in VirtualService and it must have exactly one route when omitting ${field}`;
  return { routes: [], faults: [{ protocol, message }] };
}

function faultOf({ protocol, route, index }: Steered, site: Site): Fault | undefined {
  const canaries = entriesFor(route, 'canary', site).length;
  const stables = entriesFor(route, 'stable', site).length;
  if (canaries === 0) return { protocol, message: `${nameFor('canary', site)} not found in route` };
  if (stables === 0) return { protocol, message: `${nameFor('stable', site)} not found in route` };
  if (canaries === 1 && stables === 1) return undefined;
  return { protocol, message: `spec.${protocol}[${index}] names canary or stable twice`, isOurs: true };
}

function nameFor(role: Role, { subsets, place }: Site): string {
  const who = role === 'canary' ? 'Canary' : 'Stable';
  if (subsets) return `${who} DestinationRule subset '${subsets[role]}'`;
  return `${who} Service '${role === 'canary' ? place.canaryService : place.stableService}'`;
}

export function entriesFor(route: Fields, role: Role, site: Site): readonly Fields[] {
  return recordsOf(route['route']).filter((entry) => roleOf(entry, site) === role);
}

export function placeTitle({ protocol, route, index }: Steered): string {
  const { name } = route;
  return typeof name === 'string' && name !== '' ? `route ${name}` : `${protocol} route ${index + 1}`;
}
