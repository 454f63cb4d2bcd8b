import { describe, expect, it } from 'vitest';
import { ago, NOW, pod, replicaSet } from '../workloads.testkit.ts';
import type { Pod } from '../workloads.ts';
import { podOf } from './pod.ts';
import { dispensable } from './ranking.ts';
import { nextAvailable, replicaSetStatus } from './status.ts';

describe('of two pods', () => {
  it.each<[sentence: string, first: Pod, then: Pod]>([
    ['the one without a node goes first', pod({ name: 'z' }), pod({ name: 'a', node: 'n' })],
    ['the pending one goes first', pod({ name: 'z', node: 'n' }), pod({ name: 'a', node: 'n', phase: 'Running' })],
    [
      'the unknown one goes before the running',
      pod({ name: 'z', node: 'n', phase: 'Unknown' }),
      pod({ name: 'a', node: 'n', phase: 'Running' }),
    ],
    [
      'the one that is not ready goes first',
      pod({ name: 'z', node: 'n', phase: 'Running' }),
      pod({ name: 'a', node: 'n', phase: 'Running', readyFor: 9 }),
    ],
    ['the cheaper one goes first', pod({ name: 'z', cost: '-5' }), pod({ name: 'a' })],
    ['a cost that is no number counts as none', pod({ name: 'z', cost: '-1' }), pod({ name: 'a', cost: '-05' })],
    [
      'the one that was ready for less long goes first',
      pod({ name: 'z', readyFor: 10 }),
      pod({ name: 'a', readyFor: 1000 }),
    ],
    [
      'the one that was restarted more often goes first',
      pod({ name: 'z', restarts: 3 }),
      pod({ name: 'a', restarts: 1 }),
    ],
    ['the younger one goes first', pod({ name: 'z', age: 10 }), pod({ name: 'a', age: 1000 })],
    ['ages of one magnitude are the same', pod({ name: 'a', age: 101 }), pod({ name: 'z', age: 100 })],
  ])('%s', (_, first, then) => {
    expect(dispensable([then, first], 1, [], NOW)).toEqual([first]);
    expect(dispensable([first, then], 1, [], NOW)).toEqual([first]);
  });

  it('the one goes first whose node has more of their kind', () => {
    const [crowded, alone] = [pod({ name: 'z', node: 'full' }), pod({ name: 'a', node: 'free' })];
    const related = [crowded, alone, pod({ name: 'b', node: 'full' }), pod({ name: 'c' })];
    expect(dispensable([alone, crowded], 1, related, NOW)).toEqual([crowded]);
  });
});

describe('the status of a ReplicaSet', () => {
  const statusOf = (pods: readonly Pod[], more: Partial<Parameters<typeof replicaSetStatus>[0]> = {}) =>
    replicaSetStatus({ replicaSet: replicaSet({ image: 'a', size: 2 }), pods, failure: undefined, now: NOW, ...more });

  it('counts pods, and leaves out what is zero', () => {
    expect(statusOf([])).toEqual({ replicas: 0, observedGeneration: 1 });
    expect(statusOf([pod({ name: 'a', readyFor: 1 }), pod({ name: 'b', labels: {} })])).toEqual({
      replicas: 2,
      fullyLabeledReplicas: 1,
      readyReplicas: 1,
      availableReplicas: 1,
      observedGeneration: 1,
    });
  });

  it('counts as available what was ready for long enough, and knows when the next is', () => {
    const set = replicaSet({ image: 'a', size: 2 });
    const patient = { ...set, spec: { ...set.spec, minReadySeconds: 30 } };
    const pods = [pod({ name: 'a', readyFor: 30 }), pod({ name: 'b', readyFor: 10 }), pod({ name: 'c' })];
    expect(statusOf(pods, { replicaSet: patient })).toMatchObject({ readyReplicas: 2, availableReplicas: 1 });
    expect(nextAvailable({ replicaSet: patient, pods, now: NOW })).toEqual(new Date(NOW.getTime() + 20_000));
    expect(nextAvailable({ replicaSet: set, pods, now: NOW })).toBeUndefined();
  });

  it('tells a failure once, and takes it back', () => {
    const failure = { reason: 'FailedCreate', message: 'no' } as const;
    const told = statusOf([], { failure }).conditions;
    expect(told).toMatchObject([{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'no' }]);
    const conditions = [
      { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'first', lastTransitionTime: ago(9) },
    ] as const;
    const before = replicaSet({ image: 'a', size: 2, conditions });
    expect(statusOf([], { replicaSet: before, failure }).conditions).toEqual(conditions);
    expect(statusOf([], { replicaSet: before }).conditions).toBeUndefined();
  });
});

it('a pod is made of the template and belongs to its ReplicaSet', () => {
  expect(podOf(replicaSet({ image: 'a', size: 1 }))).toEqual({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: 'web-a-',
      namespace: 'shop',
      labels: { app: 'web' },
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          name: 'web-a',
          uid: 'a',
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: { containers: [{ name: 'main', image: 'a' }] },
  });
});
