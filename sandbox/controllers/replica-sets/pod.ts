/** The pod that a ReplicaSet wants, or whatever else makes pods of a template. Pure. */
import type { KubeObject, Meta } from '../../../kube/types.ts';
import { ownership, type PodTemplate } from '../workloads.ts';

export function podOf(owner: KubeObject & { readonly spec: { readonly template: PodTemplate } }): KubeObject {
  const { metadata, spec } = owner;
  const { labels, annotations, finalizers } = spec.template.metadata ?? {};
  const meta = {
    generateName: `${metadata.name}-`,
    namespace: metadata.namespace,
    ...(labels && { labels }),
    ...(annotations && { annotations }),
    ...(finalizers && { finalizers }),
    ownerReferences: [ownership(owner)],
  };
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: meta as unknown as Meta, spec: spec.template.spec };
  return pod;
}
