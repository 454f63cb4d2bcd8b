/** What the TrafficSplit says, in each version of its API. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseYamlDocuments } from '../../../kube/yaml.ts';
import type { Split } from '../router.ts';
import { type AnyObject, applied, frozen, PLACE, splitAt } from '../routers.testkit.ts';
import { smi } from './smi.ts';

const golden = parseYamlDocuments(readFileSync(new URL('golden.yaml', import.meta.url), 'utf8'));
const config = { rootService: 'demo-root' };
const VERSIONS = ['v1alpha1', 'v1alpha2', 'v1alpha3', 'v1alpha4'];

function steered(split: Split, objects: readonly AnyObject[], version = 'v1alpha4', more: object = {}) {
  const kind = { kind: 'TrafficSplit', plural: 'trafficsplits', namespaced: true };
  const served = [{ apiVersion: `split.smi-spec.io/${version}`, ...kind }];
  const place = { ...PLACE, served };
  return applied(objects, smi.render({ ...config, ...more }, place, split, objects).actions);
}

const OWNER = {
  ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'demo', uid: 'uid-demo' },
  ...{ controller: true, blockOwnerDeletion: true },
};

function trafficSplit(spec: unknown, owners: object[] = [OWNER]): AnyObject {
  const metadata = { name: 'demo', namespace: 'shop', uid: 'uid-split', resourceVersion: '1', ownerReferences: owners };
  return frozen({ apiVersion: 'split.smi-spec.io/v1alpha2', kind: 'TrafficSplit', metadata, spec }) as AnyObject;
}

describe('the TrafficSplit', () => {
  it.each<[string, Split]>([
    ['weight 0', splitAt(0)],
    ['weight 20', splitAt(20)],
    ['weight 20 with experiment', splitAt(20, { experiment: 5 })],
    ['weight 100', splitAt(100)],
  ])('is as appendix F4 has it at %s', (name, split) => {
    for (const before of [[], steered(splitAt(60, { experiment: 1 }), [])]) {
      const [object] = steered(split, before);
      expect(golden).toContainEqual({ name, spec: object?.spec });
    }
  });

  it.each(VERSIONS)('has the weights that %s knows', (version) => {
    const once = steered(splitAt(0), [], version);
    for (const [object] of [steered(splitAt(20), [], version), steered(splitAt(20), once)]) {
      expect(object?.apiVersion).toBe(`split.smi-spec.io/${version}`);
      expect(golden).toContainEqual({
        ...{ name: version === 'v1alpha1' ? 'weight 20 in v1alpha1' : 'weight 20', spec: object?.spec },
      });
      const { shown } = smi.observed(config, PLACE, object ? [object] : []);
      const weights = { 'demo-canary': 20, 'demo-stable': 80 };
      expect(shown).toEqual([{ where: 'TrafficSplit shop/demo', weights, of: 100 }]);
    }
  });

  it('is created for the Rollout, and an event says so', () => {
    expect(smi.render(config, PLACE, splitAt(20), [])).toMatchObject({
      actions: [
        {
          do: 'create',
          object: {
            ...{ apiVersion: 'split.smi-spec.io/v1alpha4', kind: 'TrafficSplit' },
            metadata: { name: 'demo', namespace: 'shop', ownerReferences: [OWNER] },
          },
          because: 'canary weight 20 in new TrafficSplit shop/demo',
        },
      ],
      notices: [{ type: 'Normal', reason: 'TrafficSplitCreated', message: 'TrafficSplit `demo` created' }],
      problems: [],
    });
  });

  it.each<[string, object, object]>([
    ['has the name that the spec gives it', { trafficSplitName: 'web' }, { metadata: { name: 'web' } }],
    ['divides stable without a root service', { rootService: undefined }, { spec: { service: 'demo-stable' } }],
  ])('%s', (_, more, object) => expect(steered(splitAt(20), [], 'v1alpha4', more)).toMatchObject([object]));

  it('is patched without a word, and keeps what others have added', () => {
    const matches = [{ kind: 'HTTPRouteGroup', name: 'mine' }];
    const before = trafficSplit({ service: 'demo-root', matches, backends: [] });
    expect(smi.render(config, PLACE, splitAt(20), [before])).toMatchObject({
      actions: [{ do: 'patch', resourceVersion: '1', because: 'canary weight 0 -> 20 in TrafficSplit shop/demo' }],
      notices: [],
    });
    expect(steered(splitAt(20), [before])).toMatchObject([{ spec: { matches } }]);
  });

  it('is deleted once it is let go', () => {
    expect(smi.release(PLACE, steered(splitAt(20), []))).toMatchObject({
      ...{ actions: [{ do: 'delete', uid: 'uid-demo', resourceVersion: '1' }], problems: [] },
    });
  });

  it('shows nothing before it is there', () => {
    expect(smi.observed(config, PLACE, [])).toEqual({ shown: [], routes: [], problems: [] });
    expect(smi.unfit(config, PLACE, [])).toEqual([]);
  });
});

it.each<[string, object[]]>([
  ['nobody', []],
  ['another Rollout', [{ ...OWNER, uid: 'uid-other' }]],
  ['us, but not under our control', [{ ...OWNER, controller: false }]],
])('a TrafficSplit of %s is never touched', (_, owners) => {
  const objects = [trafficSplit({ service: 'demo-root', backends: [{ service: 'demo-stable', weight: 1 }] }, owners)];
  const problems = ['Rollout does not own TrafficSplit `demo`'];
  expect(smi.render(config, PLACE, splitAt(20), objects)).toEqual({ actions: [], notices: [], problems });
  expect(smi.observed(config, PLACE, objects)).toEqual({ shown: [], routes: [], problems });
  expect(smi.release(PLACE, objects).actions).toEqual([]);
});

it.each<[string, unknown, string, number]>([
  ['a number', 30, 'demo-root', 30],
  ['a quantity', '30', 'demo-root', 30],
  ['thousandths', '300m', 'demo-root', 0.3],
  ['nothing that is a number', 'many', 'demo-root', 0],
  ['the share of another service', 30, 'other', 0],
])('a weight may be %s', (_, weight, service, canary) => {
  const objects = [trafficSplit({ service, backends: [{ service: 'demo-canary', weight }] })];
  const [shown] = smi.observed(config, PLACE, objects).shown;
  expect(shown?.weights['demo-canary'] ?? 0).toBe(canary);
});

it('any TrafficSplit is stood, and right after one write', () => {
  const bit = fc.oneof(fc.jsonValue(), fc.constantFrom<unknown>('demo-root', 'demo-canary', 'demo-stable', '20'));
  const backends = fc.oneof(bit, fc.array(fc.oneof(bit, fc.record({ service: bit, weight: bit }))));
  fc.assert(
    fc.property(fc.oneof(bit, fc.record({ service: bit, backends })), (spec) => {
      const after = steered(splitAt(20), [trafficSplit(spec)]);
      expect(smi.render(config, PLACE, splitAt(20), after).actions).toEqual([]);
      expect(smi.observed(config, PLACE, after).shown).toMatchObject([{ of: 100 }]);
      smi.observed(config, PLACE, [trafficSplit(spec)]);
    }),
  );
});
