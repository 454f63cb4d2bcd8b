/** Routers that the reference knows only as plugins, or not at all: what each may be asked for. */
import { describe, expect, it } from 'vitest';
import { canaryWith, stepWith } from './objects.testkit.ts';
import { validate } from './validate.ts';

const messages = (object: object): string[] => validate('Rollout', object).map(({ message }) => message);
const S = 'spec.strategy.canary';
const managed = { managedRoutes: [{ name: 'r' }] };
const header = { setHeaderRoute: { name: 'r', match: [{ headerName: 'h', headerValue: { prefix: 'x' } }] } };
const mirror = { setMirrorRoute: { name: 'r', match: [{ path: { prefix: '/' } }] } };
const experiment = { experiment: { templates: [{ name: 'a', specRef: 'canary', weight: 5 }] } };
const configs = {
  contour: { httpProxies: ['web'] },
  gloo: { routeTables: [{ name: 'web' }] },
  kong: { canaryPlugins: ['web'] },
  kuma: { meshTCPRoutes: [{ name: 'web' }] },
  skipper: { routeGroups: ['web'] },
};
type Name = keyof typeof configs;

const names = Object.keys(configs) as Name[];
const routed = (name: Name) => ({ [name]: configs[name], ...managed });

describe.each(names)('%s', (name) => {
  it('may set weights', () => expect(messages(stepWith({ setWeight: 5 }, routed(name)))).toEqual([]));

  it('needs both services', () => {
    const message = 'Canary service and Stable service must to be set to use Traffic Routing';
    expect(messages(canaryWith({ trafficRouting: routed(name) }))).toEqual([
      `${S}.stableService: Invalid value: "": ${message}`,
      `${S}.canaryService: Invalid value: "": ${message}`,
    ]);
  });

  it('needs the name of an object', () => {
    const empty = Object.fromEntries(Object.keys(configs[name]).map((field) => [field, []]));
    expect(messages(stepWith({ setWeight: 5 }, { [name]: empty }))).toEqual([
      `${S}.trafficRouting.${name}: Required value: name at least one object`,
    ]);
  });
});

const thousand = { setWeight: 5, maxTrafficWeight: 1000 };

it.each<[string, Record<string, unknown>, readonly Name[], string]>([
  ['header routes', header, ['contour', 'gloo', 'kuma'], 'SetHeaderRoute requires TrafficRouting'],
  ['mirror routes', mirror, ['contour', 'kuma'], 'SetMirrorRoute requires TrafficRouting'],
  ['experiments', experiment, ['contour', 'gloo', 'kuma'], 'Experiment template weight is only available'],
  ['parts of 1000', thousand, ['contour', 'gloo', 'kuma', 'skipper'], 'Canary maxTrafficWeight'],
])('%s are for those that can', (_, { maxTrafficWeight, ...step }, able, message) => {
  for (const name of names) {
    const routing = { ...routed(name), ...(maxTrafficWeight !== undefined && { maxTrafficWeight }) };
    const refused = messages(stepWith(step, routing)).filter((one) => one.includes(message));
    expect([name, refused.length]).toEqual([name, able.includes(name) ? 0 : 1]);
  }
});

it.each([
  ['solo-io/glooedge', mirror, 1],
  ['solo-io/glooedge', header, 0],
  ['argoproj-labs/contour', mirror, 0],
  ['acme/edge', mirror, 0],
])('what is built in by the name of plugin %s can do what its router can', (plugin, step, refused) => {
  const routing = { plugins: { [plugin]: {} } };
  expect(messages(stepWith(step, routing)).filter((one) => one.includes('requires TrafficRouting'))).toHaveLength(
    refused,
  );
});

describe('one object', () => {
  it.each<[string, object, string]>([
    [
      'has one router, not two',
      { alb: { ingress: 'web', servicePort: 80 }, skipper: { ingresses: ['api', 'web'] } },
      'skipper.ingresses: Invalid value: "web": is steered by alb already',
    ],
    [
      'is configured in one form',
      { gatewayAPI: { httpRoutes: [{ name: 'a' }] }, plugins: { 'argoproj-labs/gatewayAPI': { httpRoute: 'b' } } },
      'plugins: Invalid value: "argoproj-labs/gatewayAPI": is configured by gatewayAPI already',
    ],
    [
      'is configured in one form, by the plugin for Contour, too',
      { contour: { httpProxies: ['a'] }, plugins: { 'argoproj-labs/contour': { httpProxies: ['b'] } } },
      'plugins: Invalid value: "argoproj-labs/contour": is configured by contour already',
    ],
    [
      'is configured in one form, by the plugin for Gloo, too',
      { gloo: { routeTables: [{ name: 'a' }] }, plugins: { 'solo-io/glooedge': { routeTable: { name: 'b' } } } },
      'plugins: Invalid value: "solo-io/glooedge": is configured by gloo already',
    ],
  ])('%s', (_, routing, message) =>
    expect(messages(stepWith({ setWeight: 5 }, routing))).toEqual([`${S}.trafficRouting.${message}`]),
  );
});
