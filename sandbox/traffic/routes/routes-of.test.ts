import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../kube/types.ts';
import { chosenBackend, chosenRoute } from './choice.ts';
import { object, problemsOf, request, sharesFor } from './routes.testkit.ts';
import { ROUTING_KINDS, routesOf } from './routes-of.ts';

/** Names that the routers look for, so that what is made up gets far. */
const NAMES = [
  ...['action', 'authority', 'backend', 'backendRef', 'backendRefs', 'backends', 'conditions', 'destination', 'exact'],
  ...['exprs', 'filters', 'fqdn', 'fraction', 'gateways', 'header', 'headers', 'host', 'hostnames', 'hosts', 'http'],
  ...['includes', 'kind', 'match', 'matches', 'method', 'mirror', 'mirrors', 'name', 'namespace', 'number', 'op'],
  ...['parentRefs', 'path', 'pathType', 'paths', 'percent', 'port', 'prefix', 'queryParams', 'regex', 'requestMirror'],
  ...[
    'route',
    'routes',
    'rules',
    'service',
    'serviceName',
    'services',
    'set',
    'shadow',
    'subject',
    'subset',
    'subsets',
  ],
  ...[
    'tcp',
    'tls',
    'type',
    'uri',
    'value',
    'virtualhost',
    'weight',
    'weighted',
    '__proto__',
    'constructor',
    'toString',
  ],
];
const WORDS = [
  '',
  '/',
  '*',
  'cart',
  'cart.shop',
  'Service',
  'RegularExpression',
  'RequestMirror',
  '(',
  '.*',
  'Equal',
  'Header',
];

const { value: anything } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 7, depthSize: 'large' },
    fc.constantFrom(...WORDS),
    fc.constantFrom(0, -1, 1, 50, Number.NaN, 1e308, true, null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 12 }),
  ),
}));

const kinds = fc.constantFrom(...ROUTING_KINDS);
const objects = fc.array(
  fc
    .record({ resource: kinds, spec: anything, annotations: anything })
    .map(({ resource, spec, annotations }) =>
      object(resource.apiVersion, `${resource.kind} web`, spec, { annotations: annotations as never }),
    ),
  { minLength: 1, maxLength: 4 },
);

describe('routes of objects', () => {
  it('are found in anything, without an exception', () => {
    const random = () => 0.5;
    const property = fc.property(objects, (all) => {
      const { routes } = routesOf(all);
      for (const route of routes) {
        chosenRoute([route], request('cart.shop/x v=1'));
        for (const { weight } of route.backends) expect(weight).toBeGreaterThanOrEqual(0);
        chosenBackend(route, random);
      }
    });
    fc.assert(property, { numRuns: 1500, seed: 7 });
  });

  it('are not found in objects of other kinds', () => {
    expect(routesOf([object('v1', 'Service cart', {})])).toEqual({ routes: [], problems: [] });
  });

  it('are read once from an object that comes in several versions', () => {
    const versions = ['v1', 'v1beta1', 'v1alpha3'].map((version) =>
      object(`networking.istio.io/${version}`, 'VirtualService cart', { hosts: ['cart'], http: [{}, 'x'] }),
    );
    expect(problemsOf(versions)).toEqual(problemsOf(versions.slice(0, 1)));
    expect(routesOf(versions).routes).toHaveLength(routesOf(versions.slice(0, 1)).routes.length);
  });

  it('come to default backends last', () => {
    const spec = { defaultBackend: { service: { name: 'rest', port: { number: 80 } } } };
    const ingress = object('networking.k8s.io/v1', 'Ingress web', spec);
    const mapping = object('getambassador.io/v2', 'Mapping carts', { prefix: '/cart', service: 'carts' });
    expect(sharesFor([ingress, mapping], 'any.example/cart')).toBe('carts 100');
    expect(sharesFor([ingress, mapping], 'any.example/')).toBe('rest:80 100');
  });

  it('are read of so many list items', () => {
    const rules = Array.from({ length: 1001 }, () => ({}));
    expect(problemsOf([object('networking.k8s.io/v1', 'Ingress web', { rules })])).toEqual([
      'Ingress web spec.rules: only the first 1000 are read',
    ]);
  });

  it('come with so many problems of an object', () => {
    const rules = Array.from({ length: 500 }, () => 'none');
    expect(problemsOf([object('networking.k8s.io/v1', 'Ingress web', { rules })])).toHaveLength(50);
  });

  it('are read in little time from hostile patterns', () => {
    const match = [{ uri: { regex: '(a*)*(a|aa)+$' } }, { uri: { regex: 'a'.repeat(5000) } }];
    const spec = { hosts: ['cart'], http: [{ match, route: [{ destination: { host: 'cart' } }] }] };
    const all: readonly KubeObject[] = [object('networking.istio.io/v1', 'VirtualService cart', spec)];
    const { routes, problems } = routesOf(all);
    expect(problems.map(({ message }) => message)).toEqual([
      'spec.http[0].match[1].uri.regex: is no pattern: it is too long',
    ]);
    expect(chosenRoute(routes, request(`cart/${'a'.repeat(50_000)}b`))).toBeUndefined();
  });
});
