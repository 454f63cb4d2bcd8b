import { describe, expect, it } from 'vitest';
import { deployment, NOW, replicaSet } from '../workloads.testkit.ts';
import type { Deployment, ReplicaSet } from '../workloads.ts';
import { deploymentPlan } from './plan.ts';

const planFor = (wanted: Deployment, replicaSets: readonly ReplicaSet[] = [], hasOldPods = false) =>
  deploymentPlan({ deployment: wanted, replicaSets, hasOldPods, now: NOW });

/** `web-old 4 -> 3`. */
const stepsFor = (...seen: Parameters<typeof planFor>): string[] =>
  planFor(...seen).steps.map((step) => {
    const { name } = step.replicaSet.metadata;
    const size = step.replicaSet.spec.replicas;
    if (step.do === 'scale') return `${name} ${size} -> ${step.to}`;
    return step.do === 'create' ? `create ${size}` : `${step.do} ${name}`;
  });

const current = (size: number, available = 0, more = {}) =>
  replicaSet({ image: 'new', size, available, revision: 2, ...more });
const old = (size: number, available = 0, more = {}) => replicaSet({ image: 'old', size, available, age: 9, ...more });
const older = (size: number, available = 0, more = {}) =>
  replicaSet({ image: 'older', size, available, age: 99, ...more });
const recreate = { strategy: { type: 'Recreate' } } as const;
const rolling = (maxSurge: number | string, maxUnavailable: number | string) => ({
  strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } } as const,
});

describe('a pass over a Deployment', () => {
  it.each<[sentence: string, steps: string[], seen: Parameters<typeof stepsFor>]>([
    ['makes the first ReplicaSet in full', ['create 4'], [deployment()]],
    ['makes the next one as large as the surge allows', ['create 1'], [deployment(), [old(4)]]],
    ['makes an empty one where there is no room', ['create 0'], [deployment(), [old(5)]]],
    ['grows the current one as far as the surge allows', ['web-new 1 -> 2'], [deployment(), [old(3), current(1)]]],
    ['takes useless pods away first', ['web-old 4 -> 3'], [deployment(), [old(4), current(1)]]],
    [
      'takes from the oldest, and no more than may be missing',
      ['web-older 2 -> 1'],
      [deployment(), [older(2, 2), old(2, 2), current(1)]],
    ],
    ['waits while nothing more may be missing', [], [deployment(), [old(3, 3), current(2)]]],
    ['waits for an old one that says less than it was told', [], [deployment(), [old(3, 4), current(2, 1)]]],
    ['goes on as new pods become available', ['web-old 3 -> 1'], [deployment(), [old(3, 3), current(2, 2)]]],
    ['ends with the last old pod', ['web-old 1 -> 0'], [deployment(), [old(1, 1), current(4, 4)]]],
    ['does nothing when all is done', [], [deployment(), [old(0), current(4, 4)]]],
    ['shrinks the current one that is too large', ['web-new 6 -> 4'], [deployment(), [old(0), current(6)]]],
    [
      'lets one be missing where neither more nor fewer are allowed',
      ['web-old 4 -> 3'],
      [deployment(rolling(0, 0)), [old(4, 4, { maximum: 4 }), current(0, 0, { maximum: 4 })]],
    ],
    [
      'rounds what may be missing down',
      [],
      [deployment({ replicas: 3 }), [old(3, 3, { desired: 3 }), current(1, 0, { desired: 3 })]],
    ],
    ['takes all away before it recreates', ['web-old 4 -> 0'], [deployment(recreate), [old(4, 4)]]],
    ['waits for the last old pod before it recreates', [], [deployment(recreate), [old(0)], true]],
    ['recreates in full', ['create 4'], [deployment(recreate), [old(0)]]],
    ['fills up what it recreated', ['web-new 1 -> 4'], [deployment(recreate), [old(0), current(1)]]],
    ['does nothing for what is being deleted', [], [deployment({ metadata: { deletionTimestamp: 'now' } }), [old(4)]]],
  ])('%s', (_, steps, seen) => {
    expect(stepsFor(...seen)).toEqual(steps);
  });
});

describe('scaling', () => {
  const scaledTo = (replicas: number) => deployment({ replicas });
  const few = { desired: 2, maximum: 3 };
  it.each<[sentence: string, steps: string[], seen: Parameters<typeof stepsFor>]>([
    ['follows with the only one that has pods', ['web-new 4 -> 9'], [scaledTo(9), [old(0), current(4)]]],
    [
      'shares out what is added',
      ['web-old 6 -> 12', 'web-new 4 -> 8'],
      [scaledTo(16), [old(6, 0, { desired: 8, maximum: 10 }), current(4, 0, { desired: 8, maximum: 10 })]],
    ],
    [
      'gives the largest what cannot be divided',
      ['web-old 3 -> 8', 'web-new 2 -> 5'],
      [scaledTo(10), [old(3), current(2)]],
    ],
    [
      'never gives more than there is to give',
      ['web-new 3 -> 5', 'web-old 3 -> 4'],
      [scaledTo(7), [old(3, 0, { desired: 5, maximum: 6 }), current(3, 0, { desired: 5, maximum: 6 })]],
    ],
    [
      'gives the newest of the largest what all shares leave',
      ['web-new 1 -> 2', 'web-old 1 -> 1', 'web-older 1 -> 1'],
      [scaledTo(3), [older(1, 0, few), old(1, 0, few), current(1, 0, few)]],
    ],
    ['shares out what is taken', ['web-old 3 -> 2', 'web-new 2 -> 1'], [scaledTo(2), [old(3), current(2)]]],
    ['takes all away', ['web-old 3 -> 0', 'web-new 2 -> 0'], [scaledTo(0), [old(3), current(2)]]],
    [
      'renews what is noted where no size changes',
      ['web-old 4 -> 4', 'web-new 1 -> 1'],
      [scaledTo(4), [old(4, 0, { desired: 3 }), current(1, 0, { desired: 3 })]],
    ],
    [
      'closes the old ones once the current one has all it needs',
      ['web-old 2 -> 0'],
      [scaledTo(4), [old(2, 0, { desired: 3 }), current(4, 4)]],
    ],
    ['makes no new one while paused', [], [deployment({ paused: true }), [old(4)]]],
    ['scales while paused', ['web-old 4 -> 6'], [deployment({ paused: true, replicas: 6 }), [old(4)]]],
    ['opens the newest of all that are closed', ['web-old 0 -> 4'], [deployment({ paused: true }), [older(0), old(0)]]],
  ])('%s', (_, steps, seen) => {
    expect(stepsFor(...seen)).toEqual(steps);
  });
});

describe('revisions', () => {
  const notesOf = (...seen: Parameters<typeof planFor>) =>
    planFor(...seen).steps.map((step) => (step.do === 'note' ? step.patch : step.do));

  it('gives the first ReplicaSet all that it needs', () => {
    const annotations = { note: 'kept', 'kubectl.kubernetes.io/last-applied-configuration': 'left' };
    const [step] = planFor(deployment({ metadata: { annotations }, minReadySeconds: 5 })).steps;
    const { metadata, spec } = step?.replicaSet ?? {};
    const hash = metadata?.name.replace('web-', '');
    expect(hash).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{6,10}$/);
    expect(metadata).toMatchObject({
      namespace: 'shop',
      labels: { app: 'web', 'pod-template-hash': hash },
      annotations: {
        note: 'kept',
        'deployment.kubernetes.io/revision': '1',
        'deployment.kubernetes.io/desired-replicas': '4',
        'deployment.kubernetes.io/max-replicas': '5',
      },
      ownerReferences: [{ kind: 'Deployment', name: 'web', uid: 'd', controller: true, blockOwnerDeletion: true }],
    });
    expect(Object.keys(metadata?.annotations ?? {})).toHaveLength(4);
    expect(spec).toMatchObject({
      minReadySeconds: 5,
      selector: { matchLabels: { app: 'web', 'pod-template-hash': hash } },
      template: { metadata: { labels: { app: 'web', 'pod-template-hash': hash } } },
    });
  });

  it.each<[sentence: string, notes: unknown[], seen: Parameters<typeof planFor>]>([
    [
      'go up when an old template is current again, and remember what they were',
      [
        {
          metadata: {
            annotations: { 'deployment.kubernetes.io/revision': '3', 'deployment.kubernetes.io/revision-history': '1' },
          },
        },
      ],
      [deployment({ image: 'old' }), [old(0), current(4)]],
    ],
    ['stay when the newest is current', [], [deployment(), [old(0), current(4, 4)]]],
    [
      'come with changed annotations of the Deployment',
      [{ metadata: { annotations: { note: 'new' } } }],
      [deployment({ metadata: { annotations: { note: 'new' } } }), [current(4)]],
    ],
    [
      'come with the time that pods must be ready',
      [{ metadata: { annotations: {} }, spec: { minReadySeconds: 7 } }],
      [deployment({ minReadySeconds: 7 }), [current(4)]],
    ],
  ])('%s', (_, notes, seen) => {
    expect(notesOf(...seen)).toEqual(notes);
  });

  it('are told by the Deployment as well', () => {
    expect(planFor(deployment(), [current(4)]).annotations).toEqual({ 'deployment.kubernetes.io/revision': '2' });
  });

  it.each<[sentence: string, deleted: string[], sets: ReplicaSet[], limit: number]>([
    ['deletes the lowest beyond the limit', ['web-older'], [older(0), old(0, 0, { revision: 2 })], 1],
    ['deletes all where none is kept', ['web-older', 'web-old'], [older(0), old(0, 0, { revision: 2 })], 0],
    ['keeps what still has pods', [], [older(0, 0, { replicas: 1 }), old(0, 0, { revision: 2 })], 1],
    ['keeps what has not been looked at since it was scaled', [], [older(0, 0, { observedGeneration: 0 }), old(0)], 1],
  ])('%s', (_, deleted, sets, revisionHistoryLimit) => {
    const status = { replicas: 4, updatedReplicas: 4, availableReplicas: 4 };
    const steps = stepsFor(deployment({ revisionHistoryLimit, status }), [...sets, current(4, 4, { revision: 3 })]);
    expect(steps).toEqual(deleted.map((name) => `delete ${name}`));
  });
});
