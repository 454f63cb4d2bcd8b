/** Managed routes of VirtualServices: where they stand, whose requests they take, and that they go again. */
import { describe, expect, it } from 'vitest';
import type { Split } from '../router.ts';
import { type AnyObject, frozen, PLACE, splitAt } from '../routers.testkit.ts';
import { BOTH, HEADER, HOSTS, http, MIRROR, specOf, steered, the, to, virtualService } from './istio.testkit.ts';
import { istio } from './istio.ts';
import type { Istio } from './site.ts';

const withHeader = (more: Partial<Split> = {}) => splitAt(20, { headerRoutes: [HEADER], ...more });
const withMirror = splitAt(20, { mirrorRoutes: [MIRROR] });
const canary = { 'X-Canary': { exact: 'true' } };

function routesOf(split: Split, objects: readonly AnyObject[], config: Istio = HOSTS) {
  return specOf(the('VirtualService', steered(split, objects, config)))['http'] ?? [];
}

const namesOf = (routes: readonly object[]) => routes.map((route) => (route as { name?: string }).name);

describe('managed routes', () => {
  it('stand before all others, in the order of their names in the spec, and no route is there twice', () => {
    const config = { virtualService: { name: 'web', routes: ['primary'] } };
    const ofUser = [{ route: [to('a')] }, { name: 'primary', route: BOTH }, { route: [to('b')] }];
    const split = withHeader({ mirrorRoutes: [MIRROR] });
    const objects = steered(split, steered(withMirror, [http(...ofUser)], config), config);
    expect(namesOf(routesOf(split, objects, config))).toEqual(['hdr', 'mirror', undefined, 'primary', undefined]);
    expect(istio.observed(config, PLACE, objects).routes).toEqual(['hdr', 'mirror']);
    expect(namesOf(routesOf(splitAt(20), objects, config))).toEqual([undefined, 'primary', undefined]);
  });

  it('lead to the port of the canary', () => {
    const port = { port: { number: 80 } };
    const route = [to('demo-stable', 1, port), to('demo-canary', 1, port)];
    expect(routesOf(withHeader(), [http({ route })])[0]).toEqual({
      name: 'hdr',
      match: [{ headers: canary }],
      route: [{ destination: { host: 'demo-canary', port: { number: 80 } }, weight: 100 }],
    });
    expect(routesOf(withMirror, [http({ route })])[0]).toMatchObject({ mirror: { host: 'demo-canary', ...port } });
  });

  it('take any of several headers', () => {
    const match = [
      { headerName: 'a', headerValue: { prefix: 'x' } },
      { headerName: 'b', headerValue: { regex: 'y.*' } },
    ];
    const [route] = routesOf(withHeader({ headerRoutes: [{ name: 'hdr', match }] }), [http({ route: BOTH })]);
    expect(route?.['match']).toEqual([{ headers: { a: { prefix: 'x' } } }, { headers: { b: { regex: 'y.*' } } }]);
  });

  it('keep what the route of the user does with a request', () => {
    const source = { route: BOTH, timeout: '5s', rewrite: { uri: '/' }, headers: { request: { set: { a: 'b' } } } };
    expect(routesOf(withHeader(), [http(source)])[0]).toMatchObject({ ...source, route: [to('demo-canary', 100)] });
  });

  it('stand in every VirtualService for what each of its routes takes', () => {
    const config = { virtualServices: [{ name: 'web', routes: ['a', 'b'] }, { name: 'two' }] };
    const of = (uri: string) => ({ match: [{ uri: { prefix: uri } }], route: BOTH });
    const objects = [
      http({ name: 'a', ...of('/a') }, { name: 'b', ...of('/b') }),
      virtualService({ http: [{ route: BOTH }] }, 'two'),
    ];
    const after = steered(withHeader(), objects, config);
    expect(routesOf(withHeader(), after, config).slice(0, 2)).toMatchObject([
      { name: 'hdr', match: [{ uri: { prefix: '/a' }, headers: canary }] },
      { name: 'hdr', match: [{ uri: { prefix: '/b' }, headers: canary }] },
    ]);
    expect(istio.observed(config, PLACE, after).routes).toEqual(['hdr']);
    const lost = [the('VirtualService', after, 'web'), the('VirtualService', objects, 'two')];
    expect(istio.observed(config, PLACE, lost).routes).toEqual([]);
  });

  it.each<[string, object, object]>([
    [
      'one mirror',
      { mirror: { host: 'log' }, mirrorPercentage: { value: 10 } },
      { mirrors: [{ destination: { host: 'log' }, percentage: { value: 10 } }] },
    ],
    [
      'one mirror of old',
      { mirror: { host: 'log' }, mirrorPercent: 10 },
      { mirrors: [{ destination: { host: 'log' }, percentage: { value: 10 } }] },
    ],
    ['several', { mirrors: [{ destination: { host: 'log' } }] }, { mirrors: [{ destination: { host: 'log' } }] }],
  ])('mirror beside what the user mirrors: %s', (_, mine, { mirrors }: { mirrors?: object[] }) => {
    const [route, user] = routesOf(withMirror, [http({ route: BOTH, ...mine })]);
    const ours = { destination: { host: 'demo-canary' }, percentage: { value: 35 } };
    expect(route?.['mirrors']).toEqual([...(mirrors ?? []), ours]);
    expect([route?.['mirror'], route?.['mirrorPercentage'], route?.['mirrorPercent']]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(user).toMatchObject(mine);
  });

  it('of the reference are taken over', () => {
    const left = { name: 'hdr', match: [{ headers: canary }], route: [to('demo-canary.shop', 100)] };
    expect(namesOf(routesOf(splitAt(20), [http(left, { route: BOTH })]))).toEqual([undefined]);
  });

  it('of the user that only have the name stay, and are a problem', () => {
    const mine = { name: 'hdr', route: [to('mine')] };
    const objects = [http(mine, { name: 'primary', route: BOTH })];
    const config = { virtualService: { name: 'web', routes: ['primary'] } };
    expect(namesOf(routesOf(withHeader(), objects, config))).toEqual(['hdr', 'primary']);
    const { problems } = istio.render(config, PLACE, withHeader(), objects);
    expect(problems).toEqual(['VirtualService shop/web has a route hdr that is not ours']);
  });

  it('need a route for HTTP', () => {
    const { problems } = istio.render(HOSTS, PLACE, withHeader(), [virtualService({ tcp: [{ route: BOTH }] })]);
    expect(problems).toEqual(['managed routes need an HTTP route']);
  });
});

describe('the matches of a managed route', () => {
  const mirrored = (match: object) => ({ ...MIRROR, match: [match] });
  const uri = (type: string, value: string) => ({ uri: { [type]: value } });
  const path = (type: string, value: string) => ({ path: { [type]: value } });

  it.each<[string, object, object, object | undefined]>([
    ['are its own where the user asks nothing', {}, path('prefix', '/a'), uri('prefix', '/a')],
    [
      'keep what the user asks',
      { gateways: ['mesh'] },
      path('prefix', '/a'),
      { gateways: ['mesh'], ...uri('prefix', '/a') },
    ],
    ['are the narrower prefix of both', uri('prefix', '/a/b'), path('prefix', '/a'), uri('prefix', '/a/b')],
    ['are the narrower prefix of both, again', uri('prefix', '/a'), path('prefix', '/a/b'), uri('prefix', '/a/b')],
    ['are the whole path', uri('exact', '/a/b'), path('prefix', '/a'), uri('exact', '/a/b')],
    ['are the pattern of the user', uri('regex', '/a.*'), path('prefix', '/'), uri('regex', '/a.*')],
    ['are none where no request is both', uri('prefix', '/a'), path('exact', '/b'), undefined],
    ['are none for another method', { method: { exact: 'GET' } }, { method: { exact: 'PUT' } }, undefined],
    [
      'add headers to those of the user',
      { headers: { a: { exact: '1' } } },
      { headers: { b: { exact: '2' } } },
      { headers: { a: { exact: '1' }, b: { exact: '2' } } },
    ],
    ['know a header in any case', { headers: { A: { exact: '1' } } }, { headers: { a: { exact: '2' } } }, undefined],
    ['may ask nothing', {}, {}, {}],
  ])('%s', (_, base, match, narrowed) => {
    const objects = [http({ name: 'p', match: [base], route: BOTH })];
    const split = splitAt(20, { mirrorRoutes: [mirrored(match)] });
    const [first] = routesOf(split, objects);
    expect(first?.['name'] === 'mirror' ? first['match'] : undefined).toEqual(narrowed && [narrowed]);
    expect(istio.render(HOSTS, PLACE, split, objects).problems).toEqual([]);
  });

  it.each<[string, object, object, string]>([
    ['two patterns', uri('regex', '/a.*'), path('prefix', '/a'), 'match two patterns of one value'],
    ['an empty value', {}, { method: {} }, 'match a value that is empty'],
  ])('are a problem for %s, and there is no route', (_, base, match, cannot) => {
    const objects = [http({ match: [base], route: BOTH })];
    const split = splitAt(20, { mirrorRoutes: [mirrored(match)] });
    expect(routesOf(split, objects)).toHaveLength(1);
    const { problems } = istio.render(HOSTS, PLACE, split, objects);
    expect(problems).toEqual([`managed route mirror: VirtualService shop/web cannot ${cannot}`]);
  });

  it.each([
    ['header', withHeader({ headerRoutes: [{ name: 'hdr', match: [] }] })],
    ['mirror', splitAt(20, { mirrorRoutes: [{ ...MIRROR, match: [] }] })],
  ])('are never every request because a %s asks for none', (_, split) => {
    expect(routesOf(split, [frozen(http({ route: BOTH }))])).toHaveLength(1);
  });
});
