/** A small shop to look at, with simulated users: a storefront that is released step by step, and a catalog. */

interface App {
  readonly name: string;
  readonly image: string;
  readonly replicas: number;
}

type Annotations = Readonly<Record<string, string>>;

const NAMESPACE = 'shop';
const HOST = 'shop.example.com';
const PORT = 8080;
const CANARY_PERCENT = 20;
const REQUESTS = 'sluice.dev/sim-requests-per-second';
const CANARY = 'nginx.ingress.kubernetes.io/canary';

const metadata = (name: string, annotations: Annotations = {}) => ({ name, namespace: NAMESPACE, annotations });

const workload = ({ name, image, replicas }: App) => ({
  replicas,
  selector: { matchLabels: { app: name } },
  template: {
    metadata: { labels: { app: name } },
    spec: {
      containers: [
        {
          name: 'web',
          image: `registry.local/${image}`,
          ports: [{ name: 'http', containerPort: PORT }],
          resources: { requests: { cpu: '100m', memory: '64Mi' } },
        },
      ],
    },
  },
});

const deployment = (app: App): object => ({
  ...{ apiVersion: 'apps/v1', kind: 'Deployment' },
  metadata: metadata(app.name),
  spec: workload(app),
});

const service = (name: string, annotations?: Annotations, app = name): object => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: metadata(name, annotations),
  spec: { selector: { app }, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
});

const ingress = (name: string, annotations: Annotations): object => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: metadata(name, annotations),
  spec: {
    ingressClassName: 'nginx',
    rules: [
      {
        host: HOST,
        http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name, port: { name: 'http' } } } }] },
      },
    ],
  },
});

const STEPS = [{ setWeight: 20 }, { pause: {} }, { setWeight: 60 }, { pause: { duration: '30s' } }];

const JUDGE = 'success-rate';
const requests = (more = '') => `sum(rate(http_requests_total{service="{{args.service}}"${more}}[30s]))`;

/** Asks the metrics of the simulated traffic: no answer is no reason to stop, too many bad ones are. */
const judge: object = {
  ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'AnalysisTemplate', metadata: metadata(JUDGE) },
  spec: {
    args: [{ name: 'service' }],
    metrics: [
      {
        ...{ name: 'success-rate', interval: '5s', failureLimit: 1 },
        successCondition: 'len(result) == 0 || isNaN(result[0]) || result[0] >= 0.95',
        provider: { prometheus: { query: `${requests(',code!~"5.."')} / ${requests()}` } },
      },
    ],
  },
};

const judged = (app: App): object => ({
  templates: [{ templateName: JUDGE }],
  args: [{ name: 'service', value: `${app.name}-canary` }],
  startingStep: 1,
});

const rollout = (app: App, isJudged: boolean): object => ({
  ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout' },
  metadata: metadata(app.name),
  spec: {
    ...workload(app),
    strategy: {
      canary: {
        ...{ stableService: app.name, canaryService: `${app.name}-canary`, steps: STEPS },
        trafficRouting: { nginx: { stableIngress: app.name } },
        ...(isJudged && { analysis: judged(app) }),
      },
    },
  },
});

export interface Staff {
  readonly hasController: boolean;
  /** Users come, and what they get is measured. */
  readonly hasTraffic: boolean;
}

/** The storefront is a Rollout if somebody carries Rollouts out; else two Deployments stand in for it. */
export const shop = ({ hasController, hasTraffic }: Staff): readonly object[] => [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
  ...(hasController ? released(hasTraffic) : standing),
  deployment({ name: 'catalog', image: 'catalog:1.0', replicas: 2 }),
  service('storefront'),
  service('catalog', { [REQUESTS]: '5' }),
  ingress('storefront', { [REQUESTS]: '20' }),
];

const released = (isJudged: boolean): readonly object[] => [
  ...(isJudged ? [judge] : []),
  rollout({ name: 'storefront', image: 'storefront:1.0', replicas: 5 }, isJudged),
  service('storefront-canary', {}, 'storefront'),
];

const standing = [
  deployment({ name: 'storefront', image: 'storefront:1.0', replicas: 3 }),
  deployment({ name: 'storefront-canary', image: 'storefront:2.0', replicas: 1 }),
  service('storefront-canary'),
  ingress('storefront-canary', { [CANARY]: 'true', [`${CANARY}-weight`]: String(CANARY_PERCENT) }),
];
