/** What APISIX is told: weights in rules of the user. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseYamlDocuments } from '../../../kube/yaml.ts';
import type { Place } from '../router.ts';
import { type AnyObject, applied, PLACE, splitAt } from '../routers.testkit.ts';
import { apisixRoute, backend, rule } from './apisix.testkit.ts';
import { apisix } from './apisix.ts';

const golden = parseYamlDocuments(readFileSync(new URL('golden.yaml', import.meta.url), 'utf8'));
const config = { route: { name: 'web' } };
const user = apisixRoute([
  rule('web', {
    ...{ priority: 3, timeout: { read: '5s' } },
    backends: [backend('demo-stable'), backend('demo-canary', 50)],
  }),
]);

function steered(weight: number, object: AnyObject, options: object = config): AnyObject {
  return applied([object], apisix.render(options, PLACE, splitAt(weight), [object]).actions)[0] ?? object;
}

function released(object: AnyObject, place: Partial<Place> = {}): AnyObject {
  return applied([object], apisix.release({ ...PLACE, ...place }, [object]).actions)[0] ?? object;
}

interface Rule {
  readonly name: string;
  readonly backends: readonly { readonly serviceName: string; readonly weight?: number }[];
}

function httpOf({ spec }: AnyObject): readonly Rule[] {
  return (spec as { http: readonly Rule[] }).http;
}

/** `web demo-stable:80 demo-canary:20` */
function weightsOf(object: AnyObject): readonly string[] {
  const text = ({ serviceName, weight }: Rule['backends'][number]) => `${serviceName}:${weight ?? '-'}`;
  return httpOf(object).map(({ name, backends }) => [name, ...backends.map(text)].join(' '));
}

const goldenOf = (name: string, object: AnyObject) => ({
  ...{ name, http: httpOf(object), annotations: object.metadata.annotations },
});

describe('the rule', () => {
  it.each([
    ['weight 0', 0],
    ['weight 20', 20],
    ['weight 100', 100],
  ])('is as appendix F6 has it at %s', (name, weight) => {
    for (const before of [user, steered(60, user)])
      expect(golden).toContainEqual(goldenOf(name, steered(weight, before)));
  });

  it('gives stable everything once it is let go', () => {
    expect(golden).toContainEqual(goldenOf('released', released(steered(20, user))));
    expect(apisix.release(PLACE, [user]).actions).toEqual([]);
  });

  it.each<[string, Partial<Place>]>([
    ['no services', { stableService: '', canaryService: '' }],
    ['others', { stableService: 'live', canaryService: 'next' }],
    ['them the other way round', { stableService: 'demo-canary', canaryService: 'demo-stable' }],
  ])('remembers its services where the Rollout names %s', (_, place) => {
    expect(weightsOf(released(steered(20, user), place))).toEqual(['web demo-stable:100 demo-canary:0']);
  });

  it('goes on answering where stable has been taken away', () => {
    const cut = { ...steered(20, user), spec: { http: [rule('web', { backends: [backend('demo-canary', 20)] })] } };
    expect([weightsOf(released(cut)), released(cut).metadata.annotations]).toEqual([['web demo-canary:20'], {}]);
  });

  it('counts a backend without a weight as 100', () => {
    const { shown } = apisix.observed(config, PLACE, [user]);
    const where = 'rule web of ApisixRoute shop/web';
    expect(shown).toEqual([{ where, weights: { 'demo-canary': 50, 'demo-stable': 100 }, of: 150 }]);
  });

  it('says why it changes', () => {
    expect(apisix.render(config, PLACE, splitAt(20), [user])).toMatchObject({
      actions: [{ do: 'patch', resourceVersion: '1', because: 'canary weight 50 -> 20 in ApisixRoute shop/web' }],
      ...{ notices: [], problems: [] },
    });
  });

  it('keeps both its weight and what Git changes beside it', () => {
    const [live] = httpOf(steered(20, user));
    const changed = {
      ...live,
      timeout: { read: '9s' },
      backends: live?.backends.map((one) => ({ ...one, servicePort: 81 })),
    };
    const synced = { ...steered(20, user), spec: { http: [changed, rule('new')] } };
    expect(apisix.render(config, PLACE, splitAt(20), [synced]).actions).toEqual([]);
    const later = steered(30, synced);
    expect(weightsOf(later)).toEqual(['web demo-stable:70 demo-canary:30', 'new demo-stable:100 demo-canary:0']);
    expect(httpOf(later)[0]).toMatchObject({ timeout: { read: '9s' }, backends: [{ servicePort: 81 }, {}] });
  });
});

describe('several rules', () => {
  const three = apisixRoute([
    rule('web'),
    rule('api', { backends: [backend('legacy', 7), ...backends()] }),
    rule('own'),
  ]);

  function backends(): readonly object[] {
    return [backend('demo-canary', 0), backend('demo-stable', 1)];
  }

  it('are steered where they are named, and other backends keep their weights', () => {
    expect(weightsOf(steered(20, three, { route: { name: 'web', rules: ['web', 'api'] } }))).toEqual([
      'web demo-stable:80 demo-canary:20',
      'api legacy:7 demo-canary:20 demo-stable:80',
      'own demo-stable:100 demo-canary:0',
    ]);
  });

  it('are steered although one of them is missing', () => {
    const options = { route: { name: 'web', rules: ['gone', 'web'] } };
    expect(apisix.render(options, PLACE, splitAt(20), [three])).toMatchObject({
      actions: [{ do: 'patch' }],
      problems: ['ApisixRoute shop/web has no rule gone'],
    });
  });
});

describe('a problem', () => {
  it.each<[string, object, readonly AnyObject[], string, string]>([
    ['is that nothing is named', {}, [user], 'apisix.route is not set', 'route'],
    ['is a route that is missing', config, [], 'ApisixRoute shop/web not found', 'route.name'],
    [
      'is a route of another API',
      config,
      [{ ...user, apiVersion: 'example.com/v2' }],
      'ApisixRoute shop/web not found',
      'route.name',
    ],
    [
      'is a rule that is missing',
      config,
      [apisixRoute([rule('x')])],
      'ApisixRoute shop/web has no rule web',
      'route.name',
    ],
    [
      'is a backend that is missing',
      { route: { name: 'web', rules: ['web'] } },
      [apisixRoute([rule('web', { backends: [backend('demo-stable')] })])],
      'rule web of ApisixRoute shop/web has no backend demo-canary',
      'route.rules',
    ],
    [
      'is a backend named twice',
      config,
      [apisixRoute([rule('web', { backends: [backend('demo-stable'), backend('demo-stable')] })])],
      'rule web of ApisixRoute shop/web names demo-stable twice',
      'route.name',
    ],
  ])('%s', (_, options, objects, ...[problem, path]) => {
    expect(apisix.render(options, PLACE, splitAt(20), objects)).toEqual({
      ...{ actions: [], notices: [], problems: [problem] },
    });
    expect(apisix.observed(options, PLACE, objects).problems).toEqual([problem]);
    expect(apisix.unfit(options, PLACE, objects)).toMatchObject([{ path }]);
  });
});
