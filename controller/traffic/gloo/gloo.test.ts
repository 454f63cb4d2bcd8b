/** What Gloo's routes are told, and how one destination becomes several and one again. */
import { describe, expect, it } from 'vitest';
import type { Split } from '../router.ts';
import { type AnyObject, PLACE, splitAt } from '../routers.testkit.ts';
import { HEADER, itKeepsItsPromises, released, steered } from '../rules/promises.testkit.ts';
import { glooCase, kube, multi, routeTable, single, upstream, virtualService } from './gloo.case.testkit.ts';
import { gloo } from './gloo.ts';

const config = { virtualServices: [{ name: 'web' }] };
const subject = { router: gloo, config };

function changed(object: AnyObject): AnyObject {
  return { ...object, spec: { ...(object.spec as object), sslConfig: { verifySubjectAltName: ['new'] } } };
}

function routesOf(objects: readonly AnyObject[]): readonly Record<string, unknown>[] {
  const spec = objects[0]?.spec as { virtualHost: { routes: Record<string, unknown>[] } } | undefined;
  return spec?.virtualHost.routes ?? [];
}

const headerAt = (match: readonly object[]): Split =>
  splitAt(20, { headerRoutes: [{ name: 'hdr', match: match as never }] });

describe('a VirtualService', () => {
  itKeepsItsPromises({
    ...{ router: gloo, config, changed },
    objects: [
      virtualService([
        single('/api', kube('demo-stable'), { name: 'api' }),
        multi('/', [upstream('legacy'), 7], [upstream('shop-demo-stable-80'), 1]),
      ]),
    ],
    golden: new URL('golden.yaml', import.meta.url),
  });
});

describe('both kinds', () => {
  itKeepsItsPromises({
    ...{ router: gloo, changed, objects: glooCase.objects },
    config: { ...config, routeTables: [{ name: 'part', namespace: 'gloo-system' }] },
  });
});

describe('a destination', () => {
  it.each<[string, object, object]>([
    ['is a Service', kube('demo-stable'), kube('demo-canary')],
    ['is an upstream that Gloo has found', upstream('shop-demo-stable-80'), upstream('shop-demo-canary-80')],
    ['is an upstream with the name of the Service', upstream('demo-stable'), upstream('demo-canary')],
    [
      'keeps what else is in it',
      { ...kube('demo-stable'), subset: { values: { a: 'b' } } },
      { ...kube('demo-canary'), subset: { values: { a: 'b' } } },
    ],
  ])('%s, and that of the canary, too', (_, stable, canary) => {
    const [route] = routesOf(steered(subject, splitAt(20), [virtualService([single('/', stable)])]));
    const destinations = [
      { destination: stable, weight: 80 },
      { destination: canary, weight: 20 },
    ];
    expect(route?.['routeAction']).toEqual({ multi: { destinations } });
  });

  it.each<[string, object]>([
    ['in another namespace', { kube: { ref: { name: 'demo-stable', namespace: 'away' }, port: 80 } }],
    ['found in another namespace', upstream('away-demo-stable-80')],
    ['of another sort', { consul: { serviceName: 'demo-stable' } }],
  ])("%s is not the Rollout's", (_, destination) => {
    const { actions, problems } = gloo.render(config, PLACE, splitAt(20), [virtualService([single('/', destination)])]);
    expect([actions, problems]).toEqual([[], ['VirtualService shop/web has no rules using service demo-stable']]);
  });

  it('gets everything where it is alone, and nothing without a weight beside others', () => {
    const shown = (route: object) => gloo.observed(config, PLACE, [virtualService([route])]).shown;
    expect(shown(single('/', kube('demo-stable')))).toMatchObject([{ weights: { 'demo-stable': 1 }, of: 1 }]);
    const destinations = [{ destination: kube('demo-stable'), weight: 3 }, { destination: kube('demo-canary') }];
    expect(shown({ routeAction: { multi: { destinations } } })).toMatchObject([
      { weights: { 'demo-canary': 0 }, of: 3 },
    ]);
  });
});

describe('the form of a route', () => {
  it('is single again at the end, byte for byte', () => {
    const user = virtualService([single('/api', kube('demo-stable'), { name: 'api' })]);
    expect(released(subject, steered(subject, splitAt(20), [user]))[0]?.spec).toEqual(user.spec);
  });

  it('stays multi where somebody has added a destination', () => {
    const [live] = steered(subject, splitAt(20), [virtualService([single('/', kube('demo-stable'))])]);
    const [route] = routesOf(live ? [live] : []);
    const action = route?.['routeAction'] as { multi: { destinations: object[] } } | undefined;
    const destinations = action?.multi.destinations ?? [];
    const mine = { destination: kube('mine'), weight: 1 };
    const routes = [{ ...route, routeAction: { multi: { destinations: [...destinations, mine] } } }];
    const touched = { ...live, spec: { virtualHost: { routes } } } as AnyObject;
    expect(routesOf(released(subject, [touched]))[0]?.['routeAction']).toEqual({
      multi: { destinations: [{ destination: kube('demo-stable'), weight: 100 }, mine] },
    });
  });

  it('stays single where the user has made it so', () => {
    const [live] = steered(subject, splitAt(20), [virtualService([multi('/', [kube('demo-stable'), 1])])]);
    const { spec } = virtualService([single('/', kube('demo-stable'))]);
    expect(released(subject, [{ ...live, spec } as AnyObject])[0]?.spec).toEqual(spec);
  });

  it('may go back to single in mid-rollout: the next pass divides again', () => {
    const user = virtualService([single('/', kube('demo-stable'))]);
    const [live] = steered(subject, splitAt(20), [user]);
    const back = { ...live, spec: user.spec } as AnyObject;
    expect(steered(subject, splitAt(20), [back])[0]?.spec).toEqual(live?.spec);
    expect(released(subject, [back])[0]?.spec).toEqual(user.spec);
  });
});

describe('a header route', () => {
  const source = { ...single('/api', kube('demo-stable'), { name: 'api', options: { timeout: '5s' } }) };
  it.each<[string, Split, object]>([
    ['asks for a whole value', splitAt(20, { headerRoutes: [HEADER] }), { name: 'X-Canary', value: 'true' }],
    [
      'asks for what a value begins with',
      headerAt([{ headerName: 'a', headerValue: { prefix: 'b.' } }]),
      { name: 'a', value: 'b\\..*', regex: true },
    ],
    [
      'asks for an expression',
      headerAt([{ headerName: 'a', headerValue: { regex: 'b+' } }]),
      { name: 'a', value: 'b+', regex: true },
    ],
  ])('%s, and comes first', (_, split, header) => {
    const [route, user] = routesOf(steered(subject, split, [virtualService([source])]));
    expect(route).toEqual({
      ...{ matchers: [{ prefix: '/api', headers: [header] }], options: { timeout: '5s' } },
      routeAction: { single: kube('demo-canary') },
    });
    expect(user).toMatchObject({ name: 'api', matchers: [{ prefix: '/api' }] });
  });

  it('asks for nothing where its source asks for another value', () => {
    const other = { ...source, matchers: [{ prefix: '/', headers: [{ name: 'x-canary', value: 'false' }] }] };
    expect(routesOf(steered(subject, splitAt(20, { headerRoutes: [HEADER] }), [virtualService([other])]))).toHaveLength(
      1,
    );
  });
});

it('goes by namespace for RouteTables, too', () => {
  const elsewhere = { routeTables: [{ name: 'part', namespace: 'gloo-system' }] };
  expect(gloo.unfit(elsewhere, PLACE, [])).toEqual([
    {
      path: 'routeTables[0].name',
      value: 'part',
      message: 'routetable.gateway.solo.io "part" not found',
      missing: 'RouteTable',
    },
  ]);
  expect(gloo.unfit(elsewhere, PLACE, [routeTable([single('/', kube('demo-stable'))])])).toEqual([]);
});
