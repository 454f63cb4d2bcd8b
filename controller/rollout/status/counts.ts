/** The numbers of a status: what the pods of all revisions add up to. */
import type { RolloutStatus } from '../objects.ts';
import type { Revision } from '../revision.ts';
import type { Snapshot } from '../snapshot.ts';
import { selectorText } from './selector.ts';

type Counts = Pick<
  RolloutStatus,
  'replicas' | 'updatedReplicas' | 'readyReplicas' | 'availableReplicas' | 'HPAReplicas' | 'selector'
>;

/** A blue-green Rollout is as big as what its active service selects, so an autoscaler sees no preview. */
export function countsOf(snapshot: Snapshot, activeSelector: string | undefined): Counts {
  const { revisions, current, selector } = snapshot;
  const replicas = total(revisions, 'pods');
  const active = activeRevision(snapshot, activeSelector);
  return {
    replicas,
    updatedReplicas: current?.pods ?? 0,
    readyReplicas: active ? active.ready : total(revisions, 'ready'),
    availableReplicas: active ? active.available : total(revisions, 'available'),
    HPAReplicas: active ? active.pods : replicas,
    selector: selectorText(active ? active.object.spec.selector : selector),
  };
}

/** Undefined for canaries, too. */
export function activeRevision(
  { spec, revisions }: Snapshot,
  activeSelector: string | undefined,
): Revision | undefined {
  if (!spec.strategy?.blueGreen || !activeSelector) return undefined;
  return revisions.find(({ hash }) => hash === activeSelector);
}

export function total(revisions: readonly Revision[], what: 'pods' | 'ready' | 'available'): number {
  let sum = 0;
  for (const revision of revisions) sum += revision[what];
  return sum;
}
