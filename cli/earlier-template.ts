/** The pod template of an earlier revision, as the user wrote it. Pure. */
import { withoutAntiAffinity } from '../controller/rollout/anti-affinity.ts';
import { recordedMarks, withoutMarks } from '../controller/rollout/ephemeral.ts';
import { HASH_LABEL } from '../controller/rollout/keys.ts';
import type { PodTemplate, ReplicaSet } from '../controller/rollout/objects.ts';
import { type Revision, revisionOf } from '../controller/rollout/revision.ts';
import { isSameTemplate } from '../controller/template/same-template.ts';

interface Wanted {
  readonly name: string;
  readonly template: PodTemplate;
  readonly replicaSets: readonly ReplicaSet[];
  /** 0 for the one before the newest. */
  readonly toRevision: number;
}

export interface Earlier {
  readonly number: number;
  readonly template: PodTemplate;
  /** It is the one there is. */
  readonly isCurrent: boolean;
}

export function earlierTemplate({ name, template, replicaSets, toRevision }: Wanted): Earlier {
  const revisions = replicaSets.map(revisionOf).filter(({ number }) => number > 0);
  const { object, number } = toRevision === 0 ? previous(revisions, name) : numbered(revisions, toRevision);
  const earlier = asWritten(object);
  return { number, template: earlier, isCurrent: isSameTemplate(earlier, template) };
}

function previous(revisions: readonly Revision[], name: string): Revision {
  const [, found] = revisions.toSorted((one, other) => other.number - one.number);
  if (found) return found;
  throw new Error(`no revision found for rollout "${name}"`);
}

function numbered(revisions: readonly Revision[], wanted: number): Revision {
  const found = revisions.find(({ number }) => number === wanted);
  if (found) return found;
  throw new Error(`unable to find specified revision ${wanted} in history`);
}

/** Without what the controller has put in: the hash, marks of a part that is over, and terms against other revisions. */
function asWritten(replicaSet: ReplicaSet): PodTemplate {
  const { metadata, ...bare } = withoutAntiAffinity(withoutMarks(replicaSet.spec.template, recordedMarks(replicaSet)));
  const { labels: { [HASH_LABEL]: _, ...labels } = {}, ...rest } = metadata ?? {};
  return { ...bare, metadata: { ...rest, labels } };
}
