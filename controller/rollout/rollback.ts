/** Whether an update goes back to something that ran before, and may hurry. */
import type { Snapshot } from './snapshot.ts';

type Revisions = Pick<Snapshot, 'current' | 'stable' | 'revisions' | 'spec'>;

export function isRollback({ current, stable }: Revisions): boolean {
  if (!current || !stable) return false;
  return current.hash === stable.hash || current.createdAt < stable.createdAt;
}

/** Older than stable, with fewer revisions made in between than the window has. Who was aborted is not known to be good. */
export function isWithinWindow({ current, stable, revisions, spec }: Revisions): boolean {
  const most = spec.rollbackWindow?.revisions ?? 0;
  if (!current || !stable || most <= 0 || current.isAborted || current.createdAt >= stable.createdAt) return false;
  const between = revisions.filter(({ createdAt }) => createdAt > current.createdAt && createdAt < stable.createdAt);
  return between.length < most;
}

/** What is known to be good needs no steps and no analysis. */
export const isFastRollback = (s: Revisions): boolean =>
  isRollback(s) && (isWithinWindow(s) || s.current?.hash === s.stable?.hash);
