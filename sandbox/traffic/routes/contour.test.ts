import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../kube/types.ts';
import { mirrorsFor, object, problemsOf, sharesFor } from './routes.testkit.ts';

const to = (name: string, weight?: number) => ({ name, port: 80, weight });
const proxy = (routes: readonly unknown[], more: object = { virtualhost: { fqdn: 'web.example' } }, name = 'web') =>
  object('projectcontour.io/v1', `HTTPProxy ${name}`, { routes, ...more });
const on = (conditions: readonly unknown[], name: string) => ({ conditions, services: [to(name)] });
const rest = { services: [to('rest')] };
const header = (header: object) => [proxy([rest, on([{ header: { name: 'X-V', ...header } }], 'canary')])];

describe('an HTTPProxy', () => {
  it.each<[row: string, objects: readonly KubeObject[], request: string, shares: string]>([
    ['divides by weight', [proxy([{ services: [to('a', 90), to('b', 10)] }])], 'web.example/x', 'a:80 90, b:80 10'],
    [
      'keeps what weighs nothing out',
      [proxy([{ services: [to('a', 9), to('b')] }])],
      'web.example',
      'a:80 100, b:80 0',
    ],
    ['divides evenly without weights', [proxy([{ services: [to('a'), to('b')] }])], 'web.example', 'a:80 50, b:80 50'],
    ['is for its host', [proxy([rest])], 'other.example', 'nowhere'],
    ['without a host is nothing', [proxy([rest], {})], 'web.example', 'nowhere'],
    [
      'prefers the longer prefix',
      [proxy([rest, on([{ prefix: '/cart' }], 'carts')])],
      'web.example/carts',
      'carts:80 100',
    ],
    [
      'prefers an exact path',
      [proxy([on([{ prefix: '/cart/a' }], 'long'), on([{ exact: '/cart/a' }], 'exact')])],
      'web.example/cart/a',
      'exact:80 100',
    ],
    ['takes a pattern', [proxy([rest, on([{ regex: '/v[0-9]+' }], 'v')])], 'web.example/v12', 'v:80 100'],
    ['takes a header', header({ exact: '2' }), 'web.example x-v=2', 'canary:80 100'],
    ['takes a part of a header', header({ contains: 'b' }), 'web.example x-v=abc', 'canary:80 100'],
    ['may ignore case', header({ exact: 'YES', ignoreCase: true }), 'web.example x-v=yEs', 'canary:80 100'],
    ['takes a header that is there', header({ present: true }), 'web.example x-v=', 'canary:80 100'],
    ['takes a header that is not there', header({ notpresent: true }), 'web.example', 'canary:80 100'],
    ['takes another value', header({ notexact: '1' }), 'web.example x-v=2', 'canary:80 100'],
    ['does not take no header for another value', header({ notexact: '1' }), 'web.example', 'rest:80 100'],
    [
      'takes no header for an empty one if told',
      header({ notexact: '1', treatMissingAsEmpty: true }),
      'web.example',
      'canary:80 100',
    ],
    [
      'takes parameters',
      [proxy([rest, on([{ queryParameter: { name: 'v', prefix: 'b' } }], 'beta')])],
      'web.example/?v=beta',
      'beta:80 100',
    ],
    [
      'includes others below its path',
      [
        proxy([rest], {
          virtualhost: { fqdn: 'web.example' },
          includes: [{ name: 'carts', namespace: 'other', conditions: [{ prefix: '/cart' }] }],
        }),
        proxy([on([{ prefix: '/v1' }], 'v1')], {}, 'other/carts'),
      ],
      'web.example/cart/v1/x',
      'other/v1:80 100',
    ],
    [
      'includes others under its conditions',
      [
        proxy([rest], {
          virtualhost: { fqdn: 'web.example' },
          includes: [{ name: 'beta', conditions: [{ header: { name: 'x-v', exact: '2' } }] }],
        }),
        proxy([on([{ prefix: '/b' }], 'beta')], {}, 'beta'),
      ],
      'web.example/b',
      'rest:80 100',
    ],
  ])('%s', (_, objects, request, shares) => expect(sharesFor(objects, request)).toBe(shares));

  it.each<[weight: number | undefined, mirrors: string]>([
    [undefined, 'copy:80 100'],
    [15, 'copy:80 15'],
  ])('copies to a mirror of weight %s', (weight, mirrors) => {
    const objects = [proxy([{ services: [to('a', 7), { ...to('copy', weight), mirror: true }] }])];
    expect(mirrorsFor(objects, 'web.example')).toBe(mirrors);
    expect(sharesFor(objects, 'web.example')).toBe('a:80 100');
  });

  it('ends where proxies include each other', () => {
    const includes = Array.from({ length: 20 }, () => ({ name: 'web' }));
    expect(problemsOf([proxy([rest], { virtualhost: { fqdn: 'a' }, includes })]).join()).toContain('too deeply');
  });

  it.each<[row: string, routes: unknown, problem: string]>([
    ['routes that are no list', {}, 'HTTPProxy web spec.routes: must be a list'],
    ['a service without a name', [{ services: [{}] }], 'spec.routes[0].services[0].name: is missing'],
    ['redirects', [{ requestRedirectPolicy: {} }], 'requestRedirectPolicy: is not simulated'],
    ['an empty condition', [on([{ header: { name: 'a' } }], 'a')], 'header: asks for nothing'],
  ])('notes %s', (_, routes, problem) => expect(problemsOf([proxy(routes as never)]).join()).toContain(problem));
});
