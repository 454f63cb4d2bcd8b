/** StatefulSets, and the pods and claims that belong to their ordinals. Pure. */
import type { KubeObject } from '../../../kube/types.ts';
import type { LabelSelector } from '../../selectors/label-selector.ts';
import { podOf } from '../replica-sets/pod.ts';
import { type Revision, templateOf } from '../revisions/history.ts';
import { ownership, type Pod, type PodTemplate } from '../workloads.ts';

export interface StatefulSetStatus {
  readonly observedGeneration?: number;
  readonly replicas?: number;
  readonly readyReplicas?: number;
  readonly currentReplicas?: number;
  readonly updatedReplicas?: number;
  readonly availableReplicas?: number;
  readonly currentRevision?: string;
  readonly updateRevision?: string;
  readonly collisionCount?: number;
}

export interface StatefulSet extends KubeObject {
  readonly spec: {
    readonly replicas?: number;
    readonly selector: LabelSelector;
    readonly serviceName?: string;
    readonly template: PodTemplate;
    readonly podManagementPolicy?: 'OrderedReady' | 'Parallel';
    readonly updateStrategy?: {
      readonly type?: 'RollingUpdate' | 'OnDelete';
      readonly rollingUpdate?: { readonly partition?: number };
    };
    readonly minReadySeconds?: number;
    readonly revisionHistoryLimit?: number;
    readonly ordinals?: { readonly start?: number };
    readonly volumeClaimTemplates?: readonly (KubeObject & { readonly spec?: object })[];
  };
  readonly status?: StatefulSetStatus;
}

export const REVISION_LABEL = 'controller-revision-hash';

/** Undefined of a pod that has another name than the set would give it. */
export function ordinalOf({ metadata }: StatefulSet, pod: Pod): number | undefined {
  const [, digits] = pod.metadata.name.startsWith(`${metadata.name}-`)
    ? (/^(0|[1-9]\d{0,8})$/.exec(pod.metadata.name.slice(metadata.name.length + 1)) ?? [])
    : [];
  return digits === undefined ? undefined : Number(digits);
}

export const startOf = ({ spec }: StatefulSet): number => spec.ordinals?.start ?? 0;

export const revisionOf = ({ metadata }: KubeObject): string => metadata.labels?.[REVISION_LABEL] ?? '';

const NAME_LABEL = 'statefulset.kubernetes.io/pod-name';

/** Labels by which a pod tells who it is. */
export const identityAt = (name: string, ordinal: number): Readonly<Record<string, string>> => ({
  [NAME_LABEL]: name,
  'apps.kubernetes.io/pod-index': String(ordinal),
});

/** One that was taken in may not. */
export const knowsItself = ({ metadata }: Pod): boolean => metadata.labels?.[NAME_LABEL] === metadata.name;

interface Volume {
  readonly name: string;
}

export function podAt(set: StatefulSet, ordinal: number, revision: Revision): KubeObject {
  const template = templateOf(revision);
  const { metadata } = podOf({ ...set, spec: { template } });
  const name = `${set.metadata.name}-${ordinal}`;
  const labels = {
    ...metadata.labels,
    ...identityAt(name, ordinal),
    [REVISION_LABEL]: revision.metadata.name,
  };
  const spec = template.spec as { readonly volumes?: readonly Volume[] };
  const claimed = (set.spec.volumeClaimTemplates ?? []).map((claim) => ({
    name: claim.metadata.name,
    persistentVolumeClaim: { claimName: claimName(set, claim, ordinal) },
  }));
  const others = (spec.volumes ?? []).filter((volume) => !claimed.some((one) => one.name === volume.name));
  const volumes = [...claimed, ...others];
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...metadata, name, labels, ownerReferences: [ownership(set)] },
    spec: {
      ...spec,
      hostname: name,
      ...(set.spec.serviceName && { subdomain: set.spec.serviceName }),
      ...(volumes.length > 0 && { volumes }),
    },
  };
  return pod;
}

const claimName = (set: StatefulSet, claim: KubeObject, ordinal: number): string =>
  `${claim.metadata.name}-${set.metadata.name}-${ordinal}`;

export const claimsAt = (set: StatefulSet, ordinal: number): readonly KubeObject[] =>
  (set.spec.volumeClaimTemplates ?? []).map((claim) => {
    const { labels, annotations } = claim.metadata;
    const metadata = {
      name: claimName(set, claim, ordinal),
      namespace: set.metadata.namespace ?? '',
      labels: { ...labels, ...set.spec.selector.matchLabels },
      ...(annotations && { annotations }),
    };
    const body = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, spec: claim.spec };
    return body;
  });
