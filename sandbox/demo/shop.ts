/** A small shop to look at, with simulated users: a storefront with a canary beside it, and a catalog. */

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

const deployment = ({ name, image, replicas }: App): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: metadata(name),
  spec: {
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
  },
});

const service = (name: string, annotations?: Annotations): object => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: metadata(name, annotations),
  spec: { selector: { app: name }, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
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

export const shop = (): readonly object[] => [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
  deployment({ name: 'storefront', image: 'storefront:1.0', replicas: 3 }),
  deployment({ name: 'storefront-canary', image: 'storefront:2.0', replicas: 1 }),
  deployment({ name: 'catalog', image: 'catalog:1.0', replicas: 2 }),
  service('storefront'),
  service('storefront-canary'),
  service('catalog', { [REQUESTS]: '5' }),
  ingress('storefront', { [REQUESTS]: '20' }),
  ingress('storefront-canary', { [CANARY]: 'true', [`${CANARY}-weight`]: String(CANARY_PERCENT) }),
];
