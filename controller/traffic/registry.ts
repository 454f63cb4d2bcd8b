/** Every traffic router but plugins by the field of `trafficRouting` that configures it. */
import type { TrafficRouting } from '../../crds/rollout/traffic.ts';
import { alb } from './alb/alb.ts';
import { ambassador } from './ambassador/ambassador.ts';
import { apisix } from './apisix/apisix.ts';
import { appMesh } from './app-mesh/app-mesh.ts';
import { contour } from './contour/contour.ts';
import { gatewayApi } from './gateway-api/gateway-api.ts';
import { gloo } from './gloo/gloo.ts';
import { istio } from './istio/istio.ts';
import { kong } from './kong/kong.ts';
import { kuma } from './kuma/kuma.ts';
import { nginx } from './nginx/nginx.ts';
import type { Router } from './router.ts';
import { skipper } from './skipper/skipper.ts';
import { smi } from './smi/smi.ts';
import { traefik } from './traefik/traefik.ts';

type RouterName = Exclude<keyof TrafficRouting, 'managedRoutes' | 'maxTrafficWeight' | 'stickyCohorts' | 'plugins'>;

type Routers = { readonly [Name in RouterName]: Router<NonNullable<TrafficRouting[Name]>> };

export const routers = {
  alb,
  ambassador,
  apisix,
  appMesh,
  contour,
  gatewayAPI: gatewayApi,
  gloo,
  istio,
  kong,
  kuma,
  nginx,
  skipper,
  smi,
  traefik,
} satisfies Routers;
