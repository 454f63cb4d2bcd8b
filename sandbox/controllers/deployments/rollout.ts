/** The steps from the old template's pods to the current one's, by strategy. Pure. */
import type { Deployment, ReplicaSet } from '../workloads.ts';
import { availablePods, isOpen, maxUnavailable, replicasOf, wantedPods } from './figures.ts';
import { allOf, type Sets } from './revisions.ts';
import { creation, type Step, scale, sizeOfCurrent } from './step.ts';

/** All old pods go before the first new one comes. */
export function recreation(deployment: Deployment, sets: Sets, hasOldPods: boolean): readonly Step[] {
  const closing = sets.old.filter(isOpen).flatMap((one) => scale(one, 0));
  if (closing.length > 0 || hasOldPods) return closing;
  return sets.current ? scale(sets.current, replicasOf(deployment)) : [creation(deployment, sets)];
}

export function rollingUpdate(deployment: Deployment, sets: Sets): readonly Step[] {
  const { current } = sets;
  if (!current) return [creation(deployment, sets)];
  const growing = grown(deployment, sets, current);
  return growing.length > 0 ? growing : shrunk(deployment, sets, current);
}

function grown(deployment: Deployment, sets: Sets, current: ReplicaSet): readonly Step[] {
  const wanted = replicasOf(deployment);
  return scale(current, replicasOf(current) > wanted ? wanted : sizeOfCurrent(deployment, sets));
}

/** First pods that are of no use, then as many as those that are available allow. */
function shrunk(deployment: Deployment, sets: Sets, current: ReplicaSet): readonly Step[] {
  const old = sets.old.filter(isOpen);
  const least = replicasOf(deployment) - maxUnavailable(deployment);
  const pending = replicasOf(current) - (current.status?.availableReplicas ?? 0);
  const dispensable = wantedPods(allOf(sets)) - least - pending;
  if (old.length === 0 || dispensable <= 0 || old.some(isBehind)) return [];
  const sizes = withoutUseless(old, dispensable);
  const spare = Math.max(0, availablePods([...old, current]) - least);
  const next = withoutSpare(sizes, spare);
  return old.flatMap((one, index) => scale(one, next[index] ?? replicasOf(one)));
}

/** Its status does not show yet how it was scaled: what it says of pods cannot be relied on. */
const isBehind = (one: ReplicaSet): boolean => (one.status?.availableReplicas ?? 0) > replicasOf(one);

function withoutUseless(old: readonly ReplicaSet[], most: number): readonly number[] {
  let left = most;
  return old.map((one) => {
    const useless = Math.min(left, Math.max(0, replicasOf(one) - (one.status?.availableReplicas ?? 0)));
    left -= useless;
    return replicasOf(one) - useless;
  });
}

function withoutSpare(sizes: readonly number[], spare: number): readonly number[] {
  let left = spare;
  return sizes.map((size) => {
    const going = Math.min(left, size);
    left -= going;
    return size - going;
  });
}
