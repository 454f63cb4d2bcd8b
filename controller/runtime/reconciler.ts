/** What a folder of a kind hands to the runtime: its decisions, and what they depend on. */
import type { Reader } from '../../kube/cluster.ts';
import type { Index } from '../../kube/name-index.ts';
import type { Change } from '../../kube/store.ts';
import type { Trim } from '../../kube/trim.ts';
import type { KubeObject, Resource, Selection } from '../../kube/types.ts';
import type { Decisions, Snapshot } from './reconcile.ts';

/** A kind to keep in memory. */
export interface Kept {
  readonly resource: Resource;
  readonly selection?: Selection;
  readonly indexes?: Readonly<Record<string, Index>>;
  readonly trim?: Trim;
}

export interface Watched extends Kept {
  /** Names (`namespace/name`) of the objects of the reconciler's own kind that a change concerns. */
  readonly names: (change: Change, cluster: Reader) => readonly string[];
  /** Whether the reconciler works without this kind. */
  readonly isOptional?: boolean;
}

export interface Reconciler<S extends Snapshot = Snapshot, Status extends object = object>
  extends Decisions<S, Status> {
  /** For logs and metrics, and for `--enable`. */
  readonly name: string;
  readonly own: Kept;
  readonly watches: readonly Watched[];
  /** What is reconciled by one process: objects with the same root share a shard. Their own name without it. */
  readonly rootOf?: (object: KubeObject) => string;
  /** Passes at a time. */
  readonly concurrency?: number;
}
