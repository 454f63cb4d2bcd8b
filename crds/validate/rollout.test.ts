import { describe, expect, it } from 'vitest';
import { blueGreenWith, canaryWith, rolloutWith, stepWith } from './objects.testkit.ts';
import { validate } from './validate.ts';

const messages = (object: object): string[] => validate('Rollout', object).map(({ message }) => message);
const S = 'spec.strategy.canary';
const nginx = { nginx: { stableIngress: 'web' } };
const istio = { istio: { virtualService: { name: 'web' } }, managedRoutes: [{ name: 'r' }] };
const alb = { alb: { ingress: 'web', servicePort: 80 }, managedRoutes: [{ name: 'r' }] };
const header = (headerValue?: object) => ({ setHeaderRoute: { name: 'r', match: [{ headerName: 'h', headerValue }] } });

describe('a valid Rollout', () => {
  it.each<[string, object]>([
    ['with a canary', canaryWith({ steps: [{ setWeight: 20 }, { pause: {} }, { pause: { duration: '1h30m' } }] })],
    ['with blue-green', blueGreenWith({ previewService: 'preview' })],
    ["with a Deployment's rolling update", rolloutWith({ strategy: { rollingUpdate: { maxSurge: 1 } } })],
    ['with its type alone', rolloutWith({ strategy: { type: 'RollingUpdate' } })],
    [
      'with a workload',
      rolloutWith({
        selector: undefined,
        template: undefined,
        workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      }),
    ],
    ['with a router', stepWith({ setCanaryScale: { replicas: 1 } }, nginx)],
    [
      'with Istio subsets and no services',
      canaryWith({
        trafficRouting: {
          istio: {
            virtualService: { name: 'w' },
            destinationRule: { name: 'd', canarySubsetName: 'c', stableSubsetName: 's' },
          },
        },
      }),
    ],
    [
      'with the Gateway API',
      stepWith(header({ exact: 'x' }), { gatewayAPI: { httpRoutes: [{ name: 'w' }] }, managedRoutes: [{ name: 'r' }] }),
    ],
  ])('%s has no findings', (_, object) => {
    expect(messages(object)).toEqual([]);
  });
});

describe('the first finding, in the words of the reference', () => {
  it.each<[message: string, object: object]>([
    [
      'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
      rolloutWith({ replicas: -1, selector: undefined }),
    ],
    [
      'spec.minReadySeconds: Invalid value: -1: must be greater than or equal to 0',
      rolloutWith({ minReadySeconds: -1 }),
    ],
    [
      'spec.revisionHistoryLimit: Invalid value: -2: must be greater than or equal to 0',
      rolloutWith({ revisionHistoryLimit: -2 }),
    ],
    [
      'spec.progressDeadlineSeconds: Invalid value: -1: must be greater than or equal to 0',
      rolloutWith({ progressDeadlineSeconds: -1 }),
    ],
    ["spec.selector: Required value: Rollout has missing field '.spec.selector'", rolloutWith({ selector: undefined })],
    ['spec.selector: Invalid value: {}: empty selector is invalid for deployment', rolloutWith({ selector: {} })],
    [
      'spec.selector: Invalid value: {"matchExpressions":[{"key":"a","operator":"Is"}]}: invalid label selector',
      rolloutWith({ selector: { matchExpressions: [{ key: 'a', operator: 'Is' }] } }),
    ],
    [
      'spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`',
      rolloutWith({ selector: { matchLabels: { app: 'other' } } }),
    ],
    [
      'spec.template.spec.containers: Required value',
      rolloutWith({ template: { metadata: { labels: { app: 'web' } }, spec: {} } }),
    ],
    [
      'spec.template.spec.containers[0].image: Required value',
      rolloutWith({ template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'a' }] } } }),
    ],
    [
      'spec.template.spec.containers[1].name: Duplicate value: "a"',
      rolloutWith({
        template: {
          metadata: { labels: { app: 'web' } },
          spec: {
            containers: [
              { name: 'a', image: 'i' },
              { name: 'a', image: 'i' },
            ],
          },
        },
      }),
    ],
    [
      'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
      rolloutWith({
        template: {
          metadata: { labels: { app: 'web' } },
          spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'i' }] },
        },
      }),
    ],
    [
      'spec.progressDeadlineSeconds: Invalid value: 30: must be greater than minReadySeconds',
      rolloutWith({ progressDeadlineSeconds: 30, minReadySeconds: 30 }),
    ],
    [
      "spec.strategy.strategy: Required value: Rollout has missing field '.spec.strategy.canary or .spec.strategy.blueGreen'",
      rolloutWith({ strategy: {} }),
    ],
    [
      "spec.strategy.strategy: Required value: Rollout has missing field '.spec.strategy.canary or .spec.strategy.blueGreen'",
      rolloutWith({ strategy: undefined }),
    ],
    [
      'spec.strategy.type: Invalid value: "Recreate": a Rollout knows canary, blueGreen and RollingUpdate',
      rolloutWith({ strategy: { type: 'Recreate' } }),
    ],
    [
      'spec.strategy.strategy: Invalid value: "canary, blueGreen": Multiple Strategies can not be listed',
      rolloutWith({ strategy: { canary: {}, blueGreen: { activeService: 'a' } } }),
    ],
    [
      'spec.strategy.rollingUpdate.maxSurge: Invalid value: 0: MaxSurge and MaxUnavailable both can not be zero',
      rolloutWith({ strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: '0%' } } }),
    ],
    [
      'workload of type apps/StatefulSet is not supported',
      rolloutWith({ template: undefined, workloadRef: { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'w' } }),
    ],
    [
      'template must be empty for workload reference rollout',
      rolloutWith({ workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'w' } }),
    ],
    [
      'spec.strategy.blueGreen.activeService: Invalid value: "live": This rollout uses the same service for the active and preview services, but two different services are required.',
      blueGreenWith({ previewService: 'live' }),
    ],
    [
      'spec.strategy.blueGreen.activeService: Invalid value: "": This rollout uses the same service for the active and preview services, but two different services are required.',
      blueGreenWith({ activeService: '' }),
    ],
    [
      "spec.strategy.blueGreen.scaleDownDelayRevisionLimit: Invalid value: 11: This rollout's revision history limit can not be smaller than the rollout's scale down limit",
      blueGreenWith({ scaleDownDelayRevisionLimit: 11 }),
    ],
    [
      'spec.strategy.blueGreen.antiAffinity: Invalid value: {}: AntiAffinity must have exactly one strategy listed',
      blueGreenWith({ antiAffinity: {} }),
    ],
    [
      `${S}.antiAffinity.preferredDuringSchedulingIgnoredDuringExecution.weight: Invalid value: 101: AntiAffinity weight must be between 1-100`,
      canaryWith({ antiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: { weight: 101 } } }),
    ],
    [
      `${S}.maxSurge: Invalid value: "0%": MaxSurge and MaxUnavailable both can not be zero`,
      canaryWith({ maxSurge: '0%', maxUnavailable: 0 }),
    ],
    [
      `${S}.stableService: Invalid value: "a": This rollout uses the same service for the stable and canary services, but two different services are required.`,
      canaryWith({ canaryService: 'a', stableService: 'a' }),
    ],
    [
      `${S}.trafficRouting: Invalid value: "nginx": Ping-pong feature works with the ALB, Istio, and plugin-based traffic routers only`,
      canaryWith({ pingPong: { pingService: 'a', pongService: 'b' }, trafficRouting: nginx }),
    ],
    [
      `${S}.pingPong.pongService: Invalid value: "": Ping service and Pong service must to be set to use Ping-Pong feature`,
      canaryWith({ pingPong: { pingService: 'a', pongService: '' } }),
    ],
    [
      `${S}.pingPong.pingService: Invalid value: "a": This rollout uses the same service for the ping and pong services, but two different services are required.`,
      canaryWith({ pingPong: { pingService: 'a', pongService: 'a' } }),
    ],
    [
      `${S}.trafficRouting.alb.rootService: Invalid value: "": Root service field is required for the configuration with ALB and ping-pong feature enabled`,
      canaryWith({ pingPong: { pingService: 'a', pongService: 'b' }, trafficRouting: alb }),
    ],
    [
      `${S}.stableService: Invalid value: "": Canary service and Stable service must to be set to use Traffic Routing`,
      canaryWith({ trafficRouting: nginx }),
    ],
    [
      `${S}.canaryService: Invalid value: "": Canary service and Stable service must to be set to use Traffic Routing`,
      canaryWith({ stableService: 's', trafficRouting: { smi: {} } }),
    ],
    [
      `${S}.scaleDownDelaySeconds: Invalid value: 5: Canary scaleDownDelaySeconds can only be used with traffic routing`,
      canaryWith({ scaleDownDelaySeconds: 5 }),
    ],
    [
      `${S}.dynamicStableScale: Invalid value: true: Canary dynamicStableScale can only be used with traffic routing`,
      canaryWith({ dynamicStableScale: true }),
    ],
    [
      `${S}.dynamicStableScale: Invalid value: true: Canary dynamicStableScale cannot be used with scaleDownDelaySeconds`,
      canaryWith({
        dynamicStableScale: true,
        scaleDownDelaySeconds: 5,
        canaryService: 'c',
        stableService: 's',
        trafficRouting: nginx,
      }),
    ],
    [
      `${S}.trafficRouting.maxTrafficWeight: Invalid value: 1000: Canary maxTrafficWeight in traffic routing only supported in Nginx and Plugins`,
      canaryWith({ canaryService: 'c', stableService: 's', trafficRouting: { ...alb, maxTrafficWeight: 1000 } }),
    ],
    [
      `${S}.trafficRouting.nginx.stableIngress: Invalid value: "": Either StableIngress or StableIngresses must be configured. Neither are configured.`,
      canaryWith({ canaryService: 'c', stableService: 's', trafficRouting: { nginx: {} } }),
    ],
    [
      `${S}.trafficRouting.alb.ingress: Invalid value: "web": Either Ingress or Ingresses must be configured. Both are configured.`,
      canaryWith({
        canaryService: 'c',
        stableService: 's',
        trafficRouting: { alb: { ingress: 'web', ingresses: ['x'], servicePort: 80 } },
      }),
    ],
    [
      `${S}.trafficRouting.istio: Invalid value: {}: either VirtualService or VirtualServices must be configured`,
      canaryWith({ canaryService: 'c', stableService: 's', trafficRouting: { istio: {} } }),
    ],
    [
      `${S}.steps[0]: Invalid value: "": Step must have one of the following set: experiment, setWeight, setCanaryScale, plugin or pause`,
      stepWith({}),
    ],
    [
      `${S}.steps[0]: Invalid value: "setWeight, pause": Step must have one of the following set: experiment, setWeight, setCanaryScale, plugin or pause`,
      stepWith({ setWeight: 1, pause: {} }),
    ],
    [
      `${S}.steps[0].setWeight: Invalid value: 101: SetWeight needs to be between 0 and 100`,
      stepWith({ setWeight: 101 }),
    ],
    [
      `${S}.steps[0].setWeight: Invalid value: 1001: SetWeight needs to be between 0 and 1000`,
      stepWith({ setWeight: 1001 }, { ...nginx, maxTrafficWeight: 1000 }),
    ],
    [
      `${S}.steps[0].pause.duration: Invalid value: -1: Duration needs to be greater than 0`,
      stepWith({ pause: { duration: -1 } }),
    ],
    [
      `${S}.steps[0].pause.duration: Invalid value: "soon": Duration needs to be greater than 0`,
      stepWith({ pause: { duration: 'soon' } }),
    ],
    [
      `${S}.steps[0].setCanaryScale: Required value: SetCanaryScale requires TrafficRouting to be set`,
      stepWith({ setCanaryScale: { weight: 1 } }),
    ],
    [
      `${S}.steps[0].setHeaderRoute: Invalid value: "r": SetHeaderRoute requires TrafficRouting, supports Istio and ALB and Apisix`,
      stepWith(header({ exact: 'x' }), nginx),
    ],
    [
      `${S}.steps[0].setHeaderRoute.match[0].headerValue: Invalid value: null: StringMatch value missed, match value must have one of the following: exact, regex, prefix`,
      stepWith(header(), alb),
    ],
    [
      `${S}.steps[0].setHeaderRoute.match[0].headerValue: Invalid value: {"prefix":"x"}: SetHeaderRoute match value invalid. ALB supports 'exact' value only`,
      stepWith(header({ prefix: 'x' }), alb),
    ],
    [
      `${S}.steps[0].setHeaderRoute.match[0].headerValue: Invalid value: {"exact":"x","prefix":"x"}: StringMatch match value must have exactly one of the following: exact, regex, prefix`,
      stepWith(header({ exact: 'x', prefix: 'x' }), istio),
    ],
    [
      `${S}.steps[0].setHeaderRoute: Required value: Rollout has missing field 'spec.strategy.canary.trafficRouting.managedRoutes'`,
      stepWith(header({ exact: 'x' }), { istio: { virtualService: { name: 'w' } } }),
    ],
    [
      `${S}.steps[0].setHeaderRoute.name: Invalid value: "r": Steps define a route that does not exist in spec.strategy.canary.trafficRouting.managedRoutes`,
      stepWith(header({ exact: 'x' }), { ...istio, managedRoutes: [{ name: 'q' }] }),
    ],
    [
      `${S}.steps[0].setMirrorRoute: Invalid value: "r": SetMirrorRoute requires TrafficRouting, supports Istio and Plugins`,
      stepWith({ setMirrorRoute: { name: 'r' } }, alb),
    ],
    [
      `${S}.steps[0].setMirrorRoute.match[0].method: Invalid value: {}: StringMatch match value must have exactly one of the following: exact, regex, prefix`,
      stepWith({ setMirrorRoute: { name: 'r', match: [{ method: {} }] } }, istio),
    ],
    [
      `${S}.steps[0].setMirrorRoute.match[0].headers.x: Invalid value: {}: StringMatch match value must have exactly one of the following: exact, regex, prefix`,
      stepWith({ setMirrorRoute: { name: 'r', match: [{ headers: { x: {} } }] } }, istio),
    ],
    [
      `${S}.steps[0].experiment.templates[0].weight: Invalid value: 5: Experiment template weight cannot be set unless TrafficRouting is enabled`,
      stepWith({ experiment: { templates: [{ name: 'a', specRef: 'canary', weight: 5 }] } }),
    ],
    [
      `${S}.steps[0].experiment.templates[0].weight: Invalid value: 5: Experiment template weight is only available for TrafficRouting with SMI, ALB, Istio and Plugins at this time`,
      stepWith({ experiment: { templates: [{ name: 'a', specRef: 'canary', weight: 5 }] } }, nginx),
    ],
    [
      `${S}.steps[0].analysis.args[0].valueFrom.fieldRef.fieldPath: Invalid value: "metadata.generation": Analyses arguments must refer to valid object metadata supported by downwardAPI`,
      stepWith({ analysis: { args: [{ name: 'a', valueFrom: { fieldRef: { fieldPath: 'metadata.generation' } } }] } }),
    ],
    [
      `${S}.steps[0].experiment.templates[0].specRef: Unsupported value: "both": supported values: "canary", "stable"`,
      stepWith({ experiment: { templates: [{ name: 'a', specRef: 'both' }] } }),
    ],
    [
      `${S}.steps[0].setCanaryScale.replicas: Invalid value: -1: must be greater than or equal to 0`,
      stepWith({ setCanaryScale: { replicas: -1 } }, nginx),
    ],
    ['spec.strategy.blueGreen.activeService: Required value', rolloutWith({ strategy: { blueGreen: {} } })],
    ['spec.replicas: Invalid value: "three": must be an integer', rolloutWith({ replicas: 'three' })],
    ['spec.paused: Invalid value: "yes": must be true or false', rolloutWith({ paused: 'yes' })],
    [
      'spec.restartAt: Invalid value: "now": must be a time such as 2026-01-02T15:04:05Z',
      rolloutWith({ restartAt: 'now' }),
    ],
    [`${S}.maxSurge: Invalid value: true: must be an integer or a string`, canaryWith({ maxSurge: true })],
    ['spec: Required value', {}],
    [
      `${S}.maxSurge: Invalid value: 4294967296: must be less than or equal to 2147483647`,
      canaryWith({ maxSurge: 4294967296 }),
    ],
  ])('is %s', (message, object) => {
    expect(messages(object)[0]).toBe(message);
  });
});

describe('all findings', () => {
  it('are reported, in order', () => {
    const object = rolloutWith({ replicas: -1, selector: undefined, template: undefined, strategy: {} });
    expect(validate('Rollout', object).map(({ path }) => path)).toEqual([
      'spec.replicas',
      'spec.selector',
      'spec.template.spec.containers',
      'spec.strategy.strategy',
    ]);
  });

  it('print no value at length', () => {
    const value = 'x'.repeat(5000);
    expect(messages(rolloutWith({ strategy: { type: value } }))[0]?.length).toBeLessThan(400);
  });
});

describe('warnings', () => {
  it.each<[message: string, object: object]>([
    ['spec.replica: unknown field, did you mean replicas?', rolloutWith({ replica: 1 })],
    [`${S}.steps[0].setweight: unknown field, did you mean setWeight?`, stepWith({ setWeight: 1, setweight: 5 })],
    [
      'spec.template.spec.containers[0].imge: unknown field, did you mean image?',
      rolloutWith({
        template: {
          metadata: { labels: { app: 'web' } },
          spec: { containers: [{ name: 'a', image: 'i', imge: 'j' }] },
        },
      }),
    ],
    [
      'spec.template.spec.containers[0].livenessProbe.httpget: unknown field, did you mean httpGet?',
      rolloutWith({
        template: {
          metadata: { labels: { app: 'web' } },
          spec: { containers: [{ name: 'a', image: 'i', livenessProbe: { httpget: {} } }] },
        },
      }),
    ],
    [
      'spec.strategy.rollingUpdate: ignored, because another strategy is set',
      rolloutWith({ strategy: { canary: {}, rollingUpdate: {} } }),
    ],
    [
      `${S}.steps[0]: setWeight, setHeaderRoute in one step: only one of them is carried out`,
      stepWith({ setWeight: 1, ...header({ exact: 'x' }) }, istio),
    ],
  ])('%s', (message, object) => {
    expect(validate('Rollout', object)).toEqual([
      { severity: 'warning', path: message.slice(0, message.indexOf(': ')), message },
    ]);
  });

  it('come after errors', () => {
    const severities = validate('Rollout', rolloutWith({ replica: 1, replicas: -1 })).map(({ severity }) => severity);
    expect(severities).toEqual(['error', 'warning']);
  });
});
