/** What App Mesh is told: weights in routes of the user. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseYamlDocuments } from '../../../kube/yaml.ts';
import { LEASES } from '../leases.ts';
import type { Place } from '../router.ts';
import { type AnyObject, applied, PLACE, splitAt } from '../routers.testkit.ts';
import { both, config, meshRoute, target, virtualNode, virtualRouter, virtualService } from './app-mesh.testkit.ts';
import { appMesh } from './app-mesh.ts';

const golden = parseYamlDocuments(readFileSync(new URL('golden.yaml', import.meta.url), 'utf8'));
const nodes = [virtualNode('vn-canary', 'c'), virtualNode('vn-stable', 's')];
const user = virtualRouter([meshRoute('web', 'httpRoute', ...both), meshRoute('rpc', 'grpcRoute', ...both)]);

function steered(weight: number, router: AnyObject, options: object = config): AnyObject {
  const objects = [virtualService(), router, ...nodes];
  return routerIn(applied(objects, appMesh.render(options, PLACE, splitAt(weight), objects).actions));
}

function routerIn(objects: readonly AnyObject[]): AnyObject {
  const router = objects.find(({ kind }) => kind === 'VirtualRouter');
  if (!router) throw new Error('no router');
  return router;
}

function released(router: AnyObject, place: Partial<Place> = {}): AnyObject {
  return routerIn(applied([router], appMesh.release({ ...PLACE, ...place }, [router]).actions));
}

const routesOf = ({ spec }: AnyObject) => (spec as { routes: readonly object[] }).routes;

/** `vn-stable:80 vn-canary:20`, of each route. */
function weightsOf(router: AnyObject): readonly string[] {
  const targets = JSON.stringify(routesOf(router)).matchAll(/"weightedTargets":(\[.*?\])/g);
  return [...targets].map(([, list = '[]']) =>
    (JSON.parse(list) as { virtualNodeRef?: { name: string }; weight: number }[])
      .map(({ virtualNodeRef, weight }) => `${virtualNodeRef?.name}:${weight}`)
      .join(' '),
  );
}

describe('the routes', () => {
  it.each([
    ['weight 0', 0],
    ['weight 20', 20],
    ['weight 100', 100],
  ])('are as appendix F8 has them at %s', (name, weight) => {
    for (const before of [user, steered(60, user)]) {
      const router = steered(weight, before);
      const leases = JSON.parse(router.metadata.annotations?.[LEASES] ?? '{}')[PLACE.uid];
      expect(golden).toContainEqual({ name, routes: routesOf(router), leases });
    }
  });

  it('give stable everything once they are let go', () => {
    const free = released(steered(20, user));
    expect([weightsOf(free), free.metadata.annotations]).toEqual([Array(2).fill('vn-stable:100 vn-canary:0'), {}]);
    expect(appMesh.release(PLACE, [user]).actions).toEqual([]);
  });

  it('go on answering where the node of stable has been taken away', () => {
    const left = virtualRouter([meshRoute('web', 'httpRoute', target('vn-canary', 20))]);
    const cut = { ...left, metadata: { ...left.metadata, annotations: steered(20, user).metadata.annotations ?? {} } };
    expect([weightsOf(released(cut)), released(cut).metadata.annotations]).toEqual([['vn-canary:20'], {}]);
  });

  it.each(['httpRoute', 'http2Route', 'grpcRoute', 'tcpRoute'])('may be of the protocol %s', (protocol) => {
    expect(weightsOf(steered(20, virtualRouter([meshRoute('web', protocol, ...both)])))).toEqual([
      'vn-stable:80 vn-canary:20',
    ]);
  });

  it.each<[string, readonly string[] | undefined, readonly string[]]>([
    ['all with both nodes', undefined, ['vn-stable:80 vn-canary:20', 'vn-stable:80 vn-canary:20', 'a:1 b:2']],
    ['those that are named', ['rpc'], ['vn-stable:100 vn-canary:0', 'vn-stable:80 vn-canary:20', 'a:1 b:2']],
  ])('are %s', (_, routes, weights) => {
    const router = virtualRouter([...routesOf(user), meshRoute('other', 'tcpRoute', target('a', 1), target('b', 2))]);
    const options = { ...config, virtualService: { name: 'web', ...(routes && { routes }) } };
    expect(weightsOf(steered(20, router, options))).toEqual(weights);
  });

  it('keep targets of others, and nodes of that name elsewhere', () => {
    const away = { virtualNodeRef: { name: 'vn-canary', namespace: 'far' }, weight: 9 };
    const near = { virtualNodeRef: { name: 'vn-canary', namespace: 'shop' }, weight: 0 };
    const arn = { virtualNodeARN: 'arn', weight: 4 };
    const router = virtualRouter([meshRoute('web', 'httpRoute', target('vn-stable', 1), away, near, arn)]);
    const all = ['vn-stable:80 vn-canary:9 vn-canary:20 undefined:4'];
    expect(weightsOf(steered(20, router))).toEqual(all);
  });

  it('keep both their weights and what Git changes beside them', () => {
    const live = steered(20, user);
    const routes = routesOf(live).map((route) => ({ ...route, priority: 1 }));
    const synced = { ...live, spec: { ...(live.spec as object), routes } };
    expect(appMesh.render(config, PLACE, splitAt(20), [virtualService(), synced, ...nodes]).actions).toMatchObject([
      { ref: { kind: 'VirtualNode' } },
      { ref: { kind: 'VirtualNode' } },
    ]);
    expect(routesOf(steered(30, synced))).toMatchObject([{ priority: 1 }, { priority: 1 }]);
  });

  it('are let go in a router that the VirtualService no longer names', () => {
    const former = { ...steered(20, user), metadata: { ...steered(20, user).metadata, name: 'former' } };
    const objects = [virtualService(), user, ...nodes, former];
    const during = appMesh.render(config, PLACE, splitAt(20), objects).actions;
    expect(during.map(({ because }) => because)).not.toContain('stable alone in VirtualRouter shop/former');
    const after = appMesh.render(config, PLACE, splitAt(0), objects).actions;
    expect(after.map(({ because }) => because)).toContain('stable alone in VirtualRouter shop/former');
  });
});

describe('a problem', () => {
  const { virtualService: _, ...noService } = config;
  const { virtualNodeGroup: __, ...noNodes } = config;
  const one = virtualRouter([meshRoute('web', 'httpRoute', target('vn-stable', 1))]);
  const strange = virtualRouter([meshRoute('web', 'httpRoute', target('a', 1), target('b', 1))]);
  const twice = virtualRouter([meshRoute('web', 'httpRoute', target('vn-stable', 1), target('vn-stable', 1))]);
  const gone = { ...config, virtualService: { name: 'web', routes: ['gone'] } };
  const nodesMissing = 'appMesh.virtualNodeGroup has to name a virtual node each for canary and stable';
  const exactlyTwo = 'route "web" of VirtualRouter "web-router" must have exactly 2 weightedTargets';
  const lacks = 'route web of VirtualRouter shop/web-router has no target vn-canary';
  const foreign = 'VirtualRouter shop/web-router has no route to vn-canary and vn-stable';
  const doubled = 'route web of VirtualRouter shop/web-router names vn-stable twice';
  const noRoute = 'VirtualRouter shop/web-router has no route gone';
  const far = 'VirtualRouter far/r is not in the namespace of the Rollout';
  it.each<[string, object, readonly AnyObject[], readonly string[]]>([
    ['is that no service is named', noService, [], ['appMesh.virtualService is not set']],
    ['is that no nodes are named', noNodes, [], [nodesMissing]],
    ['is a VirtualService that is missing', config, [], ['VirtualService shop/web not found']],
    ['is a VirtualRouter that is missing', config, [virtualService()], ['VirtualRouter shop/web-router not found']],
    ['is a VirtualRouter elsewhere', config, [virtualService({ name: 'r', namespace: 'far' })], [far]],
    ['is a VirtualService of a node', config, [virtualService({})], ['VirtualService shop/web has no virtual router']],
    ['is a route that is missing', gone, [virtualService(), user], [noRoute]],
    ['is a route with one target', config, [virtualService(), one], [lacks, exactlyTwo]],
    ['is a router of others', config, [virtualService(), strange], [foreign]],
    ['is a node named twice', config, [virtualService(), twice], [doubled]],
  ])('%s', (_name, options, objects, [problem, refusal = problem]) => {
    const all = [...objects, ...nodes];
    expect(appMesh.render(options, PLACE, splitAt(20), all).problems).toEqual([problem]);
    expect(appMesh.observed(options, PLACE, all).problems).toEqual([problem]);
    expect(appMesh.unfit(options, PLACE, all)).toMatchObject([{ message: refusal }]);
  });

  it('is a node that is missing, and the canary then gets nothing', () => {
    const { actions, problems } = appMesh.render(config, PLACE, splitAt(20), [virtualService(), user]);
    expect(problems).toEqual(['VirtualNode shop/vn-canary not found', 'VirtualNode shop/vn-stable not found']);
    expect(weightsOf(routerIn(applied([user], actions)))).toEqual(Array(2).fill('vn-stable:100 vn-canary:0'));
  });
});
