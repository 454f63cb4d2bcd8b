/** Steps that no route of the Gateway API could carry out are refused. */
import { expect, it } from 'vitest';
import { stepWith } from './objects.testkit.ts';
import { validate } from './validate.ts';

const header = { setHeaderRoute: { name: 'r', match: [{ headerName: 'h', headerValue: { prefix: 'x' } }] } };
const noHeader = { setHeaderRoute: { name: 'r' } };
const mirror = { setMirrorRoute: { name: 'r', match: [{ path: { prefix: '/' } }] } };
const list = (useHeaderRoutes?: boolean) => [
  { name: 'web', ...(useHeaderRoutes !== undefined && { useHeaderRoutes }) },
];
const byPlugin = (config: unknown) => ({ plugins: { 'argoproj-labs/gatewayAPI': config } });
const PLUGIN = 'trafficRouting.plugins["argoproj-labs/gatewayAPI"]';
const noRoute = (step: string, where: string) => `${step} requires an HTTPRoute or a GRPCRoute in ${where}`;

it.each<[string, object, object, string | undefined]>([
  ['a header route in an HTTPRoute', header, { gatewayAPI: { httpRoutes: list() } }, undefined],
  ['a header route in what labels find', header, { gatewayAPI: { routeSelector: {} } }, undefined],
  [
    'a header route for connections',
    header,
    { gatewayAPI: { tcpRoutes: list() } },
    noRoute('SetHeaderRoute', 'trafficRouting.gatewayAPI'),
  ],
  ['the end of a header route', noHeader, { gatewayAPI: { tcpRoutes: list() } }, undefined],
  [
    'a mirror route for connections',
    mirror,
    { gatewayAPI: { tlsRoutes: list() } },
    noRoute('SetMirrorRoute', 'trafficRouting.gatewayAPI'),
  ],
  ['a header route in a route named alone', header, byPlugin({ grpcRoute: 'web' }), undefined],
  ['a header route in one that asks', header, byPlugin({ httpRoutes: list(true) }), undefined],
  ['a header route in routes found by labels', header, byPlugin({ httpRouteSelector: {} }), undefined],
  [
    'a header route where none asks',
    header,
    byPlugin({ httpRoutes: list(false) }),
    `SetHeaderRoute requires a route with useHeaderRoutes in ${PLUGIN}`,
  ],
  [
    'a header route for connections of the plugin',
    header,
    byPlugin({ tcpRoute: 'a' }),
    noRoute('SetHeaderRoute', PLUGIN),
  ],
  ['a mirror route where none asks', mirror, byPlugin({ httpRoutes: list() }), undefined],
  [
    'a mirror route for connections of the plugin',
    mirror,
    byPlugin({ tlsRoute: 'a' }),
    noRoute('SetMirrorRoute', PLUGIN),
  ],
  ['what does not parse', header, byPlugin('web'), undefined],
  ['another plugin', header, { plugins: { 'a/b': {} } }, undefined],
])('%s', (_, step, routing, message) => {
  const findings = validate('Rollout', stepWith(step, { ...routing, managedRoutes: [{ name: 'r' }] }));
  const path = `spec.strategy.canary.steps[0].${Object.keys(step)[0]}`;
  expect(findings.map((one) => one.message)).toEqual(message ? [`${path}: Invalid value: "r": ${message}`] : []);
});
