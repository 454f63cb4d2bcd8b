/**
 * The promise that no write of ours takes pods from behind requests: one function, wherever sizes are decided. Tests
 * hold random updates against it, and simulations what users get.
 */
import type { Revision } from './revision.ts';
import type { Snapshot } from './snapshot.ts';
import type { Target, Wanted } from './target.ts';

export interface Capacity {
  /** Ready pods that each revision has to have for the requests it is sent now, by hash. */
  readonly need: ReadonlyMap<string, number>;
  /** Ready pods that all revisions together have to have, where nobody divides the requests. */
  readonly total?: number;
}

/** Ready pods that are missing, all in all. What others take away shows here, too. */
export function shortfallOf(
  revisions: readonly Pick<Revision, 'hash' | 'ready'>[],
  { need, total = 0 }: Capacity,
): number {
  const missing = [...need].map(([hash, count]) => count - (revisions.find((one) => one.hash === hash)?.ready ?? 0));
  const all = revisions.reduce((sum, { ready }) => sum + ready, 0);
  return missing.reduce((sum, count) => sum + Math.max(0, count), Math.max(0, total - all));
}

/** Sizes are kept from falling below what is needed of the pods that are ready. */
export function withinCapacity({ revisions }: Pick<Snapshot, 'revisions'>, target: Target, capacity: Capacity): Target {
  const limited = new Map(
    [...target.revisions].map(([hash, wanted]) => [hash, atLeast(wanted, floorOf(revisions, hash, capacity))]),
  );
  return {
    ...target,
    revisions: keepsTotal(revisions, limited, capacity) ? limited : unshrunk(revisions, limited),
    capacity,
  };
}

const floorOf = (revisions: readonly Revision[], hash: string, { need }: Capacity): number =>
  Math.min(revisions.find((one) => one.hash === hash)?.ready ?? 0, need.get(hash) ?? 0);

const atLeast = (wanted: Wanted, floor: number): Wanted =>
  wanted.size === undefined || wanted.size >= floor ? wanted : { ...wanted, size: floor };

/** Pods that are not ready go first. */
const readyAfter = ({ hash, ready, size }: Revision, wanted: ReadonlyMap<string, Wanted>): number =>
  Math.min(ready, wanted.get(hash)?.size ?? size);

function keepsTotal(
  revisions: readonly Revision[],
  wanted: ReadonlyMap<string, Wanted>,
  { total = 0 }: Capacity,
): boolean {
  const now = revisions.reduce((sum, { ready }) => sum + ready, 0);
  const then = revisions.reduce((sum, one) => sum + readyAfter(one, wanted), 0);
  return then >= Math.min(now, total);
}

function unshrunk(revisions: readonly Revision[], wanted: ReadonlyMap<string, Wanted>): ReadonlyMap<string, Wanted> {
  const sizes = new Map(revisions.map(({ hash, size }) => [hash, size]));
  return new Map([...wanted].map(([hash, one]) => [hash, atLeast(one, sizes.get(hash) ?? 0)]));
}
