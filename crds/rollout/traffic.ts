/** Who divides the requests between the revisions. Several routers may be named; all of them are kept in step. */
import { z } from 'zod';
import { anyJson, count, words } from '../kit.ts';
import { LabelSelector } from '../kubernetes.ts';

const Alb = z.object({
  ingress: z.string().optional().describe('Ingress to steer. Set either ingress or ingresses.'),
  ingresses: z.array(z.string()).optional().describe('Ingresses to steer.'),
  servicePort: count().describe('Port of the services in the forward action.'),
  rootService: z.string().optional().describe('Service named in the Ingress; needed with pingPong.'),
  annotationPrefix: z
    .string()
    .default('alb.ingress.kubernetes.io')
    .describe("Prefix of the load balancer controller's annotations."),
  stickinessConfig: z
    .object({
      enabled: z.boolean().describe('Whether a client stays with its target group.'),
      durationSeconds: z.int32().describe('For how long, 1 to 604800 seconds.'),
    })
    .optional()
    .describe('Stickiness between target groups.'),
});

const Nginx = z.object({
  stableIngress: z.string().optional().describe('Ingress of the stable service. Set either this or stableIngresses.'),
  stableIngresses: z.array(z.string()).optional().describe('Ingresses of the stable service.'),
  annotationPrefix: z
    .string()
    .default('nginx.ingress.kubernetes.io')
    .describe("Prefix of the controller's annotations."),
  additionalIngressAnnotations: z
    .record(z.string(), z.string())
    .optional()
    .describe('Annotations for the canary Ingress; the prefix is added where it is missing.'),
  canaryIngressAnnotations: z
    .record(z.string(), z.string())
    .optional()
    .describe('Annotations for the canary Ingress, taken literally.'),
});

const IstioVirtualService = z.object({
  name: z.string().describe('Name of the VirtualService, optionally followed by its namespace: name.namespace.'),
  routes: z.array(z.string()).optional().describe('Names of the HTTP routes to steer. Without it, the only one.'),
  tlsRoutes: z
    .array(
      z.object({
        port: z.int32().optional().describe('Port of the route.'),
        sniHosts: z.array(z.string()).optional().describe('SNI hosts of the route, all of them.'),
      }),
    )
    .optional()
    .describe('TLS routes to steer.'),
  tcpRoutes: z
    .array(z.object({ port: z.int32().optional().describe('Port of the route.') }))
    .optional()
    .describe('TCP routes to steer.'),
});

const Istio = z.object({
  virtualService: IstioVirtualService.optional().describe('VirtualService to steer. Set this or virtualServices.'),
  virtualServices: z.array(IstioVirtualService).optional().describe('VirtualServices to steer.'),
  destinationRule: z
    .object({
      name: z.string().describe('Name of the DestinationRule.'),
      canarySubsetName: z.string().describe('Subset that selects the canary.'),
      stableSubsetName: z.string().describe('Subset that selects the stable revision.'),
      additionalSubsetNames: z.array(z.string()).optional().describe('Subsets that keep their weights.'),
    })
    .optional()
    .describe('DestinationRule whose subsets select the revisions.'),
});

const Smi = z.object({
  rootService: z.string().optional().describe('Service that clients use. Without it, the stable service.'),
  trafficSplitName: z.string().optional().describe('Name of the TrafficSplit. Without it, the name of the Rollout.'),
});

const Apisix = z.object({
  route: z
    .object({
      name: z.string().describe('Name of the ApisixRoute.'),
      rules: z.array(z.string()).optional().describe('HTTP rules to steer. Without it, the rule of that name.'),
    })
    .optional()
    .describe('ApisixRoute to steer.'),
});

const NodeReference = z.object({ name: z.string().describe('Name of the VirtualNode.') });

const AppMesh = z.object({
  virtualService: z
    .object({
      name: z.string().describe('Name of the VirtualService.'),
      routes: z.array(z.string()).optional().describe('Routes to steer. Without it, all.'),
    })
    .optional()
    .describe('VirtualService whose router is steered.'),
  virtualNodeGroup: z
    .object({
      canaryVirtualNodeRef: NodeReference.optional().describe('VirtualNode of the canary.'),
      stableVirtualNodeRef: NodeReference.optional().describe('VirtualNode of the stable revision.'),
    })
    .optional()
    .describe('The two VirtualNodes.'),
});

const GatewayRoute = z.object({
  name: z.string().describe('Name of the route.'),
  namespace: z.string().optional().describe("Namespace of the route. Without it, the Rollout's."),
});

const routes = (kind: string) => z.array(GatewayRoute).optional().describe(`${kind}s to steer.`);

const GatewayApi = z.object({
  httpRoutes: routes('HTTPRoute'),
  grpcRoutes: routes('GRPCRoute'),
  tcpRoutes: routes('TCPRoute'),
  tlsRoutes: routes('TLSRoute'),
  routeSelector: LabelSelector.optional().describe(
    "Steer the HTTPRoutes, GRPCRoutes, TCPRoutes and TLSRoutes of the Rollout's namespace with these labels.",
  ),
});

const Contour = z.object({
  httpProxies: z.array(z.string()).describe("Names of the HTTPProxies, in the Rollout's namespace."),
});

const elsewhere = (kind: string) =>
  z
    .array(
      z.object({
        name: z.string().describe(`Name of the ${kind}.`),
        namespace: z.string().optional().describe(`Namespace of the ${kind}. Without it, the Rollout's.`),
      }),
    )
    .optional()
    .describe(`${kind}s to steer.`);

const Gloo = z.object({
  virtualServices: elsewhere('VirtualService'),
  routeTables: elsewhere('RouteTable'),
});

const Kong = z.object({
  canaryPlugins: z.array(z.string()).describe("Names of the KongPlugins of type canary, in the Rollout's namespace."),
});

const Kuma = z.object({
  meshHTTPRoutes: elsewhere('MeshHTTPRoute'),
  meshTCPRoutes: elsewhere('MeshTCPRoute'),
});

const Skipper = z.object({
  ingresses: z.array(z.string()).optional().describe('Ingresses to steer by the annotation backend-weights.'),
  routeGroups: z.array(z.string()).optional().describe('RouteGroups to steer.'),
});

const StickyCohorts = z.object({
  cookie: z.string().default('sluice-cohort').describe('Name of the cookie: letters, digits, - and _.'),
  maxAge: z.string().default('24h').describe('How long a client is held, from the answer that set the cookie on.'),
  sides: words(['both', 'canary'])
    .default('both')
    .describe(
      'Who is held: everybody where they were first, or only those who were sent to the canary. The latter are drawn from all others with each request, so that their share grows beyond the weight.',
    ),
});

export const TrafficRouting = z.object({
  alb: Alb.optional().describe('AWS Load Balancer Controller.'),
  ambassador: z
    .object({ mappings: z.array(z.string()).describe('Names of the Mappings.') })
    .optional()
    .describe('Ambassador or Emissary.'),
  apisix: Apisix.optional().describe('Apache APISIX.'),
  appMesh: AppMesh.optional().describe('AWS App Mesh.'),
  contour: Contour.optional().describe('Contour HTTPProxy. Extension of Sluice.'),
  gatewayAPI: GatewayApi.optional().describe('Kubernetes Gateway API. Extension of Sluice.'),
  gloo: Gloo.optional().describe('Gloo Edge. Extension of Sluice.'),
  istio: Istio.optional().describe('Istio.'),
  kong: Kong.optional().describe('Canary plugin of Kong Gateway Enterprise. Extension of Sluice.'),
  kuma: Kuma.optional().describe('Kuma and Kong Mesh. Extension of Sluice.'),
  nginx: Nginx.optional().describe('ingress-nginx.'),
  skipper: Skipper.optional().describe('Skipper. Extension of Sluice.'),
  smi: Smi.optional().describe('Service Mesh Interface.'),
  traefik: z
    .object({ weightedTraefikServiceName: z.string().describe('Name of the weighted TraefikService.') })
    .optional()
    .describe('Traefik.'),
  plugins: z.record(z.string(), anyJson()).optional().describe('Configuration of routers that are plugins, by name.'),
  managedRoutes: z
    .array(z.object({ name: z.string().describe('Name of the route.') }))
    .optional()
    .describe('Routes that the steps may add and remove, the first with the highest precedence.'),
  stickyCohorts: StickyCohorts.optional().describe(
    'Holds clients to the revision that answered them first, by a cookie, for as long as the rollout lasts. Extension of Sluice.',
  ),
  maxTrafficWeight: count().default(100).describe('What all weights add up to. Some routers know only 100.'),
});
export type TrafficRouting = z.infer<typeof TrafficRouting>;
