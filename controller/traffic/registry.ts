/** Every traffic router by the field of `trafficRouting` that configures it. */
import type { TrafficRouting } from '../../crds/rollout/traffic.ts';
import { gatewayApi } from './gateway-api/gateway-api.ts';
import { nginx } from './nginx/nginx.ts';
import type { Router } from './router.ts';

export type RouterName = Exclude<keyof TrafficRouting, 'managedRoutes' | 'maxTrafficWeight'>;

type Routers = { readonly [Name in RouterName]?: Router<NonNullable<TrafficRouting[Name]>> };

export const routers = { gatewayAPI: gatewayApi, nginx } satisfies Routers;
