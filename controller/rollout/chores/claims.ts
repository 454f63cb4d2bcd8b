/** Which ReplicaSets belong to a Rollout: those that nobody owns are adopted, those that no longer match let go. */
import type { Action } from '../../runtime/plan.ts';
import { EXPERIMENT_NAME, HASH_LABEL } from '../keys.ts';
import type { LabelSelector, ReplicaSet, RolloutObject } from '../objects.ts';
import { matcherOf } from './matches.ts';

export interface Candidates {
  readonly object: RolloutObject;
  readonly selector: LabelSelector;
  /** All that may be concerned: of the Rollout's namespace. */
  readonly replicaSets: Iterable<ReplicaSet>;
}

export interface Claims {
  readonly owned: readonly ReplicaSet[];
  /** Those to be adopted. Where that may be done they count as owned at once: one of them may be what is wanted. */
  readonly free: readonly ReplicaSet[];
  /**
   * Only for a Rollout that was just read from the server and still has this UID: the garbage collector deletes what
   * belongs to an owner that is gone.
   */
  readonly adoptions: readonly Action[];
  readonly releases: readonly Action[];
}

export function claimsOf({ object, selector, replicaSets }: Candidates): Claims {
  const matches = matcherOf(selector);
  const all = [...replicaSets];
  const ours = all.filter((replicaSet) => ownerOf(replicaSet) === object.metadata.uid);
  const isGoing = object.metadata.deletionTimestamp !== undefined;
  // A selector that says nothing is an error in the spec, no reason to let everything go.
  if (!matches || isGoing) return { owned: ours, free: [], adoptions: [], releases: [] };
  const isMatch = ({ metadata }: ReplicaSet) => matches(metadata.labels);
  const free = all.filter((replicaSet) => isFree(replicaSet) && isMatch(replicaSet));
  const strange = ours.filter((replicaSet) => !isMatch(replicaSet) && !isDeleting(replicaSet));
  return {
    owned: ours.filter((replicaSet) => !strange.includes(replicaSet)),
    free,
    adoptions: free.map((replicaSet) => adoption(replicaSet, object)),
    releases: strange.map((replicaSet) => release(replicaSet, object)),
  };
}

const ownerOf = ({ metadata }: ReplicaSet): string | undefined =>
  metadata.ownerReferences?.find(({ controller }) => controller === true)?.uid;

const isDeleting = ({ metadata }: ReplicaSet): boolean => metadata.deletionTimestamp !== undefined;

/** Without the hash label it was never made by a Rollout; those of Experiments have it, too. */
const isFree = (replicaSet: ReplicaSet): boolean =>
  ownerOf(replicaSet) === undefined &&
  !isDeleting(replicaSet) &&
  replicaSet.metadata.labels?.[HASH_LABEL] !== undefined &&
  replicaSet.metadata.annotations?.[EXPERIMENT_NAME] === undefined;

function adoption(replicaSet: ReplicaSet, { apiVersion, kind, metadata }: RolloutObject): Action {
  const { name, uid = '' } = metadata;
  const owner = { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
  return ownerPatch(replicaSet, owner, `adopt ${replicaSet.metadata.name}`);
}

function release(replicaSet: ReplicaSet, { metadata }: RolloutObject): Action {
  const owner = { $patch: 'delete', uid: metadata.uid };
  return ownerPatch(replicaSet, owner, `release ${replicaSet.metadata.name}: the selector does not match it`);
}

/** The UID is a precondition: another object of that name is left alone. Other owners stay. */
function ownerPatch({ metadata }: ReplicaSet, owner: object, because: string): Action {
  const { name, namespace = '', uid } = metadata;
  const strategic = { metadata: { ...(uid !== undefined && { uid }), ownerReferences: [owner] } };
  const ref = { apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace, name };
  return { do: 'patch', ref, patch: { strategic }, because };
}
