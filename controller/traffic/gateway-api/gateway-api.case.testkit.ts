/** The Gateway API, held to the contract: routes of several kinds, by name and by label. */
import type { Case } from '../case.testkit.ts';
import { backend, EVERY, route, routingBy } from '../routers.testkit.ts';

const gatewayAPI = {
  httpRoutes: [{ name: 'web' }],
  grpcRoutes: [{ name: 'rpc' }],
  tcpRoutes: [{ name: 'tcp' }],
  routeSelector: { matchLabels: { app: 'demo' } },
};
const others = [backend('legacy', 3), backend('demo-canary', 0)];

const objects: Case['objects'] = [
  route([
    { matches: EVERY, backendRefs: [backend('demo-stable', 1)], timeouts: { request: '5s' } },
    {
      name: 'mine',
      matches: [{ path: { type: 'Exact', value: '/x' } }],
      backendRefs: [...others, backend('demo-stable', 1)],
    },
    { backendRefs: [backend('demo-canary', 1)] },
  ]),
  route([{ backendRefs: [backend('demo-stable', 1)] }], { kind: 'GRPCRoute', name: 'rpc' }),
  route([{ name: 'live', backendRefs: [backend('demo-stable', 1), backend('demo-canary', 1)] }], {
    kind: 'TCPRoute',
    name: 'tcp',
  }),
  route([{ matches: EVERY, backendRefs: [backend('demo-stable', 1)] }], { name: 'selected' }),
];

export const gatewayApiCase: Case = { routing: routingBy({ gatewayAPI }), objects };

/** The same routes by the plugin's configuration; of one of them a single rule. */
export const gatewayPluginCase: Case = {
  routing: routingBy({
    plugins: {
      'argoproj-labs/gatewayAPI': {
        httpRoutes: [{ name: 'web', useHeaderRoutes: true }],
        grpcRoute: 'rpc',
        tcpRoutes: [{ name: 'tcp', ruleName: 'live' }],
        httpRouteSelector: { matchLabels: { app: 'demo' } },
        configMap: 'not-needed',
      },
    },
  }),
  objects,
};
