/** Which old ReplicaSets go because the history is full. */
import type { Action } from '../../runtime/plan.ts';
import { replicaSetRef } from '../replica-set.ts';
import type { Revision } from '../revision.ts';
import type { Snapshot } from '../snapshot.ts';

/** The oldest beyond the limit, as far as they are empty: those with pods stay, and none goes in their place. */
export function surplusDeletions({ spec, others }: Pick<Snapshot, 'spec' | 'others'>): readonly Action[] {
  const kept = others.filter(({ isDeleting }) => !isDeleting);
  const surplus = kept.length - spec.revisionHistoryLimit;
  if (surplus <= 0) return [];
  return kept.toSorted(byAge).slice(0, surplus).filter(isEmpty).map(deletion);
}

/** Times have whole seconds, so numbers tell the rest. */
const byAge = (one: Revision, other: Revision): number =>
  one.createdAt.getTime() - other.createdAt.getTime() || one.number - other.number;

/** Known to be: what its status says was said of this size. */
function isEmpty({ object, size, pods }: Revision): boolean {
  const { metadata, status } = object;
  return size === 0 && pods === 0 && (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0);
}

function deletion(revision: Revision): Action {
  const { uid, resourceVersion } = revision.object.metadata;
  return {
    do: 'delete',
    ref: replicaSetRef(revision),
    ...(uid !== undefined && { uid }),
    ...(resourceVersion !== undefined && { resourceVersion }),
    propagation: 'Background',
    because: `delete ${revision.name}: the history is full`,
  };
}
