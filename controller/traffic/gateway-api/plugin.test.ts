/** The configuration in the form that users of the plugin of Argo Rollouts have. */
import { describe, expect, it } from 'vitest';
import type { Reading } from '../router.ts';
import { type AnyObject, applied, backend, PLACE, route, splitAt } from '../routers.testkit.ts';
import { both, HEADER, leasesOf, only, rulesOf, weightsOf } from './gateway.testkit.ts';
import { gatewayPlugin } from './gateway-api.ts';

const labels = { matchLabels: { app: 'demo' } };

function textOf(reading: Reading): string {
  if ('ref' in reading) return `${reading.ref.kind} ${reading.ref.namespace}/${reading.ref.name}`;
  return `${reading.resource.kind} in ${reading.namespace} by labels`;
}

function rendered(config: object, objects: readonly AnyObject[], split = splitAt(20)) {
  const { actions, problems } = gatewayPlugin.render(config, PLACE, split, objects);
  return { problems, objects: applied(objects, actions) };
}

describe('routes', () => {
  it.each<[string, object, string[]]>([
    ['one by its name', { httpRoute: 'web' }, ['HTTPRoute shop/web']],
    [
      'one of each kind',
      { httpRoute: 'a', grpcRoute: 'b', tcpRoute: 'c', tlsRoute: 'd' },
      ['HTTPRoute shop/a', 'GRPCRoute shop/b', 'TCPRoute shop/c', 'TLSRoute shop/d'],
    ],
    [
      'lists of each kind',
      {
        httpRoutes: [{ name: 'a' }, { name: 'b', useHeaderRoutes: true }],
        grpcRoutes: [{ name: 'c' }],
        tcpRoutes: [{ name: 'd' }],
        tlsRoutes: [{ name: 'e' }],
      },
      ['HTTPRoute shop/a', 'HTTPRoute shop/b', 'GRPCRoute shop/c', 'TCPRoute shop/d', 'TLSRoute shop/e'],
    ],
    ['another namespace', { httpRoute: 'web', namespace: 'edge' }, ['HTTPRoute edge/web']],
    ['an empty namespace', { httpRoute: 'web', namespace: '' }, ['HTTPRoute shop/web']],
    [
      'labels beside a name',
      { httpRoute: 'web', httpRouteSelector: labels, tlsRouteSelector: labels, namespace: 'edge' },
      ['HTTPRoute edge/web', 'HTTPRoute in edge by labels', 'TLSRoute in edge by labels'],
    ],
    [
      'fields that it does not need or know',
      { httpRoute: 'web', configMap: 'argo-gatewayapi-configmap', useHeaderRoutes: true },
      ['HTTPRoute shop/web'],
    ],
  ])('are read by %s', (_, config, readings) => {
    expect(gatewayPlugin.reads(config, PLACE).map(textOf)).toEqual(readings);
  });

  it.each<[string, unknown, string, string]>([
    ['without any route', { namespace: 'edge' }, 'httpRoutes', 'name at least one route, or set a selector'],
    ['that is no object', 'web', '', 'expected object, received string'],
    ['with a name that is none', { httpRoutes: [{ name: 'a' }, { name: 7 }] }, 'httpRoutes[1].name', 'expected string'],
    ['with an empty name', { tcpRoutes: [{ name: '' }] }, 'tcpRoutes[0].name', 'must name a route'],
    ['with one route for a list', { httpRoutes: 'web' }, 'httpRoutes', 'expected array'],
    ['with a label that is none', { httpRoute: 'web', inProgressLabelKey: 'a b' }, 'inProgressLabelKey', 'is no key'],
    [
      'with a value that is none',
      { httpRoute: 'web', inProgressLabelValue: '-' },
      'inProgressLabelValue',
      'is no value',
    ],
    [
      'with a selector that is none',
      { httpRouteSelector: { matchExpressions: [{ key: 'a', operator: 'Near' }] } },
      'httpRouteSelector',
      'is no label selector',
    ],
  ])('of a configuration %s make the spec invalid', (_, config, path, message) => {
    expect(gatewayPlugin.unfit(config, PLACE, [route([both])])).toMatchObject([
      { path, message: expect.stringContaining(message) },
    ]);
    const { actions, problems } = gatewayPlugin.render(config, PLACE, splitAt(20), [route([both])]);
    expect([actions, problems.length]).toEqual([[], 1]);
    expect(problems[0]).toContain(message);
    expect(gatewayPlugin.observed(config, PLACE, []).shown).toEqual([]);
  });

  it.each<[string, object, string, string]>([
    ['named alone', { httpRoute: 'web' }, 'httpRoute', 'httproute.gateway.networking.k8s.io "web" not found'],
    [
      'in a list',
      { tlsRoutes: [{ name: 'a' }] },
      'tlsRoutes[0].name',
      'tlsroute.gateway.networking.k8s.io "a" not found',
    ],
  ])('%s are missed by their path', (_, config, path, message) => {
    expect(gatewayPlugin.unfit(config, PLACE, [])).toMatchObject([{ path, message, missing: expect.any(String) }]);
  });

  it('count once where they are named twice and selected', () => {
    const config = { httpRoute: 'web', httpRoutes: [{ name: 'web' }], httpRouteSelector: labels };
    expect(gatewayPlugin.render(config, PLACE, splitAt(20), [route([both])]).actions).toHaveLength(1);
  });

  it('of another namespace use backends there only if they say so', () => {
    const far = (rule: object): AnyObject => {
      const object = route([rule]);
      return { ...object, metadata: { ...object.metadata, namespace: 'edge' } };
    };
    const config = { httpRoute: 'web', namespace: 'edge' };
    const { actions } = gatewayPlugin.render(config, PLACE, splitAt(20), [far(both)]);
    expect(actions).toEqual([]);
    const backendRefs = both.backendRefs.map((ref) => ({ ...ref, namespace: 'shop' }));
    const { objects } = rendered(config, [far({ backendRefs })]);
    expect(objects.map(weightsOf)).toEqual([[{ 'demo-stable': 80, 'demo-canary': 20 }]]);
    // Whoever cleans up after a Rollout that is gone knows nothing of it but the route.
    const nobody = { ...PLACE, rollout: { ...PLACE.rollout, namespace: 'edge', name: '' }, stableService: '' };
    const free = applied(objects, gatewayPlugin.release(nobody, objects).actions);
    expect(free.map(weightsOf)).toEqual([[{ 'demo-stable': 100, 'demo-canary': 0 }]]);
  });
});

describe('header routes', () => {
  const split = splitAt(20, { headerRoutes: [HEADER] });
  const tcp = route([both], { kind: 'TCPRoute', name: 'tcp' });
  const routes = [route([both]), route([both], { name: 'two' }), tcp];
  it.each<[string, object, string[], string[]]>([
    ['go to a route that is named alone', { httpRoute: 'web' }, ['web'], []],
    [
      'go to routes that ask for them, and not to those that labels find',
      { httpRoutes: [{ name: 'web', useHeaderRoutes: true }], httpRouteSelector: labels },
      ['web'],
      [],
    ],
    ['go to routes that labels find where none asks', { httpRouteSelector: labels }, ['two', 'web'], []],
    ['go there beside a route of connections', { tcpRoute: 'tcp', httpRouteSelector: labels }, ['two', 'web'], []],
    [
      'are a problem where no route takes them',
      { httpRoutes: [{ name: 'web' }, { name: 'two' }] },
      [],
      ['header routes need a route with useHeaderRoutes'],
    ],
  ])('%s', (_, config, names, problems) => {
    const found = rendered(config, routes, split);
    const taking = found.objects.filter((object) => rulesOf(object).some(({ name }) => name === 'hdr'));
    expect(taking.map(({ metadata }) => metadata.name).sort()).toEqual(names);
    expect(found.problems).toEqual(problems);
  });
});

describe('a rule that is named', () => {
  const live = { ...both, name: 'live' };
  const spare = { ...only, name: 'spare' };
  const shares = (canary: number) => ({ 'demo-stable': 100 - canary, 'demo-canary': canary });

  it.each<[string, object, unknown[]]>([
    ['alone', { httpRoute: 'web', httpRouteRuleName: 'live' }, [shares(20), { 'demo-stable': 1 }]],
    ['in a list', { httpRoutes: [{ name: 'web', ruleName: 'spare' }] }, [shares(0), shares(20)]],
    [
      'beside another',
      { httpRoute: 'web', httpRouteRuleName: 'live', httpRoutes: [{ name: 'web', ruleName: 'spare' }] },
      [shares(20), shares(20)],
    ],
    [
      'beside the whole route',
      { httpRoute: 'web', httpRoutes: [{ name: 'web', ruleName: 'spare' }] },
      [shares(20), shares(20)],
    ],
  ])('%s is the only one that is touched', (_, config, weights) => {
    const { objects, problems } = rendered(config, [route([live, spare])]);
    expect(objects.map(weightsOf)).toEqual([weights]);
    expect(problems).toEqual([]);
    expect(gatewayPlugin.observed(config, PLACE, objects).shown).toHaveLength(
      weights.filter((one) => (one as Record<string, number>)['demo-canary'] === 20).length,
    );
  });

  it('has to be there', () => {
    const config = { httpRoutes: [{ name: 'web', ruleName: 'none' }] };
    const { objects, problems } = rendered(config, [route([live])]);
    expect(objects.map(weightsOf)).toEqual([[shares(0)]]);
    expect(problems).toEqual(['HTTPRoute shop/web has no rule none using service demo-stable']);
    const message = 'httproute `web` has no rule `none` using service demo-stable backend';
    expect(gatewayPlugin.unfit(config, PLACE, objects)).toEqual([
      { path: 'httpRoutes[0].ruleName', value: 'none', message },
    ]);
  });

  it('leaves what was steered before to stable', () => {
    const before = rendered({ httpRoute: 'web' }, [route([live, spare])]).objects;
    expect(before.map(weightsOf)).toEqual([[shares(20), shares(20)]]);
    const { objects } = rendered({ httpRoute: 'web', httpRouteRuleName: 'live' }, before);
    expect(objects.map(weightsOf)).toEqual([[shares(20), shares(0)]]);
    expect(objects.map(leasesOf)).toEqual([expect.not.arrayContaining([expect.stringContaining('backendRefs.name')])]);
    expect(rendered({ httpRoute: 'web', httpRouteRuleName: 'live' }, objects).objects).toEqual(objects);
  });

  it('is let go with its own stable, whatever other rules have', () => {
    const other = { backendRefs: [backend('demo-stable', 95), backend('demo-canary', 5)] };
    const { objects } = rendered({ httpRoute: 'web', httpRouteRuleName: 'live' }, [route([other, live])]);
    const nobody = { ...PLACE, stableService: '', canaryService: '' };
    const free = applied(objects, gatewayPlugin.release(nobody, objects).actions);
    expect(free.map(weightsOf)).toEqual([[{ 'demo-stable': 95, 'demo-canary': 5 }, shares(0)]]);
  });
});
