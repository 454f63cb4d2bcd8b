/** What HTTPProxies are told: the weights of services in all routes of stable. */
import { describe, expect, it } from 'vitest';
import type { Split } from '../router.ts';
import { type AnyObject, PLACE, splitAt } from '../routers.testkit.ts';
import { HEADER, itKeepsItsPromises, released, steered } from '../rules/promises.testkit.ts';
import { contourCase, httpProxy, service } from './contour.case.testkit.ts';
import { contour } from './contour.ts';

const config = { httpProxies: ['web'] };
const subject = { router: contour, config };
const stable = { conditions: [{ prefix: '/' }], services: [service('demo-stable')], timeoutPolicy: { response: '5s' } };
const both = { services: [service('demo-stable', 1), service('legacy', 7), service('demo-canary', 0)] };
const header = { headerRoutes: [HEADER] };
const method = { header: { name: ':method', present: true } };
const canaryHeader = { header: { name: 'X-Canary', exact: 'true' } };

function changed(object: AnyObject): AnyObject {
  const { routes, ...spec } = object.spec as { routes: readonly object[] };
  const timeoutPolicy = { response: '9s' };
  const own = routes.map((route) => ('timeoutPolicy' in route ? { ...route, timeoutPolicy } : route));
  return { ...object, spec: { ...spec, ingressClassName: 'new', routes: own } };
}

function routesOf(objects: readonly AnyObject[]): readonly Record<string, unknown>[] {
  const spec = objects[0]?.spec as { routes: Record<string, unknown>[] } | undefined;
  return spec?.routes ?? [];
}

/** `demo-stable:80 demo-canary:20` */
function weightsOf(objects: readonly AnyObject[]): readonly string[] {
  return routesOf(objects).map(({ services }) =>
    (services as { name: string; weight?: number; mirror?: true }[])
      .map(({ name, weight = '-', mirror }) => `${name}:${weight}${mirror ? ' mirror' : ''}`)
      .join(' '),
  );
}

const mirrorAt = (mirror: object): Split =>
  splitAt(20, { mirrorRoutes: [{ name: 'mirror', match: [mirror], percentage: 35 }] });

describe('an HTTPProxy', () => {
  itKeepsItsPromises({
    ...{ router: contour, config, changed },
    objects: [httpProxy([stable, { conditions: [{ prefix: '/cart' }], ...both }])],
    golden: new URL('golden.yaml', import.meta.url),
  });
});

describe('with objects of all sorts', () => {
  itKeepsItsPromises({
    ...{ router: contour, config: { httpProxies: ['web', 'part'] }, changed },
    objects: contourCase.objects,
  });
});

describe('weights', () => {
  it.each<[string, object, string]>([
    ['go to a canary that was missing', stable, 'demo-stable:80 demo-canary:20'],
    ['leave other services alone', both, 'demo-stable:80 legacy:7 demo-canary:20'],
    ['leave routes of others alone', { services: [service('other')] }, 'other:-'],
    ['leave routes to the canary alone', { services: [service('demo-canary', 3)] }, 'demo-canary:3'],
    [
      'leave mirrors of the user alone',
      { services: [service('demo-stable'), { ...service('demo-canary', 5), mirror: true }] },
      'demo-stable:80 demo-canary:5 mirror demo-canary:20',
    ],
    [
      'leave a route alone that names stable twice',
      { services: [service('demo-stable', 1), { ...service('demo-stable', 1), port: 81 }] },
      'demo-stable:1 demo-stable:1',
    ],
  ])('%s', (_, route, weights) => {
    expect(weightsOf(steered(subject, splitAt(20), [httpProxy([stable, route])])).at(-1)).toBe(weights);
  });

  it.each<[string, object[], number, number]>([
    ['are equal where there are none', [service('demo-stable'), service('demo-canary')], 1, 2],
    ['are equal where all are 0', [service('demo-stable', 0), service('demo-canary', 0)], 1, 2],
    ['are 0 beside others', [service('demo-stable', 5), service('demo-canary')], 0, 5],
    ['are not those of mirrors', [service('demo-stable'), { ...service('demo-canary', 5), mirror: true }], 0, 1],
  ])('that are missing %s', (_, services, canary, of) => {
    const { shown } = contour.observed(config, PLACE, [httpProxy([{ services }])]);
    expect(shown).toMatchObject([{ weights: { 'demo-canary': canary }, of }]);
  });

  it('of an experiment go to 0 after it where the user has its service, too', () => {
    const tried = { services: [service('demo-stable'), service('demo-try', 5)] };
    const during = steered(subject, splitAt(20, { experiment: 10 }), [httpProxy([tried])]);
    expect(weightsOf(during)).toEqual(['demo-stable:70 demo-try:10 demo-canary:20']);
    const after = steered(subject, splitAt(20), during);
    expect(weightsOf(after)).toEqual(['demo-stable:80 demo-try:0 demo-canary:20']);
    expect(weightsOf(released(subject, steered(subject, splitAt(30), after)))).toEqual(['demo-stable:100 demo-try:0']);
    expect(contour.leases(config, PLACE, after[0] ?? httpProxy([]))).toContain(
      'spec.routes[services.name=demo-stable].services[name=demo-try].weight',
    );
  });

  it('say why', () => {
    expect(contour.render(config, PLACE, splitAt(20), [httpProxy([stable])]).actions).toMatchObject([
      { do: 'patch', resourceVersion: '1', because: 'canary weight 0 -> 20 in HTTPProxy shop/web' },
    ]);
  });
});

describe('a managed route', () => {
  it.each<[string, Split, readonly unknown[] | undefined]>([
    ['asks for its headers and those of its source', splitAt(20, header), [{ prefix: '/' }, canaryHeader, method]],
    [
      'asks for what a header begins with',
      splitAt(20, { headerRoutes: [{ name: 'hdr', match: [{ headerName: 'a', headerValue: { prefix: 'b.c' } }] }] }),
      [{ prefix: '/' }, { header: { name: 'a', regex: 'b\\.c.*' } }, method],
    ],
    [
      'asks for methods as headers',
      mirrorAt({ method: { exact: 'GET' } }),
      [{ prefix: '/' }, { header: { name: ':method', exact: 'GET' } }],
    ],
    ['asks for a path within its source', mirrorAt({ path: { exact: '/a' } }), [{ exact: '/a' }, method]],
    ['goes before its source where it asks for nothing else', mirrorAt({}), [{ prefix: '/' }, method]],
    ['is not there without matches', splitAt(20, { headerRoutes: [{ name: 'hdr', match: [] }] }), [{ prefix: '/' }]],
  ])('%s', (_, split, conditions) => {
    expect(routesOf(steered(subject, split, [httpProxy([stable])]))[0]?.['conditions']).toEqual(conditions);
  });

  it.each<[string, string, readonly unknown[] | undefined]>([
    [
      'does not ask twice for what its source asks for',
      'true',
      [{ header: { name: 'x-canary', exact: 'true' } }, method],
    ],
    ['is not there where its source asks for another value', 'false', undefined],
  ])('%s', (_, exact, conditions) => {
    const source = { ...stable, conditions: [{ header: { name: 'x-canary', exact } }] };
    const routes = routesOf(steered(subject, splitAt(20, header), [httpProxy([source])]));
    expect(routes.slice(0, -1).map((route) => route['conditions'])).toEqual(conditions ? [conditions] : []);
  });

  it.each<[string, AnyObject, Split, string]>([
    [
      'for no request at all',
      httpProxy([stable]),
      splitAt(20, { mirrorRoutes: [{ name: 'mirror', match: [{}], percentage: 0 }] }),
      'mirror 0 percent of the requests',
    ],
    [
      'for a path that others include',
      httpProxy([stable], { spec: {} }),
      mirrorAt({ path: { prefix: '/a' } }),
      'match the path of a request in an HTTPProxy that others include',
    ],
    [
      'for what is mirrored already',
      httpProxy([{ services: [service('demo-stable'), { ...service('audit'), mirror: true }] }]),
      mirrorAt({}),
      'mirror requests that are mirrored already',
    ],
    [
      'for a method by its beginning',
      httpProxy([stable]),
      mirrorAt({ method: { prefix: 'G' } }),
      'match a method other than exactly',
    ],
  ])('is not made %s', (_, object, split, cannot) => {
    const { problems, actions } = contour.render(config, PLACE, split, [object]);
    expect(problems).toEqual([`managed route mirror: HTTPProxy shop/web cannot ${cannot}`]);
    expect(actions).toHaveLength(1);
  });

  it('leaves a route of the user that asks for the same', () => {
    const own = { conditions: [{ prefix: '/' }, canaryHeader, method], services: [service('mine')] };
    const { problems } = contour.render(config, PLACE, splitAt(20, header), [httpProxy([own, stable])]);
    expect(problems).toEqual(['HTTPProxy shop/web has another rule for the requests of hdr']);
  });

  it('is known again where its record was lost', () => {
    const [live] = steered(subject, splitAt(20, header), [httpProxy([stable])]);
    const bare = { ...live, metadata: { ...live?.metadata, annotations: {} } } as AnyObject;
    expect(steered(subject, splitAt(20, header), [bare])).toMatchObject([{ spec: live?.spec }]);
    expect(weightsOf(released(subject, steered(subject, splitAt(20, header), [bare])))).toEqual([
      'demo-stable:100 demo-canary:0',
    ]);
  });

  it('is in place only where all its rules are', () => {
    const live = steered(subject, splitAt(20, header), [
      httpProxy([stable, { conditions: [{ prefix: '/b' }], ...both }]),
    ]);
    expect(contour.observed(config, PLACE, live).routes).toEqual(['hdr']);
    const [first, , ...rest] = routesOf(live);
    const torn = { ...live[0], spec: { routes: [first, ...rest] } } as AnyObject;
    expect(contour.observed(config, PLACE, [torn]).routes).toEqual([]);
  });
});

it.each<[string, AnyObject[], string, object]>([
  [
    'is missing',
    [],
    'HTTPProxy shop/web not found',
    { message: 'httpproxy.projectcontour.io "web" not found', missing: 'HTTPProxy' },
  ],
  [
    'does not know stable',
    [httpProxy([{ services: [service('other')] }])],
    'HTTPProxy shop/web has no rules using service demo-stable',
    { message: 'httpproxy `web` has no rules using service demo-stable backend' },
  ],
])('an HTTPProxy that %s is a problem, and makes the spec invalid', (_, objects, problem, unfit) => {
  expect(contour.render(config, PLACE, splitAt(20), objects)).toMatchObject({ actions: [], problems: [problem] });
  expect(contour.observed(config, PLACE, objects).problems).toEqual([problem]);
  expect(contour.unfit(config, PLACE, objects)).toEqual([{ path: 'httpProxies[0]', value: 'web', ...unfit }]);
});
