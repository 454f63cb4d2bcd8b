/** Skipper: the weights of backends in RouteGroups, and those that an annotation of an Ingress gives to its Services. */
import type { TrafficRouting } from '../../../crds/rollout/traffic.ts';
import type { Router } from '../router.ts';
import { routerOf } from '../rules/named-objects.ts';
import { steeringOf } from '../rules/steering.ts';
import { ingress } from './ingress.ts';
import { routeGroup } from './route-group.ts';

type Skipper = NonNullable<TrafficRouting['skipper']>;

export const skipper: Router<Skipper> = routerOf<Skipper>({ total: true }, [
  {
    resource: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', plural: 'ingresses', namespaced: true },
    field: 'ingresses',
    names: ({ ingresses = [] }) => ingresses,
    steering: ingress,
  },
  {
    resource: { apiVersion: 'zalando.org/v1', kind: 'RouteGroup', plural: 'routegroups', namespaced: true },
    field: 'routeGroups',
    names: ({ routeGroups = [] }) => routeGroups,
    steering: steeringOf(routeGroup),
  },
]);
