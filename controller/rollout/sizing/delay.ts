/** How long old revisions keep their pods once they are replaced, so that going back is quick. */

export interface ScaleDownDelay {
  readonly now: Date;
  /** 30 if nobody says; 0 means at once. */
  readonly seconds?: number | undefined;
  /** How many old revisions may wait at the same time; all of them if nobody says. */
  readonly limit?: number | undefined;
}

/** What becomes of an old revision. */
export interface OldSize {
  readonly name: string;
  readonly size: number;
  /** What its annotation has to say; undefined if there is to be none. */
  readonly deadline: Date | undefined;
}

export const DEFAULT_DELAY_SECONDS = 30;

/** `waiting` is how many newer revisions wait already, `kept` the size of one that goes on waiting. */
export function delayed(
  old: OldSize,
  delay: ScaleDownDelay,
  { waiting, kept }: { readonly waiting: number; readonly kept: number },
): OldSize {
  const { now, seconds = DEFAULT_DELAY_SECONDS, limit = Number.POSITIVE_INFINITY } = delay;
  if (seconds === 0 || waiting >= limit) return gone(old);
  if (!old.deadline) return { ...old, deadline: later(now, seconds) };
  return old.deadline > now ? { ...old, size: kept } : gone(old);
}

export const gone = ({ name }: { readonly name: string }): OldSize => ({ name, size: 0, deadline: undefined });

export const later = (now: Date, seconds: number): Date => new Date(now.getTime() + seconds * 1000);
