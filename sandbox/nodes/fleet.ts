/** The simulated nodes: who they are, and what they say of themselves. Pure. */
import type { KubeObject, Ref, Resource } from '../../kube/types.ts';
import { textOf } from './container.ts';
import type { Taint } from './taints.ts';

export interface SimulatedNode {
  readonly name: string;
  readonly address: string;
  /** The first address of its pods, as a number, and how many there are. */
  readonly podRange: { readonly first: number; readonly size: number };
}

export interface NodeObject extends KubeObject {
  readonly spec?: { readonly unschedulable?: boolean; readonly taints?: readonly Taint[] };
  readonly status?: {
    readonly conditions?: readonly NodeCondition[];
    readonly allocatable?: Readonly<Record<string, string>>;
  };
}

interface NodeCondition {
  readonly type: string;
  readonly status: string;
  readonly lastHeartbeatTime?: string;
  readonly lastTransitionTime?: string;
}

export const LEASE_NAMESPACE = 'kube-node-lease';
export const LEASES = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' } as const;
export const NODES: Resource = { apiVersion: 'v1', kind: 'Node', plural: 'nodes', namespaced: false };
/** Says of a node that nobody is hurt if it goes. */
const SIMULATED = 'sluice.dev/simulated';
const LEASE_SECONDS = 40;
/** 10.64.0.1 and 10.128.0.0. */
const FIRST_NODE = 0x0a_40_00_01;
const FIRST_POD = 0x0a_80_00_00;
/** A range of 20 bits for the network. */
const PODS_PER_NODE = 4_096;
const MOST_NODES = 2_000;
const VERSION = 'v1.33.0';

export function fleetOf(count: number): readonly SimulatedNode[] {
  if (!Number.isInteger(count) || count < 1 || count > MOST_NODES)
    throw new Error(`there may be 1 to ${MOST_NODES} simulated nodes, not ${count}`);
  return Array.from({ length: count }, (_, index) => ({
    name: `sluice-node-${index + 1}`,
    address: addressOf(FIRST_NODE + index),
    podRange: { first: FIRST_POD + index * PODS_PER_NODE, size: PODS_PER_NODE },
  }));
}

const addressOf = (number: number): string => [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.');

/** A free address of the node; the same for the same pod, if it can be. Undefined if all are taken. */
export function freeAddress(
  { podRange: { first, size } }: SimulatedNode,
  uid: string,
  isTaken: (address: string) => boolean,
): string | undefined {
  // The first address names the network, the second its gateway, the last all of them.
  const usable = size - 3;
  const start = hashOf(uid) % usable;
  for (let step = 0; step < usable; step++) {
    const address = addressOf(first + 2 + ((start + step) % usable));
    if (!isTaken(address)) return address;
  }
  return undefined;
}

function hashOf(text: string): number {
  let hash = 0x81_1c_9d_c5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01_00_01_93);
  return hash >>> 0;
}

export const nodeRef = ({ name }: SimulatedNode): Ref => ({ apiVersion: 'v1', kind: 'Node', namespace: '', name });

export const isSimulated = ({ metadata }: KubeObject): boolean => metadata.labels?.[SIMULATED] === 'true';

const READY = {
  type: 'Ready',
  status: 'True',
  reason: 'KubeletReady',
  message: 'kubelet is posting ready status',
} as const;
const WELL = [
  { type: 'MemoryPressure', status: 'False', reason: 'KubeletHasSufficientMemory', message: 'enough memory' },
  { type: 'DiskPressure', status: 'False', reason: 'KubeletHasNoDiskPressure', message: 'enough disk' },
  { type: 'PIDPressure', status: 'False', reason: 'KubeletHasSufficientPID', message: 'enough process ids' },
  READY,
] as const;
const CAPACITY = { cpu: '64', memory: '256Gi', 'ephemeral-storage': '1Ti', pods: String(PODS_PER_NODE - 3) } as const;

export function nodeObject({ name, podRange }: SimulatedNode): KubeObject {
  const labels = {
    [SIMULATED]: 'true',
    'kubernetes.io/arch': 'amd64',
    'kubernetes.io/hostname': name,
    'kubernetes.io/os': 'linux',
  };
  const podCIDR = `${addressOf(podRange.first)}/20`;
  const node = { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, spec: { podCIDR, podCIDRs: [podCIDR] } };
  return node;
}

/** A status as of now; when a condition began stays. */
export function nodeStatus({ name, address }: SimulatedNode, node: NodeObject, now: number): object {
  const at = textOf(now);
  const conditions = WELL.map((one) => {
    const known = node.status?.conditions?.find(({ type }) => type === one.type);
    const since = known?.status === one.status ? known.lastTransitionTime : undefined;
    return { ...one, lastHeartbeatTime: at, lastTransitionTime: since ?? at };
  });
  return {
    conditions,
    addresses: [
      { type: 'InternalIP', address },
      { type: 'Hostname', address: name },
    ],
    capacity: CAPACITY,
    allocatable: CAPACITY,
    daemonEndpoints: { kubeletEndpoint: { Port: 10_250 } },
    nodeInfo: {
      architecture: 'amd64',
      bootID: '',
      containerRuntimeVersion: 'sluice://simulated',
      kernelVersion: 'simulated',
      kubeProxyVersion: VERSION,
      kubeletVersion: VERSION,
      machineID: name,
      operatingSystem: 'linux',
      osImage: 'Sluice simulated node',
      systemUUID: name,
    },
  };
}

export const readiness = ({ status }: NodeObject): NodeCondition | undefined =>
  status?.conditions?.find(({ type }) => type === READY.type);

export function leaseObject(node: KubeObject, now: Date): KubeObject {
  const { name, uid = '' } = node.metadata;
  const ownerReferences = [{ apiVersion: 'v1', kind: 'Node', name, uid }];
  const spec = { holderIdentity: name, leaseDurationSeconds: LEASE_SECONDS, renewTime: microTime(now) };
  return { ...LEASES, metadata: { name, namespace: LEASE_NAMESPACE, ownerReferences }, spec } as KubeObject;
}

export const microTime = (now: Date): string => now.toISOString().replace(/Z$/, '000Z');
