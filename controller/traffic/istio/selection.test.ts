/** Which routes of a VirtualService are steered, and which make the Rollout invalid. */
import { describe, expect, it } from 'vitest';
import { PLACE, splitAt } from '../routers.testkit.ts';
import {
  BARE,
  BOTH,
  BOTH_SUBSETS,
  CANARY,
  HOSTS,
  rule,
  STABLE,
  SUBSETS,
  steered,
  the,
  to,
  toSubset,
  virtualService,
  weightsIn,
} from './istio.testkit.ts';
import { istio } from './istio.ts';
import type { VirtualServiceConfig } from './site.ts';

type More = Omit<VirtualServiceConfig, 'name'>;

const tls = (port: number | undefined, ...sniHosts: string[]) => ({
  match: sniHosts.map((host) => ({ ...(port && { port }), sniHosts: [host] })),
  route: BOTH,
});
const tcp = (...ports: number[]) => ({ match: ports.map((port) => ({ port })), route: BOTH });
const named = (name: string, route: unknown = BOTH) => ({ name, route });
const YES = 'demo-stable 80, demo-canary 20';
const NO = 'demo-stable 100, demo-canary 0';

describe('steered', () => {
  it.each<[string, object, More, string[]]>([
    ['is the only route', { http: [{ route: BOTH }] }, {}, [YES]],
    ['is the only route, though it has a name', { http: [named('a')] }, {}, [YES]],
    [
      'are the routes of these names',
      { http: [named('a'), named('b'), named('c')] },
      { routes: ['a', 'c'] },
      [YES, NO, YES],
    ],
    [
      'is the TLS route of this port and these hosts',
      { tls: [tls(1, 'a'), tls(2, 'a'), tls(1, 'a', 'b')] },
      { tlsRoutes: [{ port: 1, sniHosts: ['b', 'a'] }] },
      [NO, NO, YES],
    ],
    [
      'is a TLS route of any port',
      { tls: [tls(undefined, 'a'), tls(2, 'a')] },
      { tlsRoutes: [{ sniHosts: ['a'] }] },
      [YES, NO],
    ],
    [
      'is the TCP route of this port alone',
      { tcp: [tcp(1), tcp(1, 2), tcp(2)] },
      { tcpRoutes: [{ port: 1 }] },
      [YES, NO, NO],
    ],
    ['is one of each kind', { http: [{ route: BOTH }], tls: [tls(1, 'a')], tcp: [tcp(1)] }, {}, [YES, YES, YES]],
  ])('%s', (_, spec, more, weights) => {
    const config = { virtualService: { name: 'web', ...more } };
    const objects = [virtualService(spec)];
    expect(istio.unfit(config, PLACE, objects)).toEqual([]);
    expect(weightsIn(the('VirtualService', steered(splitAt(20), objects, config)))).toEqual(weights);
  });

  it.each(['web', 'web.shop', 'web.shop.svc.cluster.local'])('is the VirtualService of the name %s', (name) => {
    expect(istio.reads({ virtualService: { name } }, PLACE)).toEqual([
      { ref: { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', namespace: 'shop', name: 'web' } },
    ]);
  });

  it('are several VirtualServices, each once', () => {
    const config = {
      virtualServices: [{ name: 'web', routes: ['a'] }, { name: 'far.edge' }, { name: 'web.shop', routes: ['b'] }],
    };
    const far = [to('demo-stable.shop', 100), to('demo-canary.shop', 0)];
    const objects = [
      virtualService({ http: [named('a'), named('b'), named('c')] }),
      virtualService({ http: [{ route: far }] }, 'far', 'edge'),
    ];
    const after = steered(splitAt(20), objects, config);
    expect(weightsIn(the('VirtualService', after, 'web'))).toEqual([YES, YES, NO]);
    expect(weightsIn(the('VirtualService', after, 'far'))).toEqual(['demo-stable.shop 80, demo-canary.shop 20']);
  });
});

const omitted = (kind: string, field: string) =>
  `spec.${kind}[] should be set in VirtualService and it must have exactly one route when omitting spec.strategy.canary.trafficRouting.istio.virtualService.${field}`;
const invalid = (kind: string, error: string) => `Istio VirtualService has invalid ${kind} routes. Error: ${error}`;

describe('unfit', () => {
  it.each<[string, object, More, string[]]>([
    [
      'is a VirtualService without routes',
      { hosts: ['a'] },
      {},
      ['Unable to get any of the HTTP, TCP or TLS routes for the Istio VirtualService'],
    ],
    [
      'is a route that is missing',
      { http: [named('a')] },
      { routes: ['a', 'x'] },
      [invalid('HTTP', "HTTP Route 'x' is not found in the defined Virtual Service.")],
    ],
    [
      'is a TLS route that is missing',
      { tls: [tls(1, 'a')] },
      { tlsRoutes: [{ port: 2, sniHosts: ['a'] }] },
      [invalid('TLS', 'No matching TLS routes found in the defined Virtual Service.')],
    ],
    [
      'is a TCP route that is missing',
      { tcp: [tcp(1)] },
      { tcpRoutes: [{ port: 2 }] },
      [invalid('TCP', 'No matching TCP routes found in the defined Virtual Service.')],
    ],
    [
      'are several routes where none is named',
      { http: [{ route: BOTH }, { route: BOTH }] },
      {},
      [invalid('HTTP', omitted('http', 'routes'))],
    ],
    [
      'are several routes of another kind',
      { http: [{ route: BOTH }], tls: [tls(1, 'a'), tls(2, 'a')] },
      {},
      [invalid('TLS', omitted('tls', 'tlsRoutes'))],
    ],
    [
      'is a route without the canary',
      { http: [named('a', [to('demo-stable')])] },
      {},
      [invalid('HTTP', "Canary Service 'demo-canary' not found in route")],
    ],
    [
      'is a route without stable',
      { tcp: [{ route: [to('demo-canary')] }] },
      {},
      [invalid('TCP', "Stable Service 'demo-stable' not found in route")],
    ],
    [
      'is a route to Services of that name elsewhere',
      { http: [{ route: [to('demo-stable.x', 1), to('demo-canary.x', 1)] }] },
      {},
      [invalid('HTTP', "Canary Service 'demo-canary' not found in route")],
    ],
  ])('%s', (_, spec, more, messages) => {
    const config = { virtualService: { name: 'web.shop', ...more } };
    const found = istio.unfit(config, PLACE, [virtualService(spec)]);
    expect(found).toEqual(messages.map((message) => ({ path: 'virtualService.name', value: 'web.shop', message })));
    const { problems } = istio.observed(config, PLACE, [virtualService(spec)]);
    expect(problems).toHaveLength(messages.length);
  });

  it.each<[string, unknown[], string]>([
    ['canary', [toSubset('stable', 1)], "Canary DestinationRule subset 'canary' not found in route"],
    ['stable', [toSubset('canary', 1), to('demo-stable')], "Stable DestinationRule subset 'stable' not found in route"],
    [
      'subsets of another host',
      [to('x', 1, { subset: 'canary' })],
      "Canary DestinationRule subset 'canary' not found in route",
    ],
  ])('is a route without the subset: %s', (_, route, message) => {
    const objects = [virtualService({ http: [{ route }] }), rule([CANARY, STABLE])];
    expect(istio.unfit(SUBSETS, BARE, objects)).toMatchObject([{ message: invalid('HTTP', message) }]);
  });

  it('is a VirtualService that is missing', () => {
    const missing = {
      missing: 'VirtualService',
      value: 'a',
      message: 'virtualservices.networking.istio.io "a" not found',
    };
    expect(istio.unfit({ virtualService: { name: 'a' } }, PLACE, [])).toEqual([
      { ...missing, path: 'virtualService.name' },
    ]);
    expect(istio.unfit({ virtualServices: [{ name: 'a' }] }, PLACE, [])).toEqual([
      { ...missing, path: 'virtualServices.name' },
    ]);
  });
});

describe('a problem', () => {
  it.each<[string, object[], string]>([
    ['is a VirtualService that is missing', [], 'VirtualService shop/web not found'],
    ['is one without routes', [virtualService({})], 'VirtualService shop/web has no routes'],
    [
      'is a side named twice',
      [virtualService({ http: [{ route: [...BOTH, to('demo-canary.shop')] }] })],
      'VirtualService shop/web: spec.http[0] names canary or stable twice',
    ],
  ])('%s', (_, objects, problem) => {
    const known = objects as ReturnType<typeof virtualService>[];
    expect(istio.render(HOSTS, PLACE, splitAt(20), known)).toEqual({ actions: [], notices: [], problems: [problem] });
    expect(istio.observed(HOSTS, PLACE, known).problems).toEqual([problem]);
  });

  it('in one route keeps no other from its weights', () => {
    const config = { virtualService: { name: 'web', routes: ['a', 'b'] } };
    const object = virtualService({ http: [named('a', BOTH_SUBSETS), named('b')] });
    expect(weightsIn(the('VirtualService', steered(splitAt(20), [object], config)))).toEqual([
      'stable 100, canary 0',
      YES,
    ]);
  });
});
