/** Random Rollouts: their strategies, their steps, and the Services and routes around them. */
import type { RolloutObject } from '../../../controller/rollout/objects.ts';
import type { Random } from '../../../kube/clock.ts';
import type { KubeObject } from '../../../kube/types.ts';
import { between, happens, oneOf } from './chance.ts';

export const NAMESPACE = 'default';
export const STRATEGIES = [
  ...['basic', 'rollingUpdate', 'nginx', 'gateway by name', 'gateway by label', 'ping-pong', 'dynamic'],
  ...['blue-green', 'blue-green with preview'],
] as const;

const SCALES = [
  { setCanaryScale: { weight: 30 } },
  { setCanaryScale: { replicas: 2 } },
  { setCanaryScale: { matchTrafficWeight: true } },
] as const;
const HEADER = { name: 'beta', match: [{ headerName: 'x-beta', headerValue: { exact: 'yes' } }] };
const MIRROR = { name: 'copy', percentage: 40, match: [{ method: { exact: 'GET' } }] };
const MANAGED_ROUTES = [{ name: 'beta' }, { name: 'copy' }];
const FEWEST_STEPS = 3;
const MOST_STEPS = 6;

type StepMaker = (random: Random) => object;

const weight: StepMaker = (random) => ({ setWeight: oneOf<number>(random, [0, 10, 20, 40, 50, 80, 100]) });
const BASIC_STEPS: readonly [StepMaker, ...StepMaker[]] = [
  ...([weight, weight] as const),
  () => ({ pause: {} }),
  (random) => ({ pause: { duration: oneOf<number | string>(random, [8, '15s']) } }),
];
const SCALED_STEPS: readonly [StepMaker, ...StepMaker[]] = [...BASIC_STEPS, ...SCALES.map((step) => () => step)];
const header: StepMaker = (random) => ({ setHeaderRoute: happens(random, 0.7) ? HEADER : { name: HEADER.name } });
const mirror: StepMaker = (random) => ({
  setMirrorRoute: happens(random, 0.7) ? MIRROR : { name: MIRROR.name, percentage: 0 },
});
const MANAGED_STEPS: readonly [StepMaker, ...StepMaker[]] = [...SCALED_STEPS, header, header, mirror, mirror];

export const stepsFor = (random: Random, strategy: string): readonly object[] => {
  const makers = makersFor(strategy);
  return Array.from({ length: between(random, FEWEST_STEPS, MOST_STEPS) }, () => oneOf(random, makers)(random));
};

function makersFor(strategy: string): readonly [StepMaker, ...StepMaker[]] {
  if (strategy === 'basic') return BASIC_STEPS;
  return strategy === 'nginx' || strategy === 'dynamic' ? SCALED_STEPS : MANAGED_STEPS;
}

const maybe = (random: Random, share: number, field: object): object => (happens(random, share) ? field : {});

const SURGES: readonly [readonly unknown[], ...(readonly unknown[])[]] = [
  ...([[1, 0]] as const),
  ...[
    ['25%', '25%'],
    [0, 1],
    ['50%', 0],
    ['100%', 1],
  ],
];

const surge = (random: Random): object => {
  const [maxSurge, maxUnavailable] = oneOf(random, SURGES);
  return { maxSurge, maxUnavailable };
};

const threshold = (random: Random): object =>
  maybe(random, 0.25, {
    replicaProgressThreshold: oneOf<object>(random, [
      { type: 'Percent', value: 60 },
      { type: 'Pods', value: 1 },
    ]),
  });

const abortDelay = (random: Random): object =>
  maybe(random, 0.5, { abortScaleDownDelaySeconds: oneOf(random, [0, 5, 20]) });
const delays = (random: Random): object => ({
  ...abortDelay(random),
  ...maybe(random, 0.5, { scaleDownDelaySeconds: oneOf(random, [0, 5, 20]) }),
  ...maybe(random, 0.3, { scaleDownDelayRevisionLimit: 1 }),
});

function routingFor(strategy: string, name: string): object {
  const byName = { httpRoutes: [{ name }] };
  if (strategy === 'nginx' || strategy === 'dynamic') return { nginx: { stableIngress: name } };
  const isByLabel = strategy === 'gateway by label';
  return {
    gatewayAPI: isByLabel ? { routeSelector: { matchLabels: { app: name } } } : byName,
    managedRoutes: MANAGED_ROUTES,
  };
}

function routed(random: Random, strategy: string, name: string): object {
  const services =
    strategy === 'ping-pong'
      ? { pingPong: { pingService: `${name}-canary`, pongService: `${name}-stable` } }
      : { canaryService: `${name}-canary`, stableService: `${name}-stable` };
  return {
    ...{ steps: stepsFor(random, strategy), ...services, ...surge(random), ...threshold(random) },
    ...(strategy === 'dynamic' ? { dynamicStableScale: true, ...abortDelay(random) } : delays(random)),
    ...maybe(random, 0.2, { minPodsPerReplicaSet: 2 }),
    trafficRouting: routingFor(strategy, name),
  };
}

function blueGreen(random: Random, strategy: string, name: string): object {
  const promotion = oneOf<object>(random, [
    {},
    { autoPromotionEnabled: false },
    { autoPromotionSeconds: oneOf(random, [5, 15]) },
  ]);
  return {
    ...{ activeService: `${name}-stable`, ...promotion, ...delays(random) },
    ...(strategy === 'blue-green with preview' && {
      ...{ previewService: `${name}-canary`, ...maybe(random, 0.5, { previewReplicaCount: 1 }) },
    }),
  };
}

function strategyBlock(random: Random, strategy: string, name: string): object {
  if (strategy === 'basic')
    return {
      canary: {
        ...{ steps: stepsFor(random, strategy), ...surge(random), ...threshold(random) },
        ...maybe(random, 0.5, { canaryService: `${name}-canary`, stableService: `${name}-stable` }),
      },
    };
  if (strategy === 'rollingUpdate') return { rollingUpdate: surge(random) };
  if (strategy.startsWith('blue-green')) return { blueGreen: blueGreen(random, strategy, name) };
  return { canary: routed(random, strategy, name) };
}

/** One that never gets ready, one that takes its time, or one as they should be. */
export const templateOf = (name: string, image: string, manner: 'good' | 'bad' | 'slow' = 'good'): object => ({
  metadata: {
    labels: { app: name },
    ...(manner === 'slow' && { annotations: { 'sluice.dev/sim-ready-after': '20s' } }),
  },
  spec: { containers: [{ name: 'main', image: manner === 'bad' ? `${image}:unready` : image }] },
});

export function randomRollout(random: Random, strategy: string, name: string): RolloutObject {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    metadata: { name, namespace: NAMESPACE },
    spec: {
      replicas: between(random, 1, 5),
      selector: { matchLabels: { app: name } },
      template: templateOf(name, 'web-1'),
      strategy: strategyBlock(random, strategy, name),
      progressDeadlineSeconds: oneOf(random, [45, 90]),
      ...maybe(random, 0.3, { minReadySeconds: 3 }),
      ...maybe(random, 0.3, { progressDeadlineAbort: true }),
      ...maybe(random, 0.2, { rollbackWindow: { revisions: 1 } }),
      ...maybe(random, 0.3, { revisionHistoryLimit: 2 }),
    },
  } as unknown as RolloutObject;
}

const service = (app: string, name: string): object => ({
  ...{ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: NAMESPACE } },
  spec: { selector: { app }, ports: [{ port: 80 }] },
});

const ingress = (name: string): object => ({
  ...{ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name, namespace: NAMESPACE } },
  spec: {
    rules: [
      {
        host: `${name}.example.com`,
        http: {
          paths: [
            { path: '/', pathType: 'Prefix', backend: { service: { name: `${name}-stable`, port: { number: 80 } } } },
          ],
        },
      },
    ],
  },
});

const route = (name: string, services: readonly string[]): object => ({
  ...{ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute' },
  metadata: { name, namespace: NAMESPACE, labels: { app: name } },
  spec: {
    parentRefs: [{ name: 'public' }],
    rules: [{ backendRefs: services.map((one) => ({ name: one, port: 80 })) }],
  },
});

/** What a Rollout of that name needs, whatever its strategy. */
export function surroundings(strategy: string, name: string): readonly KubeObject[] {
  const [canary, stable] = [`${name}-canary`, `${name}-stable`];
  const isTurning = strategy === 'ping-pong';
  const objects = [
    ...[service(name, canary), service(name, stable), ingress(name)],
    route(name, isTurning ? [canary, stable] : [stable]),
  ];
  return objects as unknown as readonly KubeObject[];
}
