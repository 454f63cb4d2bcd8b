/** How Gloo Edge writes routes: the first that matches wins; one destination stands in `single`, several in `multi`. */
import { fingerprint } from '../leases.ts';
import { type Fields, fieldsOf, isRecord, listOf } from '../records.ts';
import type { RuleList, Shape, View } from '../rules/shape.ts';
import { cookies } from './cookies.ts';
import { narrowed } from './matchers.ts';

type RouteShape = Omit<Shape, 'lists' | 'withLists'>;

const BACKENDS = 'routeAction.multi.destinations';
const DESTINATION = 'destination.';

const routes: RouteShape = {
  backendsPath: BACKENDS,
  backends: (route) => {
    const { single, multi } = fieldsOf(route['routeAction']);
    return isRecord(single) ? [{ destination: single }] : listOf(fieldsOf(multi)['destinations']);
  },
  withBackends: (route, destinations) => {
    const { single, ...action } = fieldsOf(route['routeAction']);
    if (isRecord(single) && destinations.length === 1) return route;
    return { ...route, routeAction: { ...action, multi: { ...fieldsOf(action['multi']), destinations } } };
  },
  serviceOf,
  namespaceOf,
  keyOf,
  weightOf: ({ weight }, all) => (typeof weight === 'number' ? weight : Number(all.length === 1)),
  copied,
  managed: {
    matchField: 'matchers',
    isFirstBest: true,
    narrowed,
    toCanary,
    mirrored: () => 'mirror',
    mirrors: () => [],
  },
  cookies,
  single: {
    isSingle: (route) => isRecord(fieldsOf(route['routeAction'])['single']),
    leases: ({ path }, key) => {
      const single = `routeAction.single.${key.slice(DESTINATION.length)}`;
      return ['multi', 'single'].map((form) => `${path}[${single}|${BACKENDS}.${key}].routeAction.${form}`);
    },
    simplified: (route) => {
      const { multi, ...action } = fieldsOf(route['routeAction']);
      const [only] = listOf(fieldsOf(multi)['destinations']);
      const single = fieldsOf(only)['destination'];
      return single === undefined ? route : { ...route, routeAction: { ...action, single } };
    },
  },
};

export const virtualService: Shape = {
  ...routes,
  lists: ({ spec }) => listIn(fieldsOf(fieldsOf(spec)['virtualHost'])['routes'], 'spec.virtualHost.routes'),
  withLists: ({ spec }, [list]) => {
    const fields = fieldsOf(spec);
    return list ? { ...fields, virtualHost: { ...fieldsOf(fields['virtualHost']), routes: list } } : fields;
  },
};

export const routeTable: Shape = {
  ...routes,
  lists: ({ spec }) => listIn(fieldsOf(spec)['routes'], 'spec.routes'),
  withLists: ({ spec }, [list]) => (list ? { ...fieldsOf(spec), routes: list } : fieldsOf(spec)),
};

function listIn(rules: unknown, path: string): readonly RuleList[] {
  return Array.isArray(rules) ? [{ path, rules }] : [];
}

interface Parts {
  readonly destination: Fields;
  /** Of a Service. */
  readonly service: Fields | undefined;
  readonly upstream: Fields | undefined;
}

function partsOf(backend: Fields): Parts {
  const destination = fieldsOf(backend['destination']);
  const { kube, upstream } = destination;
  const ref = fieldsOf(kube)['ref'];
  return { destination, service: isRecord(ref) ? ref : undefined, upstream: isRecord(upstream) ? upstream : undefined };
}

function serviceOf(backend: Fields, { home }: View): string | undefined {
  const { service, upstream } = partsOf(backend);
  if (service)
    return service['namespace'] === home && typeof service['name'] === 'string' ? service['name'] : undefined;
  const { name } = upstream ?? {};
  return typeof name === 'string' ? (discovered(name, home)?.service ?? name) : undefined;
}

function namespaceOf(backend: Fields): string | undefined {
  const namespace = partsOf(backend).service?.['namespace'];
  return typeof namespace === 'string' ? namespace : undefined;
}

/** Gloo finds Services by itself and calls their upstreams `shop-web-80`; users name theirs after the Service. */
function discovered(name: string, home: string) {
  const before = `${home}-`;
  const [, service, port] = (name.startsWith(before) && /^(.+)-(\d+)$/.exec(name.slice(before.length))) || [];
  return service !== undefined && port !== undefined ? { service, port } : undefined;
}

function keyOf(backend: Fields): string {
  const { destination, service, upstream } = partsOf(backend);
  if (service) return `${DESTINATION}kube.ref.name=${service['name']}`;
  return upstream ? `${DESTINATION}upstream.name=${upstream['name']}` : `destination=#${fingerprint(destination)}`;
}

function copied(backend: Fields, name: string, { home }: View): Fields {
  const { destination, service, upstream } = partsOf(backend);
  if (service) {
    const kube = { ...fieldsOf(destination['kube']), ref: { ...service, name } };
    return { ...backend, destination: { ...destination, kube } };
  }
  const found = discovered(String(upstream?.['name']), home);
  const own = found ? `${home}-${name}-${found.port}` : name;
  return { ...backend, destination: { ...destination, upstream: { ...upstream, name: own } } };
}

/** Without the name of its source: names of routes are to be unique. */
function toCanary({ name: _, ...route }: Fields, canary: Fields): Fields {
  const { multi: __, ...action } = fieldsOf(route['routeAction']);
  return { ...route, routeAction: { ...action, single: canary['destination'] } };
}
