/** DaemonSets, nodes, and which of these are for which. Pure. */
import type { KubeObject, Meta } from '../../../kube/types.ts';
import type { LabelSelector } from '../../selectors/label-selector.ts';
import { podOf } from '../replica-sets/pod.ts';
import type { Pod, PodTemplate } from '../workloads.ts';

export interface DaemonSetStatus {
  readonly observedGeneration?: number;
  readonly desiredNumberScheduled?: number;
  readonly currentNumberScheduled?: number;
  readonly numberMisscheduled?: number;
  readonly numberReady?: number;
  readonly updatedNumberScheduled?: number;
  readonly numberAvailable?: number;
  readonly numberUnavailable?: number;
  readonly collisionCount?: number;
}

interface Toleration {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
}

interface DaemonPodSpec {
  readonly nodeName?: string;
  readonly hostNetwork?: boolean;
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly tolerations?: readonly Toleration[];
  readonly affinity?: { readonly nodeAffinity?: object };
}

export interface DaemonSet extends KubeObject {
  readonly spec: {
    readonly selector: LabelSelector;
    readonly template: PodTemplate & { readonly spec: DaemonPodSpec };
    readonly updateStrategy?: {
      readonly type?: 'RollingUpdate' | 'OnDelete';
      readonly rollingUpdate?: { readonly maxUnavailable?: number | string };
    };
    readonly minReadySeconds?: number;
    readonly revisionHistoryLimit?: number;
  };
  readonly status?: DaemonSetStatus;
}

interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

export interface Node extends KubeObject {
  readonly spec?: { readonly taints?: readonly Taint[] };
}

export const HASH_LABEL = 'controller-revision-hash';
const GENERATION = 'deprecated.daemonset.template.generation';

/** What such pods bear, so that they stay where others cannot be. */
const ALWAYS: readonly Toleration[] = [
  { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/disk-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/memory-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/pid-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' },
];
const ON_HOST: Toleration = {
  key: 'node.kubernetes.io/network-unavailable',
  operator: 'Exists',
  effect: 'NoSchedule',
};

const tolerationsOf = ({ tolerations = [], hostNetwork }: DaemonPodSpec): readonly Toleration[] => {
  const added = hostNetwork ? [...ALWAYS, ON_HOST] : ALWAYS;
  const isSame = (one: Toleration, other: Toleration) =>
    one.key === other.key && one.effect === other.effect && one.operator === other.operator;
  return [...tolerations, ...added.filter((one) => !tolerations.some((other) => isSame(one, other)))];
};

/** `stay`: no pod is sent there, but one that is there remains. */
export type Fit = 'run' | 'stay' | 'leave';

/** By the node's name, labels and taints; affinities are not looked at. */
export function fitOf({ spec }: DaemonSet, { metadata, spec: node }: Node): Fit {
  const wanted = spec.template.spec;
  const isChosen = Object.entries(wanted.nodeSelector ?? {}).every(([key, value]) => metadata.labels?.[key] === value);
  if (!isChosen || (wanted.nodeName && wanted.nodeName !== metadata.name)) return 'leave';
  const tolerations = tolerationsOf(wanted);
  const borne = (taint: Taint) => tolerations.some((one) => bears(one, taint));
  const unbearable = (node?.taints ?? []).filter((taint) => !borne(taint)).map(({ effect }) => effect);
  if (unbearable.includes('NoExecute')) return 'leave';
  return unbearable.includes('NoSchedule') ? 'stay' : 'run';
}

const bears = ({ key = '', operator = 'Equal', value = '', effect = '' }: Toleration, taint: Taint): boolean =>
  (effect === '' || effect === taint.effect) &&
  (key === '' || key === taint.key) &&
  (operator === 'Exists' || value === (taint.value ?? ''));

interface Placed {
  readonly affinity?: {
    readonly nodeAffinity?: {
      readonly requiredDuringSchedulingIgnoredDuringExecution?: {
        readonly nodeSelectorTerms?: readonly {
          readonly matchFields?: readonly { readonly key: string; readonly values?: readonly string[] }[];
        }[];
      };
    };
  };
}

/** The node that a pod is on, or on its way to. */
export function nodeOf({ spec }: Pod): string | undefined {
  if (spec?.nodeName) return spec.nodeName;
  const required = (spec as Placed | undefined)?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const fields = required?.nodeSelectorTerms?.flatMap(({ matchFields = [] }) => matchFields);
  return fields?.find(({ key }) => key === 'metadata.name')?.values?.[0];
}

export function podFor(set: DaemonSet, node: string, hash: string): KubeObject {
  const { metadata } = podOf(set);
  const { spec } = set.spec.template;
  const generation = set.metadata.annotations?.[GENERATION];
  const labels = {
    ...metadata.labels,
    [HASH_LABEL]: hash,
    ...(generation !== undefined && { 'pod-template-generation': generation }),
  };
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [node] }];
  const nodeAffinity = {
    ...spec.affinity?.nodeAffinity,
    requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields }] },
  };
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...metadata, labels } as Meta,
    spec: { ...spec, affinity: { ...spec.affinity, nodeAffinity }, tolerations: tolerationsOf(spec) },
  };
  return pod;
}
