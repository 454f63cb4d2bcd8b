/** A small shop to look at: a Rollout with the Services it steers. */

const NAMESPACE = 'shop';
const LABELS = { app: 'web' } as const;

const service = (name: string): object => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: NAMESPACE, labels: LABELS },
  spec: { selector: LABELS, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
});

const rollout: object = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Rollout',
  metadata: { name: 'web', namespace: NAMESPACE, labels: LABELS },
  spec: {
    replicas: 4,
    selector: { matchLabels: LABELS },
    strategy: {
      canary: {
        stableService: 'web-stable',
        canaryService: 'web-canary',
        steps: [{ setWeight: 25 }, { pause: { duration: '1m' } }, { setWeight: 50 }, { pause: {} }],
      },
    },
    template: {
      metadata: { labels: LABELS },
      spec: {
        containers: [{ name: 'web', image: 'registry.local/web:1.0', ports: [{ name: 'http', containerPort: 8080 }] }],
      },
    },
  },
};

export const shop = (): readonly object[] => [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
  service('web-stable'),
  service('web-canary'),
  rollout,
];
