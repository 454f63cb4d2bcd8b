/** Sticky cohorts in VirtualServices: whom they hold, where they stand, and when they are not made. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseYaml } from '../../../kube/yaml.ts';
import { LEASES } from '../leases.ts';
import { type AnyObject, applied, cohortsAt, PLACE, splitAt } from '../routers.testkit.ts';
import {
  BOTH,
  BOTH_SUBSETS,
  CANARY,
  HEADER,
  HOSTS,
  http,
  leasesIn,
  MIRROR,
  rule,
  STABLE,
  SUBSETS,
  specOf,
  steered,
  the,
  to,
  virtualService,
  weightsIn,
} from './istio.testkit.ts';
import { istio } from './istio.ts';

const golden = parseYaml(readFileSync(new URL('golden.yaml', import.meta.url), 'utf8')) as Record<string, object>;
const held = (weight: number, more: object = {}) => splitAt(weight, { cohorts: cohortsAt(weight), ...more });
const routesIn = (objects: readonly AnyObject[]) => specOf(the('VirtualService', objects))['http'] ?? [];

describe('golden', () => {
  it.each([
    ['hosts', HOSTS, [http({ name: 'primary', route: BOTH })]],
    [
      'subsets',
      SUBSETS,
      [
        http({ name: 'primary', route: BOTH_SUBSETS }),
        rule([
          { ...CANARY, labels: { ...CANARY.labels, 'rollouts-pod-template-hash': 'c' } },
          { ...STABLE, labels: { ...STABLE.labels, 'rollouts-pod-template-hash': 's' } },
        ]),
      ],
    ],
  ] as const)('%s', (name, config, objects) => {
    const found = steered(held(50), steered(held(20), objects, config), config);
    const { hosts: _, ...spec } = specOf(the('VirtualService', found));
    expect(spec).toEqual(golden[`cohorts, ${name}`]);
    expect(istio.render(config, PLACE, held(50), found)).toMatchObject({ actions: [], problems: [] });
    expect(istio.observed(config, PLACE, found)).toMatchObject({ routes: [], problems: [], shown: [{ of: 100 }] });
  });
});

describe('routes for clients with a cookie', () => {
  it('stand right before the route they are made of, and behind those that are asked for by header', () => {
    const config = { virtualService: { name: 'web', routes: ['primary'] } };
    const split = held(20, { headerRoutes: [HEADER], mirrorRoutes: [MIRROR] });
    const objects = [http({ name: 'first', route: [to('a')] }, { name: 'primary', route: BOTH })];
    const routes = routesIn(steered(split, objects, config));
    const none = undefined;
    expect(routes.map(({ name }) => name)).toEqual(['hdr', none, none, 'mirror', 'first', none, none, 'primary']);
    // Copies go on for those who are held.
    expect(routes.map((route) => 'mirror' in route)).toEqual([false, true, true, true, false, false, false, false]);
    expect(JSON.stringify(routes[0])).not.toContain('side');
  });

  it('leave destinations of others their share', () => {
    const route = [to('demo-stable', 60), to('legacy', 30), to('demo-canary', 10)];
    expect(weightsIn(the('VirtualService', steered(held(20), [http({ route })])))).toEqual([
      'legacy 30, demo-canary 70',
      'demo-stable 70, legacy 30',
      'demo-stable 50, legacy 30, demo-canary 20',
    ]);
  });

  it('are known without a record', () => {
    const found = the('VirtualService', steered(held(20), [http({ route: BOTH })]));
    const { annotations: _, ...metadata } = found.metadata;
    expect(routesIn(steered(held(20), [{ ...found, metadata }]))).toEqual(routesIn([found]));
  });

  it('are one side only where only that is held', () => {
    const split = splitAt(20, { cohorts: cohortsAt(20, { holdsStable: false }) });
    expect(weightsIn(the('VirtualService', steered(split, [http({ route: BOTH })])))).toEqual([
      'demo-canary 100',
      'demo-stable 80, demo-canary 20',
    ]);
  });
});

describe('the cookie', () => {
  const stableWith = (headers: object) => [{ ...to('demo-stable', 100), headers }, to('demo-canary', 0)];
  it.each<[string, object[], string]>([
    ['comes alone', BOTH, '.headers'],
    ['comes beside headers of requests', stableWith({ request: { set: { a: 'b' } } }), '.headers.response'],
    ['comes beside headers that go', stableWith({ response: { remove: ['server'] } }), '.headers.response.add'],
    ['comes beside others', stableWith({ response: { add: { a: 'b' } } }), '.headers.response.add[Set-Cookie]'],
  ])('%s, and goes again', (_, route, lease) => {
    const found = steered(held(20), [http({ route })]);
    const path = 'spec.http[route.destination.host=demo-stable].route[destination.host=demo-stable]';
    expect(leasesIn(the('VirtualService', found))).toContain(`${path}${lease}`);
    expect(routesIn(steered(splitAt(20), found))).toEqual(routesIn(steered(splitAt(20), [http({ route })])));
    const [free] = applied(found, istio.release(PLACE, found).actions);
    expect(routesIn(free ? [free] : [])).toEqual([{ route }]);
    expect(free?.metadata.annotations?.[LEASES]).toBeUndefined();
  });
});

describe('nobody is held', () => {
  const cookies = { headers: { response: { set: { 'set-cookie': 'a=b' } } } };
  it.each<[string, object, string]>([
    [
      'where a destination sets a cookie',
      { route: [{ ...to('demo-stable', 100), ...cookies }, to('demo-canary', 0)] },
      'set two cookies',
    ],
    [
      'where the user asks for one',
      { match: [{ headers: { cookie: { regex: 'a=b' } } }], route: BOTH },
      'match two patterns of one value',
    ],
  ])('%s', (_, route, cannot) => {
    const { actions, problems } = istio.render(HOSTS, PLACE, held(20), [http(route)]);
    expect(problems).toEqual([`sticky cohorts: VirtualService shop/web cannot ${cannot}`]);
    expect(actions).toEqual(istio.render(HOSTS, PLACE, splitAt(20), [http(route)]).actions);
  });

  it('by routes of connections', () => {
    const { problems } = istio.render(HOSTS, PLACE, held(20), [virtualService({ tcp: [{ route: BOTH }] })]);
    expect(problems).toEqual(['sticky cohorts need an HTTP route']);
  });
});
