/** Whether managed routes find a route of the Gateway API that can hold them, in both forms of its configuration. */
import { GATEWAY_PLUGIN, GatewayPlugin } from '../rollout/gateway-plugin.ts';
import type { TrafficRouting } from '../rollout/traffic.ts';
import { type Finding, invalid, when } from './finding.ts';

type Routing = TrafficRouting | undefined;

export function headerRouteFindings(routing: Routing, path: string, name: string): Finding[] {
  const plugin = pluginIn(routing);
  const isLost = plugin !== undefined && carriesRequests(plugin) && !takesHeaderRoutes(plugin);
  return [
    ...requestFindings('SetHeaderRoute', routing, path, name),
    ...when(isLost, () => invalid(path, name, `SetHeaderRoute requires a route with useHeaderRoutes in ${PLUGIN}`)),
  ];
}

export function mirrorRouteFindings(routing: Routing, path: string, name: string): Finding[] {
  return requestFindings('SetMirrorRoute', routing, path, name);
}

const PLUGIN = `trafficRouting.plugins["${GATEWAY_PLUGIN}"]`;

function requestFindings(step: string, routing: Routing, path: string, name: string): Finding[] {
  const { gatewayAPI } = routing ?? {};
  const plugin = pluginIn(routing);
  const lacking = [
    ...(gatewayAPI && !gatewayAPI.routeSelector && !hasLists(gatewayAPI) ? ['trafficRouting.gatewayAPI'] : []),
    ...(plugin && !carriesRequests(plugin) ? [PLUGIN] : []),
  ];
  return lacking.map((where) => invalid(path, name, `${step} requires an HTTPRoute or a GRPCRoute in ${where}`));
}

/** What does not parse is said elsewhere. */
function pluginIn(routing: Routing): GatewayPlugin | undefined {
  return GatewayPlugin.safeParse(routing?.plugins?.[GATEWAY_PLUGIN]).data;
}

type Lists = { readonly [Field in 'httpRoutes' | 'grpcRoutes']?: readonly unknown[] | undefined };

function hasLists({ httpRoutes = [], grpcRoutes = [] }: Lists): boolean {
  return httpRoutes.length + grpcRoutes.length > 0;
}

function carriesRequests(plugin: GatewayPlugin): boolean {
  return hasLists(plugin) || isNamedAlone(plugin) || isSelected(plugin);
}

function isNamedAlone({ httpRoute, grpcRoute }: GatewayPlugin): boolean {
  return Boolean(httpRoute || grpcRoute);
}

function isSelected({ httpRouteSelector, grpcRouteSelector }: GatewayPlugin): boolean {
  return httpRouteSelector !== undefined || grpcRouteSelector !== undefined;
}

/** Routes found by labels do if no named one is chosen for it. */
function takesHeaderRoutes(plugin: GatewayPlugin): boolean {
  const { httpRoutes = [], grpcRoutes = [] } = plugin;
  const isAsked = [...httpRoutes, ...grpcRoutes].some(({ useHeaderRoutes }) => useHeaderRoutes);
  return isAsked || isNamedAlone(plugin) || isSelected(plugin);
}
