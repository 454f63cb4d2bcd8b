/** The ReplicaSet of a template: what it is called, what it holds, and how it is sized. */
import type { PodTemplate } from '../../crds/kubernetes.ts';
import { timestamp } from '../../kube/conditions.ts';
import { refOf } from '../../kube/types.ts';
import { ownerReference } from '../analysis/ownership.ts';
import type { ExperimentObject } from '../experiment-contract.ts';
import type { Action } from '../runtime/plan.ts';
import { HASH_LABEL } from '../template/hash-label.ts';
import { hashesOf } from '../template/template-hash.ts';
import {
  EXPERIMENT_NAME,
  REPLICA_SETS,
  type ReplicaSet,
  SCALE_DOWN_DEADLINE,
  TEMPLATE_NAME,
  type TemplateSpec,
} from './objects.ts';
import type { Snapshot, TemplateSight } from './snapshot.ts';

/** Nothing is known to be there that has the name after so many others. */
export const replicaSetNameAfter = (
  { metadata }: ExperimentObject,
  { name }: Pick<TemplateSpec, 'name'>,
  count: number,
): string => `${metadata.name}-${name}${count === 0 ? '' : `-${count}`}`;

/**
 * Services and selectors find pods by their hash: no other ReplicaSet has the same one, not even that from which the
 * template was taken.
 */
export function freshHash(
  template: PodTemplate,
  used: ReadonlySet<string | undefined>,
): Pick<TemplateSight, 'hash' | 'collisions'> {
  const bare = withoutHash(template);
  for (let collisions = 0; ; collisions++) {
    const [hash = ''] = hashesOf(bare, collisions === 0 ? undefined : collisions);
    if (!used.has(hash)) return { hash, collisions };
  }
}

function withoutHash(template: PodTemplate): PodTemplate {
  if (template.metadata?.labels?.[HASH_LABEL] === undefined) return template;
  const { [HASH_LABEL]: _, ...labels } = template.metadata.labels;
  return { ...template, metadata: { ...template.metadata, labels } };
}

export const marksOf = ({ metadata }: ExperimentObject, { name }: Pick<TemplateSpec, 'name'>) => ({
  [EXPERIMENT_NAME]: metadata.name,
  [TEMPLATE_NAME]: name,
});

/** Without pods: they come in the next pass. */
export function newReplicaSet({ object }: Pick<Snapshot, 'object'>, sight: TemplateSight): ReplicaSet {
  const { spec, hash, replicaSetName: name } = sight;
  const { template = {}, selector, minReadySeconds } = spec;
  const labels = { ...template.metadata?.labels, [HASH_LABEL]: hash };
  return {
    ...{ apiVersion: REPLICA_SETS.apiVersion, kind: REPLICA_SETS.kind },
    metadata: {
      ...{ name, namespace: object.metadata.namespace ?? '', labels, annotations: marksOf(object, spec) },
      ownerReferences: [ownerReference(object)],
    },
    spec: {
      replicas: 0,
      ...(minReadySeconds > 0 && { minReadySeconds }),
      selector: { ...selector, matchLabels: { ...selector?.matchLabels, [HASH_LABEL]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  };
}

export const sizeOf = ({ spec }: ReplicaSet): number => spec.replicas ?? 1;

/** When the pods may go; undefined if nobody has said. */
export function deadlineOf({ metadata }: ReplicaSet): Date | undefined {
  const text = metadata.annotations?.[SCALE_DOWN_DEADLINE];
  if (text === undefined) return undefined;
  const moment = Date.parse(text);
  return new Date(Number.isNaN(moment) ? 0 : moment);
}

/** A deadline that is null goes; one that is left out stays as it is. */
export function resized(
  replicaSet: ReplicaSet,
  { size, deadline }: { readonly size?: number; readonly deadline?: Date | null },
): Action {
  const { name, resourceVersion } = replicaSet.metadata;
  const before = sizeOf(replicaSet);
  const isLess = size !== undefined && size < before;
  const merge = {
    ...(deadline !== undefined && {
      metadata: { annotations: { [SCALE_DOWN_DEADLINE]: deadline && timestamp(deadline) } },
    }),
    ...(size !== undefined && { spec: { replicas: size } }),
  };
  return {
    ...{ do: 'patch', ref: refOf(replicaSet), patch: { merge } },
    ...(isLess && resourceVersion !== undefined && { resourceVersion }),
    because:
      size !== undefined
        ? `scale ${name} ${before} -> ${size}`
        : `pods of ${name} ${deadline ? 'may go later' : 'stay'}`,
  };
}
