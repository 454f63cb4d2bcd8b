/** What the Endpoints of a Service say: its pods' addresses, together where their ports are the same. Pure. */
import { present } from '../../../kube/present.ts';
import type { Meta } from '../../../kube/types.ts';
import { isReady } from '../replica-sets/ranking.ts';
import { isGoing } from '../workloads.ts';
import {
  addressOf,
  changedAt,
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
  readonly address: Address;
  readonly isReady: boolean;
  readonly ports: readonly Port[];
}

const MOST = 1000;
const CHANGED = 'endpoints.kubernetes.io/last-change-trigger-time';
const OVER_CAPACITY = 'endpoints.kubernetes.io/over-capacity';
export const HEADLESS = 'service.kubernetes.io/headless';
const OWN_LABELS = { 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' } as const;

export function subsetsOf(service: Service, pods: readonly ServedPod[]): readonly Subset[] {
  const groups = new Map<string, Reached[]>();
  for (const one of pods.flatMap((pod) => reached(service, pod) ?? [])) {
    const key = JSON.stringify(one.ports);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.keys()].sort().flatMap((key) => subsetOf(groups.get(key) ?? []));
}

function reached(service: Service, pod: ServedPod): Reached | undefined {
  const isTolerant = service.spec?.publishNotReadyAddresses ?? false;
  const ip = addressOf(pod);
  if (ip === undefined || (isGoing(pod) && !isTolerant)) return undefined;
  const ports = portsOn(service, pod);
  const needsNoPorts = (service.spec?.ports ?? []).length === 0 && service.spec?.clusterIP === 'None';
  if (ports.length === 0 && !needsNoPorts) return undefined;
  const nodeName = pod.spec?.nodeName || undefined;
  const hostname = hostnameFor(service, pod);
  const address = present<Address>({ ip, hostname, nodeName, targetRef: targetOf(pod) });
  return { address, isReady: isTolerant || isReady(pod), ports };
}

function subsetOf(group: readonly Reached[]): readonly Subset[] {
  const addresses = (ready: boolean) =>
    group
      .filter((one) => one.isReady === ready)
      .map(({ address }) => address)
      .sort((a, b) => (a.ip < b.ip ? -1 : 1));
  const orNone = <T>(list: readonly T[]) => (list.length === 0 ? undefined : list);
  const [first] = group;
  const [ready, notReady] = [orNone(addresses(true)), orNone(addresses(false))];
  const ports = orNone(first?.ports ?? []);
  return first ? [present<Subset>({ addresses: ready, notReadyAddresses: notReady, ports })] : [];
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

export function endpointsAnnotations(
  service: Service,
  pods: readonly ServedPod[],
  before: Meta['annotations'],
  isTruncated: boolean,
): Readonly<Record<string, string>> {
  const { [OVER_CAPACITY]: _, ...annotations } = before ?? {};
  const changed = changedAt(service, pods, before?.[CHANGED]);
  return {
    ...annotations,
    ...(changed !== undefined && { [CHANGED]: changed }),
    ...(isTruncated && { [OVER_CAPACITY]: 'truncated' }),
  };
}
