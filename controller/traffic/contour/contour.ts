/** Contour: the weights of services in the routes of HTTPProxies. */
import type { TrafficRouting } from '../../../crds/rollout/traffic.ts';
import type { Router } from '../router.ts';
import { routerOf } from '../rules/named-objects.ts';
import { steeringOf } from '../rules/steering.ts';
import { httpProxy } from './http-proxy.ts';

export type Contour = NonNullable<TrafficRouting['contour']>;

export const contour: Router<Contour> = routerOf<Contour>(
  { total: true, headerRoutes: true, mirrorRoutes: true, experiments: true },
  [
    {
      resource: { apiVersion: 'projectcontour.io/v1', kind: 'HTTPProxy', plural: 'httpproxies', namespaced: true },
      field: 'httpProxies',
      names: ({ httpProxies }) => httpProxies,
      steering: steeringOf(httpProxy),
    },
  ],
);
