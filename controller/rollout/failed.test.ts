import { describe, expect, it } from 'vitest';
import type { Condition } from '../../kube/conditions.ts';
import { KubeError } from '../../kube/errors.ts';
import { failed } from './failed.ts';
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
const failureOf = (error: Error, condition?: Condition, collisionCount?: number, more: RolloutStatus = {}) =>
  failed(
    snapshotOf({
      spec: { strategy: { canary: {} } },
      ...{ pods: { v1: 4 }, wanted: 'v2', seconds: 10 },
      status: { ...(condition && { conditions: [condition] }), ...(collisionCount && { collisionCount }), ...more },
    }),
    [error],
  );
const statusOf = (...parts: Parameters<typeof failureOf>) => failureOf(...parts).status;

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

  it('is announced once', () => {
    const message = `Failed to create new replica set "web-v2": ${taken.message}`;
    expect(failureOf(taken).notices).toEqual([{ type: 'Warning', reason: 'ReplicaSetCreateError', message }]);
    expect(failureOf(taken, told(5)).notices).toEqual([]);
  });
});

describe('a router that cannot be told', () => {
  const refused = (path: string, code: number) => new KubeError(`patch shop/${path}/web`, code, { status: {} });

  it.each<[string, Error, readonly string[]]>([
    ['is announced', refused('ingresses', 403), ['patch shop/ingresses/web: 403 : ']],
    [
      'is announced where nobody answers',
      new Error('patch /apis/x/v1/namespaces/shop/httproutes/web: no answer in 30000 ms'),
      ['patch /apis/x/v1/namespaces/shop/httproutes/web: no answer in 30000 ms'],
    ],
    ['is no news where somebody else wrote first', refused('ingresses', 409), []],
    ['is none where something else failed', refused('services', 403), []],
  ])('%s', (_, error, messages) =>
    expect(failureOf(error).notices).toEqual(
      messages.map((message) => ({ type: 'Warning', reason: 'TrafficRoutingError', message })),
    ),
  );
});
