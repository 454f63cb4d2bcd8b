/** Pods as far as their nodes read and write them. */
import type { KubeObject, Meta } from '../../kube/types.ts';
import type { Annotations } from './behaviour.ts';
import type { PodAffinity } from './neighbours.ts';
import type { NodeSelectorTerm } from './node-affinity.ts';
import type { Probe } from './probes.ts';
import type { Toleration } from './taints.ts';

export interface Container {
  readonly name: string;
  readonly image?: string;
  /** `Always` makes an init container one that runs beside the others. */
  readonly restartPolicy?: string;
  readonly resources?: { readonly requests?: Readonly<Record<string, string>> };
  readonly startupProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
}

export interface Waiting {
  readonly reason: string;
  readonly message?: string;
}

export interface Terminated {
  readonly exitCode: number;
  readonly reason: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly containerID?: string;
}

/** Exactly one of them. */
export interface ContainerState {
  readonly waiting?: Waiting;
  readonly running?: { readonly startedAt: string };
  readonly terminated?: Terminated;
}

export interface ContainerStatus {
  readonly name: string;
  readonly state: ContainerState;
  readonly lastState: ContainerState;
  readonly ready: boolean;
  readonly started?: boolean;
  readonly restartCount: number;
  readonly image: string;
  readonly imageID: string;
  readonly containerID?: string;
}

export interface PodCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastProbeTime?: null;
  readonly lastTransitionTime?: string;
}

export interface PodStatus {
  readonly phase?: string;
  readonly conditions?: readonly PodCondition[];
  readonly hostIP?: string;
  readonly hostIPs?: readonly { readonly ip: string }[];
  readonly podIP?: string;
  readonly podIPs?: readonly { readonly ip: string }[];
  readonly startTime?: string;
  readonly initContainerStatuses?: readonly ContainerStatus[];
  readonly containerStatuses?: readonly ContainerStatus[];
}

export interface SimulatedPod extends KubeObject {
  readonly metadata: Meta & { readonly annotations?: Annotations; readonly deletionGracePeriodSeconds?: number };
  readonly spec?: {
    readonly nodeName?: string;
    readonly schedulerName?: string;
    readonly hostNetwork?: boolean;
    readonly nodeSelector?: Readonly<Record<string, string>>;
    readonly affinity?: {
      readonly nodeAffinity?: {
        readonly requiredDuringSchedulingIgnoredDuringExecution?: {
          readonly nodeSelectorTerms: readonly NodeSelectorTerm[];
        };
      };
      readonly podAffinity?: PodAffinity;
      readonly podAntiAffinity?: PodAffinity;
    };
    readonly tolerations?: readonly Toleration[];
    readonly preemptionPolicy?: string;
    readonly overhead?: Readonly<Record<string, string>>;
    readonly schedulingGates?: readonly object[];
    readonly readinessGates?: readonly { readonly conditionType: string }[];
    readonly restartPolicy?: string;
    readonly terminationGracePeriodSeconds?: number;
    readonly initContainers?: readonly Container[];
    readonly containers?: readonly Container[];
  };
  readonly status?: PodStatus;
}

export const isFinished = ({ status }: SimulatedPod): boolean =>
  status?.phase === 'Succeeded' || status?.phase === 'Failed';

export const isSidecar = ({ restartPolicy }: Container): boolean => restartPolicy === 'Always';

/** What policy says whether a container runs again. */
export function policyOf(pod: SimulatedPod, container: Container, isInit: boolean): string {
  if (isInit && isSidecar(container)) return 'Always';
  const policy = pod.spec?.restartPolicy ?? 'Always';
  // An init container that succeeded is done.
  return isInit && policy === 'Always' ? 'OnFailure' : policy;
}
