/** Services and the pods behind them, as far as their addresses go. Pure. */
import { conditionOf } from '../../../kube/conditions.ts';
import { present } from '../../../kube/present.ts';
import type { KubeObject } from '../../../kube/types.ts';
import { type Pod, placeOf } from '../workloads.ts';

export interface ServicePort {
  readonly name?: string;
  readonly protocol?: string;
  readonly port: number;
  readonly targetPort?: number | string;
  readonly appProtocol?: string;
}

export interface Service extends KubeObject {
  readonly spec?: {
    readonly type?: string;
    readonly clusterIP?: string;
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports?: readonly ServicePort[];
    readonly publishNotReadyAddresses?: boolean;
  };
}

interface Container {
  readonly restartPolicy?: string;
  readonly ports?: readonly { readonly name?: string; readonly protocol?: string; readonly containerPort: number }[];
}

export interface ServedPod extends KubeObject {
  readonly spec?: Pod['spec'] & {
    readonly hostname?: string;
    readonly subdomain?: string;
    readonly containers?: readonly Container[];
    readonly initContainers?: readonly Container[];
  };
  readonly status?: Pod['status'] & {
    readonly podIP?: string;
    readonly podIPs?: readonly { readonly ip: string }[];
  };
}

export interface Port {
  readonly name?: string;
  readonly port: number;
  readonly protocol: string;
  readonly appProtocol?: string;
}

/** Others have their addresses from somebody else. */
export const isSelecting = ({ spec }: Service): boolean =>
  Object.keys(spec?.selector ?? {}).length > 0 && spec?.type !== 'ExternalName';

export const isHeadless = ({ spec }: Service): boolean =>
  spec?.clusterIP === undefined || spec.clusterIP === '' || spec.clusterIP === 'None';

/** With which address a pod may be reached at all, as long as it has not ended. */
export function addressOf({ status }: ServedPod): string | undefined {
  if (status?.phase === 'Succeeded' || status?.phase === 'Failed') return undefined;
  const all = status?.podIPs?.map(({ ip }) => ip) ?? [status?.podIP ?? ''];
  return all.find((ip) => ip !== '' && !ip.includes(':'));
}

/** The service's ports on this pod. One whose name the pod does not know is left out. */
export const portsOn = ({ spec }: Service, pod: ServedPod): readonly Port[] =>
  (spec?.ports ?? []).flatMap((wanted) => {
    const { name, appProtocol, protocol = 'TCP' } = wanted;
    const port = numberOf(wanted, pod);
    return port === undefined ? [] : [present<Port>({ name: name || undefined, port, protocol, appProtocol })];
  });

function numberOf({ targetPort, port, protocol = 'TCP' }: ServicePort, { spec }: ServedPod): number | undefined {
  if (typeof targetPort !== 'string') return targetPort || port;
  const beside = (spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  const open = [...(spec?.containers ?? []), ...beside].flatMap(({ ports = [] }) => ports);
  return open.find((one) => one.name === targetPort && (one.protocol ?? 'TCP') === protocol)?.containerPort;
}

export const hostnameFor = (service: Service, { spec }: ServedPod): string | undefined =>
  spec?.hostname && spec.subdomain === service.metadata.name ? spec.hostname : undefined;

export const targetOf = (pod: ServedPod): object => ({ kind: 'Pod', ...placeOf(pod), uid: pod.metadata.uid });

/** What of a pod makes a difference to those who send it requests. */
export const reachOf = ({ metadata, status, spec }: ServedPod): readonly unknown[] => [
  metadata.labels,
  metadata.deletionTimestamp !== undefined,
  status?.phase,
  status?.podIP,
  status?.podIPs,
  conditionOf(status?.conditions, 'Ready')?.status,
  spec?.nodeName,
];
