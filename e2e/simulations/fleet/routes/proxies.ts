/** Gateways with kinds of their own: Contour, Gloo, Traefik, APISIX, Ambassador and Kong. */
import {
  canaryOf,
  divided,
  type Form,
  headerRouteOf,
  kindOf,
  managedBy,
  NAMESPACE,
  objectOf,
  type Part,
  type RulesOf,
  resourceOf,
  stableOf,
} from './reader.ts';

const PROXY = kindOf('projectcontour.io/v1', 'HTTPProxy', 'httpproxies');

interface Proxy {
  readonly spec?: {
    readonly routes?: readonly {
      readonly services: readonly { readonly name: string; readonly weight?: number; readonly mirror?: boolean }[];
    }[];
  };
}

/** The user's route is the last. */
export const contourRules: RulesOf = (name, read) => {
  const all = read<Proxy>(resourceOf(PROXY), name)?.spec?.routes ?? [];
  return all.map(({ services }, index) => ({
    ...{ in: resourceOf(PROXY), name },
    ...managedBy(
      services.some(({ mirror }) => mirror),
      index < all.length - 1,
    ),
    parts: services.filter(({ mirror }) => !mirror).map(({ name: to, weight }) => ({ to, weight })),
  }));
};

export const contour: Form = {
  ...{ kinds: [PROXY], can: ['header', 'mirror'] },
  routing: (name) => ({ contour: { httpProxies: [name] } }),
  objects: (name) => {
    const routes = [{ conditions: [{ prefix: '/' }], services: [{ name: stableOf(name), port: 80 }] }];
    return [objectOf(PROXY, name, { virtualhost: { fqdn: `${name}.example.com` }, routes })];
  },
};

const GLOO = kindOf('gateway.solo.io/v1', 'VirtualService', 'virtualservices');

interface Destination {
  readonly kube: { readonly ref: { readonly name: string } };
}

interface GlooRoute {
  readonly routeAction: {
    readonly single?: Destination;
    readonly multi?: {
      readonly destinations: readonly { readonly destination: Destination; readonly weight: number }[];
    };
  };
}

interface GlooService {
  readonly spec?: { readonly virtualHost?: { readonly routes?: readonly GlooRoute[] } };
}

/** The user's route is the last. */
export const glooRules: RulesOf = (name, read) => {
  const all = read<GlooService>(resourceOf(GLOO), name)?.spec?.virtualHost?.routes ?? [];
  return all.map((route, index) => ({
    ...{ in: resourceOf(GLOO), name, ...managedBy(false, index < all.length - 1) },
    parts: partsOf(route),
  }));
};

function partsOf({ routeAction: { single, multi } }: GlooRoute): readonly Part[] {
  if (single) return [{ to: single.kube.ref.name }];
  return (multi?.destinations ?? []).map(({ destination, weight }) => ({ to: destination.kube.ref.name, weight }));
}

export const gloo: Form = {
  ...{ kinds: [GLOO], can: ['header'] },
  routing: (name) => ({ gloo: { virtualServices: [{ name }] } }),
  objects: (name) => {
    const single = { kube: { ref: { name: stableOf(name), namespace: NAMESPACE }, port: 80 } };
    const routes = [{ matchers: [{ prefix: '/' }], routeAction: { single } }];
    return [objectOf(GLOO, name, { virtualHost: { domains: [`${name}.example.com`], routes } })];
  },
};

const TRAEFIK = kindOf('traefik.io/v1alpha1', 'TraefikService', 'traefikservices');

interface TraefikService {
  readonly spec?: {
    readonly weighted?: { readonly services: readonly { readonly name: string; readonly weight?: number }[] };
  };
}

export const traefikRules: RulesOf = (name, read) => {
  const services = read<TraefikService>(resourceOf(TRAEFIK), name)?.spec?.weighted?.services ?? [];
  return [{ in: resourceOf(TRAEFIK), name, parts: services.map(({ name: to, weight }) => ({ to, weight })) }];
};

export const traefik: Form = {
  ...{ kinds: [TRAEFIK], can: [] },
  routing: (name) => ({ traefik: { weightedTraefikServiceName: name } }),
  objects: (name) => {
    const services = [stableOf(name), canaryOf(name)].map((one) => ({ name: one, port: 80 }));
    return [objectOf(TRAEFIK, name, { weighted: { services } })];
  },
};

const APISIX = kindOf('apisix.apache.org/v2', 'ApisixRoute', 'apisixroutes');

interface ApisixRoute {
  readonly spec?: {
    readonly http?: readonly {
      readonly backends: readonly { readonly serviceName: string; readonly weight?: number }[];
    }[];
  };
}

/** A header route is an object of its own. */
export const apisixRules: RulesOf = (name, read) =>
  [name, headerRouteOf(name)].flatMap((one) =>
    (read<ApisixRoute>(resourceOf(APISIX), one)?.spec?.http ?? []).map(({ backends }) => ({
      ...{ in: resourceOf(APISIX), name: one, ...managedBy(false, one !== name) },
      parts: backends.map(({ serviceName: to, weight }) => ({ to, weight })),
    })),
  );

export const apisix: Form = {
  ...{ kinds: [APISIX], can: ['header'] },
  routing: (name) => ({ apisix: { route: { name } } }),
  objects: (name) => {
    const backends = divided(name, 0).map(({ to, weight }) => ({ serviceName: to, servicePort: 80, weight }));
    const match = { hosts: [`${name}.example.com`], paths: ['/*'] };
    return [objectOf(APISIX, name, { http: [{ name, match, backends }] })];
  },
};

const MAPPING = kindOf('getambassador.io/v3alpha1', 'Mapping', 'mappings');

interface Mapping {
  readonly spec?: { readonly weight?: number };
}

/** The user's has what the canary's, which is ours, leaves. */
export const ambassadorRules: RulesOf = (name, read) => {
  const ours = canaryOf(name);
  const weight = read<Mapping>(resourceOf(MAPPING), ours)?.spec?.weight ?? 0;
  return [{ in: resourceOf(MAPPING), name: ours, parts: divided(name, weight) }];
};

export const ambassador: Form = {
  ...{ kinds: [MAPPING], can: [] },
  routing: (name) => ({ ambassador: { mappings: [name] } }),
  objects: (name) => [objectOf(MAPPING, name, { hostname: '*', prefix: '/', service: `${stableOf(name)}:80` })],
};

const PLUGIN = kindOf('configuration.konghq.com/v1', 'KongPlugin', 'kongplugins');

interface Plugin {
  readonly config?: { readonly percentage?: number };
}

export const kongRules: RulesOf = (name, read) => {
  const weight = read<Plugin>(resourceOf(PLUGIN), name)?.config?.percentage ?? 0;
  return [{ in: resourceOf(PLUGIN), name, parts: divided(name, weight) }];
};

export const kong: Form = {
  ...{ kinds: [PLUGIN], can: [] },
  routing: (name) => ({ kong: { canaryPlugins: [name] } }),
  objects: (name) => {
    const config = { upstream_host: `${canaryOf(name)}.${NAMESPACE}.svc`, upstream_port: 80, hash: 'none' };
    return [{ ...objectOf(PLUGIN, name, {}), plugin: 'canary', config }];
  },
};
