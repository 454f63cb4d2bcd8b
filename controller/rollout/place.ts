/** Who asks the routers, in their words. */
import { refOf } from '../../kube/types.ts';
import type { Place } from '../traffic/router.ts';
import type { Completed } from './completed.ts';
import type { RolloutObject } from './objects.ts';
import { servicePair } from './service-pair.ts';

export function placeOf(object: RolloutObject, spec: Completed): Place {
  const { canary } = spec.strategy ?? {};
  const { canaryService = '', stableService = '' } = canary ? servicePair(canary, object.status ?? {}) : {};
  return {
    ...{ rollout: refOf(object), uid: object.metadata.uid ?? '', canaryService, stableService },
    managedRoutes: (canary?.trafficRouting?.managedRoutes ?? []).map(({ name }) => name),
  };
}
