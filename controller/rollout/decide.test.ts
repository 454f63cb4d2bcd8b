import { describe, expect, it } from 'vitest';
import type { Condition } from '../../kube/conditions.ts';
import { decide, failed } from './decide.ts';
import type { RolloutStatus } from './objects.ts';
import { at } from './status/snapshot.testkit.ts';
import { snapshotOf } from './world.testkit.ts';

const refusal = (reason: string, message: string, causes: readonly object[] = []) =>
  Object.assign(new Error(message), { reason, causes });
const taken = refusal('AlreadyExists', 'create shop/replicasets: 409 AlreadyExists: "web-v2" already exists');
const told = (seconds: number): Condition => ({
  ...{ type: 'Progressing', status: 'False', reason: 'ReplicaSetCreateError', message: 'told' },
  ...{ lastUpdateTime: at(seconds), lastTransitionTime: at(seconds) },
});
const statusOf = (error: Error, condition?: Condition, collisionCount?: number, more: RolloutStatus = {}) =>
  failed(
    snapshotOf({
      spec: { strategy: { canary: {} } },
      ...{ pods: { v1: 4 }, wanted: 'v2', seconds: 10 },
      status: { ...(condition && { conditions: [condition] }), ...(collisionCount && { collisionCount }), ...more },
    }),
    [error],
  );

describe('a ReplicaSet that cannot be made', () => {
  it('is told of', () => {
    const message = `Failed to create new replica set "web-v2": ${taken.message}`;
    const condition = { type: 'Progressing', status: 'False', reason: 'ReplicaSetCreateError', message };
    expect(statusOf(taken)).toMatchObject({ conditions: [condition] });
    expect(statusOf(taken)).not.toHaveProperty('collisionCount');
  });

  it('does not look like success, however healthy the Rollout was', () => {
    const counts = { replicas: 4, updatedReplicas: 4, readyReplicas: 4, availableReplicas: 4 };
    expect(statusOf(taken, undefined, undefined, { ...counts, phase: 'Healthy' })).toMatchObject({
      ...{ phase: 'Progressing', message: 'more replicas need to be updated', availableReplicas: 4 },
    });
  });

  it.each<[sentence: string, before: number | undefined, after: number]>([
    ['gets another', undefined, 1],
    ['and another, if that is taken, too', 1, 2],
  ])('because its name is taken, %s', (_, before, after) => {
    const containers = [{ name: 'main', image: 'web:v2' }];
    const template = { metadata: { labels: { app: 'web' } }, spec: { containers } };
    const spec = { strategy: { canary: {} }, template };
    const status = before === undefined ? {} : { collisionCount: before };
    const s = snapshotOf({ spec, pods: { v1: 4 }, wanted: 'v2', status });
    expect(decide({ ...s, template, isNameTaken: true })).toMatchObject({
      ...{ stages: [], status: { collisionCount: after } },
    });
  });

  it('keeps its name when it is refused for another reason', () => {
    const forbidden = refusal('Forbidden', 'create shop/replicasets: 403 Forbidden: exceeded quota');
    expect(statusOf(forbidden, told(5))).not.toHaveProperty('collisionCount');
  });

  it('makes the spec invalid if its template is', () => {
    const cause = { field: 'spec.template.spec.containers[0].image', message: 'Required value' };
    const message = `The Rollout "web" is invalid: ${cause.field}: ${cause.message}`;
    expect(statusOf(refusal('Invalid', 'create shop/replicasets: 422 Invalid: no', [cause]))).toMatchObject({
      ...{ phase: 'Degraded', message: `InvalidSpec: ${message}` },
      conditions: [{ type: 'InvalidSpec', status: 'True', message }],
    });
  });
});

describe('a workload whose template is used', () => {
  const world = { spec: { strategy: { canary: {} } }, pods: { v1: 4 }, seconds: 10 };
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main', image: 'web:v1' }] } };
  const wakeAt = (kind: string, problem?: string) => {
    const workload = { apiVersion: 'v1', kind, metadata: { name: 'origin' } };
    const snapshot = { ...snapshotOf(world), template, workload, workloadProblem: problem };
    return decide(snapshot).wakeAt?.toISOString();
  };
  const again = new Date(at(30)).toISOString();

  it.each<[sentence: string, kind: string, problem: string | undefined, wakeAt: string | undefined]>([
    ['tells of its changes if it is a Deployment', 'Deployment', undefined, undefined],
    ['is looked at again if it is not', 'PodTemplate', undefined, again],
    ['is looked for again if it is missing', 'Deployment', 'not found', again],
  ])('%s', (_, kind, problem, expected) => expect(wakeAt(kind, problem)).toBe(expected));
});
