/** Skipper, held to the contract: an Ingress with paths for both Services, and RouteGroups. */
import type { Case } from '../case.testkit.ts';
import { type AnyObject, frozen, ingress, routingBy } from '../routers.testkit.ts';

export function paths(path: string, ...services: readonly string[]): readonly object[] {
  return services.map((name) => ({ path, pathType: 'Prefix', backend: { service: { name, port: { number: 80 } } } }));
}

export function routeGroup(spec: object, name = 'group'): AnyObject {
  const metadata = { name, namespace: 'shop', resourceVersion: '1' };
  const backends = ['demo-stable', 'demo-canary', 'other'].map((serviceName) => ({
    ...{ name: `${serviceName}-svc`, type: 'service', serviceName, servicePort: 80 },
  }));
  return frozen({
    ...{ apiVersion: 'zalando.org/v1', kind: 'RouteGroup', metadata },
    spec: { hosts: ['shop.example'], backends, ...spec },
  });
}

export const ref = (service: string, weight?: number): object => ({
  backendName: `${service}-svc`,
  ...(weight !== undefined && { weight }),
});

export const skipperCase: Case = {
  routing: routingBy({ skipper: { ingresses: ['web'], routeGroups: ['group', 'routes'] } }),
  objects: [
    ingress(
      'web',
      {
        rules: [
          { host: 'a', http: { paths: [...paths('/', 'demo-stable', 'demo-canary'), ...paths('/other', 'other')] } },
          { host: 'b', http: { paths: paths('/', 'demo-canary', 'demo-stable') } },
          { host: 'c' },
        ],
      },
      { mine: 'x' },
    ),
    routeGroup({ defaultBackends: [ref('demo-stable')], routes: [{ pathSubtree: '/' }] }),
    routeGroup(
      {
        routes: [
          { path: '/', backends: [ref('demo-canary'), ref('demo-stable'), ref('other', 3)], filters: ['compress()'] },
          { path: '/cart', backends: [ref('demo-stable', 1)] },
          { path: '/other', backends: [ref('other')] },
        ],
      },
      'routes',
    ),
  ],
};
