/** Header routes of APISIX: ApisixRoutes of our own. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseYamlDocuments } from '../../../kube/yaml.ts';
import type { HeaderRoute } from '../router.ts';
import { type AnyObject, applied, PLACE, splitAt } from '../routers.testkit.ts';
import { apisixRoute, backend, rule } from './apisix.testkit.ts';
import { apisix } from './apisix.ts';

const golden = parseYamlDocuments(readFileSync(new URL('golden.yaml', import.meta.url), 'utf8'));
const config = { route: { name: 'web' } };
const user = apisixRoute([rule('web', { priority: 3, timeout: { read: '5s' } }), rule('other')]);
const HEADER: HeaderRoute = { name: 'hdr', match: [{ headerName: 'X-Canary', headerValue: { exact: 'yes' } }] };

const splitWith = (...headerRoutes: readonly HeaderRoute[]) => splitAt(20, { headerRoutes });

function rendered(objects: readonly AnyObject[], ...headerRoutes: readonly HeaderRoute[]) {
  return apisix.render(config, PLACE, splitWith(...headerRoutes), objects);
}

function carriedOut(objects: readonly AnyObject[], ...headerRoutes: readonly HeaderRoute[]): readonly AnyObject[] {
  return applied(objects, rendered(objects, ...headerRoutes).actions);
}

const named = (name: string, objects: readonly AnyObject[]) => objects.find(({ metadata }) => metadata.name === name);
const rulesOf = (object: AnyObject | undefined) =>
  (object?.spec as { http: readonly Record<string, unknown>[] } | undefined)?.http ?? [];

describe('a header route', () => {
  it('is a route of our own for the same requests with these headers', () => {
    const match = [
      ...HEADER.match,
      { headerName: 'X-Agent', headerValue: { regex: 'a|b' } },
      { headerName: 'X-Version', headerValue: { prefix: '2.' } },
    ];
    const { actions } = rendered([user], { name: 'hdr', match });
    expect(actions.flatMap((action) => (action.do === 'create' ? [action.object] : []))).toEqual(golden.slice(-1));
  });

  it('is in place once it is there for every rule', () => {
    const objects = carriedOut([user], HEADER);
    expect(apisix.observed(config, PLACE, objects).routes).toEqual(['hdr']);
    const more = { route: { name: 'web', rules: ['web', 'other'] } };
    expect(apisix.observed(more, PLACE, objects).routes).toEqual([]);
    const both = applied(objects, apisix.render(more, PLACE, splitWith(HEADER), objects).actions);
    expect(apisix.observed(more, PLACE, both).routes).toEqual(['hdr']);
  });

  it('keeps the conditions of the rule, and only the canary of its backends', () => {
    const exprs = [{ subject: { scope: 'Query', name: 'q' }, op: 'Equal', value: '1' }];
    const backends = [backend('legacy', 5), backend('demo-stable'), backend('demo-canary')];
    const route = apisixRoute([rule('web', { match: { paths: ['/'], exprs }, upstreams: [{ name: 'x' }], backends })]);
    const [made] = rulesOf(named('hdr', carriedOut([route], HEADER)));
    expect(made).toEqual({
      name: 'web',
      priority: 1,
      match: { paths: ['/'], exprs: [...exprs, expect.objectContaining({ op: 'Equal', value: 'yes' })] },
      backends: [backend('demo-canary', 100)],
    });
  });

  it('follows the rule', () => {
    const before = carriedOut([user], HEADER);
    const moved = { ...user, spec: { http: [rule('web', { priority: 9 })] } };
    const after = carriedOut([moved, ...before.filter(({ metadata }) => metadata.name === 'hdr')], HEADER);
    expect(rulesOf(named('hdr', after))[0]).toMatchObject({ priority: 10 });
    expect(rulesOf(named('hdr', after))[0]).not.toHaveProperty('timeout');
  });

  it('goes when no step wants it any more, and when the Rollout lets go', () => {
    const objects = carriedOut([user], HEADER);
    expect(named('hdr', carriedOut(objects))).toBeUndefined();
    expect(named('hdr', applied(objects, apisix.release(PLACE, objects).actions))).toBeUndefined();
  });

  it('is not taken away twice', () => {
    const going = carriedOut([user], HEADER).map((object) =>
      object.metadata.name === 'hdr'
        ? { ...object, metadata: { ...object.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } }
        : object,
    );
    expect(rendered(going).actions).toEqual([]);
  });

  it.each<[string, readonly AnyObject[], HeaderRoute, readonly string[]]>([
    ['is not made without headers', [user], { name: 'hdr', match: [] }, []],
    [
      'is not made for a header without a value',
      [user],
      { name: 'hdr', match: [{ headerName: 'x', headerValue: {} }] },
      ['managed route hdr: a header to match has no value'],
    ],
    [
      'does not replace a route of somebody else',
      [user, apisixRoute([], { name: 'hdr' })],
      HEADER,
      ['ApisixRoute shop/hdr is not ours to be a header route'],
    ],
    [
      'cannot have the name of the route itself',
      [user],
      { ...HEADER, name: 'web' },
      ['ApisixRoute shop/web is not ours to be a header route'],
    ],
  ])('%s', (_, objects, header, problems) => {
    const found = rendered(objects, header);
    expect(found.actions.map(({ because }) => because)).toEqual(['canary weight 0 -> 20 in ApisixRoute shop/web']);
    expect(found.problems).toEqual(problems);
  });
});
