import { describe, expect, it } from 'vitest';
import {
  analysed,
  blueGreen,
  canary,
  type Difference,
  ingress,
  problemWith,
  rolloutWith,
  route,
  routed,
  service,
  TEMPLATE,
  template,
  without,
  withServices,
} from './question.testkit.ts';

const nginx = routed({ nginx: { stableIngress: 'shop' } });
const gateway = routed({ gatewayAPI: { httpRoutes: [{ name: 'web' }] } });
const pingPong = rolloutWith({ canary: { pingPong: { pingService: 'ping', pongService: 'pong' } } });
const fromDeployment = canary(
  {},
  { template: undefined, workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
);
const path = 'spec.strategy';

type Row = [sentence: string, object: ReturnType<typeof rolloutWith>, difference: Difference, problem?: string];

describe('a Rollout is fine', () => {
  it.each<Row>([
    ['with two services', canary(), {}],
    ['without services', rolloutWith({ canary: {} }), { found: { services: new Map() } }],
    [
      'with services that have no name',
      canary({ canaryService: '', stableService: '' }),
      { found: { services: new Map() } },
    ],
    ['with a field that nobody knows', canary({}, { colour: 'red' }), {}],
    [
      'with routes of its own beside those',
      routed({ nginx: { stableIngress: 'shop' }, managedRoutes: [{ name: 'a' }] }),
      {},
    ],
    ['with active and preview', blueGreen(), {}],
    [
      'with an active service alone',
      rolloutWith({ blueGreen: { activeService: 'live' } }),
      without('services', 'next'),
    ],
    ['with ping and pong', pingPong, {}],
    ['with an Ingress that leads to the stable service', nginx, {}],
    ['with a route that leads to the stable service', gateway, {}],
    ['with routes chosen by label', routed({ gatewayAPI: { routeSelector: {} } }), {}],
    [
      'with a service that selects a revision',
      canary(),
      withServices(service('stable', { 'rollouts-pod-template-hash': 'abc' })),
    ],
    ['with a service that is its own', canary(), withServices(service('stable', { app: 'web' }, 'web'))],
    ['with a service without selector', canary(), withServices({ ...service('stable'), spec: {} } as never)],
    [
      'with the template of a workload',
      fromDeployment,
      { template: TEMPLATE, selector: { matchLabels: { app: 'web' } } },
    ],
    [
      'while nobody has seen the template of its workload',
      fromDeployment,
      { template: undefined, selector: undefined },
    ],
    ['with empty plugins', routed({ nginx: { stableIngress: 'shop' }, plugins: {} }), {}],
  ])('%s', (_, object, difference) => expect(problemWith(object, difference)).toBeUndefined());
});

describe('a problem is told', () => {
  it.each<Row>([
    [
      'of a service that is missing',
      canary(),
      without('services', 'stable'),
      `${path}.canary.stableService: Invalid value: "stable": service "stable" not found`,
    ],
    [
      'of a canary service that is missing',
      canary(),
      without('services', 'canary'),
      `${path}.canary.canaryService: Invalid value: "canary": service "canary" not found`,
    ],
    [
      'of an active service that is missing',
      blueGreen(),
      without('services', 'live'),
      `${path}.blueGreen.activeService: Invalid value: "live": service "live" not found`,
    ],
    [
      'of a preview service that is missing',
      blueGreen(),
      without('services', 'next'),
      `${path}.blueGreen.previewService: Invalid value: "next": service "next" not found`,
    ],
    [
      'of a ping service that is missing',
      pingPong,
      without('services', 'ping'),
      `${path}.canary.pingPong.pingService: Invalid value: "ping": service "ping" not found`,
    ],
    [
      'of a pong service that is missing',
      pingPong,
      without('services', 'pong'),
      `${path}.canary.pingPong.pongService: Invalid value: "pong": service "pong" not found`,
    ],
    [
      'of a selector with another value',
      canary(),
      withServices(service('stable', { tier: 'front', app: 'cart' })),
      `${path}.canary.stableService: Invalid value: "stable": Service "stable" has unmatch label "app" in rollout`,
    ],
    [
      'of a selector with a label that pods lack',
      blueGreen(),
      withServices(service('live', { version: 'v1' })),
      `${path}.blueGreen.activeService: Invalid value: "live": Service "live" has unmatch label "version" in rollout`,
    ],
    [
      'of a service of another Rollout',
      canary(),
      withServices(service('canary', { app: 'web' }, 'cart')),
      `${path}.canary.canaryService: Invalid value: "canary": Service "canary" is managed by another Rollout`,
    ],
    [
      'of an Ingress that is missing',
      nginx,
      { routes: [] },
      `${path}.canary.trafficRouting.nginx.stableIngress: Invalid value: "shop": ingress.networking.k8s.io "shop" not found`,
    ],
    [
      'of one of several Ingresses that is missing',
      routed({ nginx: { stableIngresses: ['shop', 'admin'] } }),
      {},
      `${path}.canary.trafficRouting.nginx.stableIngresses: Invalid value: "admin": ingress.networking.k8s.io "admin" not found`,
    ],
    [
      'of an Ingress that leads elsewhere',
      nginx,
      { routes: [ingress('shop', '', 'cart')] },
      `${path}.canary.trafficRouting.nginx.stableIngress: Invalid value: "shop": ingress \`shop\` has no rules using service stable backend`,
    ],
    [
      'of one of several Ingresses that leads elsewhere',
      routed({ nginx: { stableIngresses: ['shop'] } }),
      { routes: [ingress('shop')] },
      `${path}.canary.trafficRouting.nginx.stableIngresses: Invalid value: "shop": ingress \`shop\` has no rules using service stable backend`,
    ],
    [
      'of a route that is missing',
      gateway,
      { routes: [] },
      `${path}.canary.trafficRouting.gatewayAPI.httpRoutes[0].name: Invalid value: "web": httproute.gateway.networking.k8s.io "web" not found`,
    ],
    [
      'of a route that is there in another namespace only',
      routed({ gatewayAPI: { httpRoutes: [{ name: 'web', namespace: 'edge' }] } }),
      {},
      `${path}.canary.trafficRouting.gatewayAPI.httpRoutes[0].name: Invalid value: "web": httproute.gateway.networking.k8s.io "web" not found`,
    ],
    [
      'of a route that leads elsewhere',
      gateway,
      { routes: [route('HTTPRoute', 'web', { name: 'cart' })] },
      `${path}.canary.trafficRouting.gatewayAPI.httpRoutes[0].name: Invalid value: "web": httproute \`web\` has no rules using service stable backend`,
    ],
    [
      'of a route that leads to a namesake in another namespace',
      gateway,
      { routes: [route('HTTPRoute', 'web', { name: 'stable', namespace: 'edge' })] },
      `${path}.canary.trafficRouting.gatewayAPI.httpRoutes[0].name: Invalid value: "web": httproute \`web\` has no rules using service stable backend`,
    ],
    [
      'of a route that leads to a namesake of another kind',
      gateway,
      { routes: [route('HTTPRoute', 'web', { name: 'stable', kind: 'Bucket' })] },
      `${path}.canary.trafficRouting.gatewayAPI.httpRoutes[0].name: Invalid value: "web": httproute \`web\` has no rules using service stable backend`,
    ],
    [
      'of a route that leads to a namesake of another group',
      gateway,
      { routes: [route('HTTPRoute', 'web', { name: 'stable', group: 'a.io' })] },
      `${path}.canary.trafficRouting.gatewayAPI.httpRoutes[0].name: Invalid value: "web": httproute \`web\` has no rules using service stable backend`,
    ],
    [
      'of a gRPC route that is missing',
      routed({ gatewayAPI: { grpcRoutes: [{ name: 'web' }] } }),
      {},
      `${path}.canary.trafficRouting.gatewayAPI.grpcRoutes[0].name: Invalid value: "web": grpcroute.gateway.networking.k8s.io "web" not found`,
    ],
    [
      'of no route at all',
      routed({ gatewayAPI: { httpRoutes: [] } }),
      {},
      `${path}.canary.trafficRouting.gatewayAPI: Required value: name at least one route, or set routeSelector`,
    ],
    [
      'of an analysis template that is missing',
      analysed([{ templateName: 'slow' }]),
      {},
      `${path}.canary.steps[1].analysis.templates: Invalid value: "slow": AnalysisTemplate 'slow' not found`,
    ],
    [
      'of a cluster template that is missing',
      analysed([{ templateName: 'rate' }, { templateName: 'slow', clusterScope: true }]),
      {},
      `${path}.canary.steps[1].analysis.templates: Invalid value: "slow": ClusterAnalysisTemplate 'slow' not found`,
    ],
    [
      'of a background template that is missing',
      canary({ analysis: { templates: [{ templateName: 'slow' }] } }),
      {},
      `${path}.canary.analysis.templates: Invalid value: "slow": AnalysisTemplate 'slow' not found`,
    ],
    [
      'of a template before promotion that is missing',
      blueGreen({ prePromotionAnalysis: { templates: [{ templateName: 'slow' }] } }),
      {},
      `${path}.blueGreen.prePromotionAnalysis.templates: Invalid value: "slow": AnalysisTemplate 'slow' not found`,
    ],
    [
      'of a template after promotion that is missing',
      blueGreen({ postPromotionAnalysis: { templates: [{ templateName: 'slow' }] } }),
      {},
      `${path}.blueGreen.postPromotionAnalysis.templates: Invalid value: "slow": AnalysisTemplate 'slow' not found`,
    ],
    [
      'of a template that a template refers to',
      analysed([{ templateName: 'all' }]),
      {
        found: {
          analysisTemplates: new Map([
            template('all', { templateName: 'one' }),
            template('one', { templateName: 'slow', clusterScope: true }),
          ]),
        },
      },
      `${path}.canary.steps[1].analysis.templates: Invalid value: "slow": ClusterAnalysisTemplate 'slow' not found`,
    ],
    [
      'of templates in a circle',
      analysed([{ templateName: 'a' }]),
      {
        found: {
          analysisTemplates: new Map([template('a', { templateName: 'b' }), template('b', { templateName: 'a' })]),
        },
      },
      `${path}.canary.steps[1].analysis.templates: Invalid value: "templateNames: [a]": templates refer to each other in a circle: AnalysisTemplate 'a' -> AnalysisTemplate 'b' -> AnalysisTemplate 'a'`,
    ],
  ])('%s', (_, object, difference, problem) => expect(problemWith(object, difference)).toBe(problem));
});
