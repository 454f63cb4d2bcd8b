/** Several routers of one Rollout at once. */
import { describe, expect, it } from 'vitest';
import { driftIn, hasReached, leasesOf, observedBy, readingsOf, released, renderedBy, unfitFor } from './driver.ts';
import {
  applied,
  backend,
  cohortsAt,
  ingress,
  ingressRule,
  PLACE,
  route,
  routingBy,
  splitAt,
} from './routers.testkit.ts';

const nginx = { stableIngress: 'one', annotationPrefix: 'nginx.ingress.kubernetes.io' };
const gatewayAPI = { httpRoutes: [{ name: 'web' }] };
const both = routingBy({ nginx, gatewayAPI });
const stable = ingress('one', { rules: [ingressRule('a', 'demo-stable')] });
const web = (canary: number) =>
  route([{ backendRefs: [backend('demo-stable', 100 - canary), backend('demo-canary', canary)] }]);
/** nginx at 20, the route at 50. */
const apart = [...applied([stable], renderedBy(routingBy({ nginx }), PLACE, splitAt(20), [stable]).actions), web(50)];

describe('several routers', () => {
  it('read what each of them needs', () => {
    expect(readingsOf(both, PLACE).map((reading) => 'ref' in reading && reading.ref.name)).toEqual([
      'one',
      'demo-one-canary',
      'web',
    ]);
  });

  it('show the lowest and the highest of all weights', () => {
    const { shown, weights, byRouter } = observedBy(both, PLACE, apart);
    expect(shown).toEqual({ lowest: 20, highest: 50 });
    expect(weights).toEqual({ 'demo-canary': { lowest: 20, highest: 50 }, 'demo-stable': { lowest: 50, highest: 80 } });
    expect(byRouter.map(({ router, weights }) => [router, weights[PLACE.canaryService]])).toEqual([
      ['nginx', { lowest: 20, highest: 20 }],
      ['gatewayAPI', { lowest: 50, highest: 50 }],
    ]);
  });

  it('show whole weights, whatever somebody else has set', () => {
    const odd = route([{ backendRefs: [backend('demo-stable', 2), backend('demo-canary', 1)] }]);
    expect(observedBy(routingBy({ gatewayAPI }), PLACE, [odd]).weights).toEqual({
      ...{ 'demo-canary': { lowest: 33, highest: 34 }, 'demo-stable': { lowest: 66, highest: 67 } },
    });
  });

  it('have reached a weight once all of them show it', () => {
    expect(hasReached(observedBy(both, PLACE, apart), splitAt(20))).toBe(false);
    expect(hasReached(observedBy(both, PLACE, apart), splitAt(50))).toBe(false);
    const equal = applied(apart, renderedBy(both, PLACE, splitAt(20), apart).actions);
    expect(hasReached(observedBy(both, PLACE, equal), splitAt(20))).toBe(true);
  });

  it('have not while one shows nothing yet', () => {
    expect(hasReached(observedBy(both, PLACE, [stable, web(0)]), splitAt(0))).toBe(false);
  });

  it.each<[string, object]>([
    ['sends nothing to either', { backendRefs: [backend('demo-stable', 0)] }],
    [
      'names a service twice',
      { backendRefs: [backend('demo-stable', 50), backend('demo-stable', 30), backend('demo-canary', 20)] },
    ],
  ])('have not while one rule %s', (_, rule) => {
    const right = { backendRefs: [backend('demo-stable', 80), backend('demo-canary', 20)] };
    const seen = (rules: object[]) => observedBy(routingBy({ gatewayAPI }), PLACE, [route(rules)]);
    expect(hasReached(seen([right]), splitAt(20))).toBe(true);
    expect(hasReached(seen([right, rule]), splitAt(20))).toBe(false);
  });

  it('do not wait for each other', () => {
    const { byRouter, actions, problems } = renderedBy(both, PLACE, splitAt(20), [web(0)]);
    expect(actions.map(({ because }) => because)).toEqual(['canary weight 0 -> 20 in HTTPRoute shop/web']);
    expect(byRouter.map((one) => [one.router, one.actions.length])).toEqual([
      ['nginx', 0],
      ['gatewayAPI', 1],
    ]);
    expect(problems).toEqual(['Ingress shop/one not found']);
  });

  it('let go together', () => {
    const led = applied(apart, renderedBy(both, PLACE, splitAt(20), apart).actions);
    const free = applied(led, released(PLACE, led).actions);
    expect(observedBy(both, PLACE, free).shown).toEqual({ lowest: 0, highest: 0 });
  });

  it('name the leases of each', () => {
    const [leased] = applied([web(0)], renderedBy(both, PLACE, splitAt(20), [web(0)]).actions);
    expect(leased && leasesOf(both, PLACE, leased)).toHaveLength(2);
    expect(leasesOf(both, PLACE, stable)).toEqual([]);
  });
});

describe('a plugin that has not answered', () => {
  it('does not keep others from their work', () => {
    const routing = routingBy({ plugins: { 'a/b': {} }, gatewayAPI });
    expect(renderedBy(routing, PLACE, splitAt(20), [web(0)])).toMatchObject({ actions: [{ do: 'patch' }] });
    expect(observedBy(routing, PLACE, [web(20)])).toMatchObject({ shown: { lowest: 20, highest: 20 } });
    expect(hasReached(observedBy(routing, PLACE, [web(20)]), splitAt(20))).toBe(false);
  });

  it.each([{}, { plugins: {} }])('is none if it is not configured', (routing) => {
    expect(observedBy(routingBy(routing), PLACE, [])).toEqual({
      shown: undefined,
      weights: {},
      routes: [],
      problems: [],
      byRouter: [],
    });
  });
});

describe('the plugin for the Gateway API', () => {
  const plugins = { 'argoproj-labs/gatewayAPI': { httpRoute: 'web' } };

  it('goes by its whole name, beside others', () => {
    const { byRouter } = observedBy(routingBy({ plugins: { ...plugins, 'a/b': {} } }), PLACE, [web(20)]);
    expect(byRouter.map(({ router, shown }) => [router, shown.length])).toEqual([
      ['plugins["argoproj-labs/gatewayAPI"]', 1],
      ['plugins["a/b"]', 0],
    ]);
    expect(unfitFor(routingBy({ plugins }), PLACE, [])).toMatchObject([
      { path: 'plugins["argoproj-labs/gatewayAPI"].httpRoute', value: 'web', missing: 'HTTPRoute' },
    ]);
    const none = routingBy({ plugins: { 'argoproj-labs/gatewayAPI': 'web' } });
    expect(unfitFor(none, PLACE, [])).toMatchObject([{ path: 'plugins["argoproj-labs/gatewayAPI"]', value: 'web' }]);
  });
});

it.each([
  ['header routes', { headerRoutes: [{ name: 'hdr', match: [] }] }],
  ['mirror routes', { mirrorRoutes: [{ name: 'mirror', match: [], percentage: 1 }] }],
  ['weights of experiments', { experiment: 5 }],
  ['sticky cohorts', { cohorts: cohortsAt(20) }],
])('says that nginx has no %s', (what, more) => {
  const { problems } = renderedBy(routingBy({ nginx }), PLACE, splitAt(20, more), [stable]);
  expect(problems).toEqual([`trafficRouting.nginx does not support ${what}`]);
});

describe('drift', () => {
  const seen = observedBy(both, PLACE, apart);
  it.each([
    ['is a weight that we did not record', 20, 20, ['rule 1 of HTTPRoute shop/web']],
    ['is each such weight', 30, 30, ['Ingress shop/demo-one-canary', 'rule 1 of HTTPRoute shop/web']],
    ['is none while another weight is wanted', 20, 30, []],
    ['is none before anything was recorded', undefined, 20, []],
  ])('%s', (_, recorded, wanted, places) => {
    expect(driftIn(seen, recorded, splitAt(wanted)).map(({ where }) => where)).toEqual(places);
  });

  it.each([
    ['a canary Ingress that is gone', 20, [{ router: 'nginx', where: 'nowhere', shown: 0, recorded: 20 }]],
    ['none if it held nothing', 0, []],
  ])('is %s', (_, recorded, drift) => {
    const gone = observedBy(routingBy({ nginx }), PLACE, [stable]);
    expect(driftIn(gone, recorded, splitAt(recorded))).toEqual(drift);
  });
});

it.each([
  ['as they are if they add up to the total', web(33), 100, 33],
  [
    'in parts of their sum otherwise',
    route([{ backendRefs: [{ name: 'demo-stable' }, { name: 'demo-canary', weight: 3 }] }]),
    100,
    75,
  ],
  ['in parts of another total', web(33), 1000, 330],
  ['as nothing if nothing is sent to either', route([{ backendRefs: [{ name: 'demo-stable', weight: 0 }] }]), 100, 0],
])('counts weights %s', (_, object, maxTrafficWeight, weight) => {
  const routing = { ...routingBy({ gatewayAPI }), maxTrafficWeight };
  expect(observedBy(routing, PLACE, [object]).shown).toEqual({ lowest: weight, highest: weight });
});
