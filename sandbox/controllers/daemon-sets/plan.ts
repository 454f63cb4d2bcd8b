/** What becomes of a DaemonSet: nodes that get a pod, pods that go, and what its status says. Pure. */
import { present } from '../../../kube/present.ts';
import { isReady, readiness } from '../replica-sets/ranking.ts';
import { byAge, isGoing, type Pod } from '../workloads.ts';
import { type DaemonSet, type DaemonSetStatus, type Fit, fitOf, HASH_LABEL, type Node, nodeOf } from './daemon-set.ts';

export interface Seen {
  readonly set: DaemonSet;
  readonly pods: readonly Pod[];
  readonly nodes: readonly Node[];
  /** Of the template that is asked for. */
  readonly hash: string;
  readonly now: Date;
}

export interface Plan {
  readonly create: readonly string[];
  readonly remove: readonly Pod[];
  readonly wakeAt: Date | undefined;
}

/** A pod that fails at once is not replaced more often. */
const LEAST_LIFE = 1000;

interface Site {
  readonly name: string;
  readonly fit: Fit;
  /** The oldest first. */
  readonly pods: readonly Pod[];
}

export function daemonPlan(seen: Seen): Plan {
  const { set, now } = seen;
  const wakeAt = nextMoment(seen);
  const sites = sitesOf(seen);
  const create = sites.filter(({ fit, pods }) => fit === 'run' && pods.length === 0).map(({ name }) => name);
  const surplus = [...strays(seen), ...sites.flatMap((site) => surplusAt(site, now))];
  const removed = new Set(surplus);
  const rolled = set.spec.updateStrategy?.type === 'OnDelete' ? [] : outdated(seen, sites);
  return { create, remove: [...surplus, ...rolled.filter((pod) => !removed.has(pod))], wakeAt };
}

function sitesOf({ set, pods, nodes }: Seen): readonly Site[] {
  const byNode = new Map<string, Pod[]>();
  for (const pod of [...pods].sort(byAge)) {
    const name = nodeOf(pod) ?? '';
    byNode.set(name, [...(byNode.get(name) ?? []), pod]);
  }
  return nodes.map((node) => {
    const { name } = node.metadata;
    return { name, fit: fitOf(set, node), pods: byNode.get(name) ?? [] };
  });
}

/** On their way to nodes that are no more. */
function strays({ pods, nodes }: Seen): readonly Pod[] {
  const names = new Set(nodes.map(({ metadata }) => metadata.name));
  return pods.filter((pod) => !isGoing(pod) && !pod.spec?.nodeName && !names.has(nodeOf(pod) ?? ''));
}

/** Pods that have ended, all but one that runs, and all where none should be. */
function surplusAt({ fit, pods }: Site, now: Date): readonly Pod[] {
  const staying = pods.filter((pod) => !isGoing(pod));
  if (fit === 'leave') return staying;
  const ended = staying.filter((pod) => hasEnded(pod) && diesAt(pod) <= now.getTime());
  return [...ended, ...staying.filter((pod) => !hasEnded(pod)).slice(1)];
}

const hasEnded = ({ status }: Pod): boolean => status?.phase === 'Failed' || status?.phase === 'Succeeded';
const diesAt = ({ metadata }: Pod): number => (Date.parse(metadata.creationTimestamp ?? '') || 0) + LEAST_LIFE;

const isCurrent = (pod: Pod, hash: string): boolean => pod.metadata.labels?.[HASH_LABEL] === hash;

/** Old pods that work no more, and of those that do as many as may be missing. */
function outdated(seen: Seen, sites: readonly Site[]): readonly Pod[] {
  const { hash } = seen;
  const places = sites.filter(({ fit, pods }) => fit === 'run' || pods.length > 0);
  const only = places.map(({ pods }) => {
    const staying = pods.filter((pod) => !isGoing(pod));
    return staying.length === 1 ? staying[0] : undefined;
  });
  const works = (pod: Pod | undefined) => pod !== undefined && isAvailable(seen, pod);
  const unavailable = only.filter((pod) => !works(pod)).length;
  const old = only.filter((pod) => pod !== undefined).filter((pod) => !isCurrent(pod, hash));
  const room = Math.max(0, mostUnavailable(seen, sites) - unavailable);
  return [...old.filter((pod) => !works(pod)), ...old.filter(works).slice(0, room)];
}

function mostUnavailable({ set }: Seen, sites: readonly Site[]): number {
  const limit = set.spec.updateStrategy?.rollingUpdate?.maxUnavailable ?? 1;
  const desired = sites.filter(({ fit }) => fit === 'run').length;
  const most = typeof limit === 'number' ? limit : Math.ceil((Number.parseInt(limit, 10) * desired) / 100);
  return Math.max(1, most);
}

const isAvailable = ({ set, now }: Pick<Seen, 'set' | 'now'>, pod: Pod): boolean =>
  isReady(pod) && availableAt(set, pod) <= now.getTime();

function availableAt({ spec }: DaemonSet, pod: Pod): number {
  const { minReadySeconds = 0 } = spec;
  return minReadySeconds === 0 ? 0 : Date.parse(readiness(pod)?.lastTransitionTime ?? '') + minReadySeconds * 1000;
}

/** When a pod will have been ready, or there at all, for long enough. */
function nextMoment({ set, pods, now }: Seen): Date | undefined {
  const ready = pods.filter(isReady).map((pod) => availableAt(set, pod));
  const moments = [...ready, ...pods.filter(hasEnded).map(diesAt)].filter((moment) => moment > now.getTime());
  return moments.length === 0 ? undefined : new Date(Math.min(...moments));
}

export function daemonStatus(seen: Seen): DaemonSetStatus {
  const { set, hash } = seen;
  const sites = sitesOf(seen);
  const wanted = sites.filter(({ fit }) => fit === 'run');
  const first = wanted.flatMap(({ pods }) => pods.slice(0, 1));
  const available = first.filter((pod) => isAvailable(seen, pod)).length;
  return present<DaemonSetStatus>({
    observedGeneration: set.metadata.generation,
    desiredNumberScheduled: wanted.length,
    currentNumberScheduled: first.length,
    numberMisscheduled: sites.filter(({ fit, pods }) => fit !== 'run' && pods.length > 0).length,
    numberReady: first.filter(isReady).length,
    updatedNumberScheduled: orNone(first.filter((pod) => isCurrent(pod, hash)).length),
    numberAvailable: orNone(available),
    numberUnavailable: orNone(wanted.length - available),
    collisionCount: set.status?.collisionCount,
  });
}

const orNone = (count: number): number | undefined => (count === 0 ? undefined : count);
