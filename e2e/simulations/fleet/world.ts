/** What is there, as the server has it, read without any code of the controller. */
import type { ReplicaSet, RolloutObject, Service } from '../../../controller/rollout/objects.ts';
import type { KubeObject } from '../../../kube/types.ts';
import type { Simulation } from '../../../sandbox/simulation/simulation.ts';

const HASH = 'rollouts-pod-template-hash';
const WEIGHT = 'nginx.ingress.kubernetes.io/canary-weight';

interface Pod extends KubeObject {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

interface Route extends KubeObject {
  readonly spec?: {
    readonly rules?: readonly {
      readonly backendRefs?: readonly { readonly name: string; readonly weight?: number }[];
    }[];
  };
}

export interface World {
  readonly rollouts: readonly RolloutObject[];
  readonly replicaSets: readonly ReplicaSet[];
  readonly pods: readonly Pod[];
  readonly services: readonly Service[];
  readonly ingresses: readonly KubeObject[];
  readonly routes: readonly Route[];
}

export const NOTHING: World = { rollouts: [], replicaSets: [], pods: [], services: [], ingresses: [], routes: [] };

export function worldOf(simulation: Simulation): World {
  const list = <T>(resource: string) => simulation.objects(resource) as readonly unknown[] as readonly T[];
  return {
    rollouts: list('rollouts.argoproj.io'),
    replicaSets: list('replicasets.apps'),
    pods: list('pods'),
    services: list('services'),
    ingresses: list('ingresses.networking.k8s.io'),
    routes: list('httproutes.gateway.networking.k8s.io'),
  };
}

export const nameIn = ({ metadata }: KubeObject): string => metadata.name;
export const hashOf = ({ metadata }: KubeObject): string => metadata.labels?.[HASH] ?? '';
export const ownerOf = ({ metadata }: KubeObject): string | undefined =>
  metadata.ownerReferences?.find(({ controller }) => controller === true)?.uid;

export const replicaSetsOf = ({ replicaSets }: World, { metadata }: KubeObject): readonly ReplicaSet[] =>
  replicaSets.filter((one) => ownerOf(one) === metadata.uid);

export const canaryOf = ({ strategy }: RolloutObject['spec']) => strategy?.canary ?? strategy?.rollingUpdate;

const isReady = ({ metadata, status }: Pod): boolean =>
  metadata.deletionTimestamp === undefined &&
  status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') === true;

/** Ready pods that stay: those beyond the size of their ReplicaSet are as good as gone. */
export function readyPods(world: World, rollout: RolloutObject): ReadonlyMap<string, number> {
  return new Map(
    replicaSetsOf(world, rollout).map((one) => {
      const ready = world.pods.filter((pod) => ownerOf(pod) === one.metadata.uid && isReady(pod)).length;
      return [hashOf(one), Math.min(ready, one.spec.replicas ?? 1)];
    }),
  );
}

/** Parts of 100 that each Service is sent; undefined where no router and no active Service decides. */
export function sharesOf(world: World, { metadata, spec }: RolloutObject): ReadonlyMap<string, number> | undefined {
  const { name } = metadata;
  const [canary, stable] = [`${name}-canary`, `${name}-stable`];
  if (spec.strategy?.blueGreen) return new Map([[stable, 100]]);
  const { trafficRouting } = spec.strategy?.canary ?? {};
  if (!trafficRouting) return undefined;
  if (trafficRouting.gatewayAPI) return routeShares(world, name);
  const found = world.ingresses.find((one) => nameIn(one) === `${name}-${name}-canary`);
  const weight = Number(found?.metadata.annotations?.[WEIGHT] ?? 0);
  return new Map([
    [stable, 100 - weight],
    [canary, weight],
  ]);
}

/** The user's rule is the last: what is managed stands before it. */
function routeShares({ routes }: World, name: string): ReadonlyMap<string, number> {
  const refs = routes.find((one) => nameIn(one) === name)?.spec?.rules?.at(-1)?.backendRefs ?? [];
  const total = refs.reduce((sum, { weight = 1 }) => sum + weight, 0);
  return new Map(refs.map(({ name: service, weight = 1 }) => [service, (weight * 100) / total]));
}

export const selectedBy = ({ services }: World, name: string): string =>
  services.find((one) => nameIn(one) === name)?.spec.selector?.[HASH] ?? '';

/** The canary's part of the requests, by what its Service is called. */
export function canaryWeight(world: World, rollout: RolloutObject): number {
  const isTurned = rollout.status?.canary?.stablePingPong === 'ping';
  const { name } = rollout.metadata;
  return sharesOf(world, rollout)?.get(isTurned ? `${name}-stable` : `${name}-canary`) ?? 0;
}

/** Of all rules of a route that name both Services. */
export function weightSums({ routes, ingresses }: World): readonly number[] {
  const rules = routes.flatMap(({ spec }) => spec?.rules ?? []).map(({ backendRefs = [] }) => backendRefs);
  const divided = rules.filter((refs) => refs.length > 1 && refs.every(({ weight }) => weight !== undefined));
  const parts = ingresses.map(({ metadata }) => metadata.annotations?.[WEIGHT]).filter((text) => text !== undefined);
  return [
    ...divided.map((refs) => refs.reduce((sum, { weight = 1 }) => sum + weight, 0)),
    ...parts.map((text) => (/^\d+$/.test(text) && Number(text) <= 100 ? 100 : Number(text))),
  ];
}
