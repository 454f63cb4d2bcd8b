/** Kong Gateway Enterprise: the percentage of its canary plugin. */
import type { TrafficRouting } from '../../../crds/rollout/traffic.ts';
import type { Router } from '../router.ts';
import { routerOf } from '../rules/named-objects.ts';
import { canaryPlugin } from './canary-plugin.ts';

type Kong = NonNullable<TrafficRouting['kong']>;

export const kong: Router<Kong> = routerOf<Kong>({}, [
  {
    resource: {
      apiVersion: 'configuration.konghq.com/v1',
      kind: 'KongPlugin',
      plural: 'kongplugins',
      namespaced: true,
    },
    field: 'canaryPlugins',
    names: ({ canaryPlugins }) => canaryPlugins,
    steering: canaryPlugin,
  },
]);
