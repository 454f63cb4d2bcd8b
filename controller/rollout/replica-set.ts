/** The ReplicaSets of a Rollout: made for a new template, and kept in step with what the Rollout says. */
import type { Action } from '../runtime/plan.ts';
import {
  copiedAnnotations,
  deliveryAnnotations,
  historyAnnotations,
  newAnnotations,
  revisionNumber,
} from './annotations.ts';
import { withAntiAffinity } from './anti-affinity.ts';
import { markAnnotation, marksFor, recordedMarks, withMarks, withoutMarks } from './ephemeral.ts';
import { ABORTED, DESIRED_REPLICAS, EPHEMERAL_METADATA, HASH_LABEL, REVISION, SCALE_DOWN_DEADLINE } from './keys.ts';
import type { LabelSelector, PodTemplate, ReplicaSet, RolloutStatus } from './objects.ts';
import type { Revision } from './revision.ts';
import type { Snapshot } from './snapshot.ts';
import type { Wanted } from './target.ts';

export const replicaSetRef = ({ object }: Pick<Revision, 'object'>) => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  namespace: object.metadata.namespace ?? '',
  name: object.metadata.name,
});

export const replicaSetName = ({ object, hash }: Pick<Snapshot, 'object' | 'hash'>): string =>
  `${object.metadata.name}-${hash}`;

/** For the template that is wanted, at the size that it is to have. */
export function newReplicaSet(s: Snapshot, size: number): ReplicaSet {
  const { object, hash, spec } = s;
  const marks = marksFor(s, hash);
  const mark = markAnnotation(marks);
  const template = withMarks(withAntiAffinity(s.template, s), marks);
  const { apiVersion, kind, metadata } = object;
  const { name, uid = '' } = metadata;
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: replicaSetName(s),
      namespace: metadata.namespace ?? '',
      labels: { ...s.template.metadata?.labels, [HASH_LABEL]: hash },
      annotations: {
        ...copiedAnnotations(metadata.annotations),
        [REVISION]: String(revisionNumber(undefined, s.revisions)),
        [DESIRED_REPLICAS]: String(spec.replicas),
        ...(mark !== null && { [EPHEMERAL_METADATA]: mark }),
        ...deliveryAnnotations(s.delivery),
      },
      ownerReferences: [{ apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true }],
    },
    spec: {
      replicas: size,
      ...(spec.minReadySeconds > 0 && { minReadySeconds: spec.minReadySeconds }),
      selector: hashed(s.selector, hash),
      template: labelled(template, hash),
    },
  };
}

const hashed = (selector: LabelSelector, hash: string): LabelSelector => ({
  ...selector,
  matchLabels: { ...selector.matchLabels, [HASH_LABEL]: hash },
});

const labelled = (template: PodTemplate, hash: string): PodTemplate => ({
  ...template,
  metadata: { ...template.metadata, labels: { ...template.metadata?.labels, [HASH_LABEL]: hash } },
});

/** A merge patch; nothing in it is undefined. */
interface Change {
  readonly annotations: Readonly<Record<string, string | null>>;
  readonly spec: Readonly<Record<string, unknown>>;
}

/** What sizing a revision changes: size, what it was sized for, and when its pods may go. */
export function sizing(revision: Revision, { size, deadline }: Wanted, replicas: number): Change | undefined {
  const isResized = size !== undefined && size !== revision.size;
  const isStale = size !== undefined && revision.desired !== replicas;
  const isGone = size === 0 && isResized;
  const moment = isGone ? null : deadline;
  const annotations = {
    ...((isResized || isStale) && { [DESIRED_REPLICAS]: String(replicas) }),
    ...deadlineChange(revision, moment),
  };
  if (!isResized && Object.keys(annotations).length === 0) return undefined;
  return { annotations, spec: isResized ? { replicas: size } : {} };
}

function deadlineChange(revision: Revision, moment: Date | null | undefined): Readonly<Record<string, string | null>> {
  const there = revision.object.metadata.annotations?.[SCALE_DOWN_DEADLINE];
  if (moment === undefined) return {};
  if (moment === null) return there === undefined ? {} : { [SCALE_DOWN_DEADLINE]: null };
  const text = `${moment.toISOString().slice(0, 19)}Z`;
  return text === there ? {} : { [SCALE_DOWN_DEADLINE]: text };
}

/** What the current revision has to follow of its Rollout: annotations, number, minReadySeconds, stale affinity. */
export function following(s: Snapshot, current: Revision): Change | undefined {
  const { object } = current;
  const there = object.metadata.annotations ?? {};
  const number = revisionNumber(current, s.revisions);
  const numbered = number === current.number ? {} : historyAnnotations(current, number);
  const copied = copiedAnnotations(s.object.metadata.annotations);
  const annotations = newAnnotations(there, { ...copied, ...numbered, ...deliveryAnnotations(s.delivery) });
  const { minReadySeconds } = s.spec;
  const spec = (object.spec.minReadySeconds ?? 0) === minReadySeconds ? {} : { minReadySeconds };
  if (Object.keys(annotations).length + Object.keys(spec).length === 0) return undefined;
  return { annotations, spec };
}

/** That an update to the current revision was aborted, remembered until it is promoted. */
export function abortMark({ status }: Snapshot, current: Revision, after: RolloutStatus): Change | undefined {
  if (after.abort && status.abortedAt === undefined)
    return { annotations: { [ABORTED]: after.abortedAt ?? null }, spec: {} };
  const isGood = current.isAborted && after.stableRS === current.hash;
  return isGood ? { annotations: { [ABORTED]: null }, spec: {} } : undefined;
}

/** What pods of this revision should carry now, written into the template for those to come. */
export function remarking(s: Snapshot, revision: Revision): Change | undefined {
  const before = recordedMarks(revision.object);
  const after = marksFor(s, revision.hash);
  const mark = markAnnotation(after);
  if (mark === markAnnotation(before)) return undefined;
  const { metadata } = withMarks(withoutMarks(revision.object.spec.template, before), after);
  const labels = { ...absent(before.labels), ...metadata?.labels };
  const annotations = { ...absent(before.annotations), ...metadata?.annotations };
  return { annotations: { [EPHEMERAL_METADATA]: mark }, spec: { template: { metadata: { labels, annotations } } } };
}

const absent = (record: Readonly<Record<string, string>>): Record<string, string | null> =>
  Object.fromEntries(Object.keys(record).map((key) => [key, null]));

/** One write for all that changes; undefined if nothing does. */
export function replicaSetPatch(
  revision: Revision,
  changes: readonly (Change | undefined)[],
  because: string,
  isGuarded: boolean,
): Action | undefined {
  const known = changes.filter((change) => change !== undefined);
  if (known.length === 0) return undefined;
  const annotations = Object.assign({}, ...known.map((change) => change.annotations)) as object;
  const spec = Object.assign({}, ...known.map((change) => change.spec)) as object;
  const merge = {
    ...(Object.keys(annotations).length > 0 && { metadata: { annotations } }),
    ...(Object.keys(spec).length > 0 && { spec }),
  };
  const { resourceVersion } = revision.object.metadata;
  return {
    ...{ do: 'patch', ref: replicaSetRef(revision), patch: { merge }, because },
    ...(isGuarded && resourceVersion !== undefined && { resourceVersion }),
  };
}
