/** App Mesh VirtualRouters: the weights of two VirtualNodes in the routes of one that belongs to the user. */
import { type KubeObject, nameOf, refOf } from '../../../kube/types.ts';
import { isEqual } from '../../runtime/merge-patch.ts';
import type { Action } from '../../runtime/plan.ts';
import { leasedPatch } from '../leased-patch.ts';
import { leasedBy } from '../leases.ts';
import { type Fields, fieldsOf, isRecord, listOf, recordsOf } from '../records.ts';
import type { Place, Shown } from '../router.ts';

export interface MeshObject extends KubeObject {
  readonly spec?: unknown;
}

/** The names of the VirtualNodes. */
export interface Nodes {
  readonly canary: string;
  readonly stable: string;
}

/** One VirtualRouter as one Rollout sees it. */
export interface Site {
  readonly place: Place;
  readonly router: MeshObject;
  readonly nodes: Nodes;
  /** Names of the routes to steer; all that lead to the nodes if empty. */
  readonly routes: readonly string[];
}

/** A route of one protocol. */
export interface Leg {
  readonly name: unknown;
  readonly protocol: string;
  readonly targets: readonly Fields[];
}

const PROTOCOLS = ['httpRoute', 'http2Route', 'grpcRoute', 'tcpRoute'] as const;

export function titleOf({ router }: Pick<Site, 'router'>): string {
  return `VirtualRouter ${nameOf(refOf(router))}`;
}

function routesIn({ spec }: MeshObject): readonly unknown[] {
  return listOf(fieldsOf(spec)['routes']);
}

function actionIn(route: Fields, protocol: string): Fields {
  return fieldsOf(fieldsOf(route[protocol])['action']);
}

/** Those that the spec chooses. */
export function legsIn({ router, routes }: Pick<Site, 'router' | 'routes'>): readonly Leg[] {
  return recordsOf(routesIn(router))
    .filter(({ name }) => routes.length === 0 || routes.some((one) => one === name))
    .flatMap((route) =>
      PROTOCOLS.filter((protocol) => isRecord(route[protocol])).map((protocol) => ({
        ...{ name: route['name'], protocol },
        targets: recordsOf(actionIn(route, protocol)['weightedTargets']),
      })),
    );
}

function isNode(target: Fields, node: unknown, { rollout }: Place): boolean {
  const { name, namespace = rollout.namespace } = fieldsOf(target['virtualNodeRef']);
  return name === node && namespace === rollout.namespace;
}

function targetsOf({ targets }: Leg, node: string, { place }: Site): readonly Fields[] {
  return targets.filter((target) => isNode(target, node, place));
}

/** Those in which both nodes stand once. */
export function dividingLegs(site: Site): readonly Leg[] {
  const { canary, stable } = site.nodes;
  return legsIn(site).filter((leg) => [canary, stable].every((node) => targetsOf(leg, node, site).length === 1));
}

export function problemsAt(site: Site): readonly string[] {
  const legs = legsIn(site);
  const absent = site.routes.filter((route) => !legs.some(({ name }) => name === route));
  const problems = [
    ...absent.map((name) => `${titleOf(site)} has no route ${name}`),
    ...legs.flatMap((leg) => problemIn(leg, site) ?? []),
  ];
  if (problems.length > 0 || dividingLegs(site).length > 0) return problems;
  return [`${titleOf(site)} has no route to ${site.nodes.canary} and ${site.nodes.stable}`];
}

/** A route that nobody named and that leads to neither node is somebody else's. */
function problemIn(leg: Leg, site: Site): string | undefined {
  const { canary, stable } = site.nodes;
  const counts = [stable, canary].map((node) => ({ node, count: targetsOf(leg, node, site).length }));
  if (site.routes.length === 0 && counts.every(({ count }) => count === 0)) return undefined;
  const wrong = counts.find(({ count }) => count !== 1);
  if (!wrong) return undefined;
  const what = wrong.count === 0 ? `has no target ${wrong.node}` : `names ${wrong.node} twice`;
  return `route ${leg.name} of ${titleOf(site)} ${what}`;
}

export function shownBy(leg: Leg, site: Site): Shown {
  const { canaryService, stableService } = site.place;
  const [canary, stable] = [weightOf(leg, site.nodes.canary, site), weightOf(leg, site.nodes.stable, site)];
  const where = `route ${leg.name} of ${titleOf(site)}`;
  return { where, weights: { [canaryService]: canary, [stableService]: stable }, of: canary + stable };
}

function weightOf(leg: Leg, node: string, site: Site): number {
  const weight = targetsOf(leg, node, site)[0]?.['weight'];
  return typeof weight === 'number' ? Math.max(0, weight) : 0;
}

/** In parts of 100. */
export function canaryShare(leg: Leg, site: Site): number {
  const { weights, of } = shownBy(leg, site);
  return of === 0 ? 0 : Math.floor((100 * (weights[site.place.canaryService] ?? 0)) / of);
}

/** By the name of the node. */
type Weights = ReadonlyMap<unknown, number>;

/** `weightsFor` says what the canary's node is to get in each route. */
export function weighting(site: Site, weightFor: (leg: Leg) => number): readonly Action[] {
  const { place, router, nodes } = site;
  const legs = dividingLegs(site);
  const wanted = new Map(
    legs.map((leg): [string, Weights] => {
      const weight = weightFor(leg);
      return [
        pathOf(leg),
        new Map([
          [nodes.canary, weight],
          [nodes.stable, 100 - weight],
        ]),
      ];
    }),
  );
  const leases = [...new Set(legs.map((leg) => leaseFor(leg, nodes)))];
  const before = [...new Set(legs.map((leg) => canaryShare(leg, site)))];
  const after = [...new Set(legs.map(weightFor))];
  const change = isEqual(before, after) ? 'as wanted' : '';
  const title = titleOf(site);
  const because = change
    ? `${title} ${change}`
    : `canary weight ${before.join(', ')} -> ${after.join(', ')} in ${title}`;
  return patches({ place, router, wanted, leases, because });
}

const pathOf = ({ name, protocol }: Pick<Leg, 'name' | 'protocol'>): string =>
  `spec.routes[name=${name}].${protocol}.action.weightedTargets`;

/** The canary stands first: that is how the two are told apart once the Rollout is gone. */
function leaseFor(leg: Leg, { canary, stable }: Nodes): string {
  return `${pathOf(leg)}[virtualNodeRef.name=${canary}|virtualNodeRef.name=${stable}].weight`;
}

interface Wanted {
  readonly place: Place;
  readonly router: MeshObject;
  readonly wanted: ReadonlyMap<string, Weights>;
  readonly leases: readonly string[];
  readonly because: string;
}

function patches({ place, router, wanted, leases, because }: Wanted): readonly Action[] {
  const before = routesIn(router);
  const routes = before.map((route) => (isRecord(route) ? reweighted(route, wanted, place) : route));
  const fields = isEqual(before, routes) ? {} : { spec: { routes } };
  return leasedPatch(place, router, { leases, because, fields });
}

function reweighted(route: Fields, wanted: ReadonlyMap<string, Weights>, place: Place): Fields {
  const changed = PROTOCOLS.flatMap((protocol) => {
    const weights = wanted.get(pathOf({ name: route['name'], protocol }));
    if (!weights || !isRecord(route[protocol])) return [];
    const action = actionIn(route, protocol);
    const weightedTargets = listOf(action['weightedTargets']).map((target) => withWeight(target, weights, place));
    return [[protocol, { ...fieldsOf(route[protocol]), action: { ...action, weightedTargets } }] as const];
  });
  return { ...route, ...Object.fromEntries(changed) };
}

function withWeight(target: unknown, weights: Weights, place: Place): unknown {
  if (!isRecord(target)) return target;
  const { name } = fieldsOf(target['virtualNodeRef']);
  const weight = isNode(target, name, place) ? weights.get(name) : undefined;
  return weight === undefined || weight === target['weight'] ? target : { ...target, weight };
}

const LEASE =
  /^(spec\.routes\[name=.*\]\.\w+\.action\.weightedTargets)\[virtualNodeRef\.name=([^|\]]+)\|virtualNodeRef\.name=([^|\]]+)\]\.weight$/;

/** Where stable's node stands no more, what is left goes on answering. */
export function routerRelease(place: Place, router: MeshObject): readonly Action[] {
  const leased = leasedBy(place.uid, router);
  if (leased.length === 0) return [];
  const legs = legsIn({ router, routes: [] });
  const wanted = leased.flatMap((path): readonly (readonly [string, Weights])[] => {
    const [, at, canary, stable] = LEASE.exec(path) ?? [];
    const leg = legs.find((one) => pathOf(one) === at);
    if (at === undefined || !leg?.targets.some((target) => isNode(target, stable, place))) return [];
    return [[at, new Map<unknown, number>([[canary, 0]]).set(stable, 100)]];
  });
  return patches({
    place,
    router,
    wanted: new Map(wanted),
    leases: [],
    because: `stable alone in ${titleOf({ router })}`,
  });
}
