/** Labels and annotations that pods carry only as long as they play a part: canary, stable, preview, active. */
import type { Labelling } from '../../crds/kubernetes.ts';
import { EPHEMERAL_METADATA } from './keys.ts';
import type { Pod, PodTemplate, ReplicaSet } from './objects.ts';
import type { Snapshot } from './snapshot.ts';

type Marks = {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
};

const NONE: Marks = { labels: {}, annotations: {} };

const marksOf = ({ labels = {}, annotations = {} }: Labelling = {}): Marks => ({ labels, annotations });

const isEmpty = ({ labels, annotations }: Marks): boolean =>
  Object.keys(labels).length + Object.keys(annotations).length === 0;

/** What pods of a revision should carry now. */
export function marksFor(s: Pick<Snapshot, 'spec' | 'hash' | 'status'>, hash: string): Marks {
  const { canary, blueGreen } = s.spec.strategy ?? {};
  const settled = canary?.stableMetadata ?? blueGreen?.activeMetadata;
  const trial = canary?.canaryMetadata ?? blueGreen?.previewMetadata;
  const stable = s.status.stableRS ?? '';
  if (hash === stable || (hash === s.hash && stable === '')) return marksOf(settled);
  return hash === s.hash ? marksOf(trial) : NONE;
}

/** What a ReplicaSet says that its pods carry. */
export function recordedMarks({ metadata }: ReplicaSet): Marks {
  try {
    const text = metadata.annotations?.[EPHEMERAL_METADATA];
    return text === undefined ? NONE : marksOf(JSON.parse(text) as Labelling);
  } catch {
    return NONE;
  }
}

/** The same for the same marks, in whatever order somebody wrote them. */
export function markAnnotation(marks: Marks): string | null {
  if (isEmpty(marks)) return null;
  return JSON.stringify({ labels: inOrder(marks.labels), annotations: inOrder(marks.annotations) });
}

const inOrder = (record: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1)));

export function withMarks(template: PodTemplate, { labels, annotations }: Marks): PodTemplate {
  const { metadata = {} } = template;
  return {
    ...template,
    metadata: {
      ...metadata,
      ...(Object.keys(labels).length > 0 && { labels: { ...metadata.labels, ...labels } }),
      ...(Object.keys(annotations).length > 0 && { annotations: { ...metadata.annotations, ...annotations } }),
    },
  };
}

/** As it would be without us, for comparison with what the user wrote. */
export function withoutMarks(template: PodTemplate, marks: Marks): PodTemplate {
  if (isEmpty(marks)) return template;
  const { labels, annotations, ...metadata } = template.metadata ?? {};
  const left = { ...(labels && { labels: without(labels, marks.labels) }) };
  const rest = { ...(annotations && { annotations: without(annotations, marks.annotations) }) };
  return { ...template, metadata: { ...metadata, ...left, ...rest } };
}

const without = (there: Readonly<Record<string, string>>, gone: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(there).filter(([key]) => !(key in gone)));

type Patched = Readonly<Record<string, string | null>>;

/** A merge patch of metadata from one set of marks to another; undefined if nothing changes. */
export function markPatch(
  metadata: Pick<Pod['metadata'], 'labels' | 'annotations'>,
  before: Marks,
  after: Marks,
): { readonly labels?: Patched; readonly annotations?: Patched } | undefined {
  const labels = changes(metadata.labels, before.labels, after.labels);
  const annotations = changes(metadata.annotations, before.annotations, after.annotations);
  if (!labels && !annotations) return undefined;
  return { ...(labels && { labels }), ...(annotations && { annotations }) };
}

function changes(
  there: Readonly<Record<string, string>> = {},
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): Patched | undefined {
  const gone = Object.keys(before).filter((key) => !(key in after) && key in there);
  const set = Object.entries(after).filter(([key, value]) => there[key] !== value);
  if (gone.length + set.length === 0) return undefined;
  return { ...Object.fromEntries(gone.map((key) => [key, null])), ...Object.fromEntries(set) };
}
