import { describe, expect, it } from 'vitest';
import { deployment, NOW, progressing, replicaSet } from '../workloads.testkit.ts';
import type { Deployment, ReplicaSet } from '../workloads.ts';
import { deploymentPlan } from './plan.ts';

const planFor = (wanted: Deployment, replicaSets: readonly ReplicaSet[] = []) =>
  deploymentPlan({ deployment: wanted, replicaSets, hasOldPods: false, now: NOW });
const current = (size: number, available = 0, more = {}) =>
  replicaSet({ image: 'new', size, available, revision: 2, ...more });
const old = (size: number, available = 0, more = {}) => replicaSet({ image: 'old', size, available, age: 9, ...more });

describe('the status of a Deployment', () => {
  const reasonOf = (...seen: Parameters<typeof planFor>) =>
    planFor(...seen).status.conditions?.find(({ type }) => type === 'Progressing')?.reason;
  const told = (reason: string, seconds = 0, status: 'True' | 'Unknown' | 'False' = 'True', more = {}) => ({
    status: { conditions: [progressing(reason, seconds, status)], ...more },
  });

  it('counts the pods of all ReplicaSets', () => {
    const status = planFor(deployment(), [old(3, 2, { readyReplicas: 2 }), current(2, 1, { readyReplicas: 1 })]).status;
    expect(status).toMatchObject({
      observedGeneration: 1,
      replicas: 5,
      updatedReplicas: 2,
      readyReplicas: 3,
      availableReplicas: 3,
      unavailableReplicas: 2,
    });
    expect(status.conditions?.find(({ type }) => type === 'Available')).toMatchObject({ status: 'True' });
  });

  it('leaves out what is zero', () => {
    const { conditions: _, ...counts } = planFor(deployment({ replicas: 0 }), [current(0, 0, { desired: 0 })]).status;
    expect(counts).toEqual({ observedGeneration: 1 });
  });

  it.each<[sentence: string, reason: string | undefined, seen: Parameters<typeof planFor>]>([
    ['tells of a new ReplicaSet', 'NewReplicaSetCreated', [deployment()]],
    [
      'tells of one that was there',
      'FoundNewReplicaSet',
      [deployment({ status: { replicas: 4, updatedReplicas: 4 } }), [current(4)]],
    ],
    ['tells of progress', 'ReplicaSetUpdated', [deployment(told('NewReplicaSetCreated')), [current(4)]]],
    ['tells of the end', 'NewReplicaSetAvailable', [deployment(told('ReplicaSetUpdated')), [current(4, 4)]]],
    [
      'lets the end stand when pods fail later',
      'NewReplicaSetAvailable',
      [deployment(told('NewReplicaSetAvailable', 9999)), [current(4, 1)]],
    ],
    [
      'says nothing of progress when it was only scaled',
      'NewReplicaSetCreated',
      [deployment({ replicas: 9, ...told('NewReplicaSetCreated') }), [current(4)]],
    ],
    [
      'waits within the deadline',
      'NewReplicaSetCreated',
      [deployment(told('NewReplicaSetCreated', 599, 'True', { replicas: 4, updatedReplicas: 4 })), [current(4)]],
    ],
    [
      'gives up past the deadline',
      'ProgressDeadlineExceeded',
      [deployment(told('NewReplicaSetCreated', 601, 'True', { replicas: 4, updatedReplicas: 4 })), [current(4)]],
    ],
    [
      'takes heart again',
      'ReplicaSetUpdated',
      [deployment(told('ProgressDeadlineExceeded', 601, 'False')), [current(4, 2)]],
    ],
    [
      'tells of a pause',
      'DeploymentPaused',
      [deployment({ paused: true, ...told('ReplicaSetUpdated') }), [current(4)]],
    ],
    [
      'tells of its end',
      'DeploymentResumed',
      [deployment(told('DeploymentPaused', 0, 'Unknown', { replicas: 4, updatedReplicas: 4 })), [current(4)]],
    ],
    [
      'does not hide behind a pause that it had given up',
      'ProgressDeadlineExceeded',
      [deployment({ paused: true, ...told('ProgressDeadlineExceeded', 0, 'False') }), [current(4)]],
    ],
    [
      'says nothing of progress without a deadline',
      undefined,
      [deployment({ progressDeadlineSeconds: 2 ** 31 - 1, ...told('ReplicaSetUpdated') }), [current(4)]],
    ],
  ])('%s', (_, reason, seen) => {
    expect(reasonOf(...seen)).toBe(reason);
  });

  it('wakes up just after the deadline', () => {
    const stuck = deployment(told('NewReplicaSetCreated', 100, 'True', { replicas: 4, updatedReplicas: 4 }));
    expect(planFor(stuck, [current(4)]).wakeAt).toEqual(new Date(NOW.getTime() + 501_000));
    expect(planFor(deployment(told('NewReplicaSetAvailable')), [current(4, 4)]).wakeAt).toBeUndefined();
  });

  it('passes on what a ReplicaSet cannot do, and takes it back', () => {
    const failure = {
      type: 'ReplicaFailure',
      status: 'True',
      reason: 'FailedCreate',
      message: 'no',
      lastTransitionTime: 'then',
    } as const;
    const failing = planFor(deployment(), [current(4, 0, { conditions: [failure] })]).status;
    expect(failing.conditions).toContainEqual({ ...failure, lastUpdateTime: 'then' });
    const after = planFor(deployment({ status: failing }), [current(4)]).status;
    expect(after.conditions?.some(({ type }) => type === 'ReplicaFailure')).toBe(false);
  });

  it('stays the same once nothing changes', () => {
    const first = planFor(deployment(told('ReplicaSetUpdated')), [old(0), current(4, 4)]).status;
    const second = deploymentPlan({
      deployment: deployment({ status: first }),
      replicaSets: [old(0), current(4, 4)],
      hasOldPods: false,
      now: new Date(NOW.getTime() + 60_000),
    });
    expect(second.status).toEqual(first);
  });
});
