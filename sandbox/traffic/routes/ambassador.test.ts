import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../kube/types.ts';
import { mirrorsFor, object, problemsOf, sharesFor } from './routes.testkit.ts';

const mapping = (name: string, service: string, more: object = {}) =>
  object('getambassador.io/v2', `Mapping ${name}`, { prefix: '/', service, ...more });

const stable = mapping('web', 'stable:80');
const canary = mapping('web-canary', 'canary:80', { weight: 20 });

describe('Mappings', () => {
  it.each<[row: string, objects: readonly KubeObject[], request: string, shares: string]>([
    ['send to a Service', [stable], 'any.example/x', 'stable:80 100'],
    ['of one prefix divide by weight', [stable, canary], 'any.example', 'stable:80 80, canary:80 20'],
    ['share the rest', [stable, mapping('b', 'b'), canary], 'any.example', 'b 40, stable:80 40, canary:80 20'],
    ['may leave nothing', [stable, mapping('c', 'c', { weight: 100 })], 'any.example', 'c 100, stable:80 0'],
    ['may take nothing', [stable, mapping('c', 'c', { weight: 0 })], 'any.example', 'c 0, stable:80 100'],
    ['alone take everything', [canary], 'any.example', 'canary:80 100'],
    ['alone take everything at weight 0 too', [mapping('c', 'c', { weight: 0 })], 'any.example', 'c 100'],
    ['of other prefixes do not share', [stable, mapping('c', 'c', { prefix: '/c' })], 'any.example/d', 'stable:80 100'],
    [
      'of other headers do not share',
      [stable, mapping('c', 'c', { headers: { v: '1' } })],
      'any.example',
      'stable:80 100',
    ],
    ['prefer headers', [stable, mapping('z', 'c', { headers: { v: '1' } })], 'any.example v=1', 'c 100'],
    ['take a header that is there', [stable, mapping('c', 'c', { headers: { v: true } })], 'any.example v=x', 'c 100'],
    ['take patterns', [stable, mapping('c', 'c', { regex_headers: { v: '[12]' } })], 'any.example v=2', 'c 100'],
    ['prefer longer prefixes', [stable, mapping('c', 'c', { prefix: '/cart' })], 'any.example/carts', 'c 100'],
    [
      'prefer precedence',
      [mapping('c', 'c', { prefix: '/cart' }), mapping('p', 'p', { precedence: 1 })],
      'any.example/cart',
      'p 100',
    ],
    [
      'may take a whole path',
      [stable, mapping('c', 'c', { prefix: '/a', prefix_exact: true })],
      'any.example/ab',
      'stable:80 100',
    ],
    ['may be for a host', [stable, mapping('c', 'c', { hostname: 'web.example' })], 'web.example', 'c 100'],
    ['may be for hosts below', [mapping('c', 'c', { host: '*.example' })], 'web.example', 'c 100'],
    [
      'may be for a pattern of hosts',
      [mapping('c', 'c', { host: 'w.b[.]example', host_regex: true })],
      'web.example',
      'c 100',
    ],
    ['may be for a method', [stable, mapping('c', 'c', { method: 'POST' })], 'POST any.example', 'c 100'],
    [
      'name Services of other namespaces',
      [mapping('c', 'https://web.other:8443')],
      'any.example',
      'other/web:8443 100',
    ],
    ['fail for hosts outside', [mapping('c', 'www.vendor.example')], 'any.example', 'vendor/www fails 100'],
    [
      'are read in other versions',
      [
        { ...stable, apiVersion: 'getambassador.io/v3alpha1' },
        { ...canary, apiVersion: 'x.getambassador.io/v3alpha1', kind: 'AmbassadorMapping' },
      ],
      'any.example',
      'stable:80 80, canary:80 20',
    ],
  ])('%s', (_, objects, request, shares) => expect(sharesFor(objects, request)).toBe(shares));

  it('copy requests', () => {
    const objects = [stable, mapping('copy', 'copy', { shadow: true, weight: 30 })];
    expect(sharesFor(objects, 'any.example')).toBe('stable:80 100');
    expect(mirrorsFor(objects, 'any.example')).toBe('copy 30');
  });

  it.each<[row: string, objects: readonly KubeObject[], problem: string]>([
    ['no prefix', [mapping('a', 'a', { prefix: undefined })], 'Mapping a spec.prefix: is missing'],
    ['no service', [mapping('a', '')], 'spec.service: is missing'],
    [
      'too much weight',
      [mapping('a', 'a', { weight: 60 }), mapping('b', 'b', { weight: 60 })],
      'spec.weight: the weights add up to more than 100',
    ],
    ['a lonely shadow', [mapping('a', 'a', { shadow: true })], 'spec.shadow: there is no Mapping'],
    ['redirects', [mapping('a', 'a', { host_redirect: true })], 'redirects are not simulated'],
  ])('note %s', (_, objects, problem) => expect(problemsOf(objects).join()).toContain(problem));
});
