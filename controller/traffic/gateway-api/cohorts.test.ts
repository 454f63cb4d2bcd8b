/** Sticky cohorts in routes of the Gateway API: whom they hold, and when they are not made. */
import { describe, expect, it } from 'vitest';
import { LEASES } from '../leases.ts';
import { type AnyObject, applied, backend, cohortsAt, EVERY, PLACE, route, splitAt } from '../routers.testkit.ts';
import { BASE, both, CART, config, HEADER, leasesOf, only, rulesOf, steered, weightsOf } from './gateway.testkit.ts';
import { gatewayApi } from './gateway-api.ts';

const split = splitAt(20, { cohorts: cohortsAt(20) });
const NEW = {
  'demo-stable': 'side=stable-c-20; Max-Age=60; Path=/; HttpOnly',
  'demo-canary': 'side=canary-c-20; Max-Age=60; Path=/; HttpOnly',
};
const cookie = (side: string, held = '20') => ({
  ...{ type: 'RegularExpression', name: 'Cookie', value: `^(.*; ?)?side=(${side})-c-(${held})(;.*)?$` },
});
const MODIFIER = 'ResponseHeaderModifier';

/** What each backend of a rule has its answers add. */
function addedBy(object: AnyObject, index = 0): Record<string, unknown> {
  const refs = (rulesOf(object)[index]?.backendRefs ?? []) as {
    name: string;
    filters?: { responseHeaderModifier?: { add?: unknown } }[];
  }[];
  return Object.fromEntries(
    refs.map(({ name, filters }) => [name, filters?.map((one) => one.responseHeaderModifier?.add ?? one)]),
  );
}

describe('clients with a cookie', () => {
  it('have rules of their own behind all others', () => {
    const found = steered(split, route([both, only]));
    expect(rulesOf(found).slice(2)).toEqual([
      { matches: [{ ...EVERY[0], headers: [cookie('canary')] }], backendRefs: [backend('demo-canary', 100)] },
      { matches: [{ ...EVERY[0], headers: [cookie('stable')] }], backendRefs: [backend('demo-stable', 100)] },
      { matches: [{ ...CART[0], headers: [cookie('canary')] }], backendRefs: [backend('demo-canary', 100)] },
      { matches: [{ ...CART[0], headers: [cookie('stable')] }], backendRefs: [backend('demo-stable', 100)] },
    ]);
    expect(weightsOf(found).slice(0, 2)).toEqual([
      { 'demo-stable': 80, 'demo-canary': 20 },
      { 'demo-stable': 80, 'demo-canary': 20 },
    ]);
    expect(gatewayApi.observed(config, PLACE, [found]).shown).toHaveLength(2);
  });

  it('are those of shares so far', () => {
    const found = steered(splitAt(50, { cohorts: cohortsAt(50) }), steered(split, route([both])));
    expect(
      rulesOf(found)
        .slice(1)
        .flatMap(({ matches }) => matches),
    ).toEqual(['canary', 'stable'].map((side) => ({ ...EVERY[0], headers: [cookie(side, '20|50')] })));
  });

  it('are those of the canary alone where only they are held', () => {
    const cohorts = cohortsAt(20, { holdsStable: false });
    const found = steered(splitAt(20, { cohorts }), route([both]));
    expect(rulesOf(found)).toHaveLength(2);
    expect(addedBy(found)).toEqual({
      'demo-stable': undefined,
      'demo-canary': [[{ name: 'Set-Cookie', value: NEW['demo-canary'] }]],
    });
  });

  it('are known without a record, and with all of their rules gone it is one write to bring them back', () => {
    const found = steered(split, route([both]));
    const { annotations: _, ...metadata } = found.metadata;
    expect(rulesOf(steered(split, { ...found, metadata }))).toEqual(rulesOf(found));
    const torn = { ...found, spec: { ...(found.spec as object), rules: rulesOf(found).slice(0, 1) } };
    expect(rulesOf(steered(split, torn))).toEqual(rulesOf(found));
  });

  it('of another Rollout stay', () => {
    const [, ...others] = rulesOf(steered(split, route([both])));
    const theirs = others.map((rule) => ({ ...rule, backendRefs: [backend('other', 1)] }));
    expect(rulesOf(steered(splitAt(20), route([both, ...theirs]))).slice(1)).toEqual(theirs);
  });
});

describe('a cookie', () => {
  const add = [{ name: 'x-a', value: 'b' }];
  const filter = { type: MODIFIER, responseHeaderModifier: { add } };
  const rewrite = { type: 'URLRewrite', urlRewrite: { hostname: 'x' } };
  const stableWith = (...filters: object[]) => ({
    ...both,
    backendRefs: [{ ...backend('demo-stable', 1), filters }, backend('demo-canary', 0)],
  });
  const stable = { name: 'Set-Cookie', value: NEW['demo-stable'] };

  it.each<[string, object, unknown, string]>([
    ['is a filter of its own', both, [[stable]], '.filters'],
    ['stands beside other filters', stableWith(rewrite), [rewrite, [stable]], `.filters[type=${MODIFIER}]`],
    [
      'goes into the filter that is there',
      stableWith(rewrite, filter),
      [rewrite, [...add, stable]],
      `.filters[type=${MODIFIER}].responseHeaderModifier.add[name=Set-Cookie]`,
    ],
    [
      'goes into a filter that adds nothing yet',
      stableWith({ type: MODIFIER, responseHeaderModifier: { remove: ['server'] } }),
      [[stable]],
      `.filters[type=${MODIFIER}].responseHeaderModifier.add`,
    ],
  ])('%s, and goes again', (_, rule, filters, lease) => {
    const found = steered(split, route([rule]));
    expect(addedBy(found)['demo-stable']).toEqual(filters);
    expect(leasesOf(found)).toContain(`${BASE}[name=demo-stable]${lease}`);
    expect(rulesOf(steered(splitAt(20), found))).toEqual(rulesOf(steered(splitAt(20), route([rule]))));
    const [free] = applied([found], gatewayApi.release(PLACE, [found]).actions);
    expect(JSON.stringify(free)).not.toContain('side=');
    expect(free?.metadata.annotations?.[LEASES]).toBeUndefined();
  });

  it('is not set for those whom a header sends to the canary, but for those who are copied', () => {
    const mirror = { name: 'mirror', match: [{ path: { prefix: '/' } }], percentage: 35 };
    const found = steered({ ...split, headerRoutes: [HEADER], mirrorRoutes: [mirror] }, route([both]));
    expect(
      rulesOf(found)
        .map(({ name }) => name)
        .slice(0, 3),
    ).toEqual(['hdr', 'mirror', undefined]);
    expect([addedBy(found, 0), addedBy(found, 1)]).toMatchObject([
      { 'demo-canary': undefined },
      { 'demo-canary': [[{ name: 'Set-Cookie' }]], 'demo-stable': [[{ name: 'Set-Cookie' }]] },
    ]);
    // The copies go on for those who are held.
    expect(
      rulesOf(found)
        .slice(3)
        .map(({ filters }) => filters !== undefined),
    ).toEqual([true, true, false, false]);
  });
});

it('a header goes before a cookie, also where a mirror asks for a header, too', () => {
  const mirror = { name: 'mirror', match: [{ headers: { m: { exact: 'n' } } }], percentage: 5 };
  const found = steered({ ...split, headerRoutes: [HEADER], mirrorRoutes: [mirror] }, route([both]));
  expect(rulesOf(found)[3]).toMatchObject({
    matches: [{ headers: [{ name: 'X-Canary' }, cookie('canary|stable')] }],
    backendRefs: [{ name: 'demo-canary' }],
  });
});

describe('nobody is held', () => {
  const setting = { type: MODIFIER, responseHeaderModifier: { set: [{ name: 'set-cookie', value: 'a=b' }] } };
  const header = (name: string) => ({ matches: [{ ...EVERY[0], headers: [{ name, value: '1' }] }] });
  const other = { backendRefs: [backend('other', 1)] };
  const query = { matches: [{ ...EVERY[0], queryParams: [{ name: 'v', value: '1' }] }] };
  const many = Array.from({ length: 6 }, (_, index) => ({
    ...only,
    matches: [{ path: { type: 'PathPrefix', value: `/${index}` } }],
  }));

  it.each<[string, object[], string]>([
    ['where the user asks for a cookie', [{ ...both, ...header('cookie') }], 'match two cookies'],
    [
      'where a backend sets one',
      [{ backendRefs: [{ ...backend('demo-stable', 1), filters: [setting] }] }],
      'set two cookies',
    ],
    [
      'where requests with a parameter would be taken from another rule',
      [both, { ...other, ...query }],
      'keep the order of rules for the same path',
    ],
    [
      'where an earlier rule would lose requests',
      [
        { ...other, ...header('a') },
        { ...both, ...header('b') },
      ],
      'keep the order of rules for the same path',
    ],
    ['where there would be too many rules', many, 'hold so many rules'],
  ])('%s', (_, rules, cannot) => {
    const { actions, problems } = gatewayApi.render(config, PLACE, split, [route(rules)]);
    expect(problems).toEqual([`sticky cohorts: HTTPRoute shop/web cannot ${cannot}`]);
    expect(actions).toEqual(gatewayApi.render(config, PLACE, splitAt(20), [route(rules)]).actions);
  });

  it.each<[string, object]>([
    ['asks for a header', header('a')],
    ['has a longer path', { matches: CART }],
    ['asks for a method', { matches: [{ ...EVERY[0], method: 'PUT' }] }],
  ])('unless the other rule %s', (_, match) => {
    expect(gatewayApi.render(config, PLACE, split, [route([both, { ...other, ...match }])]).problems).toEqual([]);
  });

  it('by routes that carry no cookies', () => {
    const rpc = route([{ backendRefs: [backend('demo-stable', 1)] }], { kind: 'GRPCRoute', name: 'rpc' });
    const { problems, actions } = gatewayApi.render({ grpcRoutes: [{ name: 'rpc' }] }, PLACE, split, [rpc]);
    expect([problems, actions.length]).toEqual([['sticky cohorts need an HTTPRoute'], 1]);
  });
});
