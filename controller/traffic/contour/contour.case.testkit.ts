/** Contour, held to the contract: two HTTPProxies with routes of all sorts. */
import type { Case } from '../case.testkit.ts';
import { type AnyObject, frozen, routingBy } from '../routers.testkit.ts';

export function httpProxy(routes: unknown, more: { readonly name?: string; readonly spec?: object } = {}): AnyObject {
  const { name = 'web', spec = { virtualhost: { fqdn: 'shop.example' } } } = more;
  const metadata = { name, namespace: 'shop', resourceVersion: '1' };
  return frozen({ apiVersion: 'projectcontour.io/v1', kind: 'HTTPProxy', metadata, spec: { ...spec, routes } });
}

export const service = (name: string, weight?: number): object => ({
  name,
  port: 80,
  ...(weight !== undefined && { weight }),
});

export const contourCase: Case = {
  routing: routingBy({ contour: { httpProxies: ['web', 'part'] } }),
  objects: [
    httpProxy([
      { conditions: [{ prefix: '/' }], services: [service('demo-stable')], timeoutPolicy: { response: '5s' } },
      {
        conditions: [{ prefix: '/cart' }, { header: { name: 'x-old', notpresent: true } }],
        services: [service('legacy', 3), service('demo-stable', 90), service('demo-canary', 10)],
      },
      { conditions: [{ prefix: '/other' }], services: [service('other')] },
      { conditions: [{ exact: '/away' }], requestRedirectPolicy: { hostname: 'x' } },
    ]),
    httpProxy([{ services: [service('demo-canary', 0), service('demo-stable', 100)] }], { name: 'part', spec: {} }),
  ],
};

/** The same by the plugin's configuration. */
export const contourPluginCase: Case = {
  routing: routingBy({ plugins: { 'argoproj-labs/contour': { httpProxies: ['web', 'part'], namespace: 'shop' } } }),
  objects: contourCase.objects,
};
