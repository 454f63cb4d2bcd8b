/** Gateway API: HTTPRoutes, GRPCRoutes, TLSRoutes and TCPRoutes, behind Gateways and in a mesh. */
import { serviceHost } from './choice.ts';
import { type Grants, grantsOf, isServiceReference, ruleBackends, ruleMirrors } from './gateway-backends.ts';
import { byPrecedence, grpcMatch, httpMatch } from './gateway-matches.ts';
import { itemsOf, nameAt, noteProblem, type ObjectsOf, placeAt, type Reading, textAt, textsAt } from './reading.ts';
import type { Match, Route } from './route.ts';

const API = 'gateway.networking.k8s.io';

type MatchOf = (at: Reading) => Match;

/** What requests are matched by; without one, a route takes all that its hosts get. */
const KINDS: Readonly<Record<string, MatchOf | undefined>> = {
  HTTPRoute: httpMatch,
  GRPCRoute: grpcMatch,
  TLSRoute: undefined,
  TCPRoute: undefined,
};

export function gatewayRoutes(objects: ObjectsOf): readonly Route[] {
  const grants = grantsOf(objects);
  const found = Object.entries(KINDS).map(([kind, matchOf]) =>
    objects(kind).flatMap((reading) => routesOfOne(reading, matchOf, grants)),
  );
  const [http = [], grpc = [], ...streams] = found;
  const requests = [...http, ...grpc].sort((a, b) => byPrecedence(a.matches[0] ?? [], b.matches[0] ?? []));
  return [...requests, ...streams.flat()];
}

/** One for each match, since each has its own precedence. */
function routesOfOne(reading: Reading, matchOf: MatchOf | undefined, grants: Grants): readonly Route[] {
  const places = placesOf(reading);
  return itemsOf(placeAt(reading, 'spec', 'rules')).flatMap((rule) => {
    if (isRedirect(rule)) {
      noteProblem(placeAt(rule, 'filters'), 'redirects are not simulated');
      return [];
    }
    const backends = ruleBackends(rule, grants);
    const mirrors = ruleMirrors(rule, grants);
    const matches = matchOf ? matchesOf(rule, matchOf) : [[]];
    return places.flatMap((place) =>
      matches.map((match): Route => {
        const asked = match.length === 0 ? [] : [match];
        return { source: reading.source, ...place, matches: asked, backends, mirrors };
      }),
    );
  });
}

function matchesOf(rule: Reading, matchOf: MatchOf): readonly Match[] {
  const matches = itemsOf(placeAt(rule, 'matches'));
  return matches.length === 0 ? [matchOf({ ...rule, value: undefined })] : matches.map(matchOf);
}

const isRedirect = (rule: Reading): boolean =>
  itemsOf(placeAt(rule, 'filters')).some((filter) => textAt(placeAt(filter, 'type')) === 'RequestRedirect');

type Place = Pick<Route, 'hosts' | 'isMesh'>;

/** Behind its Gateways a route has its own hosts; in a mesh it has those of the Services it is attached to. */
function placesOf(reading: Reading): readonly Place[] {
  const parents = itemsOf(placeAt(reading, 'spec', 'parentRefs'));
  if (parents.length === 0) noteProblem(placeAt(reading, 'spec', 'parentRefs'), 'is empty: the route is used nowhere');
  const services = parents.filter((parent) => isServiceReference(parent, API));
  const hosts = textsAt(placeAt(reading, 'spec', 'hostnames')).map((host) => host.toLowerCase());
  return [
    ...(services.length < parents.length ? [{ hosts, isMesh: false }] : []),
    ...(services.length > 0 ? [{ hosts: services.map(parentHost), isMesh: true }] : []),
  ];
}

function parentHost(parent: Reading): string {
  const namespace = textAt(placeAt(parent, 'namespace')) ?? parent.source.namespace;
  return serviceHost(nameAt(placeAt(parent, 'name')) ?? '', namespace);
}
