/** What is known of each router for tests that hold all of them to something. One that is not here does not compile. */
import { albCase } from './alb/alb.case.testkit.ts';
import { ambassadorCase } from './ambassador/ambassador.case.testkit.ts';
import { apisixCase } from './apisix/apisix.case.testkit.ts';
import { appMeshCase } from './app-mesh/app-mesh.case.testkit.ts';
import type { Case } from './case.testkit.ts';
import { contourCase } from './contour/contour.case.testkit.ts';
import { gatewayApiCase } from './gateway-api/gateway-api.case.testkit.ts';
import { glooCase } from './gloo/gloo.case.testkit.ts';
import { istioCase } from './istio/istio.case.testkit.ts';
import { kongCase } from './kong/kong.case.testkit.ts';
import { kumaCase } from './kuma/kuma.case.testkit.ts';
import { nginxCase } from './nginx/nginx.case.testkit.ts';
import type { routers } from './registry.ts';
import { skipperCase } from './skipper/skipper.case.testkit.ts';
import { smiCase } from './smi/smi.case.testkit.ts';
import { traefikCase } from './traefik/traefik.case.testkit.ts';

export const cases: { readonly [Name in keyof typeof routers]: Case } = {
  alb: albCase,
  ambassador: ambassadorCase,
  apisix: apisixCase,
  appMesh: appMeshCase,
  contour: contourCase,
  gatewayAPI: gatewayApiCase,
  gloo: glooCase,
  istio: istioCase,
  kong: kongCase,
  kuma: kumaCase,
  nginx: nginxCase,
  skipper: skipperCase,
  smi: smiCase,
  traefik: traefikCase,
};
