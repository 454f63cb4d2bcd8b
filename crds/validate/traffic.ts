/** Which routers a Rollout names, what each of them can do, and whether it is configured one way. */
import { GATEWAY_PLUGIN } from '../rollout/gateway-plugin.ts';
import type { TrafficRouting } from '../rollout/traffic.ts';
import { type Finding, invalid, required, when } from './finding.ts';

type Router = Exclude<keyof TrafficRouting, 'managedRoutes' | 'maxTrafficWeight'>;

/** What a router can do beyond dividing requests between canary and stable in parts of 100. */
export interface RouterCapabilities {
  readonly total?: true;
  /** `exact` if it compares no values but whole ones. */
  readonly headerRoutes?: true | 'exact';
  readonly mirrorRoutes?: true;
  readonly experiments?: true;
}

/** For rules that only know the spec; a test holds it to what the routers themselves say. */
export const CAPABILITIES: Readonly<Record<Router, RouterCapabilities>> = {
  alb: { headerRoutes: 'exact', experiments: true },
  ambassador: {},
  apisix: { headerRoutes: true },
  appMesh: {},
  contour: { total: true, headerRoutes: true, mirrorRoutes: true, experiments: true },
  gatewayAPI: { total: true, headerRoutes: true, mirrorRoutes: true, experiments: true },
  gloo: { total: true, headerRoutes: true, experiments: true },
  istio: { headerRoutes: true, mirrorRoutes: true, experiments: true },
  kong: {},
  kuma: { total: true, headerRoutes: true, mirrorRoutes: true, experiments: true },
  nginx: { total: true },
  plugins: { total: true, headerRoutes: true, mirrorRoutes: true, experiments: true },
  skipper: { total: true },
  smi: { experiments: true },
  traefik: {},
};

/** What the Rollout's routers can do of it, each for itself. */
export function abilities<Name extends keyof RouterCapabilities>(
  routing: TrafficRouting | undefined,
  capability: Name,
): readonly NonNullable<RouterCapabilities[Name]>[] {
  return Object.entries(CAPABILITIES).flatMap(([router, { [capability]: can }]) =>
    can !== undefined && hasAny(routing, router as Router) ? [can] : [],
  );
}

export function hasAny(routing: TrafficRouting | undefined, ...routers: readonly Router[]): boolean {
  return routers.some((router) => {
    const configured = routing?.[router];
    return configured !== undefined && (router !== 'plugins' || Object.keys(configured).length > 0);
  });
}

export const routersOf = (routing: TrafficRouting | undefined): string[] =>
  Object.keys(routing ?? {}).filter((name) => name !== 'managedRoutes' && name !== 'maxTrafficWeight');

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
  const { alb, skipper, gatewayAPI, plugins = {} } = routing ?? {};
  const shared = skipper?.ingresses?.find((name) => name === alb?.ingress || alb?.ingresses?.includes(name));
  return [
    ...when(shared !== undefined, () => invalid(`${path}.skipper.ingresses`, shared, 'is steered by alb already')),
    ...when(gatewayAPI !== undefined && plugins[GATEWAY_PLUGIN] !== undefined, () =>
      invalid(`${path}.plugins`, GATEWAY_PLUGIN, 'is configured by gatewayAPI already'),
    ),
  ];
}
