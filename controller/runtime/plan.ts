/** What a reconciler wants done, as data: loggable, comparable, replayable. */
import type { Patch } from '../../kube/client.ts';
import type { KubeObject, Ref } from '../../kube/types.ts';

interface Reasoned {
  /** Why, for the log and for people: `scale web-5d8 2 -> 4`. */
  readonly because: string;
  /** It is no failure if the object is gone, or may not go yet: a later pass sees what is left to do. */
  readonly isLenient?: true;
}

/** A write that would be wrong on stale knowledge carries the version it was decided on. */
export type Action = Reasoned &
  (
    | { readonly do: 'create'; readonly object: KubeObject }
    | {
        readonly do: 'patch';
        readonly ref: Ref;
        readonly patch: Patch;
        readonly subresource?: 'status' | 'scale';
        readonly resourceVersion?: string;
      }
    /** Server-side, for objects owned whole; never for objects that are also patched. */
    | { readonly do: 'apply'; readonly object: KubeObject; readonly resourceVersion?: string }
    | {
        readonly do: 'delete';
        readonly ref: Ref;
        readonly uid?: string;
        readonly resourceVersion?: string;
        readonly propagation?: 'Foreground' | 'Background' | 'Orphan';
      }
    | { readonly do: 'evict'; readonly ref: Ref }
    /** Work outside the cluster, once for each key; what came of it is learned by a later observation. */
    | { readonly do: 'effect'; readonly effect: string; readonly key: string; readonly input: unknown }
  );

export interface Notice {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  /** Another object than the one that was decided about. */
  readonly about?: KubeObject;
}

export interface Plan<Status> {
  /** Stages run in order, actions of one stage together; a failed stage stops the rest until the next pass. */
  readonly stages: readonly (readonly Action[])[];
  /** Written once every stage has succeeded, and only what changed. */
  readonly status: Status;
  /** Announced once the status is stored, so a retried pass never announces twice. */
  readonly notices: readonly Notice[];
  /** Figures for metrics. */
  readonly measures?: Readonly<Record<string, number>>;
  /** When to look again if nothing changes before. */
  readonly wakeAt?: Date;
}
