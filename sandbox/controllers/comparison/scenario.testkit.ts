/** The notation of the scenarios: what somebody does in a namespace, and where it is looked at what became of it. */
import type { KubeObject } from '../../../kube/types.ts';

/** Finds an object by `Kind/name`, to refer to what the server has made up. */
export type Find = (what: string) => KubeObject;

interface Make {
  readonly make: object | ((find: Find) => object);
}

interface Change {
  /** `Kind/name`; a pod's name may end with a star: any such pod that does not go. */
  readonly change: string;
  readonly merge: object | ((find: Find) => object);
  readonly subresource?: 'status';
}

interface Remove {
  readonly remove: string;
  readonly propagation?: 'Background' | 'Foreground' | 'Orphan';
}

interface Evict {
  readonly evict: string;
  /** What the server answers. */
  readonly status: number;
}

interface Wait {
  /** So many milliseconds pass. */
  readonly wait: number;
}

/** A moment at which both clusters must look the same: once all sights are seen, and nothing moves any more. */
export interface Look {
  readonly look: string;
  readonly until: readonly Sight[];
}

/** A part of an object, or what is true of all pods of the namespace. */
export type Sight = readonly [what: string, part: unknown] | PodSight;

interface PodSight {
  readonly pods: number;
  readonly ready?: number;
  readonly running?: number;
  /** None if absent. */
  readonly going?: number;
}

export type Step = Make | Change | Remove | Evict | Wait | Look;

export interface Scenario {
  /** A sentence in the present tense. */
  readonly does: string;
  readonly steps: readonly Step[];
  /** Nodes are compared by name; left out, it does not matter where a pod runs. */
  readonly keepsNodes?: boolean;
  /** Looked at for this long without a change, in milliseconds, where controllers rest for longer than usual. */
  readonly quiet?: number;
}

export interface Family {
  readonly family: string;
  readonly scenarios: readonly Scenario[];
}

export const make = (...objects: readonly Make['make'][]): readonly Step[] => objects.map((one) => ({ make: one }));

export const change = (what: string, merge: Change['merge']): Step => ({ change: what, merge });

export const tell = (what: string, merge: Change['merge']): Step => ({ change: what, merge, subresource: 'status' });

export const remove = (what: string, propagation?: Remove['propagation']): Step => ({
  remove: what,
  ...(propagation && { propagation }),
});

export const evict = (pod: string, status: number): Step => ({ evict: pod, status });

export const look = (at: string, ...until: readonly Sight[]): Step => ({ look: at, until });
