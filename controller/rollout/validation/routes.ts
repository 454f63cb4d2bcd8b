/** What is wrong with the Ingresses and routes that are to divide a Rollout's requests. */
import type { TrafficRouting } from '../../../crds/rollout/traffic.ts';
import { type Finding, invalid, required } from '../../../crds/validate/finding.ts';
import type { Completed } from '../completed.ts';
import { type BackendReference, type Found, type GatewayRoute, type Ingress, routeKey } from './found.ts';

const PATH = 'spec.strategy.canary.trafficRouting';

export interface Place {
  readonly namespace: string;
  readonly stableService: string;
}

/** An object that divides requests, the field that names it, and whether one of its rules leads to the stable Service. */
interface Dividing {
  readonly path: string;
  readonly name: string;
  /** As the API server names its kind, in an answer and by itself. */
  readonly resource: { readonly whole: string; readonly short: string };
  readonly isThere: boolean;
  readonly leadsToStable: boolean;
}

export function missingRoutes(spec: Completed, found: Found, place: Place): Finding[] {
  return dividing(spec, found, place)
    .filter(({ isThere }) => !isThere)
    .map(({ path, name, resource }) => invalid(path, name, `${resource.whole} "${name}" not found`));
}

export function unfitRoutes(spec: Completed, found: Found, place: Place): Finding[] {
  const { stableService } = place;
  const unfit = dividing(spec, found, place)
    .filter(({ isThere, leadsToStable }) => isThere && !leadsToStable)
    .map(({ path, name, resource }) =>
      invalid(path, name, `${resource.short} \`${name}\` has no rules using service ${stableService} backend`),
    );
  return [...unfit, ...namesNothing(spec.strategy?.canary?.trafficRouting)];
}

function dividing({ strategy }: Completed, found: Found, place: Place): readonly Dividing[] {
  const { trafficRouting } = strategy?.canary ?? {};
  return [...ingressesOf(trafficRouting, found, place), ...routesOf(trafficRouting, found, place)];
}

function ingressesOf(routing: TrafficRouting | undefined, { ingresses }: Found, place: Place): readonly Dividing[] {
  const { stableIngress, stableIngresses = [] } = (ingresses && routing?.nginx) ?? {};
  const named = [
    ...(stableIngress ? [['stableIngress', stableIngress] as const] : []),
    ...stableIngresses.map((name) => ['stableIngresses', name] as const),
  ];
  return named.map(([field, name]) => {
    const ingress = ingresses?.get(name);
    return {
      path: `${PATH}.nginx.${field}`,
      name,
      resource: { whole: 'ingress.networking.k8s.io', short: 'ingress' },
      isThere: ingress !== undefined,
      leadsToStable: ingress !== undefined && hasRuleFor(ingress, place),
    };
  });
}

/** A default backend is no rule: the canary Ingress could not copy it. */
function hasRuleFor({ spec }: Ingress, { stableService }: Place): boolean {
  const paths = (spec?.rules ?? []).flatMap(({ http }) => http?.paths ?? []);
  return paths.some(({ backend }) => backend?.service?.name === stableService);
}

const KINDS = [
  { field: 'httpRoutes', kind: 'HTTPRoute' },
  { field: 'grpcRoutes', kind: 'GRPCRoute' },
  { field: 'tcpRoutes', kind: 'TCPRoute' },
  { field: 'tlsRoutes', kind: 'TLSRoute' },
] as const;

function routesOf(routing: TrafficRouting | undefined, { routes }: Found, place: Place): readonly Dividing[] {
  if (!routes) return [];
  return KINDS.flatMap(({ field, kind }) =>
    (routing?.gatewayAPI?.[field] ?? []).map(({ name, namespace = place.namespace }, index) => {
      const route = routes.get(routeKey(kind, namespace, name));
      const short = kind.toLowerCase();
      return {
        path: `${PATH}.gatewayAPI.${field}[${index}].name`,
        name,
        resource: { whole: `${short}.gateway.networking.k8s.io`, short },
        isThere: route !== undefined,
        leadsToStable: route !== undefined && hasBackend(route, namespace, place),
      };
    }),
  );
}

function hasBackend({ spec }: GatewayRoute, routeNamespace: string, { namespace, stableService }: Place): boolean {
  const isStable = (backend: BackendReference): boolean =>
    (backend.group ?? '') === '' &&
    (backend.kind ?? 'Service') === 'Service' &&
    (backend.namespace ?? routeNamespace) === namespace &&
    backend.name === stableService;
  return (spec?.rules ?? []).some(({ backendRefs = [] }) => backendRefs.some(isStable));
}

/** Without any route the weights would reach nobody, and no step would ever be over. */
function namesNothing(routing: TrafficRouting | undefined): Finding[] {
  const { gatewayAPI } = routing ?? {};
  if (!gatewayAPI || gatewayAPI.routeSelector || KINDS.some(({ field }) => gatewayAPI[field]?.length)) return [];
  return [required(`${PATH}.gatewayAPI`, 'name at least one route, or set routeSelector')];
}
