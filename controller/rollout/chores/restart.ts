/**
 * Replaces pods made before `restartAt`, a few at a time, by evicting them, so that disruption budgets are heard.
 *
 *   restartAt is to come ──► old pods are left: evict some, look again ──► replacements are made: restartedAt
 */
import type { Action } from '../../runtime/plan.ts';
import type { Pod } from '../objects.ts';
import { surgeOf } from '../sizing/surge.ts';
import type { Snapshot } from '../snapshot.ts';
import { isAvailable, isReady, livePods, podRef } from './live-pods.ts';

type Parts = Pick<Snapshot, 'now' | 'spec' | 'status' | 'revisions' | 'pods'>;

export interface Restart {
  /** The counts of a pass with evictions are out of date at once: nothing may be shrunk in it. */
  readonly evictions: readonly Action[];
  /** For the status, once all is done. */
  readonly restartedAt?: string;
  readonly wakeAt?: Date;
}

const LOOK_AGAIN = 30_000;
const NOTHING: Restart = { evictions: [] };

/** Whether pods have to be read. */
export function isRestarting(s: Pick<Snapshot, 'now' | 'spec' | 'status'>): boolean {
  const moment = pendingMoment(s);
  return moment !== undefined && moment <= s.now.getTime();
}

export function restartOf(s: Parts): Restart {
  const { restartAt } = s.spec;
  const moment = pendingMoment(s);
  if (moment === undefined || restartAt === undefined) return NOTHING;
  if (moment > s.now.getTime()) return { evictions: [], wakeAt: new Date(moment) };
  const groups = groupsOf(s, moment);
  if (groups.every(isReplaced)) return { evictions: [], restartedAt: restartAt };
  const because = `restart of ${restartAt}`;
  const evictions = evictable(groups, s.spec).map(
    (pod): Action => ({
      do: 'evict',
      ref: podRef(pod),
      isLenient: true,
      because: `evict ${pod.metadata.name}: ${because}`,
    }),
  );
  return { evictions, wakeAt: new Date(s.now.getTime() + LOOK_AGAIN) };
}

/** Of a restart that was asked for and is not done; undefined if there is none. */
function pendingMoment({ spec, status }: Pick<Snapshot, 'spec' | 'status'>): number | undefined {
  const moment = Date.parse(spec.restartAt ?? '');
  return Number.isNaN(moment) || moment === Date.parse(status.restartedAt ?? '') ? undefined : moment;
}

/** The pods of one revision. */
interface Group {
  readonly size: number;
  /** What its ReplicaSet counted when it last looked. */
  readonly counted: number;
  readonly live: number;
  readonly ready: number;
  readonly available: number;
  /** Replacements that are still to be made, or to become available. */
  readonly underway: number;
  readonly old: readonly Pod[];
}

function groupsOf({ revisions, pods, spec, now }: Parts, moment: number): readonly Group[] {
  const isThere = (pod: Pod) => isAvailable(pod, spec.minReadySeconds, now);
  return livePods(revisions, pods).map(([{ size, ready }, own]) => {
    const old = own.filter((pod) => madeAt(pod) < moment);
    const fresh = own.filter((pod) => !old.includes(pod));
    return {
      ...{ size, old, counted: ready, live: own.length },
      ready: own.filter(isReady).length,
      available: own.filter(isThere).length,
      underway: Math.max(0, size - own.length) + fresh.filter((pod) => !isThere(pod)).length,
    };
  });
}

/**
 * The reference is done when it has evicted the last pod, and looks healthy until its counts fall. Here the
 * replacements are made, and the ReplicaSet counts no ready pod that is gone: from then on the counts tell whatever
 * is still to come. To wait until they are available would keep a restart unfinished for pods that never are.
 */
const isReplaced = ({ old, live, size, counted, ready }: Group): boolean =>
  old.length === 0 && live >= size && counted <= ready;

const sum = (groups: readonly Group[], of: (group: Group) => number): number =>
  groups.reduce((total, group) => total + of(group), 0);

/** How many may be missing; one at least, or nothing would ever be restarted. */
function concurrencyOf({ strategy, replicas }: Snapshot['spec']): number {
  const { canary, blueGreen } = strategy ?? {};
  const missing = canary?.maxUnavailable ?? blueGreen?.maxUnavailable ?? 0;
  return Math.max(1, surgeOf(replicas, canary?.maxSurge ?? 0, missing).unavailable);
}

/** Pods beyond the size of their revision are about to go anyway: they count for nothing. */
function evictable(groups: readonly Group[], spec: Snapshot['spec']): readonly Pod[] {
  const concurrency = concurrencyOf(spec);
  const available = sum(groups, (group) => Math.min(group.size, group.available));
  const floor =
    Math.max(
      spec.replicas,
      sum(groups, ({ size }) => size),
    ) - concurrency;
  const serving = groups.flatMap(spareReady).toSorted(byAge);
  return [...idle(groups, concurrency), ...serving.slice(0, Math.max(0, available - floor))];
}

/** Pods that take no requests are missing already. They are not all replaced at once: many may be about to recover. */
function idle(groups: readonly Group[], concurrency: number): readonly Pod[] {
  const pods = groups.flatMap(({ old }) => old.filter((pod) => !isReady(pod)));
  return pods.toSorted(byAge).slice(0, Math.max(0, concurrency - sum(groups, ({ underway }) => underway)));
}

/** The oldest first. One stays ready; but who asks to restart a revision of one pod asks to do without it. */
function spareReady({ old, ready, size }: Group): readonly Pod[] {
  const kept = size > 1 ? 1 : 0;
  const serving = old.filter(isReady).toSorted(byAge);
  return serving.slice(0, Math.max(0, ready - kept));
}

const madeAt = ({ metadata }: Pod): number => Date.parse(metadata.creationTimestamp ?? '');

const byAge = (one: Pod, other: Pod): number => madeAt(one) - madeAt(other);
