/** The two Services of a canary, before the new revision and before stable. With ping-pong they change places at each promotion. */
import type { Canary, RolloutStatus } from './objects.ts';

type Named = Pick<Canary, 'canaryService' | 'stableService' | 'pingPong' | 'trafficRouting'>;
export type Side = 'canary' | 'stable';
type ServicePair = Pick<Canary, 'canaryService' | 'stableService'>;

/** Whether the roles turn. Who also names two Services that do not turn has its requests divided between those. */
export const isTurning = ({ canaryService, stableService, pingPong, trafficRouting }: Named): boolean =>
  pingPong !== undefined && (!canaryService || !stableService || trafficRouting?.alb !== undefined);

export function servicePair(canary: Named, status: Pick<RolloutStatus, 'canary'>): ServicePair {
  const { canaryService, stableService } = canary;
  return isTurning(canary) ? turningPair(canary, status) : { canaryService, stableService };
}

/** What routers call the two sides: their Services, or what no Service is called where the router selects the pods. */
export function sidesOf({ canaryService, stableService }: ServicePair): Readonly<Record<Side, string>> {
  return { canary: canaryService || 'canary subset', stable: stableService || 'stable subset' };
}

/** The first version comes in by ping. */
export function turningPair({ pingPong }: Named, { canary }: Pick<RolloutStatus, 'canary'>): ServicePair {
  const { pingService, pongService } = pingPong ?? {};
  return canary?.stablePingPong === 'ping'
    ? { canaryService: pongService, stableService: pingService }
    : { canaryService: pingService, stableService: pongService };
}
