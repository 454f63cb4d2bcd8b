/** Which ReplicaSet a template belongs to, whoever made it. */
import { withoutAntiAffinity } from './anti-affinity.ts';
import { recordedMarks, withoutMarks } from './ephemeral.ts';
import type { PodTemplate, ReplicaSet } from './objects.ts';
import type { Revision } from './revision.ts';
import { isSameTemplate } from './template/same-template.ts';

/** By hash first, then by meaning: a hash of another program, or of another release, must not start pods anew. */
export function matchingRevision(
  revisions: readonly Revision[],
  template: PodTemplate,
  hashes: readonly string[],
): Revision | undefined {
  const alive = revisions.filter(({ isDeleting }) => !isDeleting);
  for (const hash of hashes) {
    const found = alive.find((one) => one.hash === hash);
    if (found) return found;
  }
  return alive.find(({ object }) => isSameTemplate(bare(object), template));
}

/** As the user wrote it. */
const bare = (object: ReplicaSet): PodTemplate =>
  withoutAntiAffinity(withoutMarks(object.spec.template, recordedMarks(object)));
