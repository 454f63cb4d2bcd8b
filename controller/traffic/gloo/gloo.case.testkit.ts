/** Gloo Edge, held to the contract: both kinds, both forms of routes, and destinations of both sorts. */
import type { Case } from '../case.testkit.ts';
import { type AnyObject, frozen, routingBy } from '../routers.testkit.ts';

export function virtualService(routes: unknown, name = 'web'): AnyObject {
  const metadata = { name, namespace: 'shop', resourceVersion: '1' };
  const spec = { virtualHost: { domains: ['shop.example'], routes, options: { cors: {} } } };
  return frozen({ apiVersion: 'gateway.solo.io/v1', kind: 'VirtualService', metadata, spec });
}

export function routeTable(routes: unknown, name = 'part'): AnyObject {
  const metadata = { name, namespace: 'gloo-system', resourceVersion: '1' };
  return frozen({ apiVersion: 'gateway.solo.io/v1', kind: 'RouteTable', metadata, spec: { routes, weight: 5 } });
}

export const kube = (name: string): object => ({ kube: { ref: { name, namespace: 'shop' }, port: 80 } });

export const upstream = (name: string): object => ({ upstream: { name, namespace: 'gloo-system' } });

export function single(prefix: string, destination: object, more: object = {}): object {
  return { matchers: [{ prefix }], routeAction: { single: destination }, ...more };
}

export function multi(prefix: string, ...all: readonly (readonly [destination: object, weight: number])[]): object {
  const destinations = all.map(([destination, weight]) => ({ destination, weight }));
  return { matchers: [{ prefix }], routeAction: { multi: { destinations } } };
}

export const glooCase: Case = {
  routing: routingBy({
    gloo: { virtualServices: [{ name: 'web' }], routeTables: [{ name: 'part', namespace: 'gloo-system' }] },
  }),
  objects: [
    virtualService([
      single('/api', kube('demo-stable'), { name: 'api', options: { timeout: '5s' } }),
      multi('/cart', [upstream('legacy'), 3], [upstream('demo-canary'), 10], [upstream('demo-stable'), 90]),
      single('/other', kube('other')),
      { matchers: [{ prefix: '/part' }], delegateAction: { ref: { name: 'part', namespace: 'gloo-system' } } },
    ]),
    routeTable([multi('/part', [upstream('shop-demo-stable-80'), 1])]),
  ],
};

/** By the plugin's configuration: one object of each kind, and of one of them two routes by their names. */
export const glooPluginCase: Case = {
  routing: routingBy({
    plugins: {
      'solo-io/glooedge': {
        virtualService: { name: 'web' },
        routeTable: { name: 'part', namespace: 'gloo-system' },
        routes: ['api', 'cart', 'part'],
      },
    },
  }),
  objects: [
    virtualService([
      single('/api', kube('demo-stable'), { name: 'api', options: { timeout: '5s' } }),
      { name: 'cart', ...multi('/cart', [upstream('legacy'), 3], [upstream('demo-stable'), 90]) },
      { name: 'fixed', ...multi('/fixed', [kube('demo-stable'), 100]) },
    ]),
    routeTable([{ name: 'part', ...multi('/part', [upstream('shop-demo-stable-80'), 1]) }]),
  ],
};
