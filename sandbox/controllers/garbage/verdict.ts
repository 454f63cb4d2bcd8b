/** What becomes of an object in view of its owners. Pure. */
import type { OwnerReference } from '../../../kube/types.ts';
import { FOREGROUND, ORPHAN } from './graph.ts';

/** `waiting`: it is being deleted and waits for its dependents. `unknown`: there is no such kind, or it cannot be. */
export type Standing = 'there' | 'waiting' | 'absent' | 'unknown';

export interface Case {
  readonly owners: readonly (readonly [OwnerReference, Standing])[];
  readonly finalizers: readonly string[];
  readonly hasDependents: boolean;
  /** One of its dependents waits for dependents of its own: perhaps for this very object. */
  readonly hasWaitingDependent: boolean;
}

export type Verdict =
  | { readonly do: 'leave' }
  /** Only these owners remain. */
  | { readonly do: 'detach'; readonly owners: readonly OwnerReference[] }
  | {
      readonly do: 'delete';
      readonly propagation: 'Background' | 'Foreground' | 'Orphan';
      /** Owners as they must be first, so that two that wait for each other come to an end. */
      readonly unblocked?: readonly OwnerReference[];
    };

export function verdictOn(seen: Case): Verdict {
  const { owners, hasDependents } = seen;
  const of = (standing: Standing) => owners.filter(([, its]) => its === standing).map(([owner]) => owner);
  const there = of('there');
  if (owners.length === 0 || of('unknown').length > 0 || there.length === owners.length) return { do: 'leave' };
  if (there.length > 0) return { do: 'detach', owners: there };
  if (of('waiting').length > 0 && hasDependents)
    return { do: 'delete', propagation: 'Foreground', ...unblocking(seen) };
  return { do: 'delete', propagation: propagationFor(seen.finalizers) };
}

function unblocking({ owners, hasWaitingDependent }: Case): { unblocked?: readonly OwnerReference[] } {
  if (!hasWaitingDependent || owners.every(([owner]) => !owner.blockOwnerDeletion)) return {};
  return { unblocked: owners.map(([owner]) => ({ ...owner, blockOwnerDeletion: false })) };
}

/** What somebody has asked for before is kept. */
function propagationFor(finalizers: readonly string[]): 'Background' | 'Foreground' | 'Orphan' {
  if (finalizers.includes(ORPHAN)) return 'Orphan';
  return finalizers.includes(FOREGROUND) ? 'Foreground' : 'Background';
}
