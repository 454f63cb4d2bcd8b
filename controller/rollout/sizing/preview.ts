/** How large the new revision of a blue-green Rollout is to be. */

export interface PreviewInput {
  readonly replicas: number;
  readonly previewReplicaCount?: number | undefined;
  /** Another revision than the new one is active and exists. */
  readonly hasOtherActive: boolean;
  readonly promoteFull: boolean;
  /** The status does not know this template yet. */
  readonly isJustChanged: boolean;
  /** By the spec or by a condition. */
  readonly isPaused: boolean;
  /** The preview has served its purpose: scaleUpPreviewCheckPoint. */
  readonly isCheckpointPassed: boolean;
}

export function previewSize(input: PreviewInput): number {
  const { replicas, previewReplicaCount = replicas } = input;
  if (!input.hasOtherActive || input.promoteFull) return replicas;
  return !input.isJustChanged && !input.isPaused && input.isCheckpointPassed ? replicas : previewReplicaCount;
}
