/** The pods that a run's targets stand for: ready ones of a revision, at their addresses. */
import type { TargetPod } from '../../analysis/providers/provider.ts';
import { type KubeObject, type Ref, refOf } from '../../kube/types.ts';
import { HASH_LABEL, type RunObject } from './objects.ts';

export type TargetName = 'canary' | 'stable' | 'preview';

interface RolloutLike extends KubeObject {
  readonly status?: { readonly stableRS?: string };
}

/** Whose status says which revision is stable; undefined if no Rollout started the run. */
export function rolloutOf({ metadata }: RunObject): Ref | undefined {
  const owner = metadata.ownerReferences?.find(({ controller, kind }) => controller && kind === 'Rollout');
  if (!owner) return undefined;
  return refOf({ ...owner, metadata: { name: owner.name, namespace: metadata.namespace ?? '' } });
}

/** The hash of the revision; undefined if there is none of that name. */
export function targetHash(run: RunObject, rollout: KubeObject | undefined, target: TargetName): string | undefined {
  const hash =
    target === 'stable' ? (rollout as RolloutLike | undefined)?.status?.stableRS : run.metadata.labels?.[HASH_LABEL];
  return hash || undefined;
}

interface PodLike extends KubeObject {
  readonly status?: {
    readonly podIP?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

export function readyPods(pods: readonly KubeObject[]): readonly TargetPod[] {
  return (pods as readonly PodLike[]).flatMap(({ metadata, status }) => {
    const isReady = status?.conditions?.some((one) => one.type === 'Ready' && one.status === 'True');
    const isGoing = metadata.deletionTimestamp !== undefined;
    return isReady && !isGoing && status?.podIP ? [{ name: metadata.name, address: status.podIP }] : [];
  });
}
