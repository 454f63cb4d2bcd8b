/** Which route a request takes, and which of its backends. */
import type { Backend, Condition, Route } from './route.ts';

export interface TrafficRequest {
  /** With or without port. In a mesh a Service's name, as short as its client writes it. */
  readonly host: string;
  /** With or without query. */
  readonly path: string;
  readonly method: string;
  /** In any case; cookies are read from `cookie`. */
  readonly headers: Readonly<Record<string, string>>;
  /** The client's, in a mesh: where `cart` alone is looked up. */
  readonly namespace?: string;
}

/** The first that matches. Hand in the mesh's routes or those from outside, not both. */
export function chosenRoute(routes: readonly Route[], request: TrafficRequest): Route | undefined {
  const asked = askedOf(request);
  return routes.find((route) => isForHost(route, asked) && isMatched(route, asked));
}

/** One of the backends by weight; none if there is none, or all of them weigh nothing. */
export function chosenBackend(route: Route, random: () => number): Backend | undefined {
  let total = 0;
  for (const { weight } of route.backends) total += weight;
  let rest = random() * total;
  let last: Backend | undefined;
  for (const backend of route.backends) {
    if (!(backend.weight > 0)) continue;
    if (rest < backend.weight) return backend;
    rest -= backend.weight;
    last = backend;
  }
  // Only a rounding error leads here.
  return last;
}

interface Asked {
  readonly request: TrafficRequest;
  readonly host: string;
  readonly serviceHost: string;
  readonly path: string;
  readonly query: string;
  headers?: ReadonlyMap<string, string>;
}

function askedOf(request: TrafficRequest): Asked {
  const host = withoutPort(request.host).toLowerCase();
  const question = request.path.indexOf('?');
  return {
    request,
    host,
    serviceHost: serviceHost(host, request.namespace ?? 'default'),
    path: question < 0 ? request.path : request.path.slice(0, question),
    query: question < 0 ? '' : request.path.slice(question + 1),
  };
}

function withoutPort(host: string): string {
  const colon = host.lastIndexOf(':');
  return colon < 0 || host.endsWith(']') ? host : host.slice(0, colon);
}

/** `name.namespace` of a Service, from any of the names that DNS knows it by. */
export function serviceHost(host: string, namespace: string): string {
  const short = ['.svc.cluster.local', '.svc'].find((ending) => host.endsWith(ending));
  if (short !== undefined) return host.slice(0, -short.length);
  return host.includes('.') || host.startsWith('*') ? host : `${host}.${namespace}`;
}

function isForHost({ hosts, isMesh }: Route, asked: Asked): boolean {
  const host = isMesh ? asked.serviceHost : asked.host;
  return hosts.length === 0 || hosts.some((one) => isHost(one, host));
}

function isHost(one: string, host: string): boolean {
  if (!one.startsWith('*')) return one === host;
  return host.endsWith(one.slice(1));
}

function isMatched({ matches }: Route, asked: Asked): boolean {
  return (
    matches.length === 0 ||
    matches.some((match) => match.every((condition) => condition.holds(textFor(condition, asked))))
  );
}

function textFor({ part, name }: Condition, asked: Asked): string | undefined {
  switch (part) {
    case 'path':
      return asked.path;
    case 'method':
      return asked.request.method;
    case 'header':
      return name === 'host' || name === ':authority' ? asked.host : headersOf(asked).get(name);
    case 'cookie':
      return pairValue(headersOf(asked).get('cookie') ?? '', ';', name);
    case 'query':
      return pairValue(asked.query, '&', name);
  }
}

function headersOf(asked: Asked): ReadonlyMap<string, string> {
  asked.headers ??= new Map(Object.entries(asked.request.headers).map(([name, value]) => [name.toLowerCase(), value]));
  return asked.headers;
}

function pairValue(text: string, separator: string, name: string): string | undefined {
  for (const pair of text.split(separator)) {
    const equals = pair.indexOf('=');
    const key = equals < 0 ? pair : pair.slice(0, equals);
    if (key.trim() === name) return equals < 0 ? '' : pair.slice(equals + 1).trim();
  }
  return undefined;
}
