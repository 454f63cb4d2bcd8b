/**
 * Sends users' requests where the cluster's objects say, as an ingress controller or a mesh would:
 * route, one of its Services by weight, one of that Service's ready addresses, the server of the pod behind it.
 */
import type { Clock, Random } from '../../kube/clock.ts';
import { type Address, readyAddresses, targetPort } from './addresses.ts';
import type { Exchange, GatewayAnswer, Send } from './exchange.ts';
import type { Known, RouteTable } from './known.ts';
import type { PodServer } from './pod-server.ts';
import { chosenBackend, chosenRoute, serviceHost, type TrafficRequest } from './routes/choice.ts';
import type { Backend, Mirror, Route, Source } from './routes/route.ts';
import type { PodAnswer, Wire } from './wire.ts';

export interface GatewayMeans {
  readonly known: Known;
  readonly routes: () => RouteTable;
  readonly wire: Wire;
  readonly clock: Clock;
  readonly random: Random;
  /** By the unique ids of their pods. */
  readonly servers: ReadonlyMap<string, PodServer>;
  readonly onExchange: (exchange: Exchange) => void;
}

interface Way {
  readonly source: Source;
  readonly route: Route | undefined;
  /** None if the route has none that weighs anything. */
  readonly backend: Backend | undefined;
}

/** More at a time are turned away, copies left out. */
const MOST_AT_ONCE = 2_000;
const TIMEOUT = 60_000;
const FULL = 'full';
const NOT_FOUND = 404;
const UNAVAILABLE = 503;
const BAD_GATEWAY = 502;
const TIMED_OUT = 504;

export function gateway(means: GatewayMeans): Send {
  const { clock, random } = means;
  let underWay = 0;
  const deliver = async (request: TrafficRequest, way: Way, isMirrored: boolean): Promise<GatewayAnswer> => {
    const { source, route, backend } = way;
    const over = { request, source, route, isMirrored };
    if (!backend) {
      const nobody = { namespace: source.namespace, service: '', weight: 0 };
      means.onExchange({ ...over, backend: nobody, server: undefined, status: UNAVAILABLE, milliseconds: 0 });
      return { status: UNAVAILABLE, milliseconds: 0, source };
    }
    const began = clock.monotonic();
    underWay++;
    const { server, ...answer } = await answered(means, request, backend).finally(() => underWay--);
    const milliseconds = clock.monotonic() - began;
    means.onExchange({ ...over, backend, server, status: answer.status, milliseconds });
    const { namespace, service, cookies } = backend;
    const who = server && {
      ...{ pod: server.name, version: server.version, hash: server.hash },
      ...(cookies && { cookies }),
    };
    return { ...answer, milliseconds, source, namespace, service, ...who };
  };
  const copy = (request: TrafficRequest, way: Way, { share, ...backend }: Mirror): void => {
    if (random() < share && underWay < MOST_AT_ONCE) void deliver(request, { ...way, backend }, true);
  };

  return (request) => {
    const way = underWay < MOST_AT_ONCE ? wayOf(means, request) : FULL;
    if (!way) return Promise.resolve({ status: NOT_FOUND, milliseconds: 0 });
    if (way === FULL) return Promise.resolve({ status: UNAVAILABLE, milliseconds: 0 });
    for (const mirror of way.route?.mirrors ?? []) copy(request, way, mirror);
    return deliver(request, way, false);
  };
}

/** Who calls a Service by its name is inside, where a mesh has the first word; all others come from outside. */
function wayOf({ known, routes, random }: GatewayMeans, request: TrafficRequest): Way | undefined {
  const { outside, mesh } = routes();
  const service = serviceFor(known, request);
  const route = service ? chosenRoute(mesh, request) : (chosenRoute(outside, request) ?? chosenRoute(mesh, request));
  if (route) return { source: route.source, route, backend: chosenBackend(route, random) };
  if (!service) return undefined;
  const { namespace, service: name } = service;
  return { source: { kind: 'Service', namespace, name }, route: undefined, backend: service };
}

function serviceFor(known: Known, { host, namespace: from = 'default' }: TrafficRequest): Backend | undefined {
  // The port is the gateway's own, wherever users have written one.
  const [name = ''] = host.toLowerCase().split(':', 1);
  const [service = '', namespace = '', ...rest] = serviceHost(name, from).split('.');
  if (rest.length > 0 || !known.service(namespace, service)) return undefined;
  return { namespace, service, weight: 1 };
}

interface Outcome extends PodAnswer {
  readonly server: PodServer | undefined;
}

async function answered(means: GatewayMeans, request: TrafficRequest, backend: Backend): Promise<Outcome> {
  const { known, wire, random, servers } = means;
  const { namespace, service: name } = backend;
  const [service, endpoints] = [known.service(namespace, name), known.endpoints(namespace, name)];
  if (!service || !endpoints) return { server: undefined, status: UNAVAILABLE };
  const uidOf = ({ ip, targetRef }: Address) => targetRef?.uid ?? known.podAt(ip)?.metadata.uid ?? '';
  const ready = readyAddresses(backend, service, endpoints, (one) => servers.get(uidOf(one))?.labels ?? {});
  const address = ready[Math.floor(random() * ready.length)];
  if (!address) return { server: undefined, status: UNAVAILABLE };
  const uid = uidOf(address);
  const server = servers.get(uid);
  const place = { uid, ip: address.ip, port: targetPort(backend, service, endpoints, address) };
  const answer = await wire.ask(place, request, TIMEOUT);
  if (answer === 'refused') return { server: undefined, status: BAD_GATEWAY };
  return answer === 'late' ? { server, status: TIMED_OUT } : { server, ...answer };
}
