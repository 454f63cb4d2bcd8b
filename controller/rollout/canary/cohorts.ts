/** Which clients stay where they were answered first, while the requests of all others are divided by weight. */
import { milliseconds } from '../../../crds/duration.ts';
import type { Cohorts } from '../../traffic/router.ts';
import { selectedFor } from './serving.ts';
import type { Terms } from './terms.ts';
import type { Wish } from './traffic.ts';

/**
 * Nobody is held where one side gets everything, nor by a cookie that names another revision than would answer. A cookie
 * counts if the canary's share was no larger when it was set: so the share of those who are held is never above today's,
 * not after a step down and not where an aborted update is tried again.
 */
export function cohortsOf(terms: Terms, { hash, hasRoutes }: Wish, weight: number): Cohorts | undefined {
  const { canary, maxWeight, snapshot, view } = terms;
  const { stickyCohorts: config } = canary.trafficRouting ?? {};
  const share = Math.floor(weight);
  if (!config || !hasRoutes || share <= 0 || weight >= maxWeight) return undefined;
  const isApart = selectedFor(terms, 'canary') === hash && selectedFor(terms, 'stable') === snapshot.status.stableRS;
  if (!isApart || hash === snapshot.status.stableRS) return undefined;
  const shares = view.steps.flatMap(({ setWeight = 0 }) => (setWeight > 0 && setWeight < share ? [setWeight] : []));
  return {
    ...{ cookie: config.cookie, hash, weight: share, holdsStable: config.sides === 'both' },
    maxAge: Math.floor((milliseconds(config.maxAge) ?? 0) / 1000),
    held: [...new Set([...shares, share])].sort((one, other) => one - other),
  };
}
