/** What VirtualServices are told: weights, and nothing else that is the user's. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseYaml } from '../../../kube/yaml.ts';
import { fingerprint, LEASES } from '../leases.ts';
import type { Split } from '../router.ts';
import { type AnyObject, applied, frozen, PLACE, splitAt } from '../routers.testkit.ts';
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
const at20 = splitAt(20);
const web = http({ name: 'primary', route: BOTH });
const only = (objects: readonly AnyObject[]) => the('VirtualService', objects);

describe('golden', () => {
  const routes = { headerRoutes: [HEADER], mirrorRoutes: [MIRROR] };
  it.each<[string, Split]>([
    ['weight 0', splitAt(0)],
    ['weight 20', at20],
    ['weight 100', splitAt(100)],
    ['experiment', splitAt(20, { experiment: 5 })],
    ['header', splitAt(20, { headerRoutes: [HEADER] })],
    ['header and mirror', splitAt(20, routes)],
  ])('%s, hosts', (name, split) => {
    const { hosts: _, ...spec } = specOf(only(steered(split, steered(splitAt(50), [web]))));
    expect(spec).toEqual(golden[`${name}, hosts`]);
  });

  it.each<[string, Split]>([
    ['weight 20', at20],
    ['header and mirror', splitAt(20, routes)],
  ])('%s, subsets', (name, split) => {
    const objects = [http({ name: 'primary', route: BOTH_SUBSETS }), rule([CANARY, STABLE])];
    const { hosts: _, ...spec } = specOf(only(steered(split, objects, SUBSETS)));
    expect(spec).toEqual(golden[`${name}, subsets`]);
  });
});

describe('weights', () => {
  it.each<[string, unknown[], string]>([
    ['go to both', BOTH, 'demo-stable 80, demo-canary 20'],
    ['go to both where none are set', [to('demo-canary'), to('demo-stable')], 'demo-canary 20, demo-stable 80'],
    [
      'go to Services by any of their names',
      [to('demo-stable.shop', 1), to('demo-canary.shop.svc.cluster.local', 1)],
      'demo-stable.shop 80, demo-canary.shop.svc.cluster.local 20',
    ],
    [
      'leave others alone, and stable does without what they get',
      [...BOTH, to('legacy', 10), to('demo-canary.other', 5)],
      'demo-stable 65, demo-canary 20, legacy 10, demo-canary.other 5',
    ],
    ['may leave stable nothing', [...BOTH, to('legacy', 90)], 'demo-stable 0, demo-canary 20, legacy 90'],
  ])('%s', (_, route, weights) => {
    const objects = steered(at20, [http({ route })]);
    expect(weightsIn(only(objects))).toEqual([weights]);
    const { shown, problems } = istio.observed(HOSTS, PLACE, objects);
    expect([shown[0]?.weights, shown[0]?.of, problems]).toEqual([{ 'demo-canary': 20, 'demo-stable': 80 }, 100, []]);
  });

  it('come and go with experiments, in the order of their names', () => {
    const { destinations, ...rest } = splitAt(20, { experiment: 5 });
    const more = { service: 'a-try', hash: 'a', role: 'experiment', weight: 3 } as const;
    const during = steered({ ...rest, destinations: [...destinations, more] }, [http({ route: BOTH })]);
    expect(weightsIn(only(during))).toEqual(['demo-stable 72, demo-canary 20, a-try 3, demo-try 5']);
    expect(istio.observed(HOSTS, PLACE, during).shown[0]?.weights).toMatchObject({ 'a-try': 3, 'demo-try': 5 });
    expect(weightsIn(only(steered(at20, during)))).toEqual(['demo-stable 80, demo-canary 20']);
  });

  it('reach an experiment from another namespace', () => {
    const route = [to('demo-stable.shop', 100), to('demo-canary.shop', 0)];
    const config = { virtualService: { name: 'web.edge' } };
    const far = virtualService({ http: [{ route }] }, 'web', 'edge');
    const during = steered(splitAt(20, { experiment: 5 }), [far], config);
    expect(weightsIn(only(during))[0]).toContain('demo-try.shop.svc.cluster.local 5');
    expect(weightsIn(only(steered(at20, during, config)))).toEqual(['demo-stable.shop 80, demo-canary.shop 20']);
  });

  it('are parts of 100, whatever the split counts in', () => {
    expect(weightsIn(only(steered(splitAt(200, { total: 1000 }), [web])))).toEqual(['demo-stable 80, demo-canary 20']);
  });

  it('are told with the words of the reference, when they change', () => {
    const { actions, notices } = istio.render(HOSTS, PLACE, splitAt(20, { headerRoutes: [HEADER] }), [web]);
    expect(actions).toMatchObject([
      { do: 'patch', resourceVersion: '1', because: 'canary weight 0 -> 20 in VirtualService shop/web' },
    ]);
    expect(notices).toEqual([
      { type: 'Normal', reason: 'Updated VirtualService', message: "VirtualService `web` set to desiredWeight '20'" },
      { type: 'Normal', reason: 'Updated VirtualService', message: "VirtualService `web` set headerRoute 'hdr'" },
    ]);
    const after = applied([web], actions);
    expect(istio.render(HOSTS, PLACE, splitAt(20, { headerRoutes: [HEADER] }), after).notices).toEqual([]);
  });

  it.each(['v1', 'v1beta1', 'v1alpha3'])('go to objects of %s as they are served', (version) => {
    const old = { ...web, apiVersion: `networking.istio.io/${version}` };
    expect(istio.render(HOSTS, PLACE, at20, [old]).actions).toMatchObject([{ ref: { apiVersion: old.apiVersion } }]);
  });
});

describe('a change from Git beside the weights', () => {
  it('survives, and so do they', () => {
    const during = only(steered(at20, [web]));
    const { http: [route] = [] } = specOf(during);
    const spec = { hosts: ['demo', 'other'], http: [{ ...route, timeout: '9s', retries: { attempts: 2 } }] };
    const after = only(steered(splitAt(30), [frozen({ ...during, spec })]));
    expect(specOf(after)).toMatchObject({ ...spec, http: [{ timeout: '9s', retries: { attempts: 2 } }] });
    expect(weightsIn(after)).toEqual(['demo-stable 70, demo-canary 30']);
  });
});

describe('leases', () => {
  const pair = 'route[destination.host=demo-stable|destination.host=demo-canary].weight';
  it.each<[string, unknown[], Split, string[]]>([
    ['know routes by name', [{ name: 'a', route: BOTH }], at20, [`spec.http[name=a].${pair}`]],
    [
      'know others by where they lead',
      [{ route: BOTH }],
      at20,
      [`spec.http[route.destination.host=demo-stable].${pair}`],
    ],
    [
      'write no name that would mean something else',
      [{ name: 'a]=|', route: BOTH }],
      at20,
      [`spec.http[name=#${fingerprint('a]=|')}].${pair}`],
    ],
    [
      'hold all of what was added',
      [{ name: 'a', route: BOTH }],
      splitAt(20, { experiment: 5, headerRoutes: [HEADER] }),
      [`spec.http[name=a].${pair}`, 'spec.http[name=a].route[destination.host=demo-try]', 'spec.http[name=hdr]'],
    ],
  ])('%s', (_, routes, split, paths) => {
    const config = HOSTS;
    const after = only(steered(split, [http(...routes)], config));
    expect(leasesIn(after)).toEqual(paths);
    expect(istio.leases(config, PLACE, after)).toEqual(paths);
    expect(istio.leases({ virtualService: { name: 'other' } }, PLACE, after)).toEqual([]);
  });

  it('know a TLS route by its match where others lead to the same place', () => {
    const tls = [443, 8443].map((port) => ({ match: [{ port, sniHosts: ['a'] }], route: BOTH }));
    const config = { virtualService: { name: 'web', tlsRoutes: [{ port: 443, sniHosts: ['a'] }] } };
    const during = only(steered(at20, [virtualService({ tls })], config));
    expect(leasesIn(during)).toEqual([expect.stringMatching(/^spec\.tls\[match=#[0-9a-f]{8}\]\.route/)]);
    const [free] = applied([during], istio.release(PLACE, [during]).actions);
    expect(free && specOf(free)['tls']).toEqual(tls);
  });
});

describe('a VirtualService that is let go', () => {
  const free = (object: AnyObject) => only(applied([object], istio.release(PLACE, [object]).actions));

  it.each<[string, unknown[], string]>([
    ['gives stable everything', BOTH, 'demo-stable 100, demo-canary 0'],
    ['keeps what others get', [...BOTH, to('legacy', 10)], 'demo-stable 90, demo-canary 0, legacy 10'],
  ])('%s', (_, route, weights) => {
    const split = splitAt(20, { experiment: 5, headerRoutes: [HEADER], mirrorRoutes: [MIRROR] });
    const during = only(steered(split, [http({ route })]));
    const after = free(during);
    expect(weightsIn(after)).toEqual([weights]);
    expect(after.metadata.annotations?.[LEASES]).toBeUndefined();
  });

  it('remembers who was stable, whatever the Rollout says by now', () => {
    const during = only(steered(at20, [web]));
    const place = { ...PLACE, stableService: 'demo-canary', canaryService: 'demo-stable', managedRoutes: [] };
    expect(weightsIn(only(applied([during], istio.release(place, [during]).actions)))).toEqual([
      'demo-stable 100, demo-canary 0',
    ]);
  });

  it('is left as it is if stable is gone', () => {
    const during = only(steered(at20, [web]));
    const without = frozen({ ...during, spec: { http: [{ name: 'primary', route: [to('demo-canary', 20)] }] } });
    expect(weightsIn(free(without))).toEqual(['demo-canary 20']);
  });
});
