import { describe, expect, it } from 'vitest';
import { claimsOf } from './claims.ts';
import { at, owner, revision, rollout } from './parts.testkit.ts';

const SELECTOR = { matchLabels: { app: 'web' } };
const replicaSet = (number: number, metadata = {}) => revision(number, { metadata }).object;
const free = { ownerReferences: [] };
const strange = { labels: { app: 'shop', 'rollouts-pod-template-hash': 'v1' } };

function claims(replicaSets: ReturnType<typeof replicaSet>[], selector: object = SELECTOR, metadata = {}) {
  const {
    owned,
    free: wanted,
    adoptions,
    releases,
  } = claimsOf({ object: rollout({}, metadata), selector, replicaSets });
  expect(adoptions.map(because)).toEqual(wanted.map((one) => `adopt ${one.metadata.name}`));
  return [owned.map((one) => one.metadata.name), adoptions.map(because), releases.map(because)];
}

const because = (action: { because: string }) => action.because;

describe('claimsOf', () => {
  it.each<[row: string, metadata: object, result: unknown[]]>([
    ['keeps what it owns and matches', {}, [['web-v1'], [], []]],
    ['adopts what nobody owns', free, [[], ['adopt web-v1'], []]],
    [
      'adopts what only has owners that do not control it',
      { ownerReferences: [owner('Tenant', 'tenant-1', false)] },
      [[], ['adopt web-v1'], []],
    ],
    ['leaves what another owns', { ownerReferences: [owner('Rollout', 'rollout-0')] }, [[], [], []]],
    ['leaves what does not match', { ...free, ...strange }, [[], [], []]],
    [
      'leaves what an Experiment made',
      { ...free, annotations: { 'experiment.argoproj.io/name': 'gone' } },
      [[], [], []],
    ],
    ['leaves what no Rollout made', { ...free, labels: { app: 'web' } }, [[], [], []]],
    ['leaves what is going', { ...free, deletionTimestamp: at(-1) }, [[], [], []]],
    ['lets go of what no longer matches', strange, [[], [], ['release web-v1: the selector does not match it']]],
    ['keeps what no longer matches but is going', { ...strange, deletionTimestamp: at(-1) }, [['web-v1'], [], []]],
  ])('%s', (_, metadata, result) => expect(claims([replicaSet(1, metadata)])).toEqual(result));

  it.each<[row: string, selector: object, metadata: object]>([
    ['an empty selector', {}, {}],
    ['a selector that cannot be read', { matchExpressions: [{ key: 'app', operator: 'Near' }] }, {}],
    ['a Rollout that is being deleted', SELECTOR, { deletionTimestamp: at(-1) }],
  ])('with %s nothing changes hands', (_, selector, metadata) => {
    expect(claims([replicaSet(1, strange), replicaSet(2, free)], selector, metadata)).toEqual([['web-v1'], [], []]);
  });

  const ref = { apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace: 'shop', name: 'web-v1' };

  it('adopts as the one controller, beside other owners, and only that very object', () => {
    const { adoptions } = claimsOf({ object: rollout(), selector: SELECTOR, replicaSets: [replicaSet(1, free)] });
    const reference = {
      ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'web', uid: 'rollout-1' },
      ...{ controller: true, blockOwnerDeletion: true },
    };
    const strategic = { metadata: { uid: 'v1', ownerReferences: [reference] } };
    expect(adoptions).toEqual([{ do: 'patch', ref, patch: { strategic }, because: 'adopt web-v1' }]);
  });

  it('lets go by its own reference alone', () => {
    const { releases } = claimsOf({ object: rollout(), selector: SELECTOR, replicaSets: [replicaSet(1, strange)] });
    const strategic = { metadata: { uid: 'v1', ownerReferences: [{ $patch: 'delete', uid: 'rollout-1' }] } };
    expect(releases).toMatchObject([{ do: 'patch', ref, patch: { strategic } }]);
  });
});
