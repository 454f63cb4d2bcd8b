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

const rollout = (app: App): object => ({
  ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout' },
  metadata: metadata(app.name),
  spec: {
    ...workload(app),
    strategy: {
      canary: {
        ...{ stableService: app.name, canaryService: `${app.name}-canary`, steps: STEPS },
        trafficRouting: { nginx: { stableIngress: app.name } },
      },
    },
  },
});

/** The storefront is a Rollout if somebody carries Rollouts out; else two Deployments stand in for it. */
export const shop = ({ hasController }: { readonly hasController: boolean }): readonly object[] => [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
  ...(hasController ? released : standing),
  deployment({ name: 'catalog', image: 'catalog:1.0', replicas: 2 }),
  service('storefront'),
  service('catalog', { [REQUESTS]: '5' }),
  ingress('storefront', { [REQUESTS]: '20' }),
];

const released = [
  rollout({ name: 'storefront', image: 'storefront:1.0', replicas: 5 }),
  service('storefront-canary', {}, 'storefront'),
];

const standing = [
  deployment({ name: 'storefront', image: 'storefront:1.0', replicas: 3 }),
  deployment({ name: 'storefront-canary', image: 'storefront:2.0', replicas: 1 }),
  service('storefront-canary'),
  ingress('storefront-canary', { [CANARY]: 'true', [`${CANARY}-weight`]: String(CANARY_PERCENT) }),
];
