/** Header routes of an Ingress: where their paths go, and which are refused. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HeaderRoute, Place, Split } from '../router.ts';
import { type AnyObject, applied, frozen, ingress, PLACE, splitAt } from '../routers.testkit.ts';
import {
  config,
  groupsIn,
  HEADER,
  MANAGED,
  named,
  PREFIX,
  pathsIn,
  pathTo,
  released,
  rootIngress,
  rootPath,
  steered,
} from './alb.testkit.ts';
import { alb } from './alb.ts';

const withRoutes = (...headerRoutes: HeaderRoute[]): Split => splitAt(20, { headerRoutes });
const routeTo = (name: string, match = HEADER.match): HeaderRoute => ({ name, match });

const wide = ingress('web', {
  rules: [
    {
      host: 'a',
      http: {
        paths: [
          pathTo('hdr-like', { path: '/x' }),
          pathTo('api', { path: '/api' }),
          rootPath({ path: '/', pathType: 'Prefix' }),
        ],
      },
    },
    { host: 'b', http: { paths: [pathTo('other')] } },
    { host: 'c' },
    { host: 'd', http: { paths: [rootPath({ path: '/p', pathType: 'Exact' }), rootPath()] } },
  ],
});

describe('paths', () => {
  it('stand before each path of the action, and nowhere else', () => {
    const objects = steered(withRoutes(HEADER), [wide]);
    expect(pathsIn(objects)).toEqual(['hdr-like api hdr demo-root', 'other', '', 'hdr demo-root hdr demo-root']);
    const rules = (named(objects, 'web').spec as { rules: { http?: { paths: unknown[] } }[] }).rules;
    expect(rules[0]?.http?.paths[2]).toEqual(pathTo('hdr', { path: '/', pathType: 'Prefix' }));
    expect(rules[3]?.http?.paths[0]).toEqual(pathTo('hdr', { path: '/p', pathType: 'Exact' }));
    expect(alb.observed(config, PLACE, objects).routes).toEqual(['hdr']);
  });

  it('go again, and the rules are as they were', () => {
    const during = steered(withRoutes(HEADER), [wide]);
    for (const objects of [steered(splitAt(20), during), released(during)]) {
      expect(named(objects, 'web').spec).toEqual(wide.spec);
      expect(
        Object.keys(named(objects, 'web').metadata.annotations ?? {}).filter((key) => key.includes('hdr')),
      ).toEqual([]);
    }
  });

  it('keep the order of managedRoutes, whichever came first', () => {
    const place = { ...PLACE, managedRoutes: ['a', 'b'] };
    const later = alb.render(config, place, withRoutes(routeTo('b')), [wide]).actions;
    const once = applied([wide], later);
    const objects = applied(once, alb.render(config, place, withRoutes(routeTo('b'), routeTo('a')), once).actions);
    expect(pathsIn(objects)[0]).toBe('hdr-like api a b demo-root');
  });

  it('are not shown as long as one is missing', () => {
    const objects = steered(withRoutes(HEADER), [wide]);
    const { rules } = named(objects, 'web').spec as { rules: object[] };
    const cut = [
      { ...named(objects, 'web'), spec: { rules: [rules[0], rules[1], (wide.spec as { rules: object[] }).rules[3]] } },
    ];
    expect(alb.observed(config, PLACE, cut).routes).toEqual([]);
  });

  it('leave those of another Rollout alone', () => {
    const other = `${PREFIX}/actions.hdr`;
    const object = ingress(
      'web',
      { rules: [{ http: { paths: [pathTo('hdr'), rootPath()] } }] },
      { [MANAGED]: JSON.stringify({ other: [other] }), [other]: 'theirs' },
    );
    const { problems } = alb.render(config, PLACE, withRoutes(HEADER), [object]);
    expect(problems).toEqual(['managed route hdr: Ingress shop/web has one of another Rollout']);
    const objects = steered(withRoutes(HEADER), [object]);
    expect(pathsIn(objects)).toEqual(['hdr demo-root']);
    expect(named(released(objects), 'web').metadata.annotations?.[other]).toBe('theirs');
  });

  it('leave those of the user alone once the Rollout is gone, whatever its routes are called by then', () => {
    const objects = steered(withRoutes(HEADER), [wide]);
    expect(pathsIn(released(objects, { managedRoutes: ['demo-root', 'api', 'other'] }))[0]).toBe(
      'hdr-like api demo-root',
    );
  });
});

it.each<[string, object, Partial<Place>]>([
  ['its conditions are gone', { [`${PREFIX}/conditions.hdr`]: undefined }, {}],
  ['its action is gone', { [`${PREFIX}/actions.hdr`]: undefined }, {}],
  ['the canary has another service by now', {}, { canaryService: 'demo-stable', stableService: 'demo-canary' }],
])('a route is not shown where %s', (_, annotations, place) => {
  const web = named(steered(withRoutes(HEADER), [rootIngress()]), 'web');
  const changed = {
    ...web,
    metadata: { ...web.metadata, annotations: { ...web.metadata.annotations, ...annotations } },
  };
  expect(alb.observed(config, { ...PLACE, ...place }, [changed as AnyObject]).routes).toEqual([]);
});

it('no path of the weights is taken for that of a route, whatever routes are called', () => {
  const place = { ...PLACE, managedRoutes: ['demo-root', 'hdr'] };
  const objects = applied([rootIngress()], alb.render(config, place, withRoutes(HEADER), [rootIngress()]).actions);
  expect(pathsIn(objects)).toEqual(['hdr demo-root']);
  expect(alb.observed(config, place, objects).routes).toEqual(['hdr']);
});

it('conditions join the values of one header', () => {
  const match = ['1', '2'].map((exact) => ({ headerName: 'A', headerValue: { exact } }));
  const objects = steered(withRoutes(routeTo('hdr', [...match, { headerName: 'B', headerValue: { exact: '3' } }])), [
    rootIngress(),
  ]);
  expect(JSON.parse(named(objects, 'web').metadata.annotations?.[`${PREFIX}/conditions.hdr`] ?? '')).toEqual([
    { field: 'http-header', httpHeaderConfig: { httpHeaderName: 'A', values: ['1', '2'] } },
    { field: 'http-header', httpHeaderConfig: { httpHeaderName: 'B', values: ['3'] } },
  ]);
});

it.each<[string, HeaderRoute, string]>([
  [
    'with a prefix',
    routeTo('hdr', [{ headerName: 'A', headerValue: { prefix: 'x' } }]),
    'an Ingress compares whole values only',
  ],
  ['that matches everything', routeTo('hdr', []), 'it matches no header'],
  ['whose name no Service could have', routeTo('No name'), 'no Ingress can hold the name'],
  ['called like the root service', routeTo('demo-root'), 'Ingress shop/web has its weights in the action of that name'],
])('a route %s is a problem, and the weights go on', (_, route, problem) => {
  const before = steered(withRoutes(HEADER), [rootIngress()]);
  const { problems } = alb.render(config, PLACE, withRoutes(route), before);
  expect(problems).toEqual([`managed route ${route.name}: ${problem}`]);
  const objects = steered(withRoutes(route), before);
  expect([groupsIn(objects), pathsIn(objects)]).toEqual(['demo-canary:20 demo-stable:80', ['demo-root']]);
});

it('any Ingress is stood, and right after one write', () => {
  const bit = fc.oneof(fc.jsonValue(), fc.constantFrom<unknown>(pathTo('hdr'), rootPath(), pathTo('other')));
  const bits = fc.oneof(bit, fc.array(bit));
  const rule = fc.record({ host: bit, http: fc.oneof(bit, fc.record({ paths: bits })) });
  const spec = fc.record({ rules: fc.oneof(bit, fc.array(fc.oneof(bit, rule))) });
  const key = fc.constantFrom(
    MANAGED,
    `${PREFIX}/actions.demo-root`,
    `${PREFIX}/actions.hdr`,
    `${PREFIX}/conditions.hdr`,
    'x',
  );
  const text = fc.oneof(fc.string(), fc.json(), fc.constant(`{"demo":["${PREFIX}/actions.hdr","x"],"other":3}`));
  fc.assert(
    fc.property(spec, fc.dictionary(key, text), fc.boolean(), (broken, annotations, hasHeader) => {
      const split = hasHeader ? withRoutes(HEADER) : splitAt(20);
      const objects: readonly AnyObject[] = [frozen(ingress('web', broken, annotations))];
      const after = steered(split, objects);
      expect(alb.render(config, PLACE, split, after).actions).toEqual([]);
      const free = released(after);
      expect(alb.release(PLACE, free).actions).toEqual([]);
      alb.observed(config, PLACE, objects);
      alb.observed(config, PLACE, free);
    }),
  );
});
