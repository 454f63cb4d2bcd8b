/** Which routers a Rollout names, what each of them can do, and whether it is configured one way. */
import { BUILT_IN_PLUGINS } from '../rollout/router-plugins.ts';
import type { TrafficRouting } from '../rollout/traffic.ts';
import { type Finding, invalid, required, when } from './finding.ts';
import { NO_ROUTERS, type Router, stickyFindings } from './sticky.ts';

/** What a router can do beyond dividing requests between canary and stable in parts of 100. */
export interface RouterCapabilities {
  readonly total?: true;
  /** `exact` if it compares no values but whole ones. */
  readonly headerRoutes?: true | 'exact';
  readonly mirrorRoutes?: true;
  readonly experiments?: true;
  /** `both` if it cannot hold those of the canary alone. */
  readonly sticky?: true | 'both';
}

/** For rules that only know the spec; a test holds it to what the routers themselves say. */
export const CAPABILITIES: Readonly<Record<Router, RouterCapabilities>> = {
  alb: { headerRoutes: 'exact', experiments: true },
  ambassador: {},
  apisix: { headerRoutes: true },
  appMesh: {},
  contour: { total: true, headerRoutes: true, mirrorRoutes: true, experiments: true },
  gatewayAPI: { total: true, headerRoutes: true, mirrorRoutes: true, experiments: true, sticky: true },
  gloo: { total: true, headerRoutes: true, experiments: true, sticky: true },
  istio: { headerRoutes: true, mirrorRoutes: true, experiments: true, sticky: true },
  kong: {},
  kuma: { total: true, headerRoutes: true, mirrorRoutes: true, experiments: true },
  nginx: { total: true },
  plugins: { total: true, headerRoutes: true, mirrorRoutes: true, experiments: true },
  skipper: { total: true },
  smi: { experiments: true },
  traefik: { sticky: 'both' },
};

/** What the Rollout's routers can do of it, each for itself. */
export function abilities<Name extends keyof RouterCapabilities>(
  routing: TrafficRouting | undefined,
  capability: Name,
): readonly NonNullable<RouterCapabilities[Name]>[] {
  return Object.entries(CAPABILITIES).flatMap(([router, { [capability]: can }]) =>
    can !== undefined && isUsed(routing, router as Router) ? [can] : [],
  );
}

/** A plugin that is built in can do what its router can. */
function isUsed(routing: TrafficRouting | undefined, router: Router): boolean {
  const plugins = Object.keys(routing?.plugins ?? {}).map((name) => builtIn(name) ?? 'plugins');
  return plugins.includes(router) || (router !== 'plugins' && hasAny(routing, router));
}

const builtIn = (plugin: string): Router | undefined =>
  Object.hasOwn(BUILT_IN_PLUGINS, plugin) ? BUILT_IN_PLUGINS[plugin] : undefined;

export function hasAny(routing: TrafficRouting | undefined, ...routers: readonly Router[]): boolean {
  return routers.some((router) => {
    const configured = routing?.[router];
    return configured !== undefined && (router !== 'plugins' || Object.keys(configured).length > 0);
  });
}

export const routersOf = (routing: TrafficRouting | undefined): string[] =>
  Object.keys(routing ?? {}).filter((name) => !NO_ROUTERS.some((other) => other === name));

const ROUTES = ['httpRoutes', 'grpcRoutes', 'tcpRoutes', 'tlsRoutes'] as const;

/** Rules that the reference checks when it looks the objects up; they need none. */
export function routerFindings(routing: TrafficRouting | undefined, path: string): Finding[] {
  const { alb, nginx, istio, gatewayAPI } = routing ?? {};
  const { durationSeconds = 1 } = alb?.stickinessConfig ?? {};
  return [
    ...(nginx ? exclusive(nginx.stableIngress, nginx.stableIngresses, 'StableIngress', `${path}.nginx`) : []),
    ...(alb ? exclusive(alb.ingress, alb.ingresses, 'Ingress', `${path}.alb`) : []),
    ...when(durationSeconds < 1 || durationSeconds > 604800, () =>
      invalid(
        `${path}.alb.stickinessConfig.durationSeconds`,
        durationSeconds,
        'must be between 1 and 604800 seconds (7 days)',
      ),
    ),
    ...when(istio !== undefined && (istio.virtualService === undefined) === !istio.virtualServices?.length, () =>
      invalid(`${path}.istio`, istio, 'either VirtualService or VirtualServices must be configured'),
    ),
    // Without any route the weights would reach nobody, and no step would ever be over.
    ...when(
      gatewayAPI !== undefined && !gatewayAPI.routeSelector && !ROUTES.some((field) => gatewayAPI[field]?.length),
      () => required(`${path}.gatewayAPI`, 'name at least one route, or set routeSelector'),
    ),
    ...NAMED.flatMap((router) => nameless(router, routing?.[router], path)),
    ...twice(routing, path),
    ...stickyFindings(routing, (router) => CAPABILITIES[router].sticky, path),
  ];
}

/** Routers of which every field lists names of objects. */
const NAMED = ['contour', 'gloo', 'kong', 'kuma', 'skipper'] as const;

function nameless(router: string, config: object | undefined, path: string): Finding[] {
  const isEmpty =
    config !== undefined && !Object.values(config).some((names) => Array.isArray(names) && names.length > 0);
  return when(isEmpty, () => required(`${path}.${router}`, 'name at least one object'));
}

function exclusive(
  one: string | undefined,
  several: readonly string[] | undefined,
  name: string,
  path: string,
): Finding[] {
  if (Boolean(one) !== Boolean(several?.length)) return [];
  const field = `${name.slice(0, 1).toLowerCase()}${name.slice(1)}`;
  const message = `Either ${name} or ${name}es must be configured. ${one ? 'Both' : 'Neither'} are configured.`;
  return [invalid(`${path}.${field}`, one ?? '', message)];
}

/** Two routers that write the same object would take each other's record of it away. */
function twice(routing: TrafficRouting | undefined, path: string): Finding[] {
  const { alb, skipper, plugins = {} } = routing ?? {};
  const shared = skipper?.ingresses?.find((name) => name === alb?.ingress || alb?.ingresses?.includes(name));
  return [
    ...when(shared !== undefined, () => invalid(`${path}.skipper.ingresses`, shared, 'is steered by alb already')),
    ...Object.keys(plugins).flatMap((plugin) => {
      const router = builtIn(plugin);
      return when(router !== undefined && routing?.[router] !== undefined, () =>
        invalid(`${path}.plugins`, plugin, `is configured by ${router} already`),
      );
    }),
  ];
}
