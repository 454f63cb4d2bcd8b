/** What the EndpointSlices of a Service say, and how those there are become those there should be. Pure. */
import { present } from '../../../kube/present.ts';
import type { KubeObject, Meta } from '../../../kube/types.ts';
import { sameJson } from '../../api/object.ts';
import { isReady } from '../replica-sets/ranking.ts';
import { isGoing, ownership } from '../workloads.ts';
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
import { HEADLESS } from './subsets.ts';

export interface Endpoint {
  readonly addresses: readonly string[];
  readonly conditions: { readonly ready: boolean; readonly serving: boolean; readonly terminating: boolean };
  readonly hostname?: string;
  readonly nodeName?: string;
  readonly zone?: string;
  readonly targetRef: object;
}

export interface Slice extends KubeObject {
  readonly addressType: string;
  readonly endpoints: readonly Endpoint[] | null;
  readonly ports: readonly Port[] | null;
}

export interface SlicePlan {
  readonly create: readonly Slice[];
  /** In place of the one of the same name. */
  readonly replace: readonly Slice[];
  readonly remove: readonly Slice[];
}

export interface Seen {
  readonly service: Service;
  readonly pods: readonly ServedPod[];
  /** Those that are ours. */
  readonly slices: readonly Slice[];
  readonly zoneOf: (node: string) => string | undefined;
  /** When that happened which is told now. */
  readonly changed: string | undefined;
}

interface Group {
  readonly ports: readonly Port[] | null;
  readonly endpoints: readonly Endpoint[];
}

const MOST = 100;
export const SERVICE_NAME = 'kubernetes.io/service-name';
export const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
export const MANAGER = 'endpointslice-controller.k8s.io';
const CHANGED = 'endpoints.kubernetes.io/last-change-trigger-time';

export function slicePlan(seen: Seen): SlicePlan {
  const { service, changed } = seen;
  const filled = groupsOf(seen);
  // A Service that nobody is behind has one slice, which says so.
  const groups = filled.length === 0 ? [{ ports: null, endpoints: [] }] : filled;
  const live = seen.slices.filter((slice) => !isGoing(slice));
  const kept = groups.map((group) => ({
    group,
    slices: live.filter(({ ports }) => sameJson(ports ?? [], group.ports ?? [])),
  }));
  const used = new Set(kept.flatMap(({ slices }) => slices));
  const spare = live.filter((slice) => !used.has(slice));
  const contents = kept.flatMap(({ group, slices }) => contentsOf(group, slices));
  const filling = contents.filter(({ slice }) => slice !== undefined);
  const homeless = contents.filter(({ slice }) => slice === undefined);
  const reused = homeless.map(({ content }, index) => ({ content, slice: spare[index] }));
  const all = [...filling, ...reused].map(({ content, slice }) => ({ slice, next: sliceOf(service, content, slice) }));
  const replace = all.flatMap(({ slice, next }) => (slice && !saysSame(slice, next) ? [next] : []));
  const stays = new Set(all.map(({ slice }) => slice));
  const stamped = (slice: Slice) => withChange(slice, changed);
  return {
    create: all.flatMap(({ slice, next }) => (slice ? [] : [stamped(next)])),
    replace: replace.map(stamped),
    remove: live.filter((slice) => !stays.has(slice)),
  };
}

function groupsOf({ service, pods, zoneOf }: Seen): readonly Group[] {
  const groups = new Map<string, { ports: readonly Port[]; endpoints: Endpoint[] }>();
  for (const pod of pods) {
    const ip = addressOf(pod);
    if (ip === undefined) continue;
    const ports = portsOn(service, pod).map((port) => ({ name: '', ...port }));
    const key = JSON.stringify(ports);
    const group = groups.get(key) ?? { ports, endpoints: [] };
    groups.set(key, group);
    group.endpoints.push(endpointOf(service, pod, ip, zoneOf));
  }
  return [...groups.values()];
}

function endpointOf(service: Service, pod: ServedPod, ip: string, zoneOf: Seen['zoneOf']): Endpoint {
  const [serving, terminating] = [isReady(pod), isGoing(pod)];
  const ready = service.spec?.publishNotReadyAddresses === true || (serving && !terminating);
  const nodeName = pod.spec?.nodeName || undefined;
  return present<Endpoint>({
    addresses: [ip],
    conditions: { ready, serving, terminating },
    hostname: hostnameFor(service, pod),
    nodeName,
    zone: nodeName === undefined ? undefined : zoneOf(nodeName),
    targetRef: targetOf(pod),
  });
}

interface Content {
  readonly content: Group;
  readonly slice: Slice | undefined;
}

/** Endpoints stay in the slices they are in; others go where there is room, the rest into slices of their own. */
function contentsOf({ ports, endpoints }: Group, slices: readonly Slice[]): readonly Content[] {
  const missing = new Map(endpoints.map((one) => [keyOf(one), one]));
  const stays = slices.map(({ endpoints: old }) =>
    (old ?? []).flatMap((one) => {
      const next = missing.get(keyOf(one));
      missing.delete(keyOf(one));
      return next ?? [];
    }),
  );
  const rest = [...missing.values()];
  const filled = stays.map((one) => [...one, ...rest.splice(0, Math.max(0, MOST - one.length))]);
  const contents: Content[] = filled.map((content, index) => ({
    content: { ports, endpoints: content },
    slice: slices[index],
  }));
  while (rest.length > 0) contents.push({ content: { ports, endpoints: rest.splice(0, MOST) }, slice: undefined });
  const useful = contents.filter(({ content }) => content.endpoints.length > 0);
  if (useful.length > 0) return useful;
  return contents.length > 0 ? contents.slice(0, 1) : [{ content: { ports, endpoints: [] }, slice: undefined }];
}

const keyOf = ({ targetRef, addresses }: Endpoint): string =>
  `${(targetRef as { uid?: string } | undefined)?.uid} ${addresses[0]}`;

function sliceOf(service: Service, { ports, endpoints }: Group, before: Slice | undefined): Slice {
  const { namespace, name, labels = {} } = service.metadata;
  const { [HEADLESS]: _, ...copied } = labels;
  const own = { [SERVICE_NAME]: name, [MANAGED_BY]: MANAGER, ...(isHeadless(service) && { [HEADLESS]: '' }) };
  const fresh = { generateName: `${name}-`, namespace, ownerReferences: [ownership(service)] };
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { ...((before?.metadata ?? fresh) as Meta), labels: { ...copied, ...own } },
    addressType: 'IPv4',
    endpoints: endpoints.length === 0 ? null : endpoints,
    ports: ports?.length === 0 ? null : ports,
  };
}

const saysSame = (one: Slice, other: Slice): boolean =>
  sameJson(one.metadata.labels, other.metadata.labels) &&
  sameJson(one.endpoints ?? [], other.endpoints ?? []) &&
  sameJson(one.ports ?? [], other.ports ?? []);

function withChange(slice: Slice, changed: string | undefined): Slice {
  const { [CHANGED]: _, ...others } = slice.metadata.annotations ?? {};
  const annotations = { ...others, ...(changed !== undefined && { [CHANGED]: changed }) };
  return { ...slice, metadata: { ...slice.metadata, annotations } };
}
