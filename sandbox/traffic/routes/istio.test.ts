import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../kube/types.ts';
import { mirrorsFor, object, problemsOf, sharesFor } from './routes.testkit.ts';

const V1 = 'networking.istio.io/v1';
const to = (host: string, weight?: number, subset?: string) => ({ destination: { host, subset }, weight });
const route = (...destinations: readonly unknown[]) => ({ route: destinations });
const service = (http: readonly unknown[], more: object = {}) =>
  object(V1, 'VirtualService cart', { hosts: ['cart'], http, ...more });
const rule = (subsets: Record<string, Record<string, string>>, host = 'cart', namespace = 'shop') =>
  object('networking.istio.io/v1beta1', `DestinationRule ${namespace}/${host}`, {
    host,
    subsets: Object.entries(subsets).map(([name, labels]) => ({ name, labels })),
  });

const divided = service([route(to('stable', 80), to('canary', 20))]);
const managed = service([
  { name: 'hdr', match: [{ headers: { 'X-Canary': { exact: 'true' } } }], ...route(to('canary', 100)) },
  route(to('stable', 80), to('canary', 20)),
]);
const matched = (match: unknown) => service([{ match: [match], ...route(to('canary')) }, route(to('stable'))]);

describe('a VirtualService', () => {
  it.each<[row: string, objects: readonly KubeObject[], request: string, shares: string]>([
    ['divides by weight', [divided], 'cart/x', 'stable 80, canary 20'],
    ['is for all names of its host', [divided], 'cart.shop.svc.cluster.local:8080/', 'stable 80, canary 20'],
    ['is not for the Service of another namespace', [divided], 'cart.other', 'nowhere'],
    ['sends all to a destination alone', [service([route(to('stable', 0))])], 'cart', 'stable 100'],
    ['sends nothing where all weights are 0', [service([route(to('a', 0), to('b', 0))])], 'cart', 'a 0, b 0'],
    [
      'names Services of other namespaces',
      [service([route(to('a.other.svc.cluster.local', 50), to('b.other.svc', 50))])],
      'cart',
      'other/a 50, other/b 50',
    ],
    ['fails for hosts outside', [service([route(to('api.vendor.example', 100))])], 'cart', 'vendor/api fails 100'],
    ['takes a header first', [managed], 'cart x-canary=true', 'canary 100'],
    ['leaves others to the next route', [managed], 'cart x-canary=false', 'stable 80, canary 20'],
    [
      'tries its routes in order',
      [service([route(to('first')), { match: [{ uri: { exact: '/x' } }], ...route(to('second')) }])],
      'cart/x',
      'first 100',
    ],
    ['takes the beginning of a path', [matched({ uri: { prefix: '/ca' } })], 'cart/carts', 'canary 100'],
    ['takes a whole path', [matched({ uri: { exact: '/ca' } })], 'cart/carts', 'stable 100'],
    ['takes patterns for whole paths', [matched({ uri: { regex: '/v[0-9]' } })], 'cart/v12', 'stable 100'],
    ['may ignore case', [matched({ uri: { prefix: '/CA' }, ignoreUriCase: true })], 'cart/caRt', 'canary 100'],
    ['takes a method', [matched({ method: { exact: 'POST' } })], 'POST cart', 'canary 100'],
    [
      'asks for all of a match',
      [matched({ method: { exact: 'POST' }, uri: { exact: '/a' } })],
      'POST cart/b',
      'stable 100',
    ],
    ['takes a header that is there', [matched({ headers: { beta: {} } })], 'cart beta=', 'canary 100'],
    ['misses a header that is not there', [matched({ headers: { beta: {} } })], 'cart', 'stable 100'],
    ['takes what lacks a header', [matched({ withoutHeaders: { beta: { exact: '1' } } })], 'cart', 'canary 100'],
    [
      'leaves what has that header',
      [matched({ withoutHeaders: { beta: { exact: '1' } } })],
      'cart beta=1',
      'stable 100',
    ],
    ['takes parameters', [matched({ queryParams: { beta: { exact: '1' } } })], 'cart/?beta=1', 'canary 100'],
    ['takes all with an empty match', [matched({})], 'cart', 'canary 100'],
    ['matches nothing by the labels of clients', [matched({ sourceLabels: { app: 'x' } })], 'cart', 'stable 100'],
    ['matches nothing by a bad pattern', [matched({ withoutHeaders: { beta: { regex: '(' } } })], 'cart', 'stable 100'],
    [
      'sends to subsets',
      [
        service([route(to('cart', 90, 'stable'), to('cart', 10, 'canary'))]),
        rule({ stable: { hash: 'a' }, canary: { hash: 'b' } }),
      ],
      'cart',
      'cart [hash=a] 90, cart [hash=b] 10',
    ],
    [
      'prefers the rule of its own namespace',
      [
        service([route(to('cart.other.svc', 1, 'v1'))]),
        rule({ v1: { from: 'third' } }, 'cart.other.svc.cluster.local', 'a'),
        rule({ v1: { from: 'service' } }, 'cart', 'other'),
        rule({ v1: { from: 'client' } }, 'cart.other.svc.cluster.local'),
      ],
      'cart',
      'other/cart [from=client] 100',
    ],
    [
      'fails for a subset that nobody defines',
      [service([route(to('cart', 90), to('cart', 10, 'canary'))]), rule({})],
      'cart',
      'cart 90, cart fails 10',
    ],
    [
      'behind a gateway is for its hosts',
      [service([route(to('stable'))], { hosts: ['web.example'], gateways: ['front'] })],
      'web.example',
      'stable 100',
    ],
    [
      'behind a gateway is not for the mesh',
      [service([route(to('stable'))], { hosts: ['cart'], gateways: ['front'] })],
      'cart.shop',
      'nowhere',
    ],
    [
      'keeps matches to their gateways',
      [
        service([{ match: [{ gateways: ['front'] }], ...route(to('outside')) }, route(to('inside'))], {
          gateways: ['mesh', 'front'],
        }),
      ],
      'cart.shop',
      'inside 100',
    ],
    [
      'without hosts is nothing',
      [service([route(to('stable'))], { hosts: [], gateways: ['front'] })],
      'cart',
      'nowhere',
    ],
    [
      'divides TCP and TLS',
      [service([], { tcp: [route(to('stable', 75), to('canary', 25))] })],
      'cart',
      'stable 75, canary 25',
    ],
    [
      'knows TLS by its names',
      [
        service([], {
          gateways: ['front'],
          tls: [{ match: [{ port: 443, sniHosts: ['web.example'] }], ...route(to('stable', 1), to('canary', 1)) }],
        }),
      ],
      'web.example',
      'stable 50, canary 50',
    ],
    [
      'is read in older versions',
      [{ ...divided, apiVersion: 'networking.istio.io/v1alpha3' }],
      'cart',
      'stable 80, canary 20',
    ],
    ['of another group is another kind', [{ ...divided, apiVersion: 'appmesh.k8s.aws/v1beta2' }], 'cart', 'nowhere'],
  ])('%s', (_, objects, request, shares) => expect(sharesFor(objects, request)).toBe(shares));

  it.each<[row: string, mirror: object, mirrors: string]>([
    ['all', { mirror: { host: 'copy' } }, 'copy 100'],
    ['a percentage', { mirror: { host: 'copy' }, mirrorPercentage: { value: 12.5 } }, 'copy 12.5'],
    ['an older percentage', { mirror: { host: 'copy' }, mirrorPercent: 20 }, 'copy 20'],
    ['to a subset', { mirror: { host: 'cart', subset: 'canary', port: { number: 80 } } }, 'cart:80 [hash=b] 100'],
    [
      'to several',
      { mirrors: [{ destination: { host: 'a' }, percentage: { value: 5 } }, { destination: { host: 'b' } }] },
      'a 5, b 100',
    ],
  ])('copies %s', (_, mirror, mirrors) => {
    const objects = [service([{ ...route(to('stable')), ...mirror }]), rule({ canary: { hash: 'b' } })];
    expect(mirrorsFor(objects, 'cart')).toBe(mirrors);
  });

  it.each<[row: string, http: unknown, problem: string]>([
    ['routes that are no list', 'x', 'VirtualService cart spec.http: must be a list'],
    [
      'a destination without a host',
      [route({ destination: {} })],
      'spec.http[0].route[0].destination.host: is missing',
    ],
    ['weights of 0', [route(to('a', 0), to('b', 0))], 'spec.http[0].route: all weights are 0'],
    ['an unknown subset', [route(to('cart', 1, 'v1'))], 'no DestinationRule has the subset v1 of cart'],
    ['redirects', [{ redirect: { uri: '/' } }], 'spec.http[0].redirect: is not simulated'],
    ['labels of clients', [{ match: [{ sourceLabels: {} }] }], 'sourceLabels: is not simulated'],
  ])('notes %s', (_, http, problem) => expect(problemsOf([service(http as never)]).join()).toContain(problem));
});
