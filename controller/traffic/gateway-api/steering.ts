/** What a Rollout's configuration means by routes, whichever form it has. */
import type { LabelSelector } from '../../../crds/kubernetes.ts';
import { GATEWAY_PLUGIN, GatewayPlugin } from '../../../crds/rollout/gateway-plugin.ts';
import type { TrafficRouting } from '../../../crds/rollout/traffic.ts';
import { matches } from '../../../crds/validate/selector.ts';
import type { Ref, Resource } from '../../../kube/types.ts';
import type { Place, Unfit } from '../router.ts';
import { unfitBy } from '../rules/translated.ts';
import type { Mark } from './site.ts';

export interface Steering {
  /** The router, for people. */
  readonly title: string;
  readonly named: readonly Named[];
  readonly selections: readonly Selection[];
  readonly mark?: Mark;
  /** What is wrong with the configuration itself. */
  readonly unfit: readonly Unfit[];
}

export interface Named extends Ref {
  /** Where the spec names it. */
  readonly path: string;
  /** The only rule that is meant. */
  readonly rule?: { readonly path: string; readonly name: string };
  readonly takesHeaderRoutes: boolean;
}

export interface Selection {
  readonly resource: Resource;
  readonly namespace: string;
  readonly labels: LabelSelector;
  readonly takesHeaderRoutes: boolean;
}

export type GatewayApi = NonNullable<TrafficRouting['gatewayAPI']>;

export const GROUP = 'gateway.networking.k8s.io/';

const route = (kind: string, plural: string): Resource => ({
  apiVersion: `${GROUP}v1`,
  kind,
  plural,
  namespaced: true,
});

/** A version that lacks fields would lose them where a list is written as a whole: the newest are read first. */
const KINDS = [
  {
    resource: route('HTTPRoute', 'httproutes'),
    list: 'httpRoutes',
    one: 'httpRoute',
    rule: 'httpRouteRuleName',
    selector: 'httpRouteSelector',
  },
  {
    resource: route('GRPCRoute', 'grpcroutes'),
    list: 'grpcRoutes',
    one: 'grpcRoute',
    rule: 'grpcRouteRuleName',
    selector: 'grpcRouteSelector',
  },
  {
    resource: route('TCPRoute', 'tcproutes'),
    list: 'tcpRoutes',
    one: 'tcpRoute',
    rule: 'tcpRouteRuleName',
    selector: 'tcpRouteSelector',
  },
  {
    resource: route('TLSRoute', 'tlsroutes'),
    list: 'tlsRoutes',
    one: 'tlsRoute',
    rule: 'tlsRouteRuleName',
    selector: 'tlsRouteSelector',
  },
] as const;

/** Others carry connections, which have no headers. */
export const CARRIES_REQUESTS: readonly string[] = ['HTTPRoute', 'GRPCRoute'];

export const ROUTES: readonly Resource[] = KINDS.map(({ resource }) => resource);

export function ownSteering(config: GatewayApi, { rollout }: Place): Steering {
  const { routeSelector: labels } = config;
  return {
    title: 'gatewayAPI',
    named: KINDS.flatMap(({ list, resource }) =>
      (config[list] ?? []).map(({ name, namespace }, index) => ({
        ...refIn(resource, namespace || rollout.namespace, name),
        ...{ path: `${list}[${index}].name`, takesHeaderRoutes: true },
      })),
    ),
    selections: labels
      ? ROUTES.map((resource) => ({ resource, namespace: rollout.namespace, labels, takesHeaderRoutes: true }))
      : [],
    unfit: labels ? malformed('routeSelector', labels) : [],
  };
}

export function pluginSteering(config: unknown, place: Place): Steering {
  const title = `plugins["${GATEWAY_PLUGIN}"]`;
  const parsed = GatewayPlugin.safeParse(config);
  if (!parsed.success) {
    return { title, named: [], selections: [], unfit: unfitBy(parsed.error.issues, config) };
  }
  const { data } = parsed;
  const namespace = data.namespace || place.rollout.namespace;
  const named = KINDS.flatMap((kind) => [...singleIn(data, kind, namespace), ...listedIn(data, kind, namespace)]);
  // Where some routes are chosen for header routes the others are not; where none is, the step means all it can find.
  const takesHeaderRoutes = !named.some((one) => one.takesHeaderRoutes && CARRIES_REQUESTS.includes(one.kind));
  const selections = KINDS.flatMap(({ selector, resource }) => {
    const labels = data[selector];
    return labels ? [{ resource, namespace, labels, takesHeaderRoutes, path: selector }] : [];
  });
  const isNone = named.length === 0 && selections.length === 0;
  const nothing = { path: 'httpRoutes', value: '', message: 'name at least one route, or set a selector' };
  return {
    ...{ title, named, selections },
    ...(!data.disableInProgressLabel && { mark: markIn(data) }),
    unfit: [...(isNone ? [nothing] : []), ...selections.flatMap(({ path, labels }) => malformed(path, labels))],
  };
}

type Kind = (typeof KINDS)[number];

/** A route that is named alone has always taken header routes. */
function singleIn(config: GatewayPlugin, { one, rule, resource }: Kind, namespace: string): readonly Named[] {
  const name = config[one];
  const ruleName = config[rule];
  if (!name) return [];
  return [
    {
      ...refIn(resource, namespace, name),
      ...{ path: one, takesHeaderRoutes: true, ...(ruleName && { rule: { path: rule, name: ruleName } }) },
    },
  ];
}

function listedIn(config: GatewayPlugin, { list, resource }: Kind, namespace: string): readonly Named[] {
  return (config[list] ?? []).map(({ name, ruleName, useHeaderRoutes = false }, index) => ({
    ...refIn(resource, namespace, name),
    ...{ path: `${list}[${index}].name`, takesHeaderRoutes: useHeaderRoutes },
    ...(ruleName && { rule: { path: `${list}[${index}].ruleName`, name: ruleName } }),
  }));
}

function markIn(config: GatewayPlugin): Mark {
  return {
    label: config.inProgressLabelKey || 'rollouts.argoproj.io/gatewayapi-canary',
    value: config.inProgressLabelValue || 'in-progress',
    holders: config.activeRolloutsAnnotationKey || 'rollouts.argoproj.io/gatewayapi-active-rollouts',
  };
}

function refIn({ apiVersion, kind }: Resource, namespace: string, name: string): Ref {
  return { apiVersion, kind, namespace, name };
}

function malformed(path: string, labels: LabelSelector): readonly Unfit[] {
  const message = 'is no label selector: its operators are In and NotIn with values, Exists and DoesNotExist without';
  return matches(labels, {}) === undefined ? [{ path, value: JSON.stringify(labels), message }] : [];
}
