/** Who asks the routers, in their words. */
import { refOf } from '../../kube/types.ts';
import type { Place } from '../traffic/router.ts';
import type { Completed } from './completed.ts';
import type { RolloutObject } from './objects.ts';
import { servicePair, sidesOf } from './service-pair.ts';

export function placeOf(object: RolloutObject, spec: Completed): Place {
  const { canary } = spec.strategy ?? {};
  const sides = sidesOf(canary ? servicePair(canary, object.status ?? {}) : {});
  return {
    ...{ rollout: refOf(object), uid: object.metadata.uid ?? '' },
    ...{ canaryService: sides.canary, stableService: sides.stable },
    managedRoutes: (canary?.trafficRouting?.managedRoutes ?? []).map(({ name }) => name),
  };
}
