/** Istio: VirtualServices, with the subsets of DestinationRules. */
import { serviceHost } from './choice.ts';
import { type DestinationOf, destinationsOf } from './istio-destinations.ts';
import { istioMatch } from './istio-matches.ts';
import {
  amountAt,
  entriesOf,
  isAbsent,
  itemsOf,
  noteProblem,
  type ObjectsOf,
  placeAt,
  type Reading,
  textAt,
  textsAt,
} from './reading.ts';
import type { Backend, Mirror, Route } from './route.ts';

const MESH = 'mesh';

export function istioRoutes(objects: ObjectsOf): readonly Route[] {
  const destinationOf = destinationsOf(objects);
  return objects('VirtualService').flatMap((reading) => {
    const hosts = textsAt(placeAt(reading, 'spec', 'hosts')).map((host) => host.toLowerCase());
    const gateways = gatewaysAt(placeAt(reading, 'spec'), [MESH]);
    return ['http', 'tls', 'tcp'].flatMap((protocol) =>
      itemsOf(placeAt(reading, 'spec', protocol)).flatMap((at) =>
        routesAt({ at, protocol, hosts, gateways, destinationOf }),
      ),
    );
  });
}

function gatewaysAt(at: Reading, absent: readonly string[]): readonly string[] {
  const gateways = textsAt(placeAt(at, 'gateways'));
  return gateways.length === 0 ? absent : gateways;
}

/** One entry of a VirtualService, with what it has from it. */
interface Entry {
  readonly at: Reading;
  readonly protocol: string;
  readonly hosts: readonly string[];
  readonly gateways: readonly string[];
  readonly destinationOf: DestinationOf;
}

function routesAt(entry: Entry): readonly Route[] {
  const { at, gateways } = entry;
  const answer = ['redirect', 'directResponse', 'delegate'].find((name) => !isAbsent(placeAt(at, name)));
  if (answer !== undefined) {
    noteProblem(placeAt(at, answer), 'is not simulated, so this route has no effect');
    return [];
  }
  const backends = backendsAt(placeAt(at, 'route'), entry.destinationOf);
  const mirrors = mirrorsAt(at, entry.destinationOf);
  const isInside = gateways.includes(MESH);
  const isOutside = gateways.some((gateway) => gateway !== MESH);
  return [...(isInside ? [true] : []), ...(isOutside ? [false] : [])].flatMap((isMesh) =>
    matchedRoute(entry, { source: at.source, isMesh, backends, mirrors }),
  );
}

/** None if the entry's matches are all for other gateways. */
function matchedRoute(entry: Entry, route: Omit<Route, 'hosts' | 'matches'>): readonly Route[] {
  const all = itemsOf(placeAt(entry.at, 'match'));
  const own = all.filter((at) =>
    gatewaysAt(at, entry.gateways).some(
      (gateway) => entry.gateways.includes(gateway) && (gateway === MESH) === route.isMesh,
    ),
  );
  if (all.length > 0 && own.length === 0) return [];
  const names = entry.protocol === 'tls' ? own.flatMap((at) => textsAt(placeAt(at, 'sniHosts'))) : entry.hosts;
  // A VirtualService without hosts is there for others to delegate to.
  if (names.length === 0) return [];
  const matches = entry.protocol === 'http' ? own.map(istioMatch) : [];
  return [{ ...route, hosts: hostsIn(names, route), matches: matches }];
}

function hostsIn(names: readonly string[], { isMesh, source }: Pick<Route, 'isMesh' | 'source'>): readonly string[] {
  if (isMesh) return names.map((name) => serviceHost(name, source.namespace));
  return names.includes('*') ? [] : names;
}

function backendsAt(at: Reading, destinationOf: DestinationOf): readonly Backend[] {
  const items = itemsOf(at);
  const backends = items.map((item) => ({
    ...destinationOf(placeAt(item, 'destination')),
    weight: amountAt(placeAt(item, 'weight'), 0),
    ...cookiesAt(placeAt(item, 'headers', 'response', 'add')),
  }));
  const [only, ...others] = backends;
  // A destination alone gets everything: its weight cannot be told from one that is not set.
  if (only && others.length === 0) return [{ ...only, weight: 100 }];
  if (only && backends.every(({ weight }) => weight === 0)) noteProblem(at, 'all weights are 0');
  return backends;
}

function cookiesAt(added: Reading): Pick<Backend, 'cookies'> {
  const cookies = entriesOf(added).filter(([name]) => name.toLowerCase() === 'set-cookie');
  return cookies.length > 0 ? { cookies: cookies.flatMap(([, value]) => textAt(value) ?? []) } : {};
}

function mirrorsAt(at: Reading, destinationOf: DestinationOf): readonly Mirror[] {
  const single = placeAt(at, 'mirror');
  const old = [placeAt(at, 'mirrorPercent'), placeAt(at, 'mirror_percent')].find((one) => !isAbsent(one));
  const percentage = placeAt(at, 'mirrorPercentage', 'value');
  const share = (one: Reading): number => Math.min(1, amountAt(one, 100) / 100);
  const first = isAbsent(single)
    ? []
    : [{ ...destinationOf(single), weight: 1, share: share(isAbsent(percentage) ? (old ?? percentage) : percentage) }];
  const more = itemsOf(placeAt(at, 'mirrors')).map((item) => ({
    ...destinationOf(placeAt(item, 'destination')),
    weight: 1,
    share: share(placeAt(item, 'percentage', 'value')),
  }));
  return [...first, ...more];
}
