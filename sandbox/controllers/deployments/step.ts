/** What a pass over a Deployment does to its ReplicaSets. Pure. */
import { type Deployment, ownership, type ReplicaSet } from '../workloads.ts';
import { maxSurge, replicasOf, wantedPods } from './figures.ts';
import { allOf, copiedNotes, nextRevision, REVISION, type Sets, sizeNotes } from './revisions.ts';
import { HASH_LABEL, templateHash } from './template-hash.ts';

export type Step =
  | { readonly do: 'create'; readonly replicaSet: ReplicaSet }
  | { readonly do: 'scale'; readonly replicaSet: ReplicaSet; readonly to: number }
  | { readonly do: 'note'; readonly replicaSet: ReplicaSet; readonly patch: object }
  | { readonly do: 'delete'; readonly replicaSet: ReplicaSet };

export const scale = (replicaSet: ReplicaSet, to: number): Step[] =>
  replicasOf(replicaSet) === to ? [] : [{ do: 'scale', replicaSet, to }];

/** The ReplicaSet of the current template, as large as it may be at once. */
export function creation(deployment: Deployment, sets: Sets): Step {
  const { metadata, spec, status } = deployment;
  const hash = templateHash(spec.template, status?.collisionCount);
  const labels = { ...spec.template.metadata?.labels, [HASH_LABEL]: hash };
  const { matchLabels, ...selector } = spec.selector;
  const replicaSet = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${metadata.name}-${hash}`,
      ...(metadata.namespace !== undefined && { namespace: metadata.namespace }),
      labels,
      annotations: { ...copiedNotes(deployment), [REVISION]: String(nextRevision(sets)), ...sizeNotes(deployment) },
      ownerReferences: [ownership(deployment)],
    },
    spec: {
      replicas: sizeOfCurrent(deployment, sets),
      ...(spec.minReadySeconds !== undefined && { minReadySeconds: spec.minReadySeconds }),
      selector: { ...selector, matchLabels: { ...matchLabels, [HASH_LABEL]: hash } },
      template: { ...spec.template, metadata: { ...spec.template.metadata, labels } },
    },
  };
  return { do: 'create', replicaSet };
}

/** How large the current ReplicaSet may be while others still have pods. */
export function sizeOfCurrent(deployment: Deployment, sets: Sets): number {
  const wanted = replicasOf(deployment);
  if (deployment.spec.strategy?.type === 'Recreate') return wanted;
  const has = sets.current ? replicasOf(sets.current) : 0;
  const room = wanted + maxSurge(deployment) - wantedPods(allOf(sets));
  return room <= 0 ? has : has + Math.min(room, wanted - has);
}
