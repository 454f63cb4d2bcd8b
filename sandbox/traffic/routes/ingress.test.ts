import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../kube/types.ts';
import { object, problemsOf, sharesFor } from './routes.testkit.ts';

type Annotations = Record<string, string>;

const path = (service: string, at = '/', pathType = 'Prefix', port: unknown = { number: 80 }) => ({
  path: at,
  pathType,
  backend: { service: { name: service, port } },
});

const ingress = (name: string, paths: readonly unknown[], annotations: Annotations = {}, host = 'web.example') =>
  object('networking.k8s.io/v1', `Ingress ${name}`, { rules: [{ host, http: { paths } }] }, { annotations });

function canary(settings: Annotations, paths: readonly unknown[] = [path('canary')]): KubeObject {
  const entries = Object.entries({ '': 'true', ...settings });
  const named = entries.map(([name, value]) => [`nginx.ingress.kubernetes.io/canary${name}`, value]);
  return ingress('web-canary', paths, Object.fromEntries(named));
}

const main = ingress('web', [path('stable')]);

describe('an Ingress', () => {
  it.each<[row: string, objects: readonly KubeObject[], request: string, shares: string]>([
    ['sends a path to its Service', [main], 'web.example/cart', 'stable:80 100'],
    ['takes a port in the host and any case of letters', [main], 'WEB.example:8080/cart', 'stable:80 100'],
    ['is for its host alone', [main], 'other.example/cart', 'nowhere'],
    [
      'prefers an exact path, then the longer one',
      [ingress('web', [path('root'), path('carts', '/cart'), path('one', '/cart/1', 'Exact')])],
      'web.example/cart/1',
      'one:80 100',
    ],
    [
      'prefers an exact path to a longer one',
      [ingress('web', [path('below', '/cart/'), path('one', '/cart', 'Exact')])],
      'web.example/cart',
      'one:80 100',
    ],
    [
      'counts whole segments of a path',
      [ingress('web', [path('a', '/ca'), path('b')])],
      'web.example/cart',
      'b:80 100',
    ],
    [
      'prefers the exact host to a wildcard',
      [ingress('any', [path('any', '/cart')], {}, '*.example'), main],
      'web.example/cart',
      'stable:80 100',
    ],
    [
      'takes hosts of a wildcard',
      [ingress('any', [path('any')], {}, '*.example'), ingress('all', [path('all')], {}, '')],
      'shop.example',
      'any:80 100',
    ],
    ['without a host is for all of them', [ingress('all', [path('all')], {}, '')], 'x.y', 'all:80 100'],
    [
      'sends the rest to the default backend',
      [
        object('networking.k8s.io/v1', 'Ingress web', {
          defaultBackend: { service: { name: 'rest', port: { name: 'http' } } },
          rules: [{ http: { paths: [path('carts', '/cart')] } }],
        }),
      ],
      'web.example/other',
      'rest:http 100',
    ],
    [
      'of the same host and path loses to the older one',
      [
        object(
          'networking.k8s.io/v1',
          'Ingress a',
          { rules: [{ http: { paths: [path('new')] } }] },
          { creationTimestamp: '2026-02-01T00:00:00Z' },
        ),
        object(
          'networking.k8s.io/v1',
          'Ingress b',
          { rules: [{ http: { paths: [path('old')] } }] },
          { creationTimestamp: '2026-01-01T00:00:00Z' },
        ),
      ],
      'web.example',
      'old:80 100',
    ],
    [
      'may hold patterns',
      [
        ingress('web', [path('v', '/v\\d+/', 'ImplementationSpecific')], {
          'nginx.ingress.kubernetes.io/use-regex': 'true',
        }),
      ],
      'web.example/V12/x',
      'v:80 100',
    ],
  ])('%s', (_, objects, request, shares) => expect(sharesFor(objects, request)).toBe(shares));
});

describe('a canary Ingress', () => {
  const byHeader = { '-by-header': 'X-Canary', '-weight': '10' };
  it.each<[row: string, settings: Annotations, request: string, shares: string]>([
    ['takes its weight', { '-weight': '20' }, 'web.example', 'stable:80 80, canary:80 20'],
    ['takes nothing at weight 0', { '-weight': '0' }, 'web.example', 'stable:80 100, canary:80 0'],
    ['takes nothing without a weight', {}, 'web.example', 'stable:80 100, canary:80 0'],
    ['takes all at most', { '-weight': '300' }, 'web.example', 'stable:80 0, canary:80 100'],
    [
      'counts of another total',
      { '-weight': '50', '-weight-total': '1000' },
      'web.example',
      'stable:80 95, canary:80 5',
    ],
    ['knows no total below 100', { '-weight': '5', '-weight-total': '10' }, 'web.example', 'stable:80 95, canary:80 5'],
    ['takes requests with the header', byHeader, 'web.example X-Canary=always', 'canary:80 100'],
    ['leaves requests with never', byHeader, 'web.example x-canary=never', 'stable:80 100'],
    ['weighs requests with another value', byHeader, 'web.example x-canary=so', 'stable:80 90, canary:80 10'],
    ['takes a value', { ...byHeader, '-by-header-value': 'yes' }, 'web.example x-canary=yes', 'canary:80 100'],
    [
      'with a value weighs always like any other',
      { ...byHeader, '-by-header-value': 'yes' },
      'web.example x-canary=always',
      'stable:80 90, canary:80 10',
    ],
    ['takes a pattern', { ...byHeader, '-by-header-pattern': 'v[12]' }, 'web.example x-canary=xv2', 'canary:80 100'],
    [
      'ignores a pattern beside a value',
      { '-by-header': 'x', '-by-header-value': 'yes', '-by-header-pattern': '.*' },
      'web.example x=no',
      'stable:80 100, canary:80 0',
    ],
    ['takes requests with the cookie', { '-by-cookie': 'beta' }, 'web.example cookie=a=b;beta=always', 'canary:80 100'],
    [
      'leaves requests whose cookie is never',
      { '-by-cookie': 'beta', '-weight': '100' },
      'web.example cookie=beta=never',
      'stable:80 100',
    ],
    [
      'heeds the header before the cookie',
      { '-by-header': 'x', '-by-cookie': 'beta', '-weight': '50' },
      'web.example x=never cookie=beta=always',
      'stable:80 100',
    ],
    ['leaves a weight that is none', { '-weight': 'half' }, 'web.example', 'stable:80 100, canary:80 0'],
  ])('%s', (_, settings, request, shares) => expect(sharesFor([main, canary(settings)], request)).toBe(shares));

  it('counts for its own path alone', () => {
    const both = ingress('web', [path('stable'), path('carts', '/cart')]);
    const objects = [both, canary({ '-weight': '30' }, [path('canary', '/cart')])];
    expect(sharesFor(objects, 'web.example/cart')).toBe('carts:80 70, canary:80 30');
    expect(sharesFor(objects, 'web.example/')).toBe('stable:80 100');
  });

  it('may repeat paths of the other Ingress, as Rollouts writes it', () => {
    const both = ingress('web', [path('stable'), path('carts', '/cart')]);
    const objects = [both, canary({ '-weight': '30' }, [path('canary'), path('carts', '/cart')])];
    expect(sharesFor(objects, 'web.example/cart')).toBe('carts:80 100');
    expect(sharesFor(objects, 'web.example/')).toBe('stable:80 70, canary:80 30');
    expect(problemsOf(objects)).toEqual([]);
  });

  it('stands beside the oldest Ingress of its host and path', () => {
    const younger = ingress('web-z', [path('canary')]);
    expect(sharesFor([main, younger, canary({ '-weight': '30' })], 'web.example')).toBe('stable:80 70, canary:80 30');
  });

  it('is nothing without another Ingress', () => {
    expect(sharesFor([canary({ '-weight': '30' })], 'web.example')).toBe('nowhere');
    expect(problemsOf([canary({})])).toEqual([
      'Ingress web-canary spec.rules[0].http.paths[0]: no other Ingress has the host "web.example" with the path "/"',
    ]);
  });

  it('counts once', () => {
    const { metadata, ...rest } = canary({ '-weight': '30' }, [path('other')]);
    const second = { ...rest, metadata: { ...metadata, name: 'web-other' } };
    expect(sharesFor([main, canary({ '-weight': '20' }), second], 'web.example')).toBe('stable:80 80, canary:80 20');
    expect(problemsOf([main, canary({}), second])).toEqual([expect.stringContaining('another canary')]);
  });

  it('may have annotations of another prefix', () => {
    const annotations = { 'my.nginx/canary': 'true', 'my.nginx/canary-weight': '40' };
    const own = ingress('web-canary', [path('canary')], annotations);
    expect(sharesFor([main, own], 'web.example')).toBe('stable:80 60, canary:80 40');
  });
});

describe('an Ingress of the AWS load balancer controller', () => {
  const use = (service: string, at = '/*') => path(service, at, 'ImplementationSpecific', { name: 'use-annotation' });
  const forward = (...groups: readonly (readonly [string, number?])[]) =>
    JSON.stringify({
      Type: 'forward',
      ForwardConfig: {
        TargetGroups: groups.map(([ServiceName, Weight]) => ({ ServiceName, ServicePort: '80', Weight })),
      },
    });
  const prefix = 'alb.ingress.kubernetes.io';
  const root = { [`${prefix}/actions.root`]: forward(['canary', 20], ['stable', 80]) };
  const header = {
    ...root,
    [`${prefix}/actions.hdr`]: forward(['canary', 100]),
    [`${prefix}/conditions.hdr`]: JSON.stringify([
      { field: 'http-header', httpHeaderConfig: { httpHeaderName: 'X-Canary', values: ['true', 'b*'] } },
      { field: 'http-request-method', httpRequestMethodConfig: { Values: ['GET'] } },
    ]),
  };

  it.each<[row: string, annotations: Annotations, request: string, shares: string]>([
    ['forwards by weight', root, 'web.example/a', 'canary:80 20, stable:80 80'],
    [
      'may be written in small letters',
      {
        [`${prefix}/actions.root`]:
          '{"type":"forward","forwardConfig":{"targetGroups":[{"serviceName":"a","servicePort":"http"}]}}',
      },
      'web.example',
      'a:http 100',
    ],
    ['takes requests with a header elsewhere', header, 'web.example/a X-CANARY=True', 'canary:80 100'],
    ['takes any of the values', header, 'web.example/a x-canary=beta', 'canary:80 100'],
    ['asks for all conditions', header, 'POST web.example/a x-canary=true', 'canary:80 20, stable:80 80'],
    ['leaves requests without the header', header, 'web.example/a', 'canary:80 20, stable:80 80'],
    [
      'may have another prefix',
      { 'my.alb/actions.root': forward(['a', 1], ['b', 0]) },
      'web.example',
      'a:80 100, b:80 0',
    ],
    ['without the annotation goes nowhere', {}, 'web.example', 'nowhere'],
  ])('%s', (_, annotations, request, shares) => {
    const paths = Object.keys(annotations).length > 1 ? [use('hdr'), use('root')] : [use('root')];
    expect(sharesFor([ingress('web', paths, annotations)], request)).toBe(shares);
  });

  it.each<[row: string, action: string | undefined, problem: string]>([
    ['no annotation', undefined, 'there is no annotation actions.root'],
    ['no JSON', '{"Type', `metadata.annotations[${prefix}/actions.root]: is not JSON`],
    ['no forwarding', '{"type":"redirect"}', 'only forward is simulated, not redirect'],
    ['a weight below 0', forward(['a', -1]), 'TargetGroups[0].Weight: must be a number, 0 or more'],
    ['no object', '[]', 'must be an object'],
  ])('notes %s', (_, action, problem) => {
    const annotations: Annotations = action === undefined ? {} : { [`${prefix}/actions.root`]: action };
    expect(problemsOf([ingress('web', [use('root')], annotations)]).join()).toContain(problem);
  });
});
