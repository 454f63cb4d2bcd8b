import { describe, expect, it } from 'vitest';
import type { ReplicaSet } from './objects.ts';
import { revisionOf } from './revision.ts';

const read = (replicas: number, status: ReplicaSet['status'], generation?: number) =>
  revisionOf({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'web-v1', namespace: 'shop', ...(generation !== undefined && { generation }) },
    spec: { replicas, selector: {}, template: {} },
    status,
  } as ReplicaSet);

describe('a revision', () => {
  it('has no more pods for anybody than it was sized to, whatever was counted before', () => {
    const counted = { replicas: 3, readyReplicas: 3, availableReplicas: 2 };
    expect(read(1, counted)).toMatchObject({ size: 1, pods: 3, ready: 1, available: 1 });
    expect(read(4, counted)).toMatchObject({ size: 4, pods: 3, ready: 3, available: 2 });
  });

  it.each<[sentence: string, observed: number | undefined, generation: number | undefined, isOutdated: boolean]>([
    ['with news of its last size is known', 5, 5, false],
    ['with news of the size before is known', 4, 5, false],
    ['without news of two sizes is not', 3, 5, true],
    ['that is new has nothing to tell', undefined, 1, false],
    ['of a server without generations is known', undefined, undefined, false],
  ])('%s', (_, observed, generation, isOutdated) => {
    const status = { replicas: 1, ...(observed !== undefined && { observedGeneration: observed }) };
    expect(read(1, status, generation).isOutdated).toBe(isOutdated);
  });
});
