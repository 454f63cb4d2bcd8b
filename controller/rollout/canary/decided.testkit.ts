/** What a canary decides in a small world, in the words of its tests. */
import type { Target } from '../target.ts';
import { snapshotOf, type World } from '../world.testkit.ts';
import { canaryTarget } from './canary.ts';

interface Decided {
  readonly target: Target;
  /** By revision. */
  readonly sizes: Readonly<Record<string, number | undefined>>;
  /** What the routers are told; undefined if nothing. */
  readonly weight: number | undefined;
  /** Services that move on. */
  readonly selects: Readonly<Record<string, string>>;
  readonly index: number | undefined;
  /** `reason: message`. */
  readonly says: readonly string[];
}

export function decided(world: World): Decided {
  const snapshot = snapshotOf(world);
  const { canary } = snapshot.spec.strategy ?? {};
  if (!canary) throw new Error('not a canary');
  const target = canaryTarget(snapshot, canary);
  return {
    target,
    sizes: Object.fromEntries([...target.revisions].map(([hash, { size }]) => [hash, size])),
    weight: target.split?.destinations.find(({ role }) => role === 'canary')?.weight,
    selects: Object.fromEntries(target.selectors),
    index: target.outcome.stepIndex,
    says: target.notices.map(({ reason, message }) => `${reason}: ${message}`),
  };
}

/** Behind ingress-nginx. */
export const routed = (block: object = {}) => ({
  strategy: {
    canary: {
      ...{ canaryService: 'canary', stableService: 'stable' },
      trafficRouting: { nginx: { stableIngress: 'web' } },
      ...block,
    },
  },
});

/** Behind two Services that change places. */
export const turning = (block: object = {}) =>
  routed({
    ...{ canaryService: undefined, stableService: undefined },
    pingPong: { pingService: 'ping', pongService: 'pong' },
    trafficRouting: { gatewayAPI: { httpRoutes: [{ name: 'web' }] } },
    ...block,
  });

/** v1 is stable, v2 is tried. */
export const APART = { canary: 'v2', stable: 'v1' };
