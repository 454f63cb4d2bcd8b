/** The server that a running pod has, and what it answers. Pure. */
import type { Random } from '../../kube/clock.ts';
import { behaviourOf, tagOf } from '../nodes/behaviour.ts';
import type { Container, SimulatedPod } from '../nodes/pod.ts';

export interface PodServer {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly container: string;
  /** The tag of its image. */
  readonly version: string;
  /** Of the pod's template; empty if nobody has made it from one. */
  readonly hash: string;
  readonly labels: Readonly<Record<string, string>>;
  /** What it belongs to: the name of a Deployment, a Rollout, a StatefulSet, or its own. */
  readonly workload: string;
  readonly answers: number;
  readonly errorRate: number;
  /** Milliseconds that half of the requests take at most. */
  readonly latency: number;
}

export interface Reply {
  readonly status: number;
  /** Milliseconds until it is there. */
  readonly after: number;
}

/** How far times lie around the median: a request in a hundred takes nearly twice as long. */
const SPREAD = 0.25;
const SLOWEST = 10;

/** Undefined while nothing of it runs. */
export function podServer(pod: SimulatedPod): PodServer | undefined {
  const container = serving(pod);
  if (!container || !isRunning(pod, container)) return undefined;
  const { uid = '', namespace = '', name, labels = {}, annotations = {} } = pod.metadata;
  const image = container.image ?? '';
  const { answers, errorRate, latency } = behaviourOf(image, annotations);
  const hash = labels['rollouts-pod-template-hash'] ?? labels['pod-template-hash'] ?? '';
  return {
    ...{ uid, namespace, name, labels, hash, answers, errorRate, latency },
    container: container.name,
    version: tagOf(image),
    workload: workloadOf(pod, hash),
  };
}

/** The first container that says on which port it listens; the first of all if none does. */
function serving({ spec }: SimulatedPod): Container | undefined {
  const containers: readonly (Container & { readonly ports?: readonly object[] })[] = spec?.containers ?? [];
  return containers.find(({ ports }) => ports !== undefined && ports.length > 0) ?? containers[0];
}

const isRunning = ({ status }: SimulatedPod, { name }: Container): boolean =>
  status?.containerStatuses?.some((one) => one.name === name && one.state.running !== undefined) ?? false;

/** ReplicaSets are named after what made them, and their pods' hash. */
function workloadOf({ metadata: { name, ownerReferences = [] } }: SimulatedPod, hash: string): string {
  const owner = ownerReferences.find(({ controller }) => controller);
  if (!owner) return name;
  const isMade = owner.kind === 'ReplicaSet' && hash !== '' && owner.name.endsWith(`-${hash}`);
  return isMade ? owner.name.slice(0, -hash.length - 1) : owner.name;
}

/** The same numbers lead to the same reply; each takes three of them. */
export function replyOf({ answers, errorRate, latency }: PodServer, random: Random): Reply {
  const isError = random() < errorRate;
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const factor = Math.min(Math.exp(SPREAD * normal), SLOWEST);
  return { status: isError ? 500 : answers, after: latency * factor };
}

export const bodyOf = ({ name, version, hash }: PodServer): string =>
  `${JSON.stringify({ pod: name, version, hash })}\n`;
