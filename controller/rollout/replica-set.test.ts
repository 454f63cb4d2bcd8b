import { describe, expect, it } from 'vitest';
import {
  ABORTED,
  DESIRED_REPLICAS,
  EPHEMERAL_METADATA,
  HASH_LABEL,
  REVISION,
  REVISION_HISTORY,
  SCALE_DOWN_DEADLINE,
} from './keys.ts';
import type { RolloutObject, RolloutStatus } from './objects.ts';
import { abortMark, following, newReplicaSet, remarking, replicaSetPatch, sizing } from './replica-set.ts';
import type { Snapshot } from './snapshot.ts';
import { at, canary } from './status/snapshot.testkit.ts';
import { snapshotOf, type World } from './world.testkit.ts';

const revisionIn = ({ revisions }: Snapshot, hash: string) => {
  const found = revisions.find((one) => one.hash === hash);
  if (!found) throw new Error(`no revision ${hash}`);
  return found;
};
const annotated = (s: Snapshot, annotations: Readonly<Record<string, string>>): Snapshot => ({
  ...s,
  object: { ...s.object, metadata: { ...s.object.metadata, annotations } } as RolloutObject,
});

describe('a new ReplicaSet', () => {
  const world: World = { spec: { ...canary(), minReadySeconds: 5 }, pods: { v1: 4 }, wanted: 'v2' };
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [] } };
  const made = (more: Partial<World> = {}) => {
    const s = annotated(snapshotOf({ ...world, ...more }), { team: 'shop', [REVISION]: '1' });
    return newReplicaSet({ ...s, template }, 2);
  };

  it('is named, numbered and owned, and selects its own pods alone', () => {
    expect(made()).toEqual({
      ...{ apiVersion: 'apps/v1', kind: 'ReplicaSet' },
      metadata: {
        ...{ name: 'web-v2', namespace: 'shop', labels: { app: 'web', [HASH_LABEL]: 'v2' } },
        annotations: { team: 'shop', [REVISION]: '2', [DESIRED_REPLICAS]: '4' },
        ownerReferences: [
          {
            ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'web', uid: 'web-uid' },
            ...{ controller: true, blockOwnerDeletion: true },
          },
        ],
      },
      spec: {
        ...{ replicas: 2, minReadySeconds: 5 },
        selector: { matchLabels: { app: 'web', [HASH_LABEL]: 'v2' } },
        template: { metadata: { labels: { app: 'web', [HASH_LABEL]: 'v2' } }, spec: { containers: [] } },
      },
    });
  });

  it('carries what its part asks for from the beginning, and says so', () => {
    const canaryMetadata = { labels: { role: 'canary' } };
    const { metadata, spec } = made({ spec: canary({ canaryMetadata }) });
    expect(spec.template.metadata?.labels).toEqual({ app: 'web', role: 'canary', [HASH_LABEL]: 'v2' });
    expect(metadata.annotations?.[EPHEMERAL_METADATA]).toBe('{"labels":{"role":"canary"},"annotations":{}}');
    expect(spec.selector.matchLabels).not.toHaveProperty('role');
  });
});

describe('sizing', () => {
  const s = snapshotOf({ spec: canary(), pods: { v1: 4, v2: { size: 2, deadline: 30 }, v3: { size: 2, desired: 8 } } });
  const desired = { [DESIRED_REPLICAS]: '4' };

  it.each<[string, string, Parameters<typeof sizing>[1], object | undefined]>([
    ['changes nothing that is so already', 'v1', { size: 4 }, undefined],
    ['changes nothing that nobody asks for', 'v3', {}, undefined],
    ['notes for how many replicas', 'v1', { size: 3 }, { annotations: desired, spec: { replicas: 3 } }],
    ['notes it where only that is new', 'v3', { size: 2 }, { annotations: desired, spec: {} }],
    [
      'sets a deadline',
      'v1',
      { deadline: new Date(at(30)) },
      { annotations: { [SCALE_DOWN_DEADLINE]: at(30) }, spec: {} },
    ],
    ['keeps the deadline that is set', 'v2', { deadline: new Date(at(30)) }, undefined],
    ['takes it away', 'v2', { deadline: null }, { annotations: { [SCALE_DOWN_DEADLINE]: null }, spec: {} }],
    ['takes none away that is not there', 'v1', { deadline: null }, undefined],
    [
      'takes it away with the last pod',
      'v2',
      { size: 0, deadline: new Date(at(30)) },
      { annotations: { ...desired, [SCALE_DOWN_DEADLINE]: null }, spec: { replicas: 0 } },
    ],
  ])('%s', (_, hash, wanted, change) => {
    const revision = revisionIn(s, hash);
    expect(sizing(revision, wanted, hash === 'v2' && wanted.size === undefined ? 2 : 4)).toEqual(change);
  });
});

describe('the current revision', () => {
  it.each<[string, World, Readonly<Record<string, string>>, object | undefined]>([
    ['is left alone where it follows', { spec: canary(), pods: { v1: 4, v2: 1 } }, {}, undefined],
    [
      'follows annotations',
      { spec: canary(), pods: { v1: 4, v2: 1 } },
      { team: 'shop', [REVISION]: '9' },
      { annotations: { team: 'shop' }, spec: {} },
    ],
    [
      'follows minReadySeconds',
      { spec: { ...canary(), minReadySeconds: 5 }, pods: { v1: 4, v2: 1 } },
      {},
      { annotations: {}, spec: { minReadySeconds: 5 } },
    ],
    [
      'gets a number of its own when it comes back',
      { spec: canary(), pods: { v1: 4, v2: 1 }, wanted: 'v1' },
      {},
      { annotations: { [REVISION]: '3', [REVISION_HISTORY]: '1' }, spec: {} },
    ],
  ])('%s', (_, world, annotations, change) => {
    const s = annotated(snapshotOf(world), annotations);
    expect(following(s, revisionIn(s, s.hash))).toEqual(change);
  });
});

it('a revision takes off what it carried for another part', () => {
  const s = snapshotOf({ spec: canary({ stableMetadata: { labels: { role: 'stable' } } }), pods: { v1: 4, v2: 1 } });
  const { object, ...rest } = revisionIn(s, 'v1');
  const annotations = { [EPHEMERAL_METADATA]: '{"labels":{"was":"x"},"annotations":{}}' };
  const marked = { ...rest, object: { ...object, metadata: { ...object.metadata, annotations } } };
  expect(remarking(s, marked)).toEqual({
    annotations: { [EPHEMERAL_METADATA]: '{"labels":{"role":"stable"},"annotations":{}}' },
    spec: { template: { metadata: { labels: { was: null, role: 'stable' }, annotations: {} } } },
  });
  expect(remarking(s, revisionIn(s, 'v2'))).toBeUndefined();
});

describe('the mark of an abort', () => {
  const aborted = { abort: true, abortedAt: at(0) } as const;
  const mark = (before: RolloutStatus, after: RolloutStatus, isAborted = false) => {
    const s = snapshotOf({ spec: canary(), pods: { v1: 4, v2: { size: 2, isAborted } }, status: before });
    return abortMark(s, revisionIn(s, 'v2'), after)?.annotations;
  };

  it.each<[string, ReturnType<typeof mark>, object | undefined]>([
    ['is set when somebody aborts', mark({ abort: true }, aborted), { [ABORTED]: at(0) }],
    ['is set when we abort', mark({}, aborted), { [ABORTED]: at(0) }],
    ['is set once', mark(aborted, aborted), undefined],
    ['stays when somebody tries again', mark(aborted, {}, true), undefined],
    ['goes with the promotion', mark({}, { stableRS: 'v2' }, true), { [ABORTED]: null }],
    ['is none of others', mark({}, { stableRS: 'v2' }), undefined],
  ])('%s', (_, annotations, expected) => expect(annotations).toEqual(expected));
});

describe('a patch', () => {
  const revision = revisionIn(snapshotOf({ spec: canary(), pods: { v1: 4 } }), 'v1');
  const size = { annotations: { a: '1' }, spec: { replicas: 3 } };

  it('is one for all changes', () => {
    const rest = { annotations: { b: null }, spec: { minReadySeconds: 1 } };
    expect(replicaSetPatch(revision, [size, undefined, rest], 'why', true)).toEqual({
      ...{ do: 'patch', because: 'why', resourceVersion: '1' },
      ref: { apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace: 'shop', name: 'web-v1' },
      patch: { merge: { metadata: { annotations: { a: '1', b: null } }, spec: { replicas: 3, minReadySeconds: 1 } } },
    });
  });

  it('is not sent for nothing', () => expect(replicaSetPatch(revision, [undefined], 'why', false)).toBeUndefined());

  it('names the version only where that matters', () => {
    expect(replicaSetPatch(revision, [size], 'why', false)).not.toHaveProperty('resourceVersion');
  });
});
