import { describe, expect, it } from 'vitest';
import type { RolloutStatus } from '../objects.ts';
import type { Revision } from '../revision.ts';
import { at, completed, frozen, revision } from './parts.testkit.ts';
import type { Workload } from './workload.ts';
import { workloadScaling } from './workload-size.ts';

type Mode = 'never' | 'onsuccess' | 'progressively';

interface Row {
  readonly mode?: Mode;
  readonly spec?: object;
  readonly status?: RolloutStatus;
  readonly current?: Revision | undefined;
  readonly older?: Revision;
  readonly deployment?: Partial<Workload>;
  readonly problem?: string;
}

const workload = (fields: Partial<Workload> = {}): Workload =>
  frozen({
    ...{ apiVersion: 'apps/v1', kind: 'Deployment', spec: { replicas: 4 } },
    ...{ metadata: { name: 'shop', namespace: 'shop', resourceVersion: '9' } },
    ...fields,
  });

const HEALTHY = { type: 'Healthy', status: 'True', reason: 'RolloutHealthy', message: '' } as const;
const promoted = (hash: string, status: RolloutStatus = {}): RolloutStatus => ({
  ...{ stableRS: hash, currentPodHash: hash, readyReplicas: 4, ...status },
});
const done = (hash: string) => promoted(hash, { phase: 'Healthy', conditions: [HEALTHY] });

function action(row: Row) {
  const { mode = 'progressively', status = {}, older, problem } = row;
  const current = 'current' in row ? row.current : revision(1);
  const revisions = [older, current].filter((one) => one !== undefined);
  const spec = completed({ workloadRef: { scaleDown: mode }, ...row.spec });
  const parts = { spec, status, hash: current?.hash ?? 'v9', current, revisions, workloadProblem: problem };
  return workloadScaling(parts, workload(row.deployment));
}

function size(row: Row): unknown {
  const found = action(row);
  return found?.do === 'patch' && 'merge' in found.patch
    ? (found.patch.merge as { spec: { replicas: number } }).spec.replicas
    : undefined;
}

describe('workloadScaling', () => {
  it.each<[row: string, given: Row, size: number | undefined]>([
    ['never touches it', { mode: 'never', status: done('v1') }, undefined],
    ['touches it never unless told to', { spec: { workloadRef: {} }, status: done('v1') }, undefined],

    ['on success: takes it away once healthy', { mode: 'onsuccess', status: done('v1') }, 0],
    [
      'on success: waits until then',
      { mode: 'onsuccess', status: promoted('v1', { phase: 'Progressing' }) },
      undefined,
    ],
    [
      'on success: waits for all pods, however healthy a Rollout of fewer was',
      { mode: 'onsuccess', current: revision(1, { ready: 0 }), status: done('v1') },
      undefined,
    ],
    [
      'on success: waits for the promotion of what is wanted',
      { mode: 'onsuccess', status: { ...done('v1'), stableRS: 'v0' } },
      undefined,
    ],
    [
      'on success: a later revision takes it away when it is there in full',
      { mode: 'onsuccess', current: revision(2), status: promoted('v2') },
      0,
    ],
    [
      'on success: a later revision waits until it is',
      { mode: 'onsuccess', current: revision(2, { ready: 3 }), status: promoted('v2') },
      undefined,
    ],
    [
      'on success: once it was healthy, later revisions leave it to others',
      { mode: 'onsuccess', current: revision(2), status: done('v2') },
      undefined,
    ],

    ['step by step: changes nothing before the first pod is ready', { current: revision(1, { ready: 0 }) }, undefined],
    ['step by step: as many as are lacking', { current: revision(1, { ready: 1 }), status: { readyReplicas: 1 } }, 3],
    [
      'step by step: counts no more than are there now',
      { current: revision(1, { ready: 1 }), status: { readyReplicas: 3 } },
      3,
    ],
    ['step by step: counts only those that take requests', { current: revision(1), status: { readyReplicas: 2 } }, 2],
    [
      'step by step: counts no pods that are about to go',
      { current: revision(1, { size: 1, pods: 3 }), status: { readyReplicas: 3 } },
      3,
    ],
    [
      'step by step: brings it back when pods are lost',
      {
        current: revision(1, { ready: 1 }),
        status: { readyReplicas: 1 },
        deployment: { spec: { replicas: 1 } },
      },
      3,
    ],
    [
      'step by step: brings it back when the revision is taken back',
      {
        current: revision(1, { size: 0, pods: 2, ready: 0 }),
        deployment: { spec: { replicas: 2 } },
      },
      4,
    ],
    [
      'step by step: waits for pods, however healthy a Rollout of none was',
      { current: revision(1, { ready: 0 }), status: { ...done('v1'), readyReplicas: 0 } },
      undefined,
    ],
    ['step by step: takes it away once healthy', { status: { ...done('v1'), readyReplicas: 3 } }, 0],
    [
      'step by step: never goes below none',
      {
        current: revision(1, { size: 6 }),
        status: { readyReplicas: 6 },
        deployment: { spec: { replicas: 1 } },
      },
      0,
    ],
    [
      'step by step: goes on with a later revision while the first was never healthy',
      {
        current: revision(2, { size: 2 }),
        older: revision(1, { ready: 0 }),
        status: { readyReplicas: 2 },
      },
      2,
    ],
    [
      'step by step: counts the pods of all revisions',
      {
        current: revision(2, { size: 1 }),
        older: revision(1, { size: 3, ready: 2 }),
        status: { readyReplicas: 3 },
      },
      1,
    ],
    [
      'step by step: once it was healthy, later revisions leave it to others',
      {
        current: revision(2, { size: 2 }),
        status: { readyReplicas: 2, conditions: [HEALTHY] },
      },
      undefined,
    ],
    ['step by step: waits for a revision', { current: undefined, status: { readyReplicas: 2 } }, undefined],

    ['leaves it alone without wanted replicas', { spec: { replicas: 0 }, status: done('v1') }, undefined],
    ['leaves it alone while paused', { spec: { paused: true }, status: done('v1') }, undefined],
    ['leaves it alone while the spec has a problem', { problem: 'no', status: done('v1') }, undefined],
    ['leaves other kinds alone', { deployment: { kind: 'ReplicaSet' }, status: done('v1') }, undefined],
    ['leaves it alone when it is so already', { deployment: { spec: { replicas: 0 } }, status: done('v1') }, undefined],
    [
      'leaves one alone that is going',
      { deployment: { metadata: { name: 'shop', deletionTimestamp: at(-1) } }, status: done('v1') },
      undefined,
    ],
    [
      'takes one without replicas for one of one',
      {
        deployment: { spec: {} },
        current: revision(1, { ready: 3 }),
        status: { readyReplicas: 3 },
      },
      undefined,
    ],
  ])('%s', (_, given, result) => expect(size(given)).toBe(result));

  it('writes only what it has seen', () => {
    expect(action({ status: done('v1') })).toEqual({
      do: 'patch',
      ref: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'shop' },
      patch: { merge: { spec: { replicas: 0 } } },
      resourceVersion: '9',
      because: 'scale deployment shop 4 -> 0',
    });
  });
});
