/** Managed routes of the Gateway API: rules of ours before those of the user. */
import { describe, expect, it } from 'vitest';
import { type AnyObject, applied, backend, EVERY, PLACE, route, splitAt } from '../routers.testkit.ts';
import {
  both,
  CART,
  config,
  HDR_HEADERS,
  HEADER,
  leasesOf,
  only,
  rulesOf,
  steered,
  weightsOf,
  withoutNames,
} from './gateway.testkit.ts';
import { gatewayApi } from './gateway-api.ts';

describe('header routes', () => {
  const split = splitAt(20, { headerRoutes: [HEADER] });

  it('stand before the rules of the user, one for each that divides requests', () => {
    const filters = [{ type: 'RequestHeaderModifier' }];
    const found = steered(split, route([{ ...both, filters }, only, { backendRefs: [backend('other', 1)] }]));
    expect(rulesOf(found).slice(0, 2)).toEqual([
      {
        name: 'hdr',
        matches: [{ ...EVERY[0], headers: HDR_HEADERS }],
        filters,
        backendRefs: [backend('demo-canary', 1)],
      },
      { name: 'hdr-1', matches: [{ ...CART[0], headers: HDR_HEADERS }], backendRefs: [backend('demo-canary', 1)] },
    ]);
    expect(rulesOf(found)).toHaveLength(5);
    expect(leasesOf(found)).toContainEqual(expect.stringMatching(/^spec\.rules\[name=hdr-1\|matches=#[0-9a-f]{8}\]$/));
    expect(gatewayApi.observed(config, PLACE, [found]).routes).toEqual(['hdr']);
  });

  it.each<[string, (object: AnyObject) => AnyObject]>([
    ['', (object) => object],
    [' where the API server drops the names of rules', withoutNames],
  ])('stay while they are wanted, follow the weight and go again%s', (_, stored) => {
    const once = stored(steered(split, route([both, only])));
    expect(gatewayApi.render(config, PLACE, split, [once]).actions).toEqual([]);
    expect(gatewayApi.observed(config, PLACE, [once]).routes).toEqual(['hdr']);
    const more = stored(steered(splitAt(50, { headerRoutes: [HEADER] }), once));
    expect(rulesOf(more)).toHaveLength(4);
    expect(weightsOf(steered(splitAt(50), more))).toEqual([
      { 'demo-stable': 50, 'demo-canary': 50 },
      { 'demo-stable': 50, 'demo-canary': 50 },
    ]);
  });

  it.each<[string, (object: AnyObject) => AnyObject]>([
    ['', (object) => object],
    [' where the API server drops the names of rules', withoutNames],
  ])('go when the two services have changed places, as they do with ping-pong%s', (_, stored) => {
    const mirrorRoutes = [{ name: 'mirror', match: [{ method: { exact: 'GET' } }], percentage: 35 }];
    const once = stored(steered({ ...split, mirrorRoutes }, route([both])));
    expect(rulesOf(once)).toHaveLength(3);
    const turned = { ...PLACE, stableService: PLACE.canaryService, canaryService: PLACE.stableService };
    const { destinations, ...rest } = splitAt(20);
    const swapped = destinations.map((one) => ({
      ...one,
      service: one.role === 'canary' ? turned.canaryService : turned.stableService,
    }));
    const [found] = applied(
      [once],
      gatewayApi.render(config, turned, { ...rest, destinations: swapped }, [once]).actions,
    );
    expect(found && weightsOf(found)).toEqual([{ 'demo-canary': 80, 'demo-stable': 20 }]);
  });

  it('have rules with names of their own even beside a route that is called like the second rule', () => {
    const place = { ...PLACE, managedRoutes: ['hdr', 'hdr-1'] };
    const more = { ...split, headerRoutes: [HEADER, { ...HEADER, name: 'hdr-1' }] };
    const { actions } = gatewayApi.render(config, place, more, [route([both, only])]);
    const [found] = applied([route([both, only])], actions);
    expect(found && rulesOf(found).map(({ name }) => name)).toEqual([
      'hdr',
      'hdr-01',
      'hdr-1',
      'hdr-1-1',
      undefined,
      undefined,
    ]);
    expect(found && gatewayApi.observed(config, place, [found]).routes).toEqual(['hdr', 'hdr-1']);
  });

  it('take over the rules that the plugin of Argo Rollouts left', () => {
    const left = { name: 'hdr-1', matches: CART, backendRefs: [{ name: 'demo-canary', port: 80 }] };
    expect(rulesOf(steered(splitAt(0), route([left, both])))).toHaveLength(1);
  });

  it('do not touch a rule of the user that has the same name', () => {
    const mine = { name: 'hdr', matches: CART, backendRefs: [backend('other', 1)] };
    const { actions, problems } = gatewayApi.render(config, PLACE, split, [route([mine, both])]);
    expect(problems).toEqual(['HTTPRoute shop/web has a rule hdr that is not ours']);
    expect(rulesOf(applied([route([mine, both])], actions)[0] ?? route([]))[0]).toEqual(mine);
  });

  it('do not change the weights that are shown', () => {
    const { shown } = gatewayApi.observed(config, PLACE, [steered(split, route([both]))]);
    expect(shown).toEqual([
      { where: 'rule 2 of HTTPRoute shop/web', weights: { 'demo-canary': 20, 'demo-stable': 80 }, of: 100 },
    ]);
  });

  it('work for a GRPCRoute, and need one that carries requests', () => {
    const grpc = { grpcRoutes: [{ name: 'web' }] };
    const rule = { backendRefs: both.backendRefs };
    const found = steered(split, route([rule], { kind: 'GRPCRoute' }), grpc);
    expect(rulesOf(found)[0]).toMatchObject({ name: 'hdr', matches: [{ headers: HDR_HEADERS }] });
    const tcp = route([rule], { kind: 'TCPRoute' });
    expect(gatewayApi.render({ tcpRoutes: [{ name: 'web' }] }, PLACE, split, [tcp]).problems).toEqual([
      'managed routes need an HTTPRoute or a GRPCRoute',
    ]);
    expect(rulesOf(steered(split, tcp, { tcpRoutes: [{ name: 'web' }] }))).toHaveLength(1);
  });
});

describe('mirror routes', () => {
  const mirror = (percentage: number, match: object = { method: { exact: 'GET' } }) =>
    splitAt(20, { mirrorRoutes: [{ name: 'mirror', match: [match], percentage }] });
  const filter = (more: object) => ({
    type: 'RequestMirror',
    requestMirror: { backendRef: { group: '', kind: 'Service', name: 'demo-canary', port: 80 }, ...more },
  });

  it.each([
    ['copy some requests', 10, { percent: 10 }],
    ['copy none', 0, { percent: 0 }],
    ['copy all without a percentage, as older servers know none', 100, {}],
  ])('%s', (_, percentage, more) => {
    const found = steered(mirror(percentage), route([both]));
    expect(rulesOf(found)[0]).toEqual({
      name: 'mirror',
      matches: [{ ...EVERY[0], method: 'GET' }],
      filters: [filter(more)],
      backendRefs: [backend('demo-stable', 80), backend('demo-canary', 20)],
    });
    expect(gatewayApi.observed(config, PLACE, [found])).toMatchObject({ routes: ['mirror'], shown: [{}, {}] });
    expect(gatewayApi.render(config, PLACE, mirror(percentage), [found]).actions).toEqual([]);
  });

  it('stand in the order of managedRoutes beside header routes', () => {
    const split = { ...mirror(100), headerRoutes: [HEADER] };
    const names = (managedRoutes: string[]) => {
      const place = { ...PLACE, managedRoutes };
      const [found] = applied([route([both])], gatewayApi.render(config, place, split, [route([both])]).actions);
      return found && rulesOf(found).map(({ name }) => name);
    };
    expect(names(['hdr', 'mirror'])).toEqual(['hdr', 'mirror', undefined]);
    expect(names(['mirror', 'hdr'])).toEqual(['mirror', 'hdr', undefined]);
  });

  it('of a GRPCRoute cannot look at the method', () => {
    const object = route([{ backendRefs: both.backendRefs }], { kind: 'GRPCRoute' });
    expect(gatewayApi.render({ grpcRoutes: [{ name: 'web' }] }, PLACE, mirror(1), [object]).problems).toEqual([
      'managed route mirror: GRPCRoute shop/web cannot match the method or the path of a request',
    ]);
  });
});
