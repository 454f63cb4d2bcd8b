/** The objects that an Experiment deals with, and the names of labels and annotations, which never change. */
import type { ExperimentSpec, ExperimentStatus } from '../../crds/experiment.ts';
import type { LabelSelector, PodTemplate } from '../../crds/kubernetes.ts';
import type { KubeObject, Resource } from '../../kube/types.ts';

export type Status = Partial<ExperimentStatus>;
export type TemplateSpec = ExperimentSpec['templates'][number];
export type RunStatus = NonNullable<ExperimentStatus['analysisRuns']>[number];

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
  };
}

export interface ServicePort {
  readonly name?: string;
  readonly port: number;
  readonly targetPort?: number | string;
  readonly protocol?: string;
}

export interface Service extends KubeObject {
  readonly spec: {
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports?: readonly ServicePort[];
  };
}

const namespaced = (apiVersion: string, kind: string, plural: string): Resource => ({
  ...{ apiVersion, kind, plural, namespaced: true },
});

export const REPLICA_SETS = namespaced('apps/v1', 'ReplicaSet', 'replicasets');
export const SERVICES = namespaced('v1', 'Service', 'services');

export const INSTANCE_LABEL = 'argo-rollouts.argoproj.io/controller-instance-id';
export const SCALE_DOWN_DEADLINE = 'scale-down-deadline';
/** On ReplicaSets and Services. */
export const EXPERIMENT_NAME = 'experiment.argoproj.io/name';
export const TEMPLATE_NAME = 'experiment.argoproj.io/template-name';
