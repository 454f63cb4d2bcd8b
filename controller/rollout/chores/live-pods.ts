/** Pods as chores look at them: which revision owns them, and how they are. */
import type { Pod } from '../objects.ts';
import type { Revision } from '../revision.ts';

const ENDED: readonly string[] = ['Succeeded', 'Failed'];

/** By revision, without those that are about to go or have ended: their ReplicaSet no longer counts them either. */
export function livePods(
  revisions: readonly Revision[],
  pods: readonly Pod[],
): readonly (readonly [Revision, readonly Pod[]])[] {
  const live = pods.filter(isLive);
  return revisions.map((revision) => [revision, live.filter((pod) => isOwned(pod, revision))]);
}

const isLive = ({ metadata, status }: Pod): boolean =>
  metadata.deletionTimestamp === undefined && !ENDED.includes(status?.phase ?? '');

const isOwned = ({ metadata }: Pod, { object }: Revision): boolean =>
  metadata.ownerReferences?.some(({ controller, uid }) => controller && uid === object.metadata.uid) ?? false;

export const podRef = ({ metadata }: Pod) => ({
  ...{ apiVersion: 'v1', kind: 'Pod' },
  ...{ namespace: metadata.namespace ?? '', name: metadata.name },
});

const readiness = ({ status }: Pod) => status?.conditions?.find(({ type }) => type === 'Ready');

/** Takes requests. */
export const isReady = (pod: Pod): boolean => readiness(pod)?.status === 'True';

/** Ready for long enough to be relied on. */
export function isAvailable(pod: Pod, minReadySeconds: number, now: Date): boolean {
  const condition = readiness(pod);
  if (condition?.status !== 'True') return false;
  if (minReadySeconds === 0) return true;
  // Unknown since when: not long enough.
  return Date.parse(condition.lastTransitionTime ?? '') + minReadySeconds * 1000 <= now.getTime();
}
