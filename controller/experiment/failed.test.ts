import { describe, expect, it } from 'vitest';
import { KubeError } from '../../kube/errors.ts';
import { failed } from './failed.ts';
import { running, type Scene, snapshotOf, template } from './scene.testkit.ts';

const refusal = (what: string, code: number, message: string) => new KubeError(what, code, { status: { message } });
const CREATE = 'create /apis/apps/v1/namespaces/shop/replicasets';
const both: Scene = { spec: { templates: [template('a'), template('b')] }, pods: { a: {} }, status: running('a') };
const outcome = (scene: Scene, ...errors: readonly unknown[]) => {
  const { status, notices } = failed(snapshotOf(scene), errors);
  return {
    templates: status.templateStatuses?.map((one) => [one.name, one.status, one.message]),
    says: notices.map(({ type, reason, message }) => `${type} ${reason}: ${message}`),
  };
};

describe('a write that was refused', () => {
  it('for good is an Error of its template', () => {
    const error = refusal(CREATE, 422, 'ReplicaSet.apps "compare-b" is invalid: no');
    const message = `Failed to create ReplicaSet for template 'b': ${error.message}`;
    expect(outcome(both, error)).toEqual({
      templates: [
        ['a', 'Running', undefined],
        ['b', 'Error', message],
      ],
      says: [`Warning ReplicaSetUpdateError: ${message}`],
    });
  });

  it('of a size, too', () => {
    const error = refusal('patch /apis/apps/v1/namespaces/shop/replicasets/compare-a', 403, 'no more');
    const message = `Unable to scale ReplicaSet for template 'a' to desired replica count '1': ${error.message}`;
    expect(outcome(both, error).templates?.[0]).toEqual(['a', 'Error', message]);
  });

  it('of a Service, too', () => {
    const error = refusal('create /api/v1/namespaces/shop/services', 422, 'Service "compare-a" is invalid: no');
    expect(outcome(both, error).templates?.[0]).toEqual([
      ...['a', 'Error', `Failed to create Service for template 'a': ${error.message}`],
    ]);
  });

  it.each<[string, unknown]>([
    ['because somebody was faster', refusal(CREATE, 409, 'ReplicaSet "compare-b" is there')],
    ['because the server is busy', refusal(CREATE, 429, '"compare-b"')],
    ['because the server is down', refusal(CREATE, 503, '"compare-b"')],
    ['by nobody', new Error('connection closed: "compare-b"')],
    ['for something else', refusal('create /apis/argoproj.io/v1alpha1/namespaces/shop/analysisruns', 422, 'no')],
  ])('%s is tried again', (_, error) => {
    const { templates, says } = outcome(both, error);
    expect(templates?.filter(([, status]) => status === 'Error')).toEqual([]);
    expect(says).toEqual([]);
  });

  it('changes nothing of what has ended', () => {
    const ended: Scene = { ...both, status: { phase: 'Successful' } };
    expect(outcome(ended, refusal(CREATE, 403, '"compare-b"')).templates).toBeUndefined();
  });
});
