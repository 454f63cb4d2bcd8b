/** Random Rollouts: their strategies and their steps. */
import type { RolloutObject } from '../../../controller/rollout/objects.ts';
import type { Random } from '../../../kube/clock.ts';
import { between, happens, oneOf } from './chance.ts';
import { can, formsOf, type Manner } from './manner.ts';
import { canaryOf, headerRouteOf, mirrorRouteOf, NAMESPACE, stableOf } from './routes/reader.ts';

const SCALES = [
  { setCanaryScale: { weight: 30 } },
  { setCanaryScale: { replicas: 2 } },
  { setCanaryScale: { matchTrafficWeight: true } },
] as const;
const HEADER = { match: [{ headerName: 'x-beta', headerValue: { exact: 'yes' } }] };
const MIRROR = { percentage: 40, match: [{ method: { exact: 'GET' } }] };
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
const header =
  (name: string): StepMaker =>
  (random) => ({ setHeaderRoute: { name: headerRouteOf(name), ...maybe(random, 0.7, HEADER) } });
const mirror =
  (name: string): StepMaker =>
  (random) => ({
    setMirrorRoute: { name: mirrorRouteOf(name), percentage: 0, ...maybe(random, 0.7, MIRROR) },
  });

export const stepsFor = (random: Random, manner: Manner): readonly object[] => {
  const makers = makersFor(manner);
  return Array.from({ length: between(random, FEWEST_STEPS, MOST_STEPS) }, () => oneOf(random, makers)(random));
};

function makersFor(manner: Manner): readonly [StepMaker, ...StepMaker[]] {
  const { strategy, name } = manner;
  if (strategy === 'basic') return BASIC_STEPS;
  const managed = [...(can(manner, 'header') ? [header(name)] : []), ...(can(manner, 'mirror') ? [mirror(name)] : [])];
  return [...SCALED_STEPS, ...managed, ...managed];
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

function routingFor(manner: Manner): object {
  const { name } = manner;
  const names = [
    ...(can(manner, 'header') ? [headerRouteOf(name)] : []),
    ...(can(manner, 'mirror') ? [mirrorRouteOf(name)] : []),
  ];
  return {
    ...Object.assign({}, ...formsOf(manner).map((one) => one.routing(name))),
    ...(names.length > 0 && { managedRoutes: names.map((one) => ({ name: one })) }),
  };
}

function servicesOf(manner: Manner): object {
  const [canary, stable] = [canaryOf(manner.name), stableOf(manner.name)];
  if (manner.strategy === 'ping-pong') return { pingPong: { pingService: canary, pongService: stable } };
  const forms = formsOf(manner);
  const isWithout = forms.length > 0 && forms.every(({ isWithoutServices }) => isWithoutServices);
  return isWithout ? {} : { canaryService: canary, stableService: stable };
}

function routed(random: Random, manner: Manner): object {
  return {
    ...{ steps: stepsFor(random, manner), ...servicesOf(manner), ...surge(random), ...threshold(random) },
    ...(manner.strategy === 'dynamic' ? { dynamicStableScale: true, ...abortDelay(random) } : delays(random)),
    ...maybe(random, 0.2, { minPodsPerReplicaSet: 2 }),
    trafficRouting: routingFor(manner),
  };
}

function blueGreen(random: Random, { strategy, name }: Manner): object {
  const promotion = oneOf<object>(random, [
    {},
    { autoPromotionEnabled: false },
    { autoPromotionSeconds: oneOf(random, [5, 15]) },
  ]);
  return {
    ...{ activeService: stableOf(name), ...promotion, ...delays(random) },
    ...(strategy === 'blue-green with preview' && {
      ...{ previewService: canaryOf(name), ...maybe(random, 0.5, { previewReplicaCount: 1 }) },
    }),
  };
}

function strategyBlock(random: Random, manner: Manner): object {
  const { strategy } = manner;
  if (strategy === 'basic')
    return {
      canary: {
        ...{ steps: stepsFor(random, manner), ...surge(random), ...threshold(random) },
        ...maybe(random, 0.5, servicesOf(manner)),
      },
    };
  if (strategy === 'rollingUpdate') return { rollingUpdate: surge(random) };
  if (strategy.startsWith('blue-green')) return { blueGreen: blueGreen(random, manner) };
  return { canary: routed(random, manner) };
}

/** One that never gets ready, one that takes its time, or one as they should be. */
export const templateOf = (name: string, image: string, manner: 'good' | 'bad' | 'slow' = 'good'): object => ({
  metadata: {
    labels: { app: name },
    ...(manner === 'slow' && { annotations: { 'sluice.dev/sim-ready-after': '20s' } }),
  },
  spec: { containers: [{ name: 'main', image: manner === 'bad' ? `${image}:unready` : image }] },
});

export function randomRollout(random: Random, manner: Manner): RolloutObject {
  const { name } = manner;
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    metadata: { name, namespace: NAMESPACE },
    spec: {
      replicas: between(random, 1, 5),
      selector: { matchLabels: { app: name } },
      template: templateOf(name, 'web-1'),
      strategy: strategyBlock(random, manner),
      progressDeadlineSeconds: oneOf(random, [45, 90]),
      ...maybe(random, 0.3, { minReadySeconds: 3 }),
      ...maybe(random, 0.3, { progressDeadlineAbort: true }),
      ...maybe(random, 0.2, { rollbackWindow: { revisions: 1 } }),
      ...maybe(random, 0.3, { revisionHistoryLimit: 2 }),
    },
  } as unknown as RolloutObject;
}
