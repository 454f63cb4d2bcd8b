/** What Ambassador and Emissary are told: a canary Mapping, word for word. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseYamlDocuments } from '../../../kube/yaml.ts';
import type { Place, Split } from '../router.ts';
import { type AnyObject, applied, PLACE, splitAt } from '../routers.testkit.ts';
import { mapping } from './ambassador.testkit.ts';
import { ambassador } from './ambassador.ts';

const golden = parseYamlDocuments(
  readFileSync(new URL('golden.yaml', import.meta.url), 'utf8'),
) as readonly AnyObject[];
const config = { mappings: ['web'] };
const user = mapping({ timeout_ms: 4000 }, { labels: { app: 'demo' } });
/** Nothing is rolled out any more. */
const over: Split = {
  ...splitAt(0),
  destinations: splitAt(0).destinations.map((destination) => ({ ...destination, hash: 's' })),
};

function rendered(split: Split, objects: readonly AnyObject[], options = config) {
  return ambassador.render(options, PLACE, split, objects);
}

function carriedOut(weights: readonly number[], objects: readonly AnyObject[] = [user]): readonly AnyObject[] {
  return weights.reduce((now, weight) => applied(now, rendered(splitAt(weight), now).actions), objects);
}

const canaryIn = (objects: readonly AnyObject[]) => objects.find(({ metadata }) => metadata.name.endsWith('-canary'));

describe('the canary Mapping', () => {
  it.each<[string, readonly number[]]>([
    ['weight 20', [20]],
    ['weight 100', [20, 100]],
    ['weight 0', [20, 0]],
  ])('is as appendix F7 has it at %s', (name, weights) => {
    expect(golden).toContainEqual(expect.objectContaining({ name, spec: canaryIn(carriedOut(weights))?.spec }));
  });

  it('belongs to the Rollout, and has nothing of the metadata of the user', () => {
    const [action] = rendered(splitAt(20), [user]).actions;
    expect(action?.do === 'create' && action.object).toMatchObject({ metadata: golden[0]?.metadata });
    expect(action?.do === 'create' && action.object.metadata.labels).toBeUndefined();
  });

  it('is not there before it gets requests', () => {
    expect(rendered(splitAt(0), [user])).toEqual({ actions: [], notices: [], problems: [] });
    const weights = { 'demo-canary': 0, 'demo-stable': 100 };
    expect(ambassador.observed(config, PLACE, [user]).shown).toEqual([{ where: 'Mapping shop/web', weights, of: 100 }]);
  });

  it('first gets weight 0 and goes in the next pass, once nothing is rolled out', () => {
    const before = carriedOut([100]);
    const first = rendered(over, before).actions;
    expect(first).toMatchObject([{ do: 'patch', because: 'canary weight 100 -> 0 in mapping web-canary' }]);
    const second = rendered(over, applied(before, first)).actions;
    expect(second).toMatchObject([{ do: 'delete', resourceVersion: '2', uid: 'uid-web-canary' }]);
    expect(rendered(over, applied(applied(before, first), second)).actions).toEqual([]);
  });

  it('stays until it had weight 0 for five seconds, and is waited for', () => {
    const at = (seconds: number): Place => ({ ...PLACE, now: new Date(seconds * 1000) });
    const look = (split: Split, seconds: number, objects: readonly AnyObject[]) =>
      ambassador.render(config, at(seconds), split, objects);
    const before = carriedOut([100]);
    const first = look(over, 0, before);
    expect(first).toMatchObject({ actions: [{ do: 'patch' }], wakeAt: at(5).now });
    const idle = applied(before, first.actions);
    expect(look(over, 1, idle)).toEqual({ actions: [], notices: [], problems: [], wakeAt: at(5).now });
    expect(look(over, 5, idle)).toMatchObject({ actions: [{ do: 'delete' }] });
    // A new rollout takes it up again, and the next wait begins anew.
    const taken = applied(idle, look(splitAt(20), 2, idle).actions);
    expect(canaryIn(taken)).toMatchObject({ metadata: { annotations: {} }, spec: { weight: 20 } });
    const again = applied(taken, look(over, 60, taken).actions);
    expect(look(over, 64, again)).toMatchObject({ actions: [], wakeAt: at(65).now });
    // An abort has left it at 0 long ago.
    const aborted = applied(before, look(splitAt(0), 0, before).actions);
    expect(look(splitAt(0), 60, aborted)).toEqual({ actions: [], notices: [], problems: [] });
    expect(look(over, 60, aborted)).toMatchObject({ actions: [{ do: 'delete' }] });
  });

  it.each([
    ['of which nobody knows since when', carriedOut([20, 0]), { metadata: { annotations: expect.anything() } }],
    ['that has a share', carriedOut([20]), { spec: { weight: 0 } }],
  ])('is not taken at once from a Rollout that lets go of one %s', (_, objects, merge) => {
    const now = new Date(10_000);
    const first = ambassador.release({ ...PLACE, now }, objects);
    expect(first).toMatchObject({ actions: [{ do: 'patch', patch: { merge } }], wakeAt: new Date(15_000) });
    const idle = applied(objects, first.actions);
    expect(ambassador.release({ ...PLACE, now }, idle)).toMatchObject({ actions: [], wakeAt: new Date(15_000) });
    const gone = ambassador.release({ ...PLACE, now: new Date(15_000) }, idle).actions;
    expect(applied(idle, gone)).toHaveLength(1);
  });

  it('stays at weight 0 while two revisions are there, such as after an abort', () => {
    expect(rendered(splitAt(0), carriedOut([20, 0])).actions).toEqual([]);
  });

  it('is not taken away where it got a weight since', () => {
    const before = carriedOut([20, 0]);
    const [decided] = rendered(over, before).actions;
    expect(() => applied(carriedOut([30], before), decided ? [decided] : [])).toThrow('look again');
    expect(rendered(over, carriedOut([30], before)).actions).toMatchObject([{ do: 'patch' }]);
  });

  it('follows what Git changes in the Mapping of the user', () => {
    const [, canary] = carriedOut([20]);
    const changed = mapping({ prefix: '/v2/' });
    const objects = applied([changed], []).concat(canary ?? []);
    expect(canaryIn(carriedOut([20], objects))?.spec).toEqual({
      ...{ hostname: '*', prefix: '/v2/', service: 'demo-canary:80', weight: 20 },
    });
  });

  it('says what it does, and nothing when it does nothing', () => {
    const message = 'Canary mapping "web-canary" weight set to 20';
    const notices = [{ type: 'Normal', reason: 'CanaryMappingWeightUpdate', message }];
    const { actions, ...created } = rendered(splitAt(20), [user]);
    expect(actions).toMatchObject([{ because: 'canary weight 20 in new mapping web-canary' }]);
    expect(created).toEqual({ notices, problems: [] });
    expect(rendered(splitAt(20), carriedOut([60])).notices).toEqual(notices);
    expect(rendered(splitAt(20), carriedOut([20])).notices).toEqual([]);
  });

  it('has a name of at most 253 characters', () => {
    const name = 'x'.repeat(250);
    const { actions } = rendered(splitAt(20), [mapping({}, { name })], { mappings: [name] });
    expect(actions[0]?.do === 'create' && actions[0].object.metadata.name).toBe(`${'x'.repeat(246)}-canary`);
  });

  it('is of the kind and version of the Mapping of the user', () => {
    const kinds = { apiVersion: 'x.getambassador.io/v3alpha1', kind: 'AmbassadorMapping' };
    expect(canaryIn(carriedOut([20], [{ ...user, ...kinds }]))).toMatchObject(kinds);
    const old = { apiVersion: 'getambassador.io/v2', kind: 'Mapping' };
    expect(canaryIn(carriedOut([20], [{ ...user, ...old }]))).toMatchObject(old);
  });

  it('goes with the Rollout', () => {
    const objects = carriedOut([20]);
    expect(ambassador.release(PLACE, objects).actions).toMatchObject([{ do: 'delete' }]);
    expect(ambassador.release({ ...PLACE, uid: 'other' }, objects).actions).toEqual([]);
  });

  it('is taken over from a controller that left no word of whose it is', () => {
    const left = mapping({ timeout_ms: 4000, service: 'demo-canary:80', weight: 20 }, { name: 'web-canary' });
    const objects = [user, left];
    expect(ambassador.observed(config, PLACE, objects).shown[0]?.weights['demo-canary']).toBe(20);
    expect(canaryIn(carriedOut([30], objects))).toMatchObject({
      metadata: { ownerReferences: [{ uid: 'uid-demo' }] },
      spec: { weight: 30 },
    });
  });
});

it.each([
  ['demo-stable', 'demo-canary'],
  ['demo-stable:80', 'demo-canary:80'],
  ['demo-stable.shop', 'demo-canary.shop'],
  ['https://demo-stable.shop.svc.cluster.local:443', 'https://demo-canary.shop.svc.cluster.local:443'],
  ['demo-stable.demo-stable', undefined],
  ['my-demo-stable', undefined],
  ['demo-stable-2:80', undefined],
  ['http://other/demo-stable', undefined],
])('the address %s becomes %s', (service, expected) => {
  const canary = canaryIn(carriedOut([20], [mapping({ service })]));
  expect((canary?.spec as { service: string } | undefined)?.service).toBe(expected);
});

describe('a problem', () => {
  const foreign = mapping({ weight: 5 }, { name: 'web-canary' });
  const mine = mapping(
    { timeout_ms: 4000, service: 'demo-canary:80', weight: 5 },
    { name: 'web-canary', labels: { a: 'b' } },
  );
  const notOurs = 'Mapping shop/web-canary is not ours to be a canary';
  const weighed = 'Ambassador mapping "web" can not define weight';
  const elsewhere = 'Ambassador mapping "web" does not lead to service demo-stable';
  it.each<[string, readonly AnyObject[], string]>([
    ['is a Mapping that is missing', [], 'Mapping shop/web not found'],
    ['is a Mapping with a weight', [mapping({ weight: 10 })], weighed],
    ['is a Mapping for another service', [mapping({ service: 'other' })], elsewhere],
    ['is a canary of somebody else', [user, foreign], notOurs],
    ['is a canary that somebody else has marked', [user, mine], notOurs],
  ])('%s', (_, objects, problem) => {
    expect(rendered(splitAt(20), objects)).toEqual({ actions: [], notices: [], problems: [problem] });
    expect(ambassador.observed(config, PLACE, objects).problems).toEqual([problem]);
  });

  it.each<[string, readonly string[], readonly AnyObject[], string]>([
    ['no Mapping', [], [], 'at least one Ambassador mapping must be configured'],
    ['a Mapping that is missing', ['web'], [], 'mapping.getambassador.io "web" not found'],
    ['a Mapping with a weight', ['web'], [mapping({ weight: 10 })], weighed],
  ])('with %s makes the spec invalid', (_, mappings, objects, message) => {
    expect(ambassador.unfit({ mappings: [...mappings] }, PLACE, objects)).toMatchObject([{ message }]);
  });

  it('never keeps a canary from getting less', () => {
    const [, canary] = carriedOut([50]);
    const objects = [mapping({ weight: 10 }), ...(canary ? [canary] : [])];
    expect(canaryIn(applied(objects, rendered(splitAt(0), objects).actions))?.spec).toMatchObject({ weight: 0 });
  });
});
