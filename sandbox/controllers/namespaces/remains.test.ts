import { describe, expect, it } from 'vitest';
import { at } from '../../../kube/objects.testkit.ts';
import { ago, NOW } from '../workloads.testkit.ts';
import { conditionsOf, type Findings } from './remains.ts';

const resource = { apiVersion: 'apps/v1', kind: 'Deployment', plural: 'deployments', namespaced: true };
const NOTHING: Findings = { remaining: [], undiscovered: [], failures: [] };
const held = { ...at(1), metadata: { ...at(1).metadata, finalizers: ['a/b'] } };

describe('what a namespace that goes says', () => {
  it.each<[sentence: string, findings: Partial<Findings>, told: Record<string, string>]>([
    ['is that all is well', {}, {}],
    [
      'is what remains',
      { remaining: [{ resource, objects: [at(1)] }] },
      { NamespaceContentRemaining: 'Some resources are remaining: deployments.apps has 1 resource instances' },
    ],
    [
      'is what holds it',
      { remaining: [{ resource, objects: [held, held] }] },
      {
        NamespaceContentRemaining: 'Some resources are remaining: deployments.apps has 2 resource instances',
        NamespaceFinalizersRemaining:
          'Some content in the namespace has finalizers remaining: a/b in 2 resource instances',
      },
    ],
    [
      'is what went wrong',
      { failures: ['no', 'never'] },
      { NamespaceDeletionContentFailure: 'Failed to delete all resource types, never, no' },
    ],
    [
      'is what it could not ask',
      { undiscovered: ['a/v1'] },
      { NamespaceDeletionDiscoveryFailure: 'Discovery failed for some groups, a/v1' },
    ],
  ])('%s', (_, findings, told) => {
    const conditions = conditionsOf(undefined, { ...NOTHING, ...findings }, NOW);
    expect(conditions).toHaveLength(5);
    const bad = conditions.filter(({ status }) => status === 'True');
    expect(Object.fromEntries(bad.map(({ type, message }) => [type, message]))).toEqual(told);
  });

  it('keeps its times while it says the same', () => {
    const before = conditionsOf(undefined, NOTHING, new Date(ago(60)));
    expect(conditionsOf(before, NOTHING, NOW)).toEqual(before);
    const changed = conditionsOf(before, { ...NOTHING, failures: ['no'] }, NOW);
    expect(changed.filter((condition, index) => condition !== before[index])).toMatchObject([
      { reason: 'ContentDeletionFailed' },
    ]);
    const other = conditionsOf(changed, { ...NOTHING, failures: ['never'] }, NOW);
    expect(other.find(({ status }) => status === 'True')?.message).toMatch(/never/);
  });
});
