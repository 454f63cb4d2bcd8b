/** Carries out claims: owner references are added and removed, guarded by the version they were decided on. */
import { hasReason } from '../../kube/errors.ts';
import type { KubeObject, OwnerReference, Resource } from '../../kube/types.ts';
import type { LabelSelector } from '../selectors/label-selector.ts';
import { type Api, unlessMissing } from './api.ts';
import { claimsOf } from './claims.ts';
import type { Watched } from './watched.ts';
import { isGoing, ownership, placeOf } from './workloads.ts';

export interface Claimant {
  readonly api: Api;
  readonly watched: Watched;
  readonly owners: Resource;
  readonly owned: Resource;
}

/** What the owner has now. What is not `eligible` counts as if it were not there. */
export async function claim<T extends KubeObject>(
  { api, watched, owners, owned }: Claimant,
  owner: KubeObject,
  selector: LabelSelector,
  eligible: (one: T) => boolean = () => true,
): Promise<readonly T[]> {
  const { namespace = '', uid = '' } = owner.metadata;
  const view = watched.view(owned);
  const candidates = [...view.by('controller', uid), ...view.by('orphanage', namespace)] as readonly KubeObject[];
  const { kept, adopted, released } = claimsOf(owner, selector, (candidates as readonly T[]).filter(eligible));
  const relate = async (one: T, references: readonly OwnerReference[]): Promise<T | undefined> => {
    const changed = await api.patch(owned, placeOf(one), referencesPatch(one, references)).catch(unlessOvertaken);
    if (changed) watched.put(changed);
    return changed as T | undefined;
  };
  await Promise.all(released.map((one) => relate(one, without(one, uid))));
  if (adopted.length === 0 || !(await isAlive(api, owners, owner))) return kept;
  const taken = await Promise.all(
    adopted.map((one) => relate(one, [...(one.metadata.ownerReferences ?? []), ownership(owner)])),
  );
  return [...kept, ...taken.filter((one) => one !== undefined)];
}

/** A merge patch that is refused if the object has changed meanwhile. */
export const referencesPatch = ({ metadata }: KubeObject, references: readonly OwnerReference[]): object => ({
  metadata: {
    uid: metadata.uid,
    resourceVersion: metadata.resourceVersion,
    ownerReferences: references.length === 0 ? null : references,
  },
});

const without = ({ metadata }: KubeObject, uid: string): readonly OwnerReference[] =>
  (metadata.ownerReferences ?? []).filter((reference) => reference.uid !== uid);

/** Not what the cache says: a deleted owner must not take anything in. */
async function isAlive(api: Api, owners: Resource, owner: KubeObject): Promise<boolean> {
  const live = await unlessMissing(api.get(owners, placeOf(owner)));
  return live !== undefined && live.metadata.uid === owner.metadata.uid && !isGoing(live);
}

/** It changed or went: the event about that brings the next pass. */
function unlessOvertaken(error: unknown): undefined {
  if (!hasReason(error, 'NotFound', 'Conflict')) throw error;
  return undefined;
}
