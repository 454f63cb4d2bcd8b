/** With which other pods a pod may share a node or a larger part of the cluster, and with which it likes to. Pure. */
import type { KubeObject } from '../../kube/types.ts';
import { type LabelSelector, matches } from '../selectors/label-selector.ts';
import type { SimulatedPod } from './pod.ts';

export interface AffinityTerm {
  readonly labelSelector?: LabelSelector;
  readonly namespaces?: readonly string[];
  /** Which namespaces it would pick is not looked up: it picks all. */
  readonly namespaceSelector?: object;
  readonly topologyKey: string;
}

export interface PodAffinity {
  readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly AffinityTerm[];
  readonly preferredDuringSchedulingIgnoredDuringExecution?: readonly {
    readonly weight: number;
    readonly podAffinityTerm: AffinityTerm;
  }[];
}

/** A pod as its neighbours see it. */
export interface Neighbour {
  readonly node: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>> | undefined;
  /** What it asks of those that come later. */
  readonly guards: readonly AffinityTerm[];
}

export interface Neighbourhood {
  readonly neighbours: () => Iterable<Neighbour>;
  /** Those of them that have guards. */
  readonly guarded: () => Iterable<Neighbour>;
  readonly nodeOf: (name: string) => KubeObject | undefined;
}

/** Why a pod must not be on a node, in schedulers' words. */
export interface Objection {
  readonly reasons: readonly string[];
  /** Fewer pods would help. */
  readonly isForRoom: boolean;
}

export interface Company {
  readonly objection: (node: KubeObject) => Objection | undefined;
  /** The higher, the more it likes to be there. */
  readonly liking: (node: KubeObject) => number;
}

export const guardsOf = ({ spec }: SimulatedPod): readonly AffinityTerm[] =>
  spec?.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];

export function companyOf(pod: SimulatedPod, around: Neighbourhood): Company {
  const { podAffinity, podAntiAffinity } = pod.spec?.affinity ?? {};
  const needed = podAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.map((one) => countsOf(one, pod, around));
  const shunned = guardsOf(pod).map((one) => countsOf(one, pod, around));
  const shunning = guardedPlaces(pod, around);
  const likings = [...weighed(podAffinity, 1), ...weighed(podAntiAffinity, -1)].map(({ weight, term }) => ({
    weight,
    counts: countsOf(term, pod, around),
  }));
  const isAlone = needed?.every(({ size, isOwn }) => size === 0 && isOwn) ?? false;
  return {
    objection(node) {
      if (needed?.some((one) => placeIn(node, one.key) === undefined || !(isAlone || one.at(node) > 0)))
        return { reasons: ["node(s) didn't match pod affinity rules"], isForRoom: false };
      if (shunned.some((one) => one.at(node) > 0)) return forRoom("node(s) didn't match pod anti-affinity rules");
      if (shunning.some(({ key, place }) => placeIn(node, key) === place))
        return forRoom("node(s) didn't satisfy existing pods anti-affinity rules");
      return undefined;
    },
    liking: (node) => likings.reduce((sum, { weight, counts }) => sum + weight * counts.at(node), 0),
  };
}

const forRoom = (reason: string): Objection => ({ reasons: [reason], isForRoom: true });

const weighed = (affinity: PodAffinity | undefined, sign: 1 | -1) =>
  (affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ weight, podAffinityTerm: term }) => ({
    weight: sign * weight,
    term,
  }));

/** How many pods a term means, by the part of the cluster they are in. */
function countsOf(term: AffinityTerm, pod: SimulatedPod, { neighbours, nodeOf }: Neighbourhood) {
  const { namespace = '', labels } = pod.metadata;
  const { topologyKey: key } = term;
  const counts = new Map<string, number>();
  for (const one of neighbours()) {
    if (!picks(term, namespace, one)) continue;
    const place = placeIn(nodeOf(one.node), key);
    if (place !== undefined) counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return {
    key,
    size: counts.size,
    /** Whether it means the pod itself. */
    isOwn: picks(term, namespace, { namespace, labels }),
    at: (node: KubeObject): number => counts.get(placeIn(node, key) ?? '') ?? 0,
  };
}

function guardedPlaces({ metadata: { namespace = '', labels } }: SimulatedPod, { guarded, nodeOf }: Neighbourhood) {
  return [...guarded()].flatMap((one) =>
    one.guards.flatMap((term) => {
      const key = term.topologyKey;
      const place = picks(term, one.namespace, { namespace, labels }) ? placeIn(nodeOf(one.node), key) : undefined;
      return place === undefined ? [] : [{ key, place }];
    }),
  );
}

const placeIn = (node: KubeObject | undefined, key: string): string | undefined => node?.metadata.labels?.[key];

/** Whether the term of a pod in that namespace means another pod. */
function picks(
  term: AffinityTerm,
  home: string,
  { namespace, labels }: Pick<Neighbour, 'namespace' | 'labels'>,
): boolean {
  const { namespaces = [], namespaceSelector, labelSelector } = term;
  const isNamed = namespaces.includes(namespace) || (namespaces.length === 0 && namespace === home);
  return (namespaceSelector !== undefined || isNamed) && matches(labelSelector, labels);
}
