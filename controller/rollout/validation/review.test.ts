import { describe, expect, it } from 'vitest';
import { reviewOf } from './review.ts';

const KIND = { group: 'argoproj.io', version: 'v1alpha1', kind: 'Rollout' };
const valid = {
  metadata: { name: 'web' },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'web:v1' }] } },
    strategy: { canary: {} },
  },
};
const withSpec = (spec: object) => ({ ...valid, spec: { ...valid.spec, ...spec } });
const wrong = withSpec({ replicas: -1 });
const NEGATIVE = 'spec.replicas: Invalid value: -1: must be greater than or equal to 0';
const DEADLINE = 'spec.progressDeadlineSeconds: Invalid value: 1: must be greater than minReadySeconds';

const asked = (request: object) =>
  reviewOf({
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: { uid: 'u-1', kind: KIND, operation: 'CREATE', object: valid, ...request },
  });

describe('a review', () => {
  it('repeats the uid', () =>
    expect(asked({})).toEqual({
      apiVersion: 'admission.k8s.io/v1',
      kind: 'AdmissionReview',
      response: { uid: 'u-1', allowed: true },
    }));

  it('refuses with all errors, as text and one by one', () => {
    const object = withSpec({ replicas: -1, minReadySeconds: 9, progressDeadlineSeconds: 1, colour: 'red' });
    expect(asked({ object })?.response).toEqual({
      uid: 'u-1',
      allowed: false,
      warnings: ['spec.colour: unknown field'],
      status: {
        code: 422,
        reason: 'Invalid',
        message: `The Rollout "web" is invalid: [${NEGATIVE}, ${DEADLINE}]`,
        details: {
          group: 'argoproj.io',
          kind: 'Rollout',
          name: 'web',
          causes: [
            { field: 'spec.replicas', message: 'Invalid value: -1: must be greater than or equal to 0' },
            {
              field: 'spec.progressDeadlineSeconds',
              message: 'Invalid value: 1: must be greater than minReadySeconds',
            },
          ],
        },
      },
    });
  });

  it.each<[sentence: string, object: object, message: string]>([
    ['says a single error plainly', wrong, `The Rollout "web" is invalid: ${NEGATIVE}`],
    [
      'knows an object that has no name yet by the start of it',
      { ...wrong, metadata: { generateName: 'web-' } },
      `The Rollout "web-" is invalid: ${NEGATIVE}`,
    ],
    ['takes an object without metadata', { ...wrong, metadata: undefined }, `The Rollout "" is invalid: ${NEGATIVE}`],
    [
      'keeps messages whole that name no path',
      withSpec({ workloadRef: { apiVersion: 'batch/v1', kind: 'Job', name: 'web' }, template: undefined }),
      'The Rollout "web" is invalid: workload of type batch/Job is not supported',
    ],
  ])('%s', (_, object, message) => expect(asked({ object })?.response.status?.message).toBe(message));

  it.each<[sentence: string, request: object, warnings?: readonly string[]]>([
    ['an object that is well', {}],
    [
      'an object that may be meant otherwise, with a warning',
      { object: withSpec({ colour: 'red' }) },
      ['spec.colour: unknown field'],
    ],
    ['kinds nobody here knows', { kind: { ...KIND, kind: 'Deployment' }, object: wrong }],
    [
      'kinds of another group',
      { kind: { group: 'app.k8s.io', version: 'v1beta1', kind: 'Application' }, object: { spec: 3 } },
    ],
    ['other versions', { kind: { ...KIND, version: 'v2' }, object: wrong }],
    ['a request that names no kind', { kind: undefined, object: wrong }],
    ['a deletion', { operation: 'DELETE', object: null, oldObject: wrong }],
    ['a status', { operation: 'UPDATE', subResource: 'status', object: wrong }],
    [
      'an object on its way out',
      {
        operation: 'UPDATE',
        object: { ...wrong, metadata: { name: 'web', deletionTimestamp: '2026-01-01T00:00:00Z' } },
      },
    ],
    [
      'what was wrong before, with a warning',
      { operation: 'UPDATE', object: { ...wrong, metadata: { name: 'web', labels: { a: 'b' } } }, oldObject: wrong },
      [NEGATIVE],
    ],
  ])('allows %s', (_, request, warnings) =>
    expect(asked(request)?.response).toEqual({ uid: 'u-1', allowed: true, ...(warnings && { warnings }) }),
  );

  it.each<[sentence: string, request: object]>([
    ['an update that makes an object wrong', { operation: 'UPDATE', object: wrong, oldObject: valid }],
    [
      'an update that makes an object wrong in one more way',
      { operation: 'UPDATE', object: withSpec({ replicas: -1, strategy: {} }), oldObject: wrong },
    ],
    [
      'an update of what was wrong otherwise',
      { operation: 'UPDATE', object: wrong, oldObject: withSpec({ replicas: -2 }) },
    ],
    [
      'a kind of ours in another group',
      { kind: { group: 'sluice.dev', version: 'v1alpha1', kind: 'Revert' }, object: {} },
    ],
    ['an Application', { kind: { ...KIND, kind: 'Application' }, object: { spec: { destination: 3 } } }],
  ])('refuses %s', (_, request) => expect(asked(request)?.response.allowed).toBe(false));

  it.each<[body: unknown]>([
    [null],
    ['text'],
    [{}],
    [{ apiVersion: 'admission.k8s.io/v1beta1', kind: 'AdmissionReview', request: { uid: 'u-1' } }],
    [{ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview' }],
    [{ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', request: { uid: '' } }],
    [
      {
        apiVersion: 'admission.k8s.io/v1',
        kind: 'AdmissionReview',
        request: { uid: 'u', kind: KIND, operation: 'CREATE' },
      },
    ],
  ])('is not made of %j', (body) => expect(reviewOf(body)).toBeUndefined());
});
