/** What is written into whole routes, by both forms of the configuration: golden files. */
import { describe } from 'vitest';
import { type AnyObject, backend, EVERY, route } from '../routers.testkit.ts';
import { itKeepsItsPromises } from '../rules/promises.testkit.ts';
import { gatewayApi, gatewayPlugin } from './gateway-api.ts';

const sessionPersistence = { type: 'Cookie', cookie: { name: 'shop', lifetimeType: 'Session' } };
const path = (value: string) => [{ path: { type: 'PathPrefix', value } }];
const filters = [{ type: 'URLRewrite', urlRewrite: { hostname: 'shop.internal' } }];

const whole: readonly AnyObject[] = [
  route([
    { matches: EVERY, backendRefs: [backend('demo-stable', 1)], timeouts: { request: '5s' }, sessionPersistence },
    {
      matches: path('/cart'),
      filters,
      backendRefs: [backend('demo-stable', 100), backend('legacy', 7), backend('demo-canary', 0)],
    },
    { matches: path('/docs'), backendRefs: [backend('docs', 1)] },
  ]),
  route(
    [
      {
        backendRefs: [
          { name: 'demo-stable', port: 443 },
          { name: 'demo-canary', port: 443 },
        ],
      },
    ],
    {
      kind: 'TLSRoute',
      name: 'secure',
    },
  ),
];

const live = {
  matches: EVERY,
  backendRefs: [backend('discovery', 5), backend('demo-stable', 95), backend('demo-canary', 0)],
};
const scoped: readonly AnyObject[] = [
  route([
    live,
    { name: 'argo', matches: path('/a'), backendRefs: [backend('demo-stable', 100), backend('demo-canary', 0)] },
    { name: 'bare', matches: path('/b'), backendRefs: [backend('demo-stable', 1)] },
  ]),
];
const byRule = { httpRoutes: ['argo', 'bare'].map((ruleName) => ({ name: 'web', ruleName, useHeaderRoutes: true })) };

function changed(object: AnyObject): AnyObject {
  const { rules, ...spec } = object.spec as { rules: readonly object[] };
  const mended = rules.map((rule) => ('timeouts' in rule ? { ...rule, timeouts: { request: '9s' } } : rule));
  return { ...object, spec: { ...spec, hostnames: ['new.example'], rules: mended } };
}

describe('all rules of routes', () => {
  const config = { httpRoutes: [{ name: 'web' }], tlsRoutes: [{ name: 'secure' }] };
  const golden = new URL('golden.yaml', import.meta.url);
  itKeepsItsPromises({ router: gatewayApi, config, objects: whole, golden, changed });
});

describe('rules that the plugin names', () => {
  const golden = new URL('golden-rules.yaml', import.meta.url);
  itKeepsItsPromises({ router: gatewayPlugin, config: byRule, objects: scoped, golden, changed });
});
