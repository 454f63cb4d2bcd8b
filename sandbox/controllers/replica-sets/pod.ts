/** The pod that a ReplicaSet wants. Pure. */
import type { KubeObject, Meta } from '../../../kube/types.ts';
import { ownership, type ReplicaSet } from '../workloads.ts';

export function podOf(replicaSet: ReplicaSet): KubeObject {
  const { metadata, spec } = replicaSet;
  const { labels, annotations, finalizers } = spec.template.metadata ?? {};
  const meta = {
    generateName: `${metadata.name}-`,
    namespace: metadata.namespace,
    ...(labels && { labels }),
    ...(annotations && { annotations }),
    ...(finalizers && { finalizers }),
    ownerReferences: [ownership(replicaSet)],
  };
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: meta as unknown as Meta, spec: spec.template.spec };
  return pod;
}
