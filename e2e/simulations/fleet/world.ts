/** What is there, as the server has it, read without any code of the controller. */
import type { ReplicaSet, RolloutObject, Service } from '../../../controller/rollout/objects.ts';
import type { KubeObject } from '../../../kube/types.ts';
import type { Simulation } from '../../../sandbox/simulation/simulation.ts';
import { ROUTES } from './routes/forms.ts';
import { HASH } from './routes/reader.ts';

interface Pod extends KubeObject {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

export interface World {
  readonly rollouts: readonly RolloutObject[];
  readonly replicaSets: readonly ReplicaSet[];
  readonly pods: readonly Pod[];
  readonly services: readonly Service[];
  /** What divides requests, by resource. */
  readonly routes: Readonly<Record<string, readonly KubeObject[]>>;
}

export const NOTHING: World = { rollouts: [], replicaSets: [], pods: [], services: [], routes: {} };

export function worldOf(simulation: Simulation): World {
  const list = <T>(resource: string) => simulation.objects(resource) as readonly unknown[] as readonly T[];
  return {
    rollouts: list('rollouts.argoproj.io'),
    replicaSets: list('replicasets.apps'),
    pods: list('pods'),
    services: list('services'),
    routes: Object.fromEntries(ROUTES.map((resource) => [resource, list<KubeObject>(resource)])),
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

export const selectedBy = ({ services }: World, name: string): string =>
  services.find((one) => nameIn(one) === name)?.spec.selector?.[HASH] ?? '';
