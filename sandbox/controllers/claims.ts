/** Which objects belong to an owner by its selector: those it has, those to take in, those to let go. */
import type { KubeObject } from '../../kube/types.ts';
import { type LabelSelector, matches } from '../selectors/label-selector.ts';
import { controllerOf, isGoing } from './workloads.ts';

export interface Claims<T> {
  readonly kept: readonly T[];
  readonly adopted: readonly T[];
  readonly released: readonly T[];
}

/** `candidates` are the owner's own and those that nobody controls. */
export function claimsOf<T extends KubeObject>(
  owner: KubeObject,
  selector: LabelSelector,
  candidates: readonly T[],
): Claims<T> {
  const isMatch = ({ metadata }: T) => matches(selector, metadata.labels);
  const isOwn = (one: T) => controllerOf(one)?.uid === owner.metadata.uid;
  const own = candidates.filter(isOwn);
  // What goes itself takes nothing in and lets nothing go.
  if (isGoing(owner)) return { kept: own.filter(isMatch), adopted: [], released: [] };
  return {
    kept: own.filter(isMatch),
    adopted: candidates.filter((one) => !controllerOf(one) && !isGoing(one) && isMatch(one)),
    released: own.filter((one) => !isMatch(one)),
  };
}
