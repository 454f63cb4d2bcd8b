/** What a folder of a kind hands to the runtime: its decisions, and what they depend on. */
import type { Reader } from '../../kube/cluster.ts';
import type { Index } from '../../kube/name-index.ts';
import type { Change } from '../../kube/store.ts';
import type { Trim } from '../../kube/trim.ts';
import type { KubeObject, Ref, Resource, Selection } from '../../kube/types.ts';
import type { Notice } from './plan.ts';
import type { Decisions, Snapshot } from './reconcile.ts';

/** A kind to keep in memory. */
export interface Kept {
  readonly resource: Resource;
  readonly selection?: Selection;
  readonly indexes?: Readonly<Record<string, Index>>;
  readonly trim?: Trim;
  /** Whether the reconciler works without this kind. */
  readonly isOptional?: boolean;
}

export interface Watched extends Kept {
  /** Names (`namespace/name`) of the objects of the reconciler's own kind that a change concerns. */
  readonly names: (change: Change, cluster: Reader) => readonly string[];
}

/** Told of what happens to objects, for metrics. */
export interface Witness {
  passed(about: Named, result: 'done' | 'failed', milliseconds: number): void;
  announced(about: Named, notice: Notice): void;
  measured(about: Named, measures: Readonly<Record<string, number>>): void;
  /** A status was stored in place of another. */
  stored(before: object, after: object): void;
  gone(about: Named): void;
  /** Lines for the page of metrics about the objects that there are; `kept` holds those of other kinds in memory. */
  text(objects: Iterable<KubeObject>, kept: (resource: Resource) => Iterable<KubeObject>): Promise<string>;
}

export type Named = Pick<Ref, 'namespace' | 'name'>;

export interface Reconciler<S extends Snapshot = Snapshot, Status extends object = object>
  extends Decisions<S, Status> {
  /** For logs and metrics, and for `--enable`. */
  readonly name: string;
  readonly own: Kept;
  readonly watches: readonly Watched[];
  /** What is reconciled by one process: objects with the same root share a shard. Their own name without it. */
  readonly rootOf?: (object: KubeObject) => string;
  readonly witness?: Witness;
  /** Names of objects of which something has become known that no watch tells. */
  readonly news?: (listener: (name: string) => void) => void;
  /** Most passes say nothing that anybody wants to read: only what is announced is worth a line in the log. */
  readonly isRoutine?: boolean;
  /** Told of an object that is gone, so that nothing is kept for it. */
  readonly gone?: (ref: Named) => void;
  /** What there is to announce of an object that is gone. */
  readonly farewell?: (object: KubeObject) => readonly Notice[];
  /** Passes at a time. */
  readonly concurrency?: number;
}
