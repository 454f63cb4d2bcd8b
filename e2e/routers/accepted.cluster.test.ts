import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Case } from '../../controller/traffic/case.testkit.ts';
import { cases } from '../../controller/traffic/cases.testkit.ts';
import { contourPluginCase } from '../../controller/traffic/contour/contour.case.testkit.ts';
import { contourPlugin } from '../../controller/traffic/contour/plugin.ts';
import { hasReached } from '../../controller/traffic/driver.ts';
import { gatewayPluginCase } from '../../controller/traffic/gateway-api/gateway-api.case.testkit.ts';
import { gatewayPlugin } from '../../controller/traffic/gateway-api/gateway-api.ts';
import {
  glooPluginCase,
  kube,
  multi,
  routeTable,
  single,
  virtualService,
} from '../../controller/traffic/gloo/gloo.case.testkit.ts';
import { glooPlugin } from '../../controller/traffic/gloo/plugin.ts';
import { LEASES } from '../../controller/traffic/leases.ts';
import { routers } from '../../controller/traffic/registry.ts';
import type { Capabilities, HeaderRoute, MirrorRoute, Split } from '../../controller/traffic/router.ts';
import { type AnyObject, cohortsAt, routingBy, splitAt } from '../../controller/traffic/routers.testkit.ts';
import { installDefinitions, noDefinitions } from './definitions.testkit.ts';
import { type Lap, type Steered, startLap } from './lap.testkit.ts';

const EXACT = { headerName: 'X-Canary', headerValue: { exact: 'true' } };
const OTHERS = [
  { headerName: 'X-Team', headerValue: { prefix: 'shop-' } },
  { headerName: 'X-Version', headerValue: { regex: '^v[0-9]+$' } },
];
const header = (match: HeaderRoute['match']) => ({ headerRoutes: [{ name: 'hdr', match }] });
const mirror = (match: MirrorRoute['match'], percentage: number) => ({
  mirrorRoutes: [{ name: 'mirror', match, percentage }],
});
const PLAIN = [{ headers: { 'X-Mirror': { exact: 'yes' } } }, { headers: { 'X-Copy': { exact: '1' } } }];
const PATTERNS = [{ headers: { 'X-Mirror': { prefix: 'y' }, 'X-Version': { regex: '^v[0-9]+$' } } }];
const PATHS = [
  { method: { exact: 'GET' }, path: { prefix: '/' } },
  { path: { exact: '/one' } },
  { path: { regex: '/v[0-9]+/.*' } },
];

/** What the router can do, from one to the next. */
function splitsOf({
  headerRoutes,
  mirrorRoutes,
  experiments,
  total,
  sticky,
}: Capabilities): readonly (readonly [string, Split])[] {
  return [
    ['nothing', splitAt(0)],
    ['a fifth', splitAt(20)],
    ['all', splitAt(100)],
    ...(headerRoutes ? [['an exact header', splitAt(20, header([EXACT]))] as const] : []),
    ...(headerRoutes === true ? [['other headers', splitAt(0, header([EXACT, ...OTHERS]))] as const] : []),
    ...(mirrorRoutes ? [['copies', splitAt(0, mirror(PLAIN, 35))] as const] : []),
    ...(mirrorRoutes ? [['all copies, by patterns', splitAt(20, mirror(PATTERNS, 100))] as const] : []),
    ...(experiments ? [['an experiment', splitAt(20, { experiment: 5 })] as const] : []),
    ...(total ? [['an eighth of 1000', splitAt(125, { total: 1000 })] as const] : []),
    ...(headerRoutes && mirrorRoutes
      ? [['header and copies', splitAt(20, { ...header([EXACT]), ...mirror(PLAIN, 35) })] as const]
      : []),
    ...(sticky ? [['clients who stay', splitAt(20, { cohorts: cohortsAt(20) })] as const] : []),
    ['half', splitAt(50, headerRoutes ? header([EXACT]) : {})],
  ];
}

const resultOf = ({ seen, problems, again }: Pick<Steered, 'seen' | 'problems' | 'again'>, split: Split) => ({
  routes: [...seen.routes].sort(),
  isReached: hasReached(seen, split),
  problems: [...problems, ...seen.problems],
  again: [...again.actions, ...again.notices, ...again.problems],
});

const withoutMeta = ({ metadata: { name, annotations = {} }, ...fields }: AnyObject) => ({
  name,
  annotations,
  ...fields,
});

const together = (...all: readonly Case[]): Case => ({
  routing: routingBy(Object.assign({}, ...all.map(({ routing }) => routing))),
  objects: all.flatMap(({ objects }) => objects),
});

const { istio, gatewayAPI, appMesh, gloo, traefik, kuma } = cases;
const inOldGroup = (object: AnyObject) => ({ ...object, apiVersion: 'traefik.containo.us/v1alpha1' });

/** As of Kuma 3, whose definitions have nothing but labels; what they have not is not stored. */
const kuma3 = { ...kuma, objects: kuma.objects.filter(({ metadata }) => metadata.name !== 'old') };
const { meshHTTPRoutes, meshTCPRoutes } = kuma.routing.kuma ?? {};
const labelled = { kuma: { meshHTTPRoutes: meshHTTPRoutes?.slice(0, 1), meshTCPRoutes } };

/** What is still served beside the newest version; routers meet it where the newest is not. */
const OLDER: Readonly<Record<string, string>> = {
  HTTPRoute: 'gateway.networking.k8s.io/v1beta1',
  TCPRoute: 'gateway.networking.k8s.io/v1alpha2',
  TLSRoute: 'gateway.networking.k8s.io/v1alpha2',
  VirtualService: 'networking.istio.io/v1alpha3',
  DestinationRule: 'networking.istio.io/v1alpha3',
};
const older = ({ routing, objects }: Case): Case => ({
  routing,
  objects: objects.map((object) => ({ ...object, apiVersion: OLDER[object.kind] ?? object.apiVersion })),
});

const laps: readonly (readonly [what: string, one: Case, can: Capabilities])[] = [
  ...Object.entries({ ...cases, kuma: { ...kuma3, routing: routingBy(labelled) } }).map(
    ([name, one]) => [name, one, routers[name as keyof typeof routers].can] as const,
  ),
  ['Istio, in older versions', older(istio), routers.istio.can],
  ['Gateway API, as a plugin', gatewayPluginCase, gatewayPlugin.can],
  ['Contour, as a plugin', contourPluginCase, contourPlugin.can],
  ['Gloo, as a plugin', glooPluginCase, glooPlugin.can],
  ['Gateway API, in older versions', older(gatewayAPI), routers.gatewayAPI.can],
  [
    'Gloo, a RouteTable in another namespace than its Services',
    {
      ...gloo,
      objects: [
        virtualService([single('/', kube('demo-stable'))]),
        routeTable([single('/a', kube('demo-stable')), multi('/b', [kube('demo-stable'), 1])]),
      ],
    },
    routers.gloo.can,
  ],
  // All of them have one that is called web.
  ['VirtualServices of Istio, App Mesh and Gloo beside each other', together(istio, appMesh, gloo), {}],
  [
    'TraefikServices of both groups beside each other',
    { ...traefik, objects: [...traefik.objects, ...traefik.objects.map(inOldGroup)] },
    {},
  ],
];

describe.skipIf(noDefinitions)(`objects of routers on a real API server (${noDefinitions ?? 'given'})`, () => {
  let lap: Lap | undefined;

  beforeAll(installDefinitions);
  afterEach(async () => {
    await lap?.end();
    lap = undefined;
  });

  it.each(laps)('%s: what is written is accepted, stored as meant, and gone in the end', async (_, one, can) => {
    lap = await startLap(one);
    for (const [what, split] of splitsOf(can)) {
      const { objects, meant, seen, again, problems } = await lap.steer(split);
      const routes = [...split.headerRoutes, ...split.mirrorRoutes].map(({ name }) => name);
      expect
        .soft({ what, ...resultOf({ seen, problems, again }, split) })
        .toEqual({ what, routes, isReached: true, problems: [], again: [] });
      expect.soft(objects.map(withoutMeta)).toMatchObject(meant.map(withoutMeta));
    }
    // What cannot be told to each of the objects is a problem each time, and no reason to write again.
    if (can.mirrorRoutes) expect.soft((await lap.steer(splitAt(20, mirror(PATHS, 35)))).again.actions).toEqual([]);
    const isClean = async ({ objects, meant, again, seen }: Steered) => {
      expect.soft(objects.map(withoutMeta)).toMatchObject(meant.map(withoutMeta));
      expect.soft(seen.shown?.highest ?? 0).toBe(0);
      expect.soft(again.actions).toEqual([]);
      expect.soft(objects.filter(({ metadata }) => metadata.annotations?.[LEASES] !== undefined)).toEqual([]);
      expect.soft(objects).toHaveLength(one.objects.length);
      const { before, after } = (await lap?.rest()) ?? {};
      expect.soft(after).toEqual(before);
    };
    await isClean(await lap.release());
    const [, last] = splitsOf(can).at(-1) ?? [];
    await lap.steer(last ?? splitAt(50));
    await isClean(await lap.abandon());
  });
});
