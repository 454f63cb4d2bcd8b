/** What a TraefikService is told: the weights of two of its entries. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseYamlDocuments } from '../../../kube/yaml.ts';
import type { Place } from '../router.ts';
import { type AnyObject, applied, PLACE, splitAt } from '../routers.testkit.ts';
import { config, entry, traefikService } from './traefik.case.testkit.ts';
import { traefik } from './traefik.ts';

const golden = parseYamlDocuments(readFileSync(new URL('golden.yaml', import.meta.url), 'utf8'));
const user = traefikService([
  entry('demo-stable'),
  { name: 'other', kind: 'TraefikService', weight: 3 },
  entry('demo-canary', { weight: 50 }),
]);

function steered(weight: number, object: AnyObject): AnyObject {
  return applied([object], traefik.render(config, PLACE, splitAt(weight), [object]).actions)[0] ?? object;
}

function released(object: AnyObject, place: Partial<Place> = {}): AnyObject {
  return applied([object], traefik.release({ ...PLACE, ...place }, [object]).actions)[0] ?? object;
}

function goldenOf(name: string, { metadata, spec }: AnyObject): object {
  return { name, spec, annotations: metadata.annotations };
}

/** `demo-stable:80 demo-canary:20` */
function weightsOf({ spec }: AnyObject): string {
  const { services } = (spec as { weighted: { services: { name: string; weight?: number }[] } }).weighted;
  return services.map(({ name, weight }) => `${name}:${weight ?? '-'}`).join(' ');
}

describe('the TraefikService', () => {
  it.each([
    ['weight 0', 0],
    ['weight 20', 20],
    ['weight 100', 100],
  ])('is as appendix F5 has it at %s', (name, weight) => {
    for (const before of [user, steered(60, user)])
      expect(golden).toContainEqual(goldenOf(name, steered(weight, before)));
  });

  it('gives stable everything once it is let go', () => {
    expect(golden).toContainEqual(goldenOf('released', released(steered(20, user))));
    expect(traefik.release(PLACE, [user]).actions).toEqual([]);
  });

  it.each<[string, Partial<Place>]>([
    ['no services', { stableService: '', canaryService: '' }],
    ['others', { stableService: 'live', canaryService: 'next' }],
    ['them the other way round', { stableService: 'demo-canary', canaryService: 'demo-stable' }],
  ])('remembers its services where the Rollout names %s', (_, place) => {
    expect(weightsOf(released(steered(20, user), place))).toBe('demo-stable:100 other:3 demo-canary:0');
  });

  it('is left as it is where stable has been taken away', () => {
    const leased = steered(20, user);
    const cut = { ...leased, spec: { weighted: { services: [entry('demo-canary', { weight: 20 })] } } };
    expect([weightsOf(released(cut)), released(cut).metadata.annotations]).toEqual(['demo-canary:20', {}]);
  });

  it('says why it changes', () => {
    expect(traefik.render(config, PLACE, splitAt(20), [user])).toMatchObject({
      actions: [{ do: 'patch', resourceVersion: '1', because: 'canary weight 50 -> 20 in TraefikService shop/web' }],
      ...{ notices: [], problems: [] },
    });
  });

  it('takes a change from Git in mid-rollout', () => {
    const leased = steered(20, user);
    const { services } = (leased.spec as { weighted: { services: object[] } }).weighted;
    const changed = services.map((one) => ({ ...one, passHostHeader: false }));
    const after = steered(40, { ...leased, spec: { weighted: { services: changed } } });
    expect(weightsOf(after)).toBe('demo-stable:60 other:3 demo-canary:40');
    expect(after.spec).toMatchObject({ weighted: { services: changed.map(() => ({ passHostHeader: false })) } });
  });
});

describe('groups', () => {
  const of = (objects: readonly AnyObject[]) => traefik.render(config, PLACE, splitAt(20), objects);
  const old = traefikService([entry('demo-stable'), entry('demo-canary')], 'traefik.containo.us');

  it.each<[string, AnyObject[], string[]]>([
    ['the new one', [user], ['traefik.io/v1alpha1']],
    ['the old one', [old], ['traefik.containo.us/v1alpha1']],
    ['both', [user, old], ['traefik.io/v1alpha1', 'traefik.containo.us/v1alpha1']],
    ['the one that is of use', [user, traefikService([], 'traefik.containo.us')], ['traefik.io/v1alpha1']],
  ])('may be %s', (_, objects, versions) => {
    const { actions, problems } = of(objects);
    const written = actions.map((action) => ('ref' in action ? action.ref.apiVersion : undefined));
    expect([written, problems]).toEqual([versions, []]);
    expect(traefik.observed(config, PLACE, objects).shown).toHaveLength(versions.length);
  });

  it('are both read', () => {
    const names = traefik.reads(config, PLACE).map((reading) => ('ref' in reading ? reading.ref : undefined));
    expect(names).toEqual(
      ['traefik.io', 'traefik.containo.us'].map((group) => ({
        ...{ apiVersion: `${group}/v1alpha1`, kind: 'TraefikService', namespace: 'shop', name: 'web' },
      })),
    );
  });
});

it.each<[string, AnyObject[], string]>([
  ['a TraefikService that is missing', [], 'TraefikService shop/web not found'],
  [
    'a canary that is missing',
    [traefikService([entry('demo-stable')])],
    'TraefikService shop/web has no weighted service demo-canary',
  ],
  [
    'stable in another namespace',
    [traefikService([entry('demo-canary'), entry('demo-stable', { namespace: 'x' })])],
    'TraefikService shop/web has no weighted service demo-stable',
  ],
  [
    'a service that is there twice',
    [traefikService([entry('demo-canary'), entry('demo-stable'), entry('demo-stable', { port: 81 })])],
    'TraefikService shop/web names demo-stable twice',
  ],
])('%s is a problem', (_, objects, problem) => {
  expect(traefik.render(config, PLACE, splitAt(20), objects)).toEqual({
    actions: [],
    notices: [],
    problems: [problem],
  });
  expect(traefik.observed(config, PLACE, objects)).toEqual({ shown: [], routes: [], problems: [problem] });
});

it('the spec is invalid without the TraefikService', () => {
  const message = 'traefikservice.traefik.io "web" not found';
  const unfit = { path: 'weightedTraefikServiceName', value: 'web', message, missing: 'TraefikService' };
  expect(traefik.unfit(config, PLACE, [])).toEqual([unfit]);
  expect(traefik.unfit(config, PLACE, [traefikService([])])).toEqual([]);
});

it('an entry without a weight counts one', () => {
  const { shown } = traefik.observed(config, PLACE, [user]);
  expect(shown).toMatchObject([{ weights: { 'demo-stable': 1, 'demo-canary': 50 }, of: 51 }]);
});

it('any TraefikService is stood, and right after one write', () => {
  const bit = fc.oneof(fc.jsonValue(), fc.constantFrom<unknown>('demo-stable', 'demo-canary', 'shop', undefined));
  const one = fc.record({ name: bit, namespace: bit, weight: bit });
  fc.assert(
    fc.property(fc.oneof(bit, fc.array(fc.oneof(bit, one))), (services) => {
      const after = steered(20, traefikService(services));
      expect(traefik.render(config, PLACE, splitAt(20), [after]).actions).toEqual([]);
      traefik.observed(config, PLACE, [after]);
      expect(traefik.release(PLACE, [released(after)]).actions).toEqual([]);
    }),
  );
});
