/** ApisixRoutes for tests. */
import { type AnyObject, frozen } from '../routers.testkit.ts';

export function apisixRoute(http: unknown, metadata: object = {}): AnyObject {
  return frozen({
    apiVersion: 'apisix.apache.org/v2',
    kind: 'ApisixRoute',
    metadata: { name: 'web', namespace: 'shop', resourceVersion: '1', ...metadata },
    spec: {
      ingressClassName: 'apisix',
      http,
      stream: [
        {
          name: 'tcp',
          protocol: 'TCP',
          match: { ingressPort: 9100 },
          backend: { serviceName: 'db', servicePort: 5432 },
        },
      ],
    },
  });
}

export function rule(name: string, more: object = {}): object {
  const backends = [backend('demo-stable', 100), backend('demo-canary', 0)];
  return { name, match: { hosts: ['shop.example'], paths: [`/${name}/*`] }, backends, ...more };
}

export function backend(serviceName: string, weight?: number): object {
  return { serviceName, servicePort: 80, ...(weight !== undefined && { weight }) };
}
