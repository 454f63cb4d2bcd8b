/** Kubernetes Gateway API: the weights of backends in routes that belong to the user. */
import type { LabelSelector } from '../../../crds/kubernetes.ts';
import type { TrafficRouting } from '../../../crds/rollout/traffic.ts';
import { matches } from '../../../crds/validate/selector.ts';
import { type KubeObject, nameOf, type Ref, type Resource } from '../../../kube/types.ts';
import { leasedBy } from '../leases.ts';
import type { Observed, Place, Reading, Rendered, Router, Split, Unfit } from '../router.ts';
import { leasedSite, observedAt, releasedAt, renderedAt, siteOf } from './route.ts';
import { divides, rulesOf } from './weights.ts';

type GatewayApi = NonNullable<TrafficRouting['gatewayAPI']>;
type Field = 'httpRoutes' | 'grpcRoutes' | 'tcpRoutes' | 'tlsRoutes';

const GROUP = 'gateway.networking.k8s.io/';
const KINDS: readonly (readonly [Field, Resource])[] = [
  ['httpRoutes', { apiVersion: `${GROUP}v1`, kind: 'HTTPRoute', plural: 'httproutes', namespaced: true }],
  ['grpcRoutes', { apiVersion: `${GROUP}v1`, kind: 'GRPCRoute', plural: 'grpcroutes', namespaced: true }],
  ['tcpRoutes', { apiVersion: `${GROUP}v1alpha2`, kind: 'TCPRoute', plural: 'tcproutes', namespaced: true }],
  ['tlsRoutes', { apiVersion: `${GROUP}v1alpha2`, kind: 'TLSRoute', plural: 'tlsroutes', namespaced: true }],
];
/** Others carry connections, which have no headers. */
const CARRIES_REQUESTS: readonly string[] = ['HTTPRoute', 'GRPCRoute'];

export const gatewayApi: Router<GatewayApi> = {
  can: { total: true, headerRoutes: true, mirrorRoutes: true, experiments: true },
  kinds: KINDS.map(([, resource]) => resource),
  reads,
  unfit,
  observed,
  render,
  leases: leasesIn,
  release,
};

function reads(config: GatewayApi, place: Place): readonly Reading[] {
  const { routeSelector: labels } = config;
  const { namespace } = place.rollout;
  const named = namedRoutes(config, place).map(({ path: _, ...ref }) => ({ ref }));
  return labels ? [...named, ...KINDS.map(([, resource]) => ({ resource, namespace, labels }))] : named;
}

interface Named extends Ref {
  /** Where the spec names it. */
  readonly path: string;
}

function namedRoutes(config: GatewayApi, { rollout }: Place): readonly Named[] {
  return KINDS.flatMap(([field, { apiVersion, kind }]) =>
    (config[field] ?? []).map(({ name, namespace }, index) => ({
      ...{ apiVersion, kind, name, path: `${field}[${index}].name` },
      namespace: namespace || rollout.namespace,
    })),
  );
}

function unfit(config: GatewayApi, place: Place, objects: readonly KubeObject[]): readonly Unfit[] {
  return namedRoutes(config, place).flatMap((ref) => {
    const { path, kind, name: value } = ref;
    const route = objects.find((object) => object.apiVersion.startsWith(GROUP) && isNamed(object, ref));
    const short = kind.toLowerCase();
    if (!route)
      return [{ path, value, message: `${short}.gateway.networking.k8s.io "${value}" not found`, missing: kind }];
    const site = siteOf(place, route);
    const message = `${short} \`${value}\` has no rules using service ${place.stableService} backend`;
    return rulesOf(site).some((rule) => divides(rule, site)) ? [] : [{ path, value, message }];
  });
}

interface Found {
  readonly routes: readonly KubeObject[];
  readonly problems: readonly string[];
}

/** A route that is both named and selected counts once. A selected one without our services is somebody else's. */
function found(config: GatewayApi, place: Place, objects: readonly KubeObject[]): Found {
  const ours = objects.filter(({ apiVersion }) => apiVersion.startsWith(GROUP));
  const refs = namedRoutes(config, place);
  const named = refs.map((ref) => ours.find((object) => isNamed(object, ref)));
  const { routeSelector } = config;
  const selected = routeSelector ? ours.filter((object) => isSelected(object, routeSelector, place)) : [];
  const routes = [...new Set([...named.filter((route) => route !== undefined), ...selected])];
  const missing = refs.filter((_, index) => !named[index]).map((ref) => `${ref.kind} ${nameOf(ref)} not found`);
  const isNone = routes.length === 0 && missing.length === 0;
  return { routes, problems: isNone ? ['gatewayAPI selects no route'] : missing };
}

function isNamed({ kind, metadata }: KubeObject, ref: Ref): boolean {
  return kind === ref.kind && metadata.name === ref.name && (metadata.namespace ?? '') === ref.namespace;
}

function isSelected(object: KubeObject, selector: LabelSelector, place: Place): boolean {
  const { kind, metadata } = object;
  if (!KINDS.some(([, resource]) => resource.kind === kind)) return false;
  if (metadata.namespace !== place.rollout.namespace || matches(selector, metadata.labels ?? {}) !== true) return false;
  const site = siteOf(place, object);
  return site.leased.length > 0 || rulesOf(site).some((rule) => divides(rule, site));
}

function observed(config: GatewayApi, place: Place, objects: readonly KubeObject[]): Observed {
  const { routes, problems } = found(config, place, objects);
  const sights = routes.map((route) => observedAt(siteOf(place, route)));
  return {
    shown: sights.flatMap(({ shown }) => shown),
    routes: [...new Set(sights.flatMap((sight) => sight.routes))],
    problems: [...problems, ...sights.flatMap((sight) => sight.problems)],
  };
}

function render(config: GatewayApi, place: Place, split: Split, objects: readonly KubeObject[]): Rendered {
  const { routes, problems } = found(config, place, objects);
  const parts = routes.map((route) => renderedAt(siteOf(place, route), isForRequests(route) ? split : plain(split)));
  const isLost = routes.length > 0 && hasManaged(split) && !routes.some(isForRequests);
  return {
    actions: parts.flatMap(({ actions }) => actions),
    notices: [],
    problems: [
      ...problems,
      ...(isLost ? ['managed routes need an HTTPRoute or a GRPCRoute'] : []),
      ...parts.flatMap((part) => part.problems),
    ],
  };
}

function isForRequests({ kind }: KubeObject): boolean {
  return CARRIES_REQUESTS.includes(kind);
}

function plain(split: Split): Split {
  return { ...split, headerRoutes: [], mirrorRoutes: [] };
}

function hasManaged({ headerRoutes, mirrorRoutes }: Split): boolean {
  return headerRoutes.length + mirrorRoutes.length > 0;
}

/** As recorded, because experiments and managed routes come and go. */
function leasesIn(config: GatewayApi, place: Place, object: KubeObject): readonly string[] {
  return found(config, place, [object]).routes.length > 0 ? leasedBy(place.uid, object) : [];
}

function release(place: Place, objects: readonly KubeObject[]): Rendered {
  const ours = objects.filter((one) => one.apiVersion.startsWith(GROUP) && leasedBy(place.uid, one).length > 0);
  const parts = ours.map((route) => releasedAt(leasedSite(place, route)));
  return { actions: parts.flatMap(({ actions }) => actions), notices: [], problems: [] };
}
