/** Kuma and Kong Mesh: the weights of backends in MeshHTTPRoutes and MeshTCPRoutes. */
import type { TrafficRouting } from '../../../crds/rollout/traffic.ts';
import type { Router } from '../router.ts';
import { routerOf } from '../rules/named-objects.ts';
import { steeringOf } from '../rules/steering.ts';
import { meshHttpRoute, meshTcpRoute } from './mesh-route.ts';

type Kuma = NonNullable<TrafficRouting['kuma']>;

const apiVersion = 'kuma.io/v1alpha1';

export const kuma: Router<Kuma> = routerOf<Kuma>(
  { total: true, headerRoutes: true, mirrorRoutes: true, experiments: true },
  [
    {
      resource: { apiVersion, kind: 'MeshHTTPRoute', plural: 'meshhttproutes', namespaced: true },
      field: 'meshHTTPRoutes',
      names: ({ meshHTTPRoutes = [] }) => meshHTTPRoutes,
      steering: steeringOf(meshHttpRoute),
    },
    {
      resource: { apiVersion, kind: 'MeshTCPRoute', plural: 'meshtcproutes', namespaced: true },
      field: 'meshTCPRoutes',
      names: ({ meshTCPRoutes = [] }) => meshTCPRoutes,
      steering: steeringOf(meshTcpRoute),
    },
  ],
);
