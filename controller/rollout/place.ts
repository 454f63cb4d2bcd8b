/** Who asks the routers, in their words. */
import { refOf } from '../../kube/types.ts';
import type { Place } from '../traffic/router.ts';
import type { Completed } from './completed.ts';
import type { RolloutObject } from './objects.ts';

export function placeOf(object: RolloutObject, spec: Completed): Place {
  const { canaryService = '', stableService = '', trafficRouting } = spec.strategy?.canary ?? {};
  return {
    ...{ rollout: refOf(object), uid: object.metadata.uid ?? '', canaryService, stableService },
    managedRoutes: (trafficRouting?.managedRoutes ?? []).map(({ name }) => name),
  };
}
