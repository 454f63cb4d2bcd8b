import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../kube/types.ts';
import { mirrorsFor, object, problemsOf, sharesFor } from './routes.testkit.ts';

const V1 = 'traefik.io/v1alpha1';
const to = (name: string, weight?: number) => ({ name, port: 80, weight });
const through = (name: string, weight?: number) => ({ name, kind: 'TraefikService', weight });
const routes = (...all: readonly (readonly [match: string, service: unknown, priority?: number])[]) =>
  object(V1, 'IngressRoute web', {
    routes: all.map(([match, service, priority]) => ({ match, priority, kind: 'Rule', services: [service].flat() })),
  });
const weighted = (name: string, ...services: readonly unknown[]) =>
  object(V1, `TraefikService ${name}`, { weighted: { services } });

const host = 'Host(`web.example`)';

describe('an IngressRoute', () => {
  it.each<[row: string, objects: readonly KubeObject[], request: string, shares: string]>([
    ['sends to a Service', [routes([host, to('web')])], 'web.example/x', 'web:80 100'],
    ['is for its host', [routes([host, to('web')])], 'other.example', 'nowhere'],
    ['takes any of several hosts', [routes(['Host(`a.b`, "c.d")', to('web')])], 'c.d', 'web:80 100'],
    ['divides by weight', [routes([host, [to('a', 3), to('b', 1)]])], 'web.example', 'a:80 75, b:80 25'],
    ['sends all to a Service alone', [routes([host, to('a', 0)])], 'web.example', 'a:80 100'],
    [
      'goes through a TraefikService',
      [routes([host, through('split')]), weighted('split', to('stable', 80), to('canary', 20))],
      'web.example',
      'stable:80 80, canary:80 20',
    ],
    [
      'goes through nested ones',
      [
        routes([host, [through('split', 3), to('c', 1)]]),
        weighted('split', through('inner', 1), to('b', 1)),
        weighted('inner', to('a', 7), to('none', 0)),
      ],
      'web.example',
      'a:80 37.5, none:80 0, b:80 37.5, c:80 25',
    ],
    ['fails without its TraefikService', [routes([host, through('split')])], 'web.example', 'web fails 100'],
    [
      'keeps what weighs nothing out',
      [routes([host, through('split')]), weighted('split', to('a', 0), to('b', 0))],
      'web.example',
      'a:80 0, b:80 0',
    ],
    [
      'takes the first of a failover',
      [
        routes([host, through('both')]),
        object(V1, 'TraefikService both', { failover: { service: to('a'), fallback: to('b') } }),
      ],
      'web.example',
      'a:80 100',
    ],
    [
      'prefers the longer rule',
      [routes([host, to('rest')], [`${host} && PathPrefix(\`/cart\`)`, to('carts')])],
      'web.example/carts',
      'carts:80 100',
    ],
    [
      'prefers the priority',
      [routes([host, to('rest'), 900], [`${host} && Path(\`/cart\`)`, to('carts')])],
      'web.example/cart',
      'rest:80 100',
    ],
    [
      'takes a header',
      [routes([host, to('rest')], [`${host} && Header(\`X-Canary\`, \`yes\`)`, to('canary')])],
      'web.example x-canary=yes',
      'canary:80 100',
    ],
    [
      'takes a pattern of a header',
      [routes([`${host} && HeadersRegexp(\`v\`, \`^v[12]\`) && Method("POST")`, to('canary')])],
      'POST web.example v=v2.1',
      'canary:80 100',
    ],
    [
      'is read in the older group',
      [{ ...routes([host, to('web')]), apiVersion: 'traefik.containo.us/v1alpha1' }],
      'web.example',
      'web:80 100',
    ],
  ])('%s', (_, objects, request, shares) => expect(sharesFor(objects, request)).toBe(shares));

  it('copies a share of what comes through a mirror', () => {
    const objects = [
      routes([host, [through('mirrored', 1), to('plain', 1)]]),
      object(V1, 'TraefikService mirrored', {
        mirroring: { name: 'web', port: 80, mirrors: [{ name: 'copy', port: 80, percent: 20 }] },
      }),
    ];
    expect(sharesFor(objects, 'web.example')).toBe('web:80 50, plain:80 50');
    expect(mirrorsFor(objects, 'web.example')).toBe('copy:80 10');
  });

  it.each([
    'Host(`a`) || Host(`b`)',
    '!Host(`a`)',
    '(Host(`a`))',
    'Host(`a`) &&',
    'Host(`a`) && Host(`b`)',
    'ClientIP(`10.0.0.0/8`)',
    'Host(a)',
    'Header(`a`)',
    'PathPrefix(`/{id:[0-9]+}`)',
  ])('refuses the rule %s', (rule) => {
    expect(problemsOf([routes([rule, to('web')])]).join()).toContain(
      'IngressRoute web spec.routes[0].match: only Host,',
    );
    expect(sharesFor([routes([rule, to('web')])], 'a')).toBe('nowhere');
  });

  it('refuses a rule that is too long', () => {
    expect(problemsOf([routes([`Host(\`${'a'.repeat(5000)}\`)`, to('web')])]).join()).toContain('match: only Host,');
  });

  it('ends where TraefikServices name each other', () => {
    const objects = [routes([host, through('a')]), weighted('a', through('b')), weighted('b', through('a'))];
    expect(sharesFor(objects, 'web.example')).toContain('fails');
    expect(problemsOf(objects).join()).toContain('nested too deeply');
  });

  it('ends soon where they name each other many times', () => {
    const many = (name: string) => weighted(name, ...Array.from({ length: 50 }, () => through('a')));
    expect(problemsOf([routes([host, through('a')]), many('a')]).join()).toContain('nested too deeply');
  });
});
