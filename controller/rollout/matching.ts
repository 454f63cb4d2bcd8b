/** Which ReplicaSet a template belongs to, whoever made it. */

import { isSameTemplate } from '../template/same-template.ts';
import { withoutAntiAffinity } from './anti-affinity.ts';
import { recordedMarks, withoutMarks } from './ephemeral.ts';
import type { PodTemplate, ReplicaSet, RolloutStatus } from './objects.ts';
import type { Revision } from './revision.ts';

/**
 * What is in hand goes first: another release may have left a second ReplicaSet of the same template behind. Then by
 * hash, then by meaning: a hash of another program, or of another release, must not start pods anew.
 */
export function matchingRevision(
  revisions: readonly Revision[],
  template: PodTemplate,
  hashes: readonly string[],
  { currentPodHash, stableRS }: Pick<RolloutStatus, 'currentPodHash' | 'stableRS'> = {},
): Revision | undefined {
  const alive = revisions.filter(({ isDeleting }) => !isDeleting);
  const byHash = (hash: string | undefined) => alive.find((one) => one.hash === hash);
  const isSame = ({ object }: Revision) => isSameTemplate(bare(object), template);
  const inHand = [currentPodHash, stableRS].map(byHash).filter((one) => one !== undefined);
  return (
    inHand.find((one) => hashes.includes(one.hash) || isSame(one)) ??
    hashes.map(byHash).find((one) => one !== undefined) ??
    alive.find(isSame)
  );
}

/** As the user wrote it. */
const bare = (object: ReplicaSet): PodTemplate =>
  withoutAntiAffinity(withoutMarks(object.spec.template, recordedMarks(object)));
