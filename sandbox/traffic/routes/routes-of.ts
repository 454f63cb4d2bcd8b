/** Routes from all routing objects, in the order in which they are tried. */
import type { KubeObject, Resource } from '../../../kube/types.ts';
import { ambassadorRoutes } from './ambassador.ts';
import { apisixRoutes } from './apisix.ts';
import { contourRoutes } from './contour.ts';
import { gatewayRoutes } from './gateway-api.ts';
import { ingressRoutes } from './ingress.ts';
import { istioRoutes } from './istio.ts';
import { type ObjectsOf, type Reading, readingOf } from './reading.ts';
import type { Route, Routing } from './route.ts';
import { smiRoutes } from './smi.ts';
import { traefikRoutes } from './traefik.ts';

const kind = (apiVersion: string, name: string, plural: string): Resource => ({
  apiVersion,
  kind: name,
  plural,
  namespaced: true,
});

const GATEWAY = 'gateway.networking.k8s.io';
const ISTIO = 'networking.istio.io';
const SMI = 'split.smi-spec.io';

/** Everything that is read. A kind is listed once for each version; an object that comes in several counts once. */
export const ROUTING_KINDS: readonly Resource[] = [
  kind('networking.k8s.io/v1', 'Ingress', 'ingresses'),
  kind(`${GATEWAY}/v1`, 'HTTPRoute', 'httproutes'),
  kind(`${GATEWAY}/v1beta1`, 'HTTPRoute', 'httproutes'),
  kind(`${GATEWAY}/v1`, 'GRPCRoute', 'grpcroutes'),
  kind(`${GATEWAY}/v1`, 'TLSRoute', 'tlsroutes'),
  kind(`${GATEWAY}/v1alpha3`, 'TLSRoute', 'tlsroutes'),
  kind(`${GATEWAY}/v1alpha2`, 'TLSRoute', 'tlsroutes'),
  kind(`${GATEWAY}/v1`, 'TCPRoute', 'tcproutes'),
  kind(`${GATEWAY}/v1alpha2`, 'TCPRoute', 'tcproutes'),
  kind(`${GATEWAY}/v1`, 'ReferenceGrant', 'referencegrants'),
  kind(`${GATEWAY}/v1beta1`, 'ReferenceGrant', 'referencegrants'),
  kind(`${ISTIO}/v1`, 'VirtualService', 'virtualservices'),
  kind(`${ISTIO}/v1beta1`, 'VirtualService', 'virtualservices'),
  kind(`${ISTIO}/v1alpha3`, 'VirtualService', 'virtualservices'),
  kind(`${ISTIO}/v1`, 'DestinationRule', 'destinationrules'),
  kind(`${ISTIO}/v1beta1`, 'DestinationRule', 'destinationrules'),
  kind(`${ISTIO}/v1alpha3`, 'DestinationRule', 'destinationrules'),
  kind(`${SMI}/v1alpha4`, 'TrafficSplit', 'trafficsplits'),
  kind(`${SMI}/v1alpha3`, 'TrafficSplit', 'trafficsplits'),
  kind(`${SMI}/v1alpha2`, 'TrafficSplit', 'trafficsplits'),
  kind(`${SMI}/v1alpha1`, 'TrafficSplit', 'trafficsplits'),
  kind('traefik.io/v1alpha1', 'IngressRoute', 'ingressroutes'),
  kind('traefik.containo.us/v1alpha1', 'IngressRoute', 'ingressroutes'),
  kind('traefik.io/v1alpha1', 'TraefikService', 'traefikservices'),
  kind('traefik.containo.us/v1alpha1', 'TraefikService', 'traefikservices'),
  kind('projectcontour.io/v1', 'HTTPProxy', 'httpproxies'),
  kind('apisix.apache.org/v2', 'ApisixRoute', 'apisixroutes'),
  kind('getambassador.io/v3alpha1', 'Mapping', 'mappings'),
  kind('getambassador.io/v2', 'Mapping', 'mappings'),
  kind('x.getambassador.io/v3alpha1', 'AmbassadorMapping', 'ambassadormappings'),
];

/** Each in the order of its own router. */
const ROUTERS: readonly ((objects: ObjectsOf) => readonly Route[])[] = [
  ingressRoutes,
  gatewayRoutes,
  istioRoutes,
  smiRoutes,
  traefikRoutes,
  contourRoutes,
  apisixRoutes,
  ambassadorRoutes,
];

/** More particular hosts come first, as with all routers; among equals the order of the routers and their objects. */
export function routesOf(objects: readonly KubeObject[]): Routing {
  const readings = readingsOf(objects);
  const routes = ROUTERS.flatMap((read) => read((name) => readings.get(name) ?? []));
  return {
    routes: routes
      .flatMap(byParticularity)
      .sort((a, b) => b.particularity - a.particularity)
      .map(({ route }) => route),
    problems: [...readings.values()].flat().flatMap(({ problems }) => problems),
  };
}

function readingsOf(objects: readonly KubeObject[]): ReadonlyMap<string, readonly Reading[]> {
  const ranks = new Map(ROUTING_KINDS.map((resource, index) => [`${resource.apiVersion} ${resource.kind}`, index]));
  const rankOf = ({ apiVersion, kind: name }: KubeObject): number => ranks.get(`${apiVersion} ${name}`) ?? -1;
  const known = objects.filter((object) => rankOf(object) >= 0);
  const inOrder = known.toSorted((a, b) => ageOrder(a, b) || rankOf(a) - rankOf(b));
  const readings = new Map<string, Reading[]>();
  const seen = new Set<string>();
  for (const object of inOrder) {
    const reading = readingOf(object);
    const { kind: name, namespace, name: own } = reading.source;
    const key = `${name} ${namespace} ${own}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const same = readings.get(name);
    if (same) same.push(reading);
    else readings.set(name, [reading]);
  }
  return readings;
}

/** The oldest first; of one age, by name. */
function ageOrder({ metadata: a }: KubeObject, { metadata: b }: KubeObject): number {
  return (
    compared(a.creationTimestamp ?? '', b.creationTimestamp ?? '') ||
    compared(a.namespace ?? '', b.namespace ?? '') ||
    compared(a.name, b.name)
  );
}

function compared(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

interface Placed {
  readonly route: Route;
  readonly particularity: number;
}

/** A route for several hosts has a place for each sort of them. */
function byParticularity(route: Route): readonly Placed[] {
  if (route.hosts.length === 0) return [{ route, particularity: isRest(route) ? -1 : 0 }];
  const sorts = new Set(route.hosts.map(particularityOf));
  if (sorts.size === 1) return [...sorts].map((particularity) => ({ route, particularity }));
  return [...sorts].map((particularity) => {
    const hosts = route.hosts.filter((host) => particularityOf(host) === particularity);
    return { route: { ...route, hosts }, particularity };
  });
}

/** A default backend, or a route of streams, leaves to the other routers what they ask for. */
const isRest = ({ source, matches }: Route): boolean =>
  matches.length === 0 && (source.kind === 'Ingress' || source.kind === 'TCPRoute');

const particularityOf = (host: string): number => (host.startsWith('*') ? host.length - 1 : 1000);
