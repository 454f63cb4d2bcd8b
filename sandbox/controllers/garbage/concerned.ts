/** Whom the garbage collector must look at after a change. Pure. */
import type { OwnerReference } from '../../../kube/types.ts';
import { type Graph, isMeant, type Node, sameOwners } from './graph.ts';

type Known = Pick<Graph, 'get' | 'dependents'>;

/** Uids. The graph shows the change already. */
export function concernedBy(before: Node | undefined, after: Node | undefined, graph: Known): readonly string[] {
  if (after) {
    const freed = sameOwners(before, after) ? [] : blocked(before, graph);
    return [...itself(before, after, graph), ...itsDependents(before, after, graph), ...freed];
  }
  if (!before) return [];
  return [...graph.dependents(before.uid).map(({ uid }) => uid), ...blocked(before, graph)];
}

function itself(before: Node | undefined, after: Node, graph: Known): string[] {
  const isOnItsWay = after.isWaiting || after.isOrphaning;
  const isNewlySo = before?.isWaiting !== after.isWaiting || before.isOrphaning !== after.isOrphaning;
  if (isOnItsWay && isNewlySo) return [after.uid];
  if (after.isGoing || sameOwners(before, after)) return [];
  return after.owners.some((owner) => isDoubtful(graph.get(owner.uid), owner, after)) ? [after.uid] : [];
}

/** Not known, known as something else, or on its way out. */
const isDoubtful = (known: Node | undefined, owner: OwnerReference, { namespace }: Node): boolean =>
  !known || known.isWaiting || !isMeant(known, owner, namespace);

/** All of them go when their owner waits for that. */
function itsDependents(before: Node | undefined, after: Node, graph: Known): string[] {
  return after.isWaiting && !before?.isWaiting ? graph.dependents(after.uid).map(({ uid }) => uid) : [];
}

/** Owners that may no longer have to wait. */
function blocked(dependent: Node | undefined, graph: Known): string[] {
  return (dependent?.owners ?? []).flatMap(({ uid }) => (graph.get(uid)?.isWaiting ? [uid] : []));
}
