/** One revision of a Rollout: its ReplicaSet, read. */
import { ABORTED, DESIRED_REPLICAS, HASH_LABEL, REVISION, SCALE_DOWN_DEADLINE } from './keys.ts';
import type { ReplicaSet } from './objects.ts';

export interface Revision {
  readonly object: ReplicaSet;
  readonly name: string;
  readonly hash: string;
  /** Its number in the history; 0 if it has none yet. */
  readonly number: number;
  /** Pods asked for. */
  readonly size: number;
  /** Pods there are. */
  readonly pods: number;
  readonly ready: number;
  readonly available: number;
  /** Replicas of the Rollout when it was last sized; undefined if nobody said. */
  readonly desired: number | undefined;
  /** When its pods may go; undefined if no such moment is set. */
  readonly deadline: Date | undefined;
  readonly createdAt: Date;
  /** The last update to it was aborted: it is not known to be good. */
  readonly isAborted: boolean;
  readonly isDeleting: boolean;
  /** Its counts are older than its last size but one: nobody knows which pods are among them. */
  readonly isOutdated: boolean;
}

export function revisionOf(object: ReplicaSet): Revision {
  const { metadata, spec, status = {} } = object;
  const { labels = {}, annotations = {} } = metadata;
  const deadline = Date.parse(annotations[SCALE_DOWN_DEADLINE] ?? '');
  const desired = annotations[DESIRED_REPLICAS];
  const { replicas: size = 1 } = spec;
  return {
    object,
    name: metadata.name,
    hash: labels[HASH_LABEL] ?? '',
    number: wholeNumber(annotations[REVISION]) ?? 0,
    size,
    pods: status.replicas ?? 0,
    // Pods that are too many are as good as gone, whoever still counts them.
    ready: Math.min(size, status.readyReplicas ?? 0),
    available: Math.min(size, status.availableReplicas ?? 0),
    desired: wholeNumber(desired),
    deadline: Number.isNaN(deadline) ? undefined : new Date(deadline),
    createdAt: new Date(metadata.creationTimestamp ?? 0),
    isAborted: annotations[ABORTED] !== undefined,
    isDeleting: metadata.deletionTimestamp !== undefined,
    isOutdated: (metadata.generation ?? 0) - (status.observedGeneration ?? metadata.generation ?? 0) > 1,
  };
}

const wholeNumber = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
