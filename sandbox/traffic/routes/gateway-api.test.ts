import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../kube/types.ts';
import { mirrorsFor, object, problemsOf, sharesFor } from './routes.testkit.ts';

const V1 = 'gateway.networking.k8s.io/v1';
const parentRefs = [{ name: 'front' }];
const to = (name: string, weight?: number) => ({ name, port: 80, ...(weight === undefined ? {} : { weight }) });

const http = (rules: readonly unknown[], more: object = {}, name = 'web') =>
  object(V1, `HTTPRoute ${name}`, { parentRefs, hostnames: ['web.example'], rules, ...more });
const grpc = (...matches: readonly unknown[]) =>
  object(V1, 'GRPCRoute calls', { parentRefs, rules: [{ matches, backendRefs: [to('calls')] }] });
const matched = (match: unknown, name: string) => ({ matches: [match], backendRefs: [to(name)] });
const rest = { backendRefs: [to('rest')] };
const path = (value: string, type = 'PathPrefix') => ({ path: { type, value } });
const canaryHeader = { headers: [{ name: 'X-Canary', value: 'yes' }] };

describe('an HTTPRoute', () => {
  it.each<[row: string, objects: readonly KubeObject[], request: string, shares: string]>([
    ['divides by weight', [http([{ backendRefs: [to('a', 90), to('b', 10)] }])], 'web.example/x', 'a:80 90, b:80 10'],
    ['weighs 1 without a weight', [http([{ backendRefs: [to('a'), to('b', 3)] }])], 'web.example', 'a:80 25, b:80 75'],
    ['keeps backends of weight 0 out', [http([{ backendRefs: [to('a', 0)] }])], 'web.example', 'a:80 0'],
    ['without backends answers nothing', [http([{}])], 'web.example', 'no backend'],
    ['is for its hosts', [http([rest])], 'other.example', 'nowhere'],
    ['may be for all hosts', [http([rest], { hostnames: undefined })], 'other.example', 'rest:80 100'],
    ['without rules sends nothing', [http([])], 'web.example', 'nowhere'],
    [
      'prefers an exact path to a longer prefix',
      [http([matched(path('/cart/items'), 'long'), matched(path('/cart/items', 'Exact'), 'exact')])],
      'web.example/cart/items',
      'exact:80 100',
    ],
    [
      'prefers the longer prefix',
      [http([rest, matched(path('/cart'), 'carts')])],
      'web.example/cart/1',
      'carts:80 100',
    ],
    ['counts whole segments', [http([rest, matched(path('/ca'), 'carts')])], 'web.example/cart', 'rest:80 100'],
    [
      'prefers a method to headers',
      [http([matched(canaryHeader, 'header'), matched({ method: 'POST' }, 'method')])],
      'POST web.example x-canary=yes',
      'method:80 100',
    ],
    [
      'prefers more headers, over all routes',
      [http([rest], {}, 'a'), http([matched(canaryHeader, 'canary')], {}, 'b')],
      'web.example x-canary=yes',
      'canary:80 100',
    ],
    [
      'compares headers exactly',
      [http([rest, matched(canaryHeader, 'canary')])],
      'web.example x-canary=y',
      'rest:80 100',
    ],
    [
      'reads the first of several headers of a name',
      [
        http([
          rest,
          matched(
            {
              headers: [
                { name: 'v', value: '1' },
                { name: 'V', value: '2' },
              ],
            },
            'first',
          ),
        ]),
      ],
      'web.example v=1',
      'first:80 100',
    ],
    [
      'takes patterns for whole values',
      [http([rest, matched({ headers: [{ name: 'v', type: 'RegularExpression', value: '[0-9]' }] }, 'digit')])],
      'web.example v=12',
      'rest:80 100',
    ],
    [
      'takes parameters',
      [http([rest, matched({ queryParams: [{ name: 'beta', value: '1' }] }, 'beta')])],
      'web.example/?a=b&beta=1',
      'beta:80 100',
    ],
    [
      'takes any of its matches',
      [http([rest, { matches: [path('/a'), path('/b')], backendRefs: [to('ab')] }])],
      'web.example/b',
      'ab:80 100',
    ],
    [
      'prefers the more particular host to the path',
      [http([matched(path('/cart'), 'any')], { hostnames: ['*.example'] }, 'any'), http([rest])],
      'web.example/cart',
      'rest:80 100',
    ],
    [
      'fails for what is no Service',
      [http([{ backendRefs: [{ ...to('a', 1), kind: 'Bucket', group: 'x' }, to('b', 1)] }])],
      'web.example',
      'a:80 fails 50, b:80 50',
    ],
    [
      'fails in another namespace without a grant',
      [http([{ backendRefs: [{ ...to('a'), namespace: 'other' }] }])],
      'web.example',
      'other/a:80 fails 100',
    ],
    ...(
      [
        ['of another kind of route', { kind: 'GRPCRoute' }, {}],
        ['for routes of another namespace', { namespace: 'third' }, {}],
        ['for another Service', {}, { name: 'b' }],
        ['for other objects', {}, { kind: 'Secret' }],
      ] as const
    ).map(([row, from, grantedTo]): [string, readonly KubeObject[], string, string] => [
      `fails with a grant ${row}`,
      [
        http([{ backendRefs: [{ ...to('a'), namespace: 'other' }] }]),
        object('gateway.networking.k8s.io/v1beta1', 'ReferenceGrant other/grant', {
          from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'shop', ...from }],
          to: [{ group: '', kind: 'Service', ...grantedTo }],
        }),
      ],
      'web.example',
      'other/a:80 fails 100',
    ]),
    [
      'reaches another namespace with a grant',
      [
        http([{ backendRefs: [{ ...to('a'), namespace: 'other' }] }]),
        object('gateway.networking.k8s.io/v1beta1', 'ReferenceGrant other/grant', {
          from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'shop' }],
          to: [{ group: '', kind: 'Service' }],
        }),
      ],
      'web.example',
      'other/a:80 100',
    ],
    [
      'in a mesh is for the Service it is attached to',
      [
        http([{ backendRefs: [to('a', 1), to('b', 1)] }], {
          parentRefs: [{ group: '', kind: 'Service', name: 'cart' }],
        }),
      ],
      'cart/x',
      'a:80 50, b:80 50',
    ],
    [
      'in a mesh has no hosts of its own',
      [http([rest], { parentRefs: [{ group: '', kind: 'Service', name: 'cart' }] })],
      'web.example',
      'nowhere',
    ],
    [
      'leaves redirects out',
      [http([{ filters: [{ type: 'RequestRedirect', requestRedirect: {} }] }, rest])],
      'web.example',
      'rest:80 100',
    ],
    ['is read in the older version', [{ ...http([rest]), apiVersion: `${V1}beta1` }], 'web.example', 'rest:80 100'],
    [
      'counts once in several versions',
      [http([rest]), { ...http([rest]), apiVersion: `${V1}beta1` }],
      'web.example',
      'rest:80 100',
    ],
  ])('%s', (_, objects, request, shares) => expect(sharesFor(objects, request)).toBe(shares));

  it.each<[row: string, mirror: object, mirrors: string]>([
    ['all', {}, 'copy:80 100'],
    ['a percentage', { percent: 35 }, 'copy:80 35'],
    ['a fraction', { fraction: { numerator: 1, denominator: 8 } }, 'copy:80 12.5'],
    ['a fraction of 100', { fraction: { numerator: 5 } }, 'copy:80 5'],
    ['nothing', { percent: 0 }, 'copy:80 0'],
  ])('copies %s', (_, mirror, mirrors) => {
    const requestMirror = { backendRef: to('copy'), ...mirror };
    const route = http([{ ...rest, filters: [{ type: 'RequestMirror', requestMirror }] }]);
    expect(mirrorsFor([route], 'web.example')).toBe(mirrors);
  });

  it.each<[row: string, route: KubeObject, problem: string]>([
    ['rules that are no list', http({} as never), 'HTTPRoute web spec.rules: must be a list'],
    [
      'a weight that is none',
      http([{ backendRefs: [{ name: 'a', weight: '1' }] }]),
      'spec.rules[0].backendRefs[0].weight: must be a number',
    ],
    ['a backend without a name', http([{ backendRefs: [{}] }]), 'spec.rules[0].backendRefs[0].name: is missing'],
    [
      'a bad pattern',
      http([matched(path('/(', 'RegularExpression'), 'a')]),
      'path.value: is no pattern: error parsing regexp',
    ],
    ['no parents', http([rest], { parentRefs: undefined }), 'spec.parentRefs: is empty'],
    ['redirects', http([{ filters: [{ type: 'RequestRedirect' }] }]), 'filters: redirects are not simulated'],
  ])('notes %s', (_, route, problem) => expect(problemsOf([route]).join()).toContain(problem));
});

describe('a GRPCRoute', () => {
  it.each<[row: string, match: unknown, path: string, isTaken: boolean]>([
    ['takes a method', { method: { service: 'shop.Cart', method: 'Add' } }, '/shop.Cart/Add', true],
    ['leaves other methods', { method: { service: 'shop.Cart', method: 'Add' } }, '/shop.Cart/Drop', false],
    ['takes all methods of a service', { method: { service: 'shop.Cart' } }, '/shop.Cart/Drop', true],
    ['takes a method of any service', { method: { method: 'Add' } }, '/x.Y/Add', true],
    ['takes patterns', { method: { type: 'RegularExpression', service: 'shop.*' } }, '/shop.Cart/Add', true],
    ['takes everything without a match', {}, '/x.Y/Z', true],
  ])('%s', (_, match, at, isTaken) => {
    expect(sharesFor([grpc(match)], `POST web.example${at}`)).toBe(isTaken ? 'calls:80 100' : 'nowhere');
  });
});

describe('routes of streams', () => {
  const rules = [{ backendRefs: [to('a', 1), to('b', 3)] }];
  it.each([
    ['TLSRoute', 'v1alpha2', { hostnames: ['web.example'] }],
    ['TCPRoute', 'v1alpha2', {}],
  ])('%s divides by weight, after routes of requests', (kind, version, more) => {
    const stream = object(`gateway.networking.k8s.io/${version}`, `${kind} web`, { parentRefs, rules, ...more });
    expect(sharesFor([stream], 'web.example')).toBe('a:80 25, b:80 75');
    expect(sharesFor([stream, http([rest])], 'web.example')).toBe('rest:80 100');
  });
});
