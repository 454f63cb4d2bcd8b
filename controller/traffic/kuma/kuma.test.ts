/** What Kuma's routes are told, in all the ways they name backends. */
import { describe, expect, it } from 'vitest';
import type { Split } from '../router.ts';
import { type AnyObject, PLACE, splitAt } from '../routers.testkit.ts';
import { HEADER, itKeepsItsPromises, released, steered } from '../rules/promises.testkit.ts';
import { kumaCase, labelled, meshRoute, named, pathRule, tagged } from './kuma.case.testkit.ts';
import { kuma } from './kuma.ts';

interface Rule {
  readonly matches?: readonly { readonly method?: string; readonly headers?: unknown; readonly path?: unknown }[];
  readonly default: { readonly backendRefs: readonly Record<string, unknown>[]; readonly filters?: readonly unknown[] };
}

const config = { meshHTTPRoutes: [{ name: 'web' }] };
const subject = { router: kuma, config };

function changed(object: AnyObject): AnyObject {
  const spec = object.spec as { to: { rules: Rule[] }[] };
  const to = spec.to.map((destination) => ({ ...destination, hostnames: ['new'] }));
  return { ...object, spec: { ...spec, to } };
}

function rulesOf(objects: readonly AnyObject[]): readonly Rule[] {
  const spec = objects[0]?.spec as { to: { rules: Rule[] }[] } | undefined;
  return spec?.to[1]?.rules ?? [];
}

const on = (headerName: string, exact: string) => ({ headerName, headerValue: { exact } });

const mirrorAt = (mirror: object, percentage = 100): Split =>
  splitAt(20, { mirrorRoutes: [{ name: 'mirror', match: [mirror], percentage }] });

describe('a MeshHTTPRoute', () => {
  itKeepsItsPromises({
    ...{ router: kuma, config, changed },
    objects: [
      meshRoute([
        pathRule('/', [labelled('demo-stable')]),
        pathRule('/cart', [tagged('demo-stable'), tagged('legacy', 7)]),
      ]),
    ],
    golden: new URL('golden.yaml', import.meta.url),
  });
});

describe('routes of all sorts', () => {
  itKeepsItsPromises({
    ...{ router: kuma, changed, objects: kumaCase.objects },
    config: {
      meshHTTPRoutes: [{ name: 'web' }, { name: 'old', namespace: 'kuma-system' }],
      meshTCPRoutes: [{ name: 'tcp' }],
    },
  });
});

describe('a backend', () => {
  const tag = (value: string) => ({ kind: 'MeshService', labels: { 'kuma.io/service': value }, weight: 1 });
  it.each<[string, object, object]>([
    ['goes by the name of a MeshService', named('demo-stable'), named('demo-canary', 20)],
    ['goes by the labels of a MeshService', labelled('demo-stable'), labelled('demo-canary', 20)],
    ['goes by the tag of pods as a name', tagged('demo-stable'), tagged('demo-canary', 20)],
    [
      'goes by the tag of pods as a label',
      tag('demo-stable_shop_svc_80'),
      { ...tag('demo-canary_shop_svc_80'), weight: 20 },
    ],
  ])('%s, and the canary by the same', (_, stable, canary) => {
    const [rule] = rulesOf(steered(subject, splitAt(20), [meshRoute([pathRule('/', [stable])])]));
    expect(rule?.default.backendRefs).toEqual([{ ...stable, weight: 80 }, canary]);
  });

  it.each<[string, object]>([
    ['of another namespace by name', { ...named('demo-stable'), namespace: 'away' }],
    [
      'of another namespace by label',
      { kind: 'MeshService', labels: { 'kuma.io/display-name': 'demo-stable', 'k8s.kuma.io/namespace': 'away' } },
    ],
    ['of another namespace by tag', { kind: 'MeshService', name: 'demo-stable_away_svc_80' }],
    ['that is a part of a service', { kind: 'MeshServiceSubset', name: 'demo-stable_shop_svc_80', tags: { v: '1' } }],
    ['outside the mesh', { kind: 'MeshExternalService', name: 'demo-stable' }],
  ])("%s is not the Rollout's", (_, backend) => {
    const { actions, problems } = kuma.render(config, PLACE, splitAt(20), [meshRoute([pathRule('/', [backend])])]);
    expect([actions, problems]).toEqual([[], ['MeshHTTPRoute shop/web has no rules using service demo-stable']]);
  });

  it('without a weight has the weight 1', () => {
    const { weight: _, ...bare } = labelled('demo-stable') as Record<string, unknown>;
    const objects = [meshRoute([pathRule('/', [bare, labelled('demo-canary', 3)])])];
    expect(kuma.observed(config, PLACE, objects).shown).toMatchObject([{ weights: { 'demo-canary': 3 }, of: 4 }]);
  });
});

describe('a managed rule', () => {
  const source = pathRule('/shop', [labelled('demo-stable')]);
  it.each<[string, Split, object]>([
    [
      'asks for headers in small letters',
      splitAt(20, { headerRoutes: [HEADER] }),
      { headers: [{ type: 'Exact', name: 'x-canary', value: 'true' }] },
    ],
    [
      'asks for what a header begins with',
      splitAt(20, { headerRoutes: [{ name: 'hdr', match: [{ headerName: 'a', headerValue: { prefix: 'b' } }] }] }),
      { headers: [{ type: 'Prefix', name: 'a', value: 'b' }] },
    ],
    ['asks for a method', mirrorAt({ method: { exact: 'GET' } }), { method: 'GET' }],
    [
      'asks for a path within its source',
      mirrorAt({ path: { exact: '/shop/a' } }),
      { path: { type: 'Exact', value: '/shop/a' } },
    ],
  ])('%s', (_, split, match) => {
    const [rule] = rulesOf(steered(subject, split, [meshRoute([source])]));
    expect(rule?.matches).toMatchObject([match]);
    expect(rule?.matches).toHaveLength(1);
  });

  it.each<[string, string, number]>([
    ['goes before a source that asks for the same header', 'true', 2],
    ['is not made for a source that asks for another value', 'false', 1],
  ])('%s', (_, value, count) => {
    const matches = [{ path: { type: 'PathPrefix', value: '/' }, headers: [{ name: 'x-canary', value }] }];
    const rules = [{ ...source, matches }];
    const split = splitAt(20, { headerRoutes: [{ name: 'hdr', match: [...HEADER.match, on('b', 'c')] }] });
    expect(rulesOf(steered(subject, split, [meshRoute(rules)]))).toHaveLength(count);
  });

  it('asks for all methods where it asks for nothing else, so as to go before its source', () => {
    const [rule] = rulesOf(steered(subject, mirrorAt({ path: { prefix: '/' } }), [meshRoute([source])]));
    expect(rule?.matches?.map(({ method }) => method)).toEqual([
      ...['CONNECT', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'TRACE'],
    ]);
  });

  it('copies all requests where it names no percentage', () => {
    const [rule] = rulesOf(steered(subject, mirrorAt({ method: { exact: 'GET' } }), [meshRoute([source])]));
    const backendRef = labelled('demo-canary', 1);
    expect(rule?.default.filters).toEqual([{ type: 'RequestMirror', requestMirror: { backendRef } }]);
  });

  it.each<[string, object, string]>([
    ['for a method that Kuma does not know', { method: { exact: 'BREW' } }, 'match the method BREW'],
    [
      'for an expression within a path',
      { path: { regex: '/a+' } },
      'match a regular expression for a path within another path',
    ],
  ])('is not made %s', (_, mirror, cannot) => {
    const { problems } = kuma.render(config, PLACE, mirrorAt(mirror), [meshRoute([source])]);
    expect(problems).toEqual([`managed route mirror: MeshHTTPRoute shop/web cannot ${cannot}`]);
  });

  it('is not made for requests that its source does not get', () => {
    const rules = rulesOf(steered(subject, mirrorAt({ path: { prefix: '/away' } }), [meshRoute([source])]));
    expect(rules).toHaveLength(1);
  });

  it('has no place in a MeshTCPRoute', () => {
    const tcp = meshRoute([{ default: { backendRefs: [named('demo-stable')] } }], {
      kind: 'MeshTCPRoute',
      name: 'tcp',
    });
    const split = splitAt(20, { headerRoutes: [HEADER] });
    expect(kuma.render({ meshTCPRoutes: [{ name: 'tcp' }] }, PLACE, split, [tcp]).problems).toEqual([
      'none of the objects can hold managed routes',
    ]);
  });
});

it('gives stable a share at the end even where nobody had one', () => {
  const [live] = steered(subject, splitAt(20), [meshRoute([pathRule('/', [named('demo-stable')])])]);
  const rules = [pathRule('/', [named('demo-stable', 0), named('demo-canary', 0)])];
  const idle = { ...live, spec: meshRoute(rules).spec } as AnyObject;
  expect(rulesOf(released(subject, [idle]))[0]?.default.backendRefs).toEqual([named('demo-stable', 100)]);
});

it('counts an object that is named twice once', () => {
  const twice = { meshHTTPRoutes: [{ name: 'web' }, { name: 'web', namespace: 'shop' }] };
  expect(kuma.reads(twice, PLACE)).toHaveLength(1);
});
