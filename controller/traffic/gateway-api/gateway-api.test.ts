/** What routes of the Gateway API are told: weights in the user's rules. */
import { describe, expect, it } from 'vitest';
import { LEASES } from '../leases.ts';
import type { Place } from '../router.ts';
import { type AnyObject, applied, backend, PLACE, route, splitAt } from '../routers.testkit.ts';
import { BASE, both, config, HEADER, leasesOf, only, rulesOf, steered, weightsOf } from './gateway.testkit.ts';
import { gatewayApi } from './gateway-api.ts';

describe('weights', () => {
  it.each<[string, unknown[], unknown[]]>([
    ['go to both backends', [both], [{ 'demo-stable': 80, 'demo-canary': 20 }]],
    ['go to a canary that was missing', [only], [{ 'demo-stable': 80, 'demo-canary': 20 }]],
    [
      'go to every rule with stable',
      [both, only],
      [
        { 'demo-stable': 80, 'demo-canary': 20 },
        { 'demo-stable': 80, 'demo-canary': 20 },
      ],
    ],
    [
      'leave other backends alone',
      [{ backendRefs: [backend('demo-stable', 1), backend('legacy', 7)] }],
      [{ 'demo-stable': 80, legacy: 7, 'demo-canary': 20 }],
    ],
    [
      'leave rules of others alone',
      [{ backendRefs: [backend('other', 3)] }, both],
      [{ other: 3 }, { 'demo-stable': 80, 'demo-canary': 20 }],
    ],
    [
      'leave rules with the canary alone as they are',
      [{ backendRefs: [backend('demo-canary', 5)] }, both],
      [{ 'demo-canary': 5 }, { 'demo-stable': 80, 'demo-canary': 20 }],
    ],
    [
      'pass over a backend of another kind or namespace',
      [
        {
          backendRefs: [
            { kind: 'Bucket', name: 'demo-stable', weight: 1 },
            { namespace: 'x', name: 'demo-stable', weight: 2 },
          ],
        },
        both,
      ],
      [{ 'demo-stable': 2 }, { 'demo-stable': 80, 'demo-canary': 20 }],
    ],
  ])('%s', (_, rules, weights) => {
    expect(weightsOf(steered(splitAt(20), route(rules)))).toEqual(weights);
  });

  it('keeps all that it does not lease', () => {
    const filters = [{ type: 'RequestHeaderModifier', requestHeaderModifier: { remove: ['x'] } }];
    const rule = {
      name: 'mine',
      ...both,
      filters,
      timeouts: { request: '5s' },
      sessionPersistence: { type: 'Cookie' },
    };
    const found = steered(splitAt(20), route([rule]));
    expect(rulesOf(found)).toEqual([
      { ...rule, backendRefs: [backend('demo-stable', 80), backend('demo-canary', 20)] },
    ]);
    expect((found.spec as { parentRefs: unknown }).parentRefs).toEqual([{ name: 'gateway' }]);
  });

  it('copies port and filters of stable to a canary that was missing', () => {
    const stable = { name: 'demo-stable', port: 8080, filters: [{ type: 'RequestHeaderModifier' }] };
    expect(rulesOf(steered(splitAt(20), route([{ backendRefs: [stable] }])))[0]?.backendRefs).toEqual([
      { ...stable, weight: 80 },
      { ...stable, name: 'demo-canary', weight: 20 },
    ]);
  });

  it('says why', () => {
    expect(gatewayApi.render(config, PLACE, splitAt(20), [route([both])]).actions).toMatchObject([
      { do: 'patch', resourceVersion: '1', because: 'canary weight 0 -> 20 in HTTPRoute shop/web' },
    ]);
  });

  it.each(['GRPCRoute', 'TCPRoute', 'TLSRoute'] as const)('go to a %s, too', (kind) => {
    const field = { GRPCRoute: 'grpcRoutes', TCPRoute: 'tcpRoutes', TLSRoute: 'tlsRoutes' }[kind];
    const found = steered(splitAt(20), route([{ backendRefs: [backend('demo-stable', 1)] }], { kind }), {
      [field]: [{ name: 'web' }],
    });
    expect(weightsOf(found)).toEqual([{ 'demo-stable': 80, 'demo-canary': 20 }]);
  });

  it('come and go with experiments', () => {
    const during = steered(splitAt(20, { experiment: 10 }), route([both]));
    expect(weightsOf(during)).toEqual([{ 'demo-stable': 70, 'demo-canary': 20, 'demo-try': 10 }]);
    expect(leasesOf(during)).toContain(`${BASE}[name=demo-try]`);
    const { shown } = gatewayApi.observed(config, PLACE, [during]);
    expect(shown).toMatchObject([{ weights: { 'demo-canary': 20, 'demo-stable': 70, 'demo-try': 10 }, of: 100 }]);
    expect(weightsOf(steered(splitAt(20), during))).toEqual([{ 'demo-stable': 80, 'demo-canary': 20 }]);
  });
});

describe('leases', () => {
  it.each<[string, unknown[], string[]]>([
    ['are the weights of backends that are there', [both], [`[name=demo-canary].weight`, '[name=demo-stable].weight']],
    ['are all of a backend that was added', [only], ['[name=demo-canary]', '[name=demo-stable].weight']],
    [
      'are both where some rules had it',
      [both, only],
      ['[name=demo-canary]', '[name=demo-canary].weight', '[name=demo-stable].weight'],
    ],
  ])('%s', (_, rules, paths) => {
    const once = steered(splitAt(20), route(rules));
    expect(leasesOf(once)).toEqual(paths.map((path) => `${BASE}${path}`));
    expect(leasesOf(steered(splitAt(30), once))).toEqual(leasesOf(once));
    expect(gatewayApi.leases(config, PLACE, once)).toEqual(leasesOf(once));
    expect(gatewayApi.leases(config, PLACE, route([both], { name: 'other' }))).toEqual([]);
  });

  it('are written again where the record was lost', () => {
    const { metadata, ...rest } = steered(splitAt(20), route([both]));
    const { annotations, ...bare } = metadata;
    expect(leasesOf(steered(splitAt(20), { ...rest, metadata: bare }))).toEqual(
      JSON.parse(annotations?.[LEASES] ?? '')[PLACE.uid],
    );
  });

  it('leave those of other Rollouts', () => {
    const object = route([both]);
    const shared = { ...object, metadata: { ...object.metadata, annotations: { [LEASES]: '{"other":["a"]}' } } };
    const leased = steered(splitAt(20), shared);
    expect(leased.metadata.annotations?.[LEASES]).toMatch(/^\{"other":\["a"\],"uid-demo":\[/);
    const { actions } = gatewayApi.release(PLACE, [leased]);
    expect(applied([leased], actions)[0]?.metadata.annotations).toEqual({ [LEASES]: '{"other":["a"]}' });
  });
});

describe('a route that is let go', () => {
  it.each<[string, unknown[], unknown[]]>([
    ['gives stable all that both had', [both], [{ 'demo-stable': 100, 'demo-canary': 0 }]],
    ['loses the canary that we had added', [only], [{ 'demo-stable': 100 }]],
    [
      'keeps the canary if nobody knows who added it',
      [both, only],
      [
        { 'demo-stable': 100, 'demo-canary': 0 },
        { 'demo-stable': 100, 'demo-canary': 0 },
      ],
    ],
  ])('%s', (_, rules, weights) => {
    const leased = steered(splitAt(20, { headerRoutes: [HEADER] }), route(rules));
    const [free] = applied([leased], gatewayApi.release(PLACE, [leased]).actions);
    expect(free && weightsOf(free)).toEqual(weights);
    expect(free?.metadata.annotations).toEqual({});
  });

  it.each<[string, Partial<Place>]>([
    ['no services', { stableService: '', canaryService: '' }],
    ['other services', { stableService: 'live', canaryService: 'next' }],
    ['stable in the place of the canary', { stableService: 'demo-canary', canaryService: 'demo-stable' }],
  ])('remembers its services where the Rollout names %s', (_, services) => {
    const leased = steered(splitAt(20), route([only, both]));
    const { actions } = gatewayApi.release({ ...PLACE, ...services }, [leased]);
    const [free] = applied([leased], actions);
    expect(free && weightsOf(free).map((weights) => (weights as Record<string, number>)['demo-stable'])).toEqual([
      100, 100,
    ]);
  });
});

describe('a problem', () => {
  const { stableService } = PLACE;
  it.each<[string, object, AnyObject[], string]>([
    ['is a route that is missing', config, [], 'HTTPRoute shop/web not found'],
    [
      'is a route without rules',
      config,
      [route(undefined)],
      `HTTPRoute shop/web has no rules using service ${stableService}`,
    ],
    [
      'is a route of other services',
      config,
      [route([{ backendRefs: [backend('x', 1)] }])],
      `HTTPRoute shop/web has no rules using service ${stableService}`,
    ],
    [
      'is a selector that finds nothing',
      { routeSelector: { matchLabels: { app: 'x' } } },
      [route([both])],
      'gatewayAPI selects no route',
    ],
    [
      'is a service named twice',
      config,
      [route([{ backendRefs: [backend('demo-stable', 1), { ...backend('demo-stable', 1), port: 81 }] }])],
      'rule 1 of HTTPRoute shop/web names demo-stable or demo-canary twice',
    ],
  ])('%s', (_, options, objects, problem) => {
    expect(gatewayApi.render(options, PLACE, splitAt(20), objects)).toEqual({
      actions: [],
      notices: [],
      problems: [problem],
    });
    expect(gatewayApi.observed(options, PLACE, objects).problems).toEqual([problem]);
  });
});

describe('routes', () => {
  it('are read by name, in the namespace they name', () => {
    const options = { httpRoutes: [{ name: 'web' }], tlsRoutes: [{ name: 'tls', namespace: 'edge' }] };
    expect(gatewayApi.reads(options, PLACE)).toEqual([
      { ref: { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', namespace: 'shop', name: 'web' } },
      { ref: { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'TLSRoute', namespace: 'edge', name: 'tls' } },
    ]);
  });

  it('are read by labels', () => {
    const matchExpressions = [
      { key: 'tier', operator: 'In', values: ['a', 'b'] },
      { key: 'old', operator: 'DoesNotExist' },
      { key: 'team', operator: 'Exists' },
    ];
    const labels = { matchLabels: { app: 'demo' }, matchExpressions };
    const readings = gatewayApi.reads({ routeSelector: labels }, PLACE);
    expect(readings).toHaveLength(4);
    expect(readings[0]).toMatchObject({
      ...{ resource: { kind: 'HTTPRoute', plural: 'httproutes' }, namespace: 'shop', labels },
    });
  });

  it('are steered where the labels and the services are right, once each', () => {
    const options = { httpRoutes: [{ name: 'web' }], routeSelector: { matchLabels: { app: 'demo' } } };
    const objects = [
      route([both]),
      route([both], { name: 'two' }),
      route([{ backendRefs: [backend('x', 1)] }], { name: 'other' }),
    ];
    const { actions, problems } = gatewayApi.render(options, PLACE, splitAt(20), objects);
    expect([actions.length, problems]).toEqual([2, []]);
  });

  it('keep the version they are served in', () => {
    const old = { ...route([both]), apiVersion: 'gateway.networking.k8s.io/v1beta1' };
    expect(gatewayApi.render(config, PLACE, splitAt(20), [old]).actions).toMatchObject([
      { ref: { apiVersion: 'gateway.networking.k8s.io/v1beta1' } },
    ]);
  });

  it('count unequal weights in parts of their sum', () => {
    const { shown } = gatewayApi.observed(config, PLACE, [
      route([{ backendRefs: [{ name: 'demo-stable' }, backend('demo-canary', 3)] }]),
    ]);
    expect(shown).toMatchObject([{ weights: { 'demo-stable': 1, 'demo-canary': 3 }, of: 4 }]);
  });
});
