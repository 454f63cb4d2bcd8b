/** How many pods a revision has, as sizing looks at it. */

export interface Counts {
  /** Pods asked for. */
  readonly size: number;
  /** Pods there are. */
  readonly pods: number;
  readonly ready: number;
  /** Ready for long enough. */
  readonly available: number;
}

/** A revision that was just shrunk may still count pods that are about to go: they are nothing to build on. */
export const proven = (revision: Pick<Counts, 'size' | 'available'> | undefined): number =>
  revision ? Math.min(revision.size, revision.available) : 0;

export const total = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((sum, item) => sum + of(item), 0);
