/** The phase that metrics show. It is another than the status's: it tells how the update goes. */
import type { RolloutObject } from '../objects.ts';

/** As dashboards know them. */
export const PHASES = ['Completed', 'Progressing', 'Paused', 'Timeout', 'Error', 'Abort'] as const;
export type ReleasePhase = (typeof PHASES)[number] | 'InvalidSpec';

const BY_REASON: Readonly<Record<string, ReleasePhase>> = {
  NewReplicaSetAvailable: 'Completed',
  RolloutPaused: 'Paused',
  ReplicaSetCreateError: 'Error',
  ProgressDeadlineExceeded: 'Timeout',
  RolloutAborted: 'Abort',
};

export function releasePhase({ status }: Pick<RolloutObject, 'status'>): ReleasePhase {
  const conditions = status?.conditions ?? [];
  if (conditions.some(({ type }) => type === 'InvalidSpec')) return 'InvalidSpec';
  const progressing = conditions.find(({ type }) => type === 'Progressing');
  return BY_REASON[progressing?.reason ?? ''] ?? 'Progressing';
}
