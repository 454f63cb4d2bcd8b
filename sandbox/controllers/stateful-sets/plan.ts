/** What becomes of a StatefulSet: which ordinals are made, which pods go, and what its status says. Pure. */
import { present } from '../../../kube/present.ts';
import { isReady, readiness } from '../replica-sets/ranking.ts';
import type { Revision } from '../revisions/history.ts';
import { isGoing, type Pod } from '../workloads.ts';
import {
  knowsItself,
  ordinalOf,
  revisionOf,
  type StatefulSet,
  type StatefulSetStatus,
  startOf,
} from './stateful-set.ts';

export interface Seen {
  readonly set: StatefulSet;
  readonly pods: readonly Pod[];
  readonly current: Revision;
  readonly update: Revision;
  readonly now: Date;
}

interface Birth {
  readonly ordinal: number;
  readonly revision: Revision;
}

export interface Plan {
  readonly create: readonly Birth[];
  readonly remove: readonly Pod[];
}

const NOTHING: Plan = { create: [], remove: [] };

export function statefulPlan(seen: Seen): Plan {
  const { set } = seen;
  const places = placesOf(seen);
  const condemned = condemnedOf(seen);
  return set.spec.podManagementPolicy === 'Parallel'
    ? parallelPlan(seen, places, condemned)
    : orderedPlan(seen, places, condemned);
}

/** An ordinal that should be there, and the pod that has it. */
interface Place {
  readonly ordinal: number;
  readonly pod: Pod | undefined;
}

function placesOf({ set, pods }: Pick<Seen, 'set' | 'pods'>): readonly Place[] {
  const byOrdinal = new Map(pods.map((pod) => [ordinalOf(set, pod), pod]));
  return Array.from({ length: set.spec.replicas ?? 1 }, (_, index) => {
    const ordinal = startOf(set) + index;
    return { ordinal, pod: byOrdinal.get(ordinal) };
  });
}

/** Pods beyond what is asked for, the last first. */
function condemnedOf({ set, pods }: Seen): readonly Pod[] {
  const [start, end] = [startOf(set), startOf(set) + (set.spec.replicas ?? 1)];
  const ordinal = (pod: Pod) => ordinalOf(set, pod) ?? -1;
  return pods
    .filter((pod) => ordinal(pod) >= 0 && (ordinal(pod) < start || ordinal(pod) >= end))
    .sort((a, b) => ordinal(b) - ordinal(a));
}

/** One step at a time: each waits for all before it. */
function orderedPlan(seen: Seen, places: readonly Place[], condemned: readonly Pod[]): Plan {
  const blocked = places.find(({ pod }) => !pod || !isAvailable(seen, pod));
  if (blocked) {
    if (!blocked.pod) return { create: [birthAt(seen, blocked.ordinal)], remove: [] };
    return hasEnded(blocked.pod) && !isGoing(blocked.pod) ? { create: [], remove: [blocked.pod] } : NOTHING;
  }
  const [last] = condemned;
  if (!last) return rollingPlan(seen, places);
  const unhealthy = condemned.findLast((pod) => !isHealthy(pod));
  const mayGo = !isGoing(last) && (isAvailable(seen, last) || last === unhealthy);
  return mayGo ? { create: [], remove: [last] } : NOTHING;
}

function parallelPlan(seen: Seen, places: readonly Place[], condemned: readonly Pod[]): Plan {
  const create = places.flatMap(({ ordinal, pod }) => (pod ? [] : [birthAt(seen, ordinal)]));
  const ended = places.flatMap(({ pod }) => (pod && hasEnded(pod) ? [pod] : []));
  const remove = [...ended, ...condemned].filter((pod) => !isGoing(pod));
  if (ended.length > 0) return { create, remove: ended.filter((pod) => !isGoing(pod)) };
  return create.length > 0 || remove.length > 0 ? { create, remove } : rollingPlan(seen, places);
}

/** Pods whose labels do not tell who they are; in order those alone that no other is waited for. */
export function unaware(seen: Seen): readonly Pod[] {
  const places = placesOf(seen);
  const isOrdered = seen.set.spec.podManagementPolicy !== 'Parallel';
  const blocked = isOrdered ? places.findIndex(({ pod }) => !pod || !isAvailable(seen, pod)) : -1;
  const settled = blocked < 0 ? places : places.slice(0, blocked);
  return settled.flatMap(({ pod }) => (pod && !hasEnded(pod) && !knowsItself(pod) ? [pod] : []));
}

/** From the last to the first, one at a time. */
function rollingPlan({ set, update }: Seen, places: readonly Place[]): Plan {
  const { type, rollingUpdate } = set.spec.updateStrategy ?? {};
  if (type === 'OnDelete') return NOTHING;
  const isCurrent = (pod: Pod | undefined) => pod && revisionOf(pod) === update.metadata.name && isHealthy(pod);
  const next = places.slice(rollingUpdate?.partition ?? 0).findLast(({ pod }) => !isCurrent(pod))?.pod;
  const isOld = next && !isGoing(next) && revisionOf(next) !== update.metadata.name;
  return isOld ? { create: [], remove: [next] } : NOTHING;
}

/** What is not to be updated yet is made as it was. */
function birthAt({ set, current, update }: Seen, ordinal: number): Birth {
  const { type = 'RollingUpdate', rollingUpdate } = set.spec.updateStrategy ?? {};
  const old = rollingUpdate ? (rollingUpdate.partition ?? 0) : (set.status?.currentReplicas ?? 0);
  const isOld = (rollingUpdate !== undefined || type === 'RollingUpdate') && ordinal < startOf(set) + old;
  return { ordinal, revision: isOld ? current : update };
}

const hasEnded = ({ status }: Pod): boolean => status?.phase === 'Failed' || status?.phase === 'Succeeded';
const isRunning = (pod: Pod): boolean => pod.status?.phase === 'Running' && isReady(pod);
const isHealthy = (pod: Pod): boolean => isRunning(pod) && !isGoing(pod);

const isAvailable = ({ set, now }: Pick<Seen, 'set' | 'now'>, pod: Pod): boolean =>
  isHealthy(pod) && availableAt(set, pod) <= now.getTime();

function availableAt({ spec }: StatefulSet, pod: Pod): number {
  const { minReadySeconds = 0 } = spec;
  return minReadySeconds === 0 ? 0 : Date.parse(readiness(pod)?.lastTransitionTime ?? '') + minReadySeconds * 1000;
}

/** When the next pod has been ready for long enough. */
export function nextAvailable({ set, pods, now }: Seen): Date | undefined {
  const moments = pods.filter(isRunning).map((pod) => availableAt(set, pod));
  const later = moments.filter((moment) => moment > now.getTime());
  return later.length === 0 ? undefined : new Date(Math.min(...later));
}

export function statefulStatus({ set, pods, current, update, now }: Seen): StatefulSetStatus {
  const ready = pods.filter(isRunning);
  const at = (revision: Revision) =>
    pods.filter((pod) => !isGoing(pod) && revisionOf(pod) === revision.metadata.name).length;
  const [currentReplicas, updatedReplicas] = [at(current), at(update)];
  const isRolling = (set.spec.updateStrategy?.type ?? 'RollingUpdate') === 'RollingUpdate';
  const isWhole = [updatedReplicas, ready.length, pods.length].every((count) => count === (set.spec.replicas ?? 1));
  const isDone = isRolling && isWhole;
  return present<StatefulSetStatus>({
    observedGeneration: set.metadata.generation,
    replicas: pods.length,
    readyReplicas: orNone(ready.length),
    currentReplicas: orNone(isDone ? updatedReplicas : currentReplicas),
    updatedReplicas: orNone(updatedReplicas),
    availableReplicas: ready.filter((pod) => availableAt(set, pod) <= now.getTime()).length,
    currentRevision: isDone ? update.metadata.name : current.metadata.name,
    updateRevision: update.metadata.name,
    collisionCount: set.status?.collisionCount ?? 0,
  });
}

const orNone = (count: number): number | undefined => (count === 0 ? undefined : count);
