/** What the Endpoints of a Service say: its pods' addresses, together where their ports are the same. Pure. */
import { present } from '../../../kube/present.ts';
import type { Meta } from '../../../kube/types.ts';
import { isReady } from '../replica-sets/ranking.ts';
import { isGoing } from '../workloads.ts';
import {
  addressOf,
  hostnameFor,
  isHeadless,
  type Port,
  portsOn,
  type ServedPod,
  type Service,
  targetOf,
} from './service.ts';

interface Address {
  readonly ip: string;
  readonly nodeName?: string;
  readonly hostname?: string;
  readonly targetRef: object;
}

export interface Subset {
  readonly addresses?: readonly Address[];
  readonly notReadyAddresses?: readonly Address[];
  readonly ports?: readonly Port[];
}

interface Reached {
  readonly uid: string;
  readonly address: Address;
  readonly isReady: boolean;
  readonly ports: readonly Port[];
}

interface PortGroup {
  readonly ports: Port[];
  readonly pods: Reached[];
}

const MOST = 1000;
const CHANGED = 'endpoints.kubernetes.io/last-change-trigger-time';
const OVER_CAPACITY = 'endpoints.kubernetes.io/over-capacity';
export const HEADLESS = 'service.kubernetes.io/headless';
const OWN_LABELS = { 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' } as const;

export function subsetsOf(service: Service, pods: readonly ServedPod[]): readonly Subset[] {
  const groups = together(byPort(pods.flatMap((pod) => reached(service, pod) ?? [])));
  const keyed = groups.map((group) => ({ group, key: JSON.stringify(group.ports) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ group }) => subsetOf(group));
}

function byPort(pods: readonly Reached[]): readonly PortGroup[] {
  const groups = new Map<string, PortGroup>();
  const add = (pod: Reached, port: Port | undefined) => {
    const key = JSON.stringify(port ?? null);
    const known = groups.get(key);
    if (known) known.pods.push(pod);
    else groups.set(key, { ports: port ? [port] : [], pods: [pod] });
  };
  for (const pod of pods) for (const port of pod.ports.length === 0 ? [undefined] : pod.ports) add(pod, port);
  return [...groups.values()];
}

/** Ports stand together if they are open on the same pods. */
function together(groups: readonly PortGroup[]): readonly PortGroup[] {
  const byPods = new Map<string, PortGroup>();
  for (const group of groups) {
    const key = group.pods.map(({ uid }) => uid).join(' ');
    const known = byPods.get(key);
    if (known) known.ports.push(...group.ports);
    else byPods.set(key, group);
  }
  return [...byPods.values()];
}

function reached(service: Service, pod: ServedPod): Reached | undefined {
  const isTolerant = service.spec?.publishNotReadyAddresses ?? false;
  const ip = addressOf(pod);
  if (ip === undefined || (isGoing(pod) && !isTolerant)) return undefined;
  const ports = portsOn(service, pod);
  const needsNoPorts = (service.spec?.ports ?? []).length === 0 && service.spec?.clusterIP === 'None';
  if (ports.length === 0 && !needsNoPorts) return undefined;
  return {
    uid: pod.metadata.uid ?? '',
    address: addressIn(service, pod, ip),
    isReady: isTolerant || isReady(pod),
    ports,
  };
}

function addressIn(service: Service, pod: ServedPod, ip: string): Address {
  const nodeName = pod.spec?.nodeName || undefined;
  return present<Address>({ ip, hostname: hostnameFor(service, pod), nodeName, targetRef: targetOf(pod) });
}

function subsetOf({ ports, pods }: PortGroup): Subset {
  const addresses = (ready: boolean) =>
    pods
      .filter((one) => one.isReady === ready)
      .map(({ address }) => address)
      .sort((a, b) => (a.ip < b.ip ? -1 : 1));
  const orNone = <T>(list: readonly T[]) => (list.length === 0 ? undefined : list);
  const [ready, notReady] = [orNone(addresses(true)), orNone(addresses(false))];
  return present<Subset>({ addresses: ready, notReadyAddresses: notReady, ports: orNone(ports) });
}

/** Not more addresses than one object may hold: those that are ready come first. */
export function withinCapacity(subsets: readonly Subset[]): readonly Subset[] {
  let room = MOST;
  const taken = <T>(list: readonly T[] | undefined): readonly T[] | undefined => {
    const part = list?.slice(0, room);
    room -= part?.length ?? 0;
    return part?.length === 0 ? undefined : part;
  };
  const ready = subsets.map(({ addresses }) => taken(addresses));
  return subsets.flatMap(({ notReadyAddresses, ports }, index) => {
    const rest = taken(notReadyAddresses);
    const addresses = ready[index];
    return addresses || rest ? [present<Subset>({ addresses, notReadyAddresses: rest, ports })] : [];
  });
}

export const endpointsLabels = (service: Service): Readonly<Record<string, string>> => {
  const { [HEADLESS]: _, ...labels } = service.metadata.labels ?? {};
  return { ...labels, ...(isHeadless(service) && { [HEADLESS]: '' }), ...OWN_LABELS };
};

/** `changed`: when that happened which is told now. */
export function endpointsAnnotations(
  before: Meta['annotations'],
  changed: string | undefined,
  isTruncated: boolean,
): Readonly<Record<string, string>> {
  const { [OVER_CAPACITY]: _, [CHANGED]: __, ...annotations } = before ?? {};
  return {
    ...annotations,
    ...(changed !== undefined && { [CHANGED]: changed }),
    ...(isTruncated && { [OVER_CAPACITY]: 'truncated' }),
  };
}
