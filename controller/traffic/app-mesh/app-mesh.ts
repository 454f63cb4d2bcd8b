/** AWS App Mesh: the weights of two VirtualNodes in a VirtualRouter, and the pods that the nodes select. */
import type { TrafficRouting } from '../../../crds/rollout/traffic.ts';
import { groupOf, type KubeObject, nameOf, type Resource } from '../../../kube/types.ts';
import type { Action } from '../../runtime/plan.ts';
import { leasedBy } from '../leases.ts';
import { fieldsOf } from '../records.ts';
import type { Observed, Place, Rendered, Router, Split, Unfit } from '../router.ts';
import { hashOf, NO_HASH, nodeRelease, selecting } from './virtual-node.ts';
import {
  canaryShare,
  dividingLegs,
  legsIn,
  type MeshObject,
  type Nodes,
  problemsAt,
  routerRelease,
  type Site,
  shownBy,
  weighting,
} from './virtual-router.ts';

type AppMesh = NonNullable<TrafficRouting['appMesh']>;

const GROUP = 'appmesh.k8s.aws';
const SERVICE = resourceOf('VirtualService', 'virtualservices');
const ROUTER = resourceOf('VirtualRouter', 'virtualrouters');
const NODE = resourceOf('VirtualNode', 'virtualnodes');

export const appMesh: Router<AppMesh> = {
  can: {},
  kinds: [SERVICE, ROUTER, NODE],
  reads: (config, place) => {
    const { namespace } = place.rollout;
    const { virtualService, virtualNodeGroup } = config;
    const names: readonly (readonly [Resource, string | undefined])[] = [
      [SERVICE, virtualService?.name],
      [NODE, virtualNodeGroup?.canaryVirtualNodeRef?.name],
      [NODE, virtualNodeGroup?.stableVirtualNodeRef?.name],
    ];
    const refs = names.flatMap(([{ apiVersion, kind }, name]) =>
      name === undefined ? [] : [{ ref: { apiVersion, kind, namespace, name } }],
    );
    // Which VirtualRouter it is stands in the VirtualService.
    return virtualService ? [...refs, { resource: ROUTER, namespace, labels: {} }] : refs;
  },
  unfit,
  observed,
  render,
  leases: (_, place, object) => (isOf(ROUTER, object) || isOf(NODE, object) ? leasedBy(place.uid, object) : []),
  release: (place, objects) => ({
    actions: [
      ...objects.filter((one) => isOf(ROUTER, one)).flatMap((one) => routerRelease(place, one)),
      ...objects.filter((one) => isOf(NODE, one)).flatMap((one) => nodeRelease(place, one)),
    ],
    ...{ notices: [], problems: [] },
  }),
};

function resourceOf(kind: string, plural: string): Resource {
  return { apiVersion: `${GROUP}/v1beta2`, kind, plural, namespaced: true };
}

function isOf({ kind }: Resource, object: KubeObject): object is MeshObject {
  return object.kind === kind && groupOf(object) === GROUP;
}

function found(
  resource: Resource,
  name: unknown,
  { place: { rollout }, objects }: { readonly place: Place; readonly objects: readonly KubeObject[] },
): MeshObject | undefined {
  return objects
    .filter((one): one is MeshObject => isOf(resource, one))
    .find(({ metadata }) => metadata.name === name && metadata.namespace === rollout.namespace);
}

function nodesOf({ virtualNodeGroup = {} }: AppMesh): Nodes | Unfit {
  const canary = virtualNodeGroup.canaryVirtualNodeRef?.name;
  const stable = virtualNodeGroup.stableVirtualNodeRef?.name;
  if (canary !== undefined && stable !== undefined && canary !== stable) return { canary, stable };
  const message = 'appMesh.virtualNodeGroup has to name a virtual node each for canary and stable';
  return { path: 'virtualNodeGroup', value: canary ?? stable ?? '', message };
}

/** Or why there is none. */
function siteOf(config: AppMesh, place: Place, objects: readonly KubeObject[]): Site | Unfit {
  const { virtualService } = config;
  const nodes = nodesOf(config);
  if ('path' in nodes) return nodes;
  if (!virtualService) return { path: 'virtualService', value: '', message: 'appMesh.virtualService is not set' };
  const { name: value, routes = [] } = virtualService;
  const router = routerOf(value, place, objects);
  return 'kind' in router ? { place, router, nodes, routes } : { path: 'virtualService.name', value, ...router };
}

function routerOf(
  service: string,
  place: Place,
  objects: readonly KubeObject[],
): MeshObject | Pick<Unfit, 'message' | 'missing'> {
  const { namespace: home } = place.rollout;
  const virtualService = found(SERVICE, service, { place, objects });
  if (!virtualService) return { message: `VirtualService ${home}/${service} not found`, missing: SERVICE.kind };
  const provider = fieldsOf(fieldsOf(fieldsOf(virtualService.spec)['provider'])['virtualRouter']);
  const { name, namespace = home } = fieldsOf(provider['virtualRouterRef']);
  if (typeof name !== 'string') return { message: `VirtualService ${home}/${service} has no virtual router` };
  const title = `VirtualRouter ${nameOf({ namespace: String(namespace), name })}`;
  if (namespace !== home) return { message: `${title} is not in the namespace of the Rollout` };
  return found(ROUTER, name, { place, objects }) ?? { message: `${title} not found`, missing: ROUTER.kind };
}

function unfit(config: AppMesh, place: Place, objects: readonly KubeObject[]): readonly Unfit[] {
  const site = siteOf(config, place, objects);
  if ('path' in site) return [site];
  const at = { path: 'virtualService.name', value: config.virtualService?.name ?? '' };
  const wrong = legsIn(site).filter(({ targets }) => targets.length !== 2);
  const counts = wrong.map(({ name }) => {
    const router = site.router.metadata.name;
    return `route "${name}" of VirtualRouter "${router}" must have exactly 2 weightedTargets`;
  });
  return [...counts, ...(wrong.length > 0 ? [] : problemsAt(site))].map((message) => ({ ...at, message }));
}

function sidesOf({ nodes, place }: Site, objects: readonly KubeObject[]) {
  return {
    canary: found(NODE, nodes.canary, { place, objects }),
    stable: found(NODE, nodes.stable, { place, objects }),
  };
}

function problemsOf(site: Site, objects: readonly KubeObject[]): readonly string[] {
  const { canary, stable } = sidesOf(site, objects);
  const { namespace } = site.place.rollout;
  const absent = [...(canary ? [] : [site.nodes.canary]), ...(stable ? [] : [site.nodes.stable])];
  return [...problemsAt(site), ...absent.map((name) => `VirtualNode ${namespace}/${name} not found`)];
}

function observed(config: AppMesh, place: Place, objects: readonly KubeObject[]): Observed {
  const site = siteOf(config, place, objects);
  if ('path' in site) return { shown: [], routes: [], problems: [site.message] };
  const { canary, stable } = sidesOf(site, objects);
  return {
    shown: dividingLegs(site).map((leg) => shownBy(leg, site)),
    routes: [],
    selected: {
      ...(canary && { canary: { service: place.canaryService, hash: hashOf(canary) } }),
      ...(stable && { stable: { service: place.stableService, hash: hashOf(stable) } }),
    },
    problems: problemsOf(site, objects),
  };
}

function render(config: AppMesh, place: Place, split: Split, objects: readonly KubeObject[]): Rendered {
  const site = siteOf(config, place, objects);
  if ('path' in site) return { actions: [], notices: [], problems: [site.message] };
  const { canary, stable } = sidesOf(site, objects);
  const side = wantedOf(split);
  const isShown = dividingLegs(site).some((leg) => (shownBy(leg, site).weights[place.canaryService] ?? 0) > 0);
  // Requests never lead to pods that a node is only about to select.
  const isReady = canary !== undefined && side.hash !== '' && hashOf(canary) === side.hash;
  return {
    actions: [
      ...(stable ? selecting(place, stable, side.stable || undefined) : []),
      ...(canary ? selecting(place, canary, canaryHash(side, isShown)) : []),
      ...weighting(site, (leg) => (isReady ? side.weight : Math.min(side.weight, canaryShare(leg, site)))),
      ...(side.weight === 0 ? formerRouters(site, objects) : []),
    ],
    notices: [],
    problems: problemsOf(site, objects),
  };
}

interface Side {
  readonly weight: number;
  readonly hash: string;
  /** The hash of stable. */
  readonly stable: string;
}

function wantedOf({ destinations }: Split): Side {
  const canary = destinations.find(({ role }) => role === 'canary');
  const stable = destinations.find(({ role }) => role === 'stable');
  return { weight: canary?.weight ?? 0, hash: canary?.hash ?? '', stable: stable?.hash ?? '' };
}

/** Undefined to keep it: as long as requests lead to the node, its pods stay with it. */
function canaryHash({ weight, hash, stable }: Side, isShown: boolean): string | undefined {
  if (weight > 0) return hash || undefined;
  if (isShown) return undefined;
  return hash === '' || hash === stable ? NO_HASH : hash;
}

/** The VirtualService may name another one by now. */
function formerRouters({ place, router }: Site, objects: readonly KubeObject[]): readonly Action[] {
  return objects
    .filter((one) => isOf(ROUTER, one) && one.metadata.name !== router.metadata.name)
    .flatMap((one) => routerRelease(place, one));
}
