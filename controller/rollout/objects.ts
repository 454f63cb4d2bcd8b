/** The Kubernetes objects a Rollout deals with, as far as its decisions look at them. */
import type { LabelSelector, PodTemplate } from '../../crds/kubernetes.ts';
import type { RolloutSpec } from '../../crds/rollout/rollout.ts';
import type { RolloutStatus } from '../../crds/rollout/status.ts';
import type { Canary, Strategy } from '../../crds/rollout/strategy.ts';
import type { Condition } from '../../kube/conditions.ts';
import type { KubeObject } from '../../kube/types.ts';

/** As stored: fields nobody knows here included. */
export interface RolloutObject extends KubeObject {
  readonly spec: RolloutSpec;
  readonly status?: RolloutStatus;
}

export interface ReplicaSet extends KubeObject {
  readonly spec: {
    readonly replicas?: number;
    readonly minReadySeconds?: number;
    readonly selector: LabelSelector;
    readonly template: PodTemplate;
  };
  readonly status?: {
    readonly replicas?: number;
    readonly readyReplicas?: number;
    readonly availableReplicas?: number;
    readonly observedGeneration?: number;
    readonly conditions?: readonly Condition[];
  };
}

export interface Service extends KubeObject {
  readonly spec: { readonly selector?: Readonly<Record<string, string>> };
}

export interface Pod extends KubeObject {
  readonly status?: { readonly phase?: string; readonly conditions?: readonly PodCondition[] };
}

export interface PodCondition {
  readonly type: string;
  readonly status: string;
  readonly lastTransitionTime?: string;
}

export type { Canary, LabelSelector, PodTemplate, RolloutSpec, RolloutStatus, Strategy };
