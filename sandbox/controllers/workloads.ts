/** Pods and what makes them, as far as controllers look at them. */
import type { Condition } from '../../kube/conditions.ts';
import { CORE_RESOURCES } from '../../kube/resources.ts';
import type { KubeObject, Meta, OwnerReference, Resource } from '../../kube/types.ts';
import type { LabelSelector } from '../selectors/label-selector.ts';

export interface PodTemplate {
  readonly metadata?: Partial<Meta>;
  readonly spec: object;
}

export interface Pod extends KubeObject {
  readonly spec?: { readonly nodeName?: string };
  readonly status?: {
    readonly phase?: string;
    readonly conditions?: readonly Condition[];
    readonly containerStatuses?: readonly { readonly restartCount?: number }[];
  };
}

export type ReplicaSetCondition = Omit<Condition, 'lastUpdateTime'>;

export interface ReplicaSetStatus {
  readonly replicas?: number;
  readonly fullyLabeledReplicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
  readonly observedGeneration?: number;
  readonly conditions?: readonly ReplicaSetCondition[];
}

export interface ReplicaSet extends KubeObject {
  readonly spec: {
    readonly replicas?: number;
    readonly minReadySeconds?: number;
    readonly selector: LabelSelector;
    readonly template: PodTemplate;
  };
  readonly status?: ReplicaSetStatus;
}

export interface DeploymentStatus {
  readonly observedGeneration?: number;
  readonly replicas?: number;
  readonly updatedReplicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
  readonly unavailableReplicas?: number;
  readonly collisionCount?: number;
  readonly conditions?: readonly Condition[];
}

export interface Deployment extends KubeObject {
  readonly spec: {
    readonly replicas?: number;
    readonly selector: LabelSelector;
    readonly template: PodTemplate;
    readonly strategy?: {
      readonly type?: 'Recreate' | 'RollingUpdate';
      readonly rollingUpdate?: { readonly maxSurge?: number | string; readonly maxUnavailable?: number | string };
    };
    readonly minReadySeconds?: number;
    readonly revisionHistoryLimit?: number;
    readonly paused?: boolean;
    readonly progressDeadlineSeconds?: number;
  };
  readonly status?: DeploymentStatus;
}

const known = (kind: string): Resource => {
  const found = CORE_RESOURCES.find((resource) => resource.kind === kind);
  if (!found) throw new Error(`${kind} is not among the kinds we know`);
  return found;
};

export const PODS = known('Pod');
export const REPLICA_SETS = known('ReplicaSet');
export const DEPLOYMENTS = known('Deployment');
export const NAMESPACES = known('Namespace');
export const SERVICE_ACCOUNTS = known('ServiceAccount');
export const CONFIG_MAPS = known('ConfigMap');
export const DEFINITIONS = known('CustomResourceDefinition');
export const SERVICES = known('Service');
export const ENDPOINTS = known('Endpoints');
export const NODES = known('Node');
export const JOBS = known('Job');
export const ENDPOINT_SLICES: Resource = {
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  plural: 'endpointslices',
  namespaced: true,
};
export const CRON_JOBS: Resource = { apiVersion: 'batch/v1', kind: 'CronJob', plural: 'cronjobs', namespaced: true };
export const DAEMON_SETS = known('DaemonSet');
export const STATEFUL_SETS = known('StatefulSet');
export const CLAIMS: Resource = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  plural: 'persistentvolumeclaims',
  namespaced: true,
};
export const REVISIONS: Resource = {
  apiVersion: 'apps/v1',
  kind: 'ControllerRevision',
  plural: 'controllerrevisions',
  namespaced: true,
};
export const BUDGETS: Resource = {
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  plural: 'poddisruptionbudgets',
  namespaced: true,
};

export const AUTOSCALERS: Resource = {
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  plural: 'horizontalpodautoscalers',
  namespaced: true,
};
/** All that old servers have. */
export const AUTOSCALERS_V1: Resource = { ...AUTOSCALERS, apiVersion: 'autoscaling/v1' };

/** Whether two resources hold the same kind; discovery makes its own of those we know. */
export const isSameKind = (one: Resource, other: Resource): boolean =>
  one.kind === other.kind && one.apiVersion === other.apiVersion;

export const placeOf = ({ metadata }: KubeObject) => ({ namespace: metadata.namespace ?? '', name: metadata.name });

export const isGoing = ({ metadata }: KubeObject): boolean => metadata.deletionTimestamp !== undefined;

/** Whether it runs or may come to run. */
export const isActive = (pod: Pod): boolean =>
  !isGoing(pod) && pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed';

export const controllerOf = ({ metadata }: KubeObject): OwnerReference | undefined =>
  metadata.ownerReferences?.find(({ controller }) => controller);

export const ownership = ({ apiVersion, kind, metadata }: KubeObject): OwnerReference => ({
  apiVersion,
  kind,
  name: metadata.name,
  uid: metadata.uid ?? '',
  controller: true,
  blockOwnerDeletion: true,
});

/** The oldest first. */
export const byAge = ({ metadata: a }: KubeObject, { metadata: b }: KubeObject): number =>
  compared(a.creationTimestamp ?? '', b.creationTimestamp ?? '') || compared(a.name, b.name);

const compared = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);
