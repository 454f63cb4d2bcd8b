/** Which revisions subsets select, in what order they turn, and that all else in a DestinationRule stays. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseYaml } from '../../../kube/yaml.ts';
import type { Split } from '../router.ts';
import { type AnyObject, applied, frozen, PLACE, splitAt } from '../routers.testkit.ts';
import {
  BARE,
  BOTH_SUBSETS,
  CANARY,
  HEADER,
  http,
  leasesIn,
  rule,
  STABLE,
  SUBSETS,
  specOf,
  steered,
  the,
  to,
  virtualService,
  weightsIn,
} from './istio.testkit.ts';
import { istio } from './istio.ts';

const golden = parseYaml(readFileSync(new URL('golden.yaml', import.meta.url), 'utf8')) as Record<string, object>;
const HASH = 'rollouts-pod-template-hash';
const MANAGED_BY = 'argo-rollouts.argoproj.io/managed-by-rollouts';
const web = http({ name: 'primary', route: BOTH_SUBSETS });
const objects = [web, rule([CANARY, STABLE])];
const ruleIn = (all: readonly AnyObject[]) => the('DestinationRule', all);

/** The same split for other revisions. */
const of = (split: Split, canary: string, stable: string): Split => ({
  ...split,
  destinations: split.destinations.map((one) => ({ ...one, hash: one.role === 'canary' ? canary : stable })),
});

function hashesIn(all: readonly AnyObject[]): readonly string[] {
  const subsets = specOf(ruleIn(all))['subsets'] as { name: string; labels?: Record<string, string> }[];
  return subsets.map(({ name, labels }) => `${name} ${labels?.[HASH] ?? '-'}`);
}

describe('golden', () => {
  it.each([
    ['weight 20', splitAt(20)],
    ['experiment', splitAt(20, { experiment: 5 })],
  ])('%s, rule', (name, split) => {
    const found = ruleIn(steered(split, objects, SUBSETS));
    expect(specOf(found)).toEqual(golden[`${name}, rule`]);
    expect(found.metadata.annotations?.[MANAGED_BY]).toBe('demo');
  });
});

describe('subsets', () => {
  it('of others stay, whatever else the rule names', () => {
    const others = [
      { name: 'beta', labels: { app: 'beta' } },
      { name: 'demo-try', labels: { mine: 'yes' } },
    ];
    const during = steered(
      splitAt(20, { experiment: 5 }),
      [web, rule([others[0], CANARY, STABLE, others[1]])],
      SUBSETS,
    );
    expect(specOf(ruleIn(during))['subsets']).toMatchObject([others[0], {}, {}, others[1]]);
    expect(leasesIn(ruleIn(during))).not.toContain('spec.subsets[name=demo-try]');
  });

  it('of experiments come and go', () => {
    const during = steered(splitAt(20, { experiment: 5 }), objects, SUBSETS);
    expect(hashesIn(during)).toEqual(['canary c', 'stable s', 'demo-try e']);
    expect(weightsIn(the('VirtualService', during))).toEqual(['stable 75, canary 20, demo-try 5']);
    expect(hashesIn(steered(splitAt(20), during, SUBSETS))).toEqual(['canary c', 'stable s']);
  });

  it('select any revision while none is known', () => {
    const during = steered(splitAt(20), objects, SUBSETS);
    expect(hashesIn(steered(of(splitAt(20), '', 's'), during, SUBSETS))).toEqual(['canary -', 'stable s']);
  });

  it('of a Rollout that is gone are as before', () => {
    const before = [web, rule([{ name: 'canary' }, STABLE, { name: 'beta', labels: { a: 'b' } }])];
    const during = steered(splitAt(0, { experiment: 5 }), before, SUBSETS);
    const after = applied(during, istio.release(PLACE, during).actions);
    expect(specOf(ruleIn(after))).toEqual(specOf(ruleIn(before)));
    expect(ruleIn(after).metadata.annotations).toEqual({});
    expect(specOf(the('VirtualService', after))).toEqual(specOf(web));
  });

  it('of a rule that another Rollout uses as well leave its annotation', () => {
    const { metadata, ...rest } = rule([CANARY, STABLE]);
    const shared = frozen({ ...rest, metadata: { ...metadata, annotations: { [MANAGED_BY]: 'other' } } });
    const during = steered(splitAt(20), [web, shared], SUBSETS);
    expect(ruleIn(during).metadata.annotations?.[MANAGED_BY]).toBe('other');
    expect(hashesIn(during)).toEqual(['canary c', 'stable s']);
  });

  it('say that they turn, when they do', () => {
    const { notices, actions } = istio.render(SUBSETS, PLACE, splitAt(0), objects);
    const message = 'DestinationRule demo subset updated (canary: c, stable: s)';
    expect(notices).toEqual([{ type: 'Normal', reason: 'UpdatedDestinationRule', message }]);
    expect(actions.at(-1)?.because).toBe(
      'subset canary selects c, subset stable selects s in DestinationRule shop/demo',
    );
    expect(istio.render(SUBSETS, PLACE, splitAt(0), applied(objects, actions)).notices).toEqual([]);
  });
});

describe('selected', () => {
  it.each<[string, object, string | undefined]>([
    ['by a short name', {}, 'demo'],
    ['by a long name', { host: 'demo.shop.svc.cluster.local' }, 'demo'],
    ['for a Service elsewhere', { host: 'demo.other' }, undefined],
    ['for many hosts', { host: '*.shop.svc.cluster.local' }, undefined],
    ['for a host outside', { host: 'www.shop.example' }, undefined],
  ])('%s', (_, more, service) => {
    const config = { ...SUBSETS };
    const found = steered(splitAt(0), [web, rule([CANARY, STABLE], more)], config, BARE);
    const { selected, problems } = istio.observed(config, BARE, found);
    const sides = service && { canary: { service, hash: 'c' }, stable: { service, hash: 's' } };
    expect(selected).toEqual(sides);
    expect(problems.includes('DestinationRule shop/demo is for no Service in namespace shop')).toBe(!service);
    // Services of both sides select the pods, too.
    expect(istio.observed(config, PLACE, found).problems.join()).not.toContain('is for no Service');
  });

  it('is no revision before the first split', () => {
    const sides = { canary: { service: 'demo', hash: '' }, stable: { service: 'demo', hash: '' } };
    expect(istio.observed(SUBSETS, PLACE, objects).selected).toEqual(sides);
  });

  it.each<[string, AnyObject[], string[]]>([
    ['a rule that is missing', [web], ['DestinationRule shop/demo not found']],
    ['a subset that is missing', [web, rule([STABLE])], ['DestinationRule shop/demo has no subset canary']],
  ])('not with %s: then nothing rises', (_, all, problems) => {
    expect(istio.unfit(SUBSETS, PLACE, all)).toEqual([]);
    const found = istio.render(SUBSETS, PLACE, splitAt(20), all);
    expect(found.problems).toEqual(problems);
    expect(found.actions.filter((action) => 'ref' in action && action.ref.kind === 'VirtualService')).toEqual([]);
  });

  it('not with a canary subset that is missing: it falls all the same', () => {
    const spec = {
      http: [{ name: 'primary', route: [to('demo', 50, { subset: 'stable' }), to('demo', 50, { subset: 'canary' })] }],
    };
    const after = steered(splitAt(0), [virtualService(spec), rule([STABLE])], SUBSETS);
    expect(weightsIn(the('VirtualService', after))).toEqual(['stable 100, canary 0']);
  });
});

/** What each pass makes of it: `weights · hashes`. */
function passes(split: Split, start: readonly AnyObject[]): readonly string[] {
  const states: string[] = [];
  let all = start;
  for (let next = steered(split, all, SUBSETS); next.some((one) => !all.includes(one)); ) {
    states.push(`${weightsIn(the('VirtualService', next)).join('; ')} · ${hashesIn(next).join(', ')}`);
    all = next;
    next = steered(split, all, SUBSETS);
  }
  return states;
}

describe('nobody is sent where nobody is', () => {
  it.each<[string, Split, Split, string[]]>([
    [
      'a canary is given up before its subset is for the next one',
      of(splitAt(50), 'v2', 'v1'),
      of(splitAt(0), 'v3', 'v1'),
      ['stable 100, canary 0 · canary v2, stable v1', 'stable 100, canary 0 · canary v3, stable v1'],
    ],
    [
      'a header route, too',
      of(splitAt(0, { headerRoutes: [HEADER] }), 'v2', 'v1'),
      of(splitAt(0), 'v3', 'v1'),
      ['stable 100, canary 0 · canary v2, stable v1', 'stable 100, canary 0 · canary v3, stable v1'],
    ],
    [
      'stable is promoted before it gets everything',
      of(splitAt(100), 'v2', 'v1'),
      of(splitAt(0), 'v2', 'v2'),
      ['stable 0, canary 100 · canary v2, stable v2', 'stable 100, canary 0 · canary v2, stable v2'],
    ],
    [
      'a subset turns before it gets more',
      of(splitAt(0), 'v2', 'v1'),
      of(splitAt(20), 'v3', 'v1'),
      ['stable 100, canary 0 · canary v3, stable v1', 'stable 80, canary 20 · canary v3, stable v1'],
    ],
  ])('%s', (_, before, after, states) => {
    expect(passes(after, steered(before, objects, SUBSETS))).toEqual(states);
  });

  it('and everything is as it should be in the end, however many routes there are', () => {
    const config = { ...SUBSETS, virtualService: { name: 'web', routes: ['a', 'b'] } };
    const weight = fc.integer({ min: 0, max: 100 });
    const hash = fc.constantFrom('', 'v1', 'v2', 'v3');
    fc.assert(
      fc.property(weight, weight, weight, fc.array(hash, { minLength: 4, maxLength: 4 }), (a, b, wanted, hashes) => {
        const [c1 = '', s1 = '', c2 = '', s2 = ''] = hashes;
        const at = (canary: number) => [
          to('demo', canary, { subset: 'canary' }),
          to('demo', 100 - canary, { subset: 'stable' }),
        ];
        const labelled = (subset: object, value: string) => ({ ...subset, labels: value ? { [HASH]: value } : {} });
        const split = of(splitAt(wanted), c2, s2);
        let all: readonly AnyObject[] = [
          http({ name: 'a', route: at(a) }, { name: 'b', route: at(b) }),
          rule([labelled(CANARY, c1), labelled(STABLE, s1)]),
        ];
        for (let pass = 0; pass < 4; pass++) all = steered(split, all, config);
        expect(istio.render(config, PLACE, split, all).actions).toEqual([]);
        expect(istio.observed(config, PLACE, all)).toMatchObject({
          shown: [{ weights: { 'demo-canary': wanted } }, { weights: { 'demo-canary': wanted } }],
          selected: { canary: { hash: c2 }, stable: { hash: s2 } },
        });
      }),
    );
  });
});
