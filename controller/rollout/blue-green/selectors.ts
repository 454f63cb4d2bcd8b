/** Which revisions the active and the preview Service should select. */
import type { Revision } from '../revision.ts';
import { maySelect } from '../services.ts';
import type { Terms } from './terms.ts';

export function selectorsOf(terms: Terms, isReleased: boolean): ReadonlyMap<string, string> {
  const { snapshot, blueGreen, preview, active } = terms;
  const wanted = new Map<string, string>();
  if (terms.isHalted) return wanted;
  // It shows what is wanted, ready or not, and goes on doing so after an abort.
  if (blueGreen.previewService !== undefined && preview) wanted.set(blueGreen.previewService, snapshot.hash);
  const choice = activeChoice(terms, isReleased);
  if (active && choice) wanted.set(blueGreen.activeService, choice.hash);
  return wanted;
}

/** Undefined if the active Service is to stay as it is. */
function activeChoice(terms: Terms, isReleased: boolean): Revision | undefined {
  const { snapshot, isAborted } = terms;
  const { current } = snapshot;
  if (isReleased && !isAborted && current && isReady(terms, current)) return current;
  return isAborted || isAstray(terms) ? refuge(terms) : undefined;
}

const isReady = (terms: Terms, current: Revision): boolean =>
  isSaturated(terms, current) && isReachable(terms, current) && isNoLoss(terms, current);

const isSaturated = ({ replicas }: Terms, { size, desired, available }: Revision): boolean =>
  size === replicas && desired === replicas && available === replicas;

/** Pods may be ready where Services do not know of them yet. Without a preview there is nothing to see that by. */
function isReachable({ snapshot, blueGreen, preview, least, replicas }: Terms, { hash }: Revision): boolean {
  if (!preview || replicas === 0) return true;
  const behind = (service: string) => snapshot.addresses.get(service)?.get(hash) ?? 0;
  return Math.max(behind(blueGreen.activeService), behind(blueGreen.previewService ?? '')) >= least;
}

/**
 * Requests go to pods of all revisions, or to none. A selector that somebody has taken away is no reason to release
 * what is still being tried: it is given back.
 */
const isAstray = ({ activeHash, serving, replicas }: Terms): boolean =>
  activeHash === '' || (replicas > 0 && (serving?.ready ?? 0) === 0);

/** The stable revision, if requests are at least as well off there. It grows until they are. */
function refuge(terms: Terms): Revision | undefined {
  const { snapshot, active, activeHash } = terms;
  const { stable } = snapshot;
  if (!stable || !active || !isNoLoss(terms, stable)) return undefined;
  return activeHash !== '' || maySelect(active, stable) ? stable : undefined;
}

/** Never from pods that answer to a revision that has none, nor below what requests need if they have that now. */
function isNoLoss(terms: Terms, { ready }: Revision): boolean {
  const { least, replicas } = terms;
  const now = readyNow(terms);
  return (ready > 0 || (now === 0 && replicas === 0)) && Math.min(least, ready) >= Math.min(least, now);
}

function readyNow({ activeHash, serving, snapshot }: Terms): number {
  if (activeHash !== '') return serving?.ready ?? 0;
  return snapshot.revisions.reduce((sum, { ready }) => sum + ready, 0);
}
