/** Gloo Edge: the weights of destinations in VirtualServices and RouteTables. */
import type { TrafficRouting } from '../../../crds/rollout/traffic.ts';
import type { Router } from '../router.ts';
import { routerOf } from '../rules/named-objects.ts';
import type { Shape } from '../rules/shape.ts';
import { steeringOf } from '../rules/steering.ts';
import { routeTable, virtualService } from './routes.ts';

export type Gloo = NonNullable<TrafficRouting['gloo']>;

const apiVersion = 'gateway.solo.io/v1';

export const gloo: Router<Gloo> = glooAmong();

/** Only routes for which that holds are steered. */
export function glooAmong(isMeant?: Shape['isMeant']): Router<Gloo> {
  const among = (shape: Shape) => steeringOf({ ...shape, ...(isMeant && { isMeant }) });
  return routerOf<Gloo>({ total: true, headerRoutes: true, experiments: true, sticky: true }, [
    {
      resource: { apiVersion, kind: 'VirtualService', plural: 'virtualservices', namespaced: true },
      field: 'virtualServices',
      names: ({ virtualServices = [] }) => virtualServices,
      steering: among(virtualService),
    },
    {
      resource: { apiVersion, kind: 'RouteTable', plural: 'routetables', namespaced: true },
      field: 'routeTables',
      names: ({ routeTables = [] }) => routeTables,
      steering: among(routeTable),
    },
  ]);
}
