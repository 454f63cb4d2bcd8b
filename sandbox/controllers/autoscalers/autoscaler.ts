/** A HorizontalPodAutoscaler in version 2, the scale of its target and its pods, as far as they are looked at. */
import type { Condition } from '../../../kube/conditions.ts';
import type { KubeObject } from '../../../kube/types.ts';
import type { AutoscalerSpec } from '../../kinds/objects/autoscaler-spec.ts';

export type AutoscalerCondition = Pick<Condition, 'type' | 'status' | 'reason' | 'message' | 'lastTransitionTime'>;

export type Statement = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>;

export interface AutoscalerStatus {
  readonly currentReplicas?: number;
  readonly desiredReplicas?: number;
  readonly lastScaleTime?: string;
  readonly currentMetrics?: readonly object[] | null;
  readonly conditions?: readonly AutoscalerCondition[];
}

export interface Autoscaler extends KubeObject {
  readonly spec: AutoscalerSpec;
  readonly status?: AutoscalerStatus;
}

export interface Scale extends KubeObject {
  readonly spec?: { readonly replicas?: number };
  readonly status?: { readonly replicas?: number; readonly selector?: string };
}

export interface Container {
  readonly name: string;
  readonly restartPolicy?: string;
  readonly resources?: { readonly requests?: Readonly<Record<string, string>> };
}

export interface BusyPod extends KubeObject {
  readonly spec?: { readonly containers?: readonly Container[]; readonly initContainers?: readonly Container[] };
  readonly status?: {
    readonly phase?: string;
    readonly startTime?: string;
    readonly conditions?: readonly Condition[];
  };
}

/** Why something cannot be known, in words for people. */
export interface Unknown {
  readonly problem: string;
}

/** What a figure of the wire holds at most. */
export const MOST_REPLICAS = 2 ** 31 - 1;

/** What runs as long as the pod, in the order in which it is looked at. */
export const lastingContainers = ({ spec = {} }: BusyPod): readonly Container[] => [
  ...(spec.containers ?? []),
  ...(spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always'),
];
