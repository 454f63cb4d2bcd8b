/** Brings the ephemeral labels and annotations of running pods in line with the part they play now. */
import type { Labelling } from '../../../crds/kubernetes.ts';
import type { Action } from '../../runtime/plan.ts';
import { markPatch, marksFor, recordedMarks, withoutMarks } from '../ephemeral.ts';
import type { Pod } from '../objects.ts';
import type { Revision } from '../revision.ts';
import type { Snapshot } from '../snapshot.ts';
import { livePods, podRef } from './live-pods.ts';

type Parts = Pick<Snapshot, 'now' | 'spec' | 'status' | 'hash' | 'revisions' | 'pods'>;
type Texts = Readonly<Record<string, string>>;

const MOST_AT_ONCE = 10;

export interface PodMarks {
  readonly patches: readonly Action[];
  /** Hashes of revisions with pods that wait for a later pass. What their ReplicaSet has recorded must stay till then. */
  readonly unfinished: ReadonlySet<string>;
  readonly wakeAt?: Date;
}

/** Whether pods have to be read. */
export const hasMarks = ({ spec, revisions }: Pick<Snapshot, 'spec' | 'revisions'>): boolean =>
  spokenOf(spec).length > 0 || revisions.some(({ object, pods }) => pods > 0 && !isBare(recordedMarks(object)));

const isBare = ({ labels = {}, annotations = {} }: Labelling): boolean =>
  Object.keys(labels).length + Object.keys(annotations).length === 0;

export function podMarks(s: Parts): PodMarks {
  const spoken = spokenOf(s.spec);
  const patches = livePods(s.revisions, s.pods).flatMap(([revision, pods]) => patchesOf(s, spoken, [revision, pods]));
  const rest = patches.slice(MOST_AT_ONCE);
  return {
    patches: patches.slice(0, MOST_AT_ONCE).map(({ action }) => action),
    unfinished: new Set(rest.map(({ hash }) => hash)),
    ...(rest.length > 0 && { wakeAt: s.now }),
  };
}

/** All marks that the spec knows. */
function spokenOf({ strategy }: Snapshot['spec']): readonly Labelling[] {
  const { canary, blueGreen } = strategy ?? {};
  const { canaryMetadata, stableMetadata } = canary ?? {};
  const { previewMetadata, activeMetadata } = blueGreen ?? {};
  return [canaryMetadata, stableMetadata, previewMetadata, activeMetadata].filter((marks) => marks !== undefined);
}

function patchesOf(s: Parts, spoken: readonly Labelling[], [revision, pods]: readonly [Revision, readonly Pod[]]) {
  const { hash, object } = revision;
  if (pods.length === 0) return [];
  const after = marksFor(s, hash);
  const recorded = recordedMarks(object);
  const own = withoutMarks(object.spec.template, recorded).metadata ?? {};
  return pods.flatMap((pod) => {
    const stale = staleMarks(spoken, pod.metadata, own);
    const before = {
      labels: { ...stale.labels, ...recorded.labels },
      annotations: { ...stale.annotations, ...recorded.annotations },
    };
    const metadata = markPatch(pod.metadata, before, after);
    return metadata ? [{ hash, action: patchOf(pod, metadata) }] : [];
  });
}

/**
 * The ReplicaSet may record new marks already while a pod still carries those of before: what the spec would have put
 * there, and the template does not, is ours.
 */
function staleMarks(spoken: readonly Labelling[], there: Labelling, own: Labelling): Required<Labelling> {
  const carried = (name: keyof Labelling) =>
    Object.assign({}, ...spoken.map((marks) => shared(marks[name], there[name], own[name]))) as Record<string, string>;
  return { labels: carried('labels'), annotations: carried('annotations') };
}

const shared = (marks: Texts = {}, there: Texts = {}, own: Texts = {}): Texts =>
  Object.fromEntries(Object.entries(marks).filter(([key, value]) => there[key] === value && !Object.hasOwn(own, key)));

/** The UID is a precondition: the marks are meant for this pod only. */
function patchOf(pod: Pod, marks: object): Action {
  const { uid, name } = pod.metadata;
  const merge = { metadata: { ...(uid !== undefined && { uid }), ...marks } };
  return { do: 'patch', ref: podRef(pod), patch: { merge }, isLenient: true, because: `mark pod ${name}` };
}
