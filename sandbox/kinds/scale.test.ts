import { expect, it } from 'vitest';
import { ApiError } from '../api/api-error.ts';
import type { ApiObject } from '../api/object.ts';
import { scaled, scaleOf, scaleToPatch } from './scale.ts';

const paths = {
  specReplicasPath: '.spec.replicas',
  statusReplicasPath: '.status.replicas',
  labelSelectorPath: '.spec.selector',
};
const deployment = (fields: object): ApiObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'a', namespace: 'b', uid: 'u', resourceVersion: '5', creationTimestamp: 't', labels: { c: 'd' } },
  ...fields,
});
const scale = (replicas: number | undefined, metadata: object = {}): ApiObject => ({
  apiVersion: 'autoscaling/v1',
  kind: 'Scale',
  metadata: { name: 'a', ...metadata },
  spec: replicas === undefined ? {} : { replicas },
});

function refusal(act: () => unknown): object {
  try {
    act();
  } catch (error) {
    if (error instanceof ApiError) return error.body();
  }
  throw new Error('nothing was refused');
}

it('shows the figures, and the selector as text', () => {
  const object = deployment({ spec: { replicas: 3, selector: { matchLabels: { x: 'y' } } }, status: { replicas: 2 } });
  expect(scaleOf(object, paths)).toEqual({
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name: 'a', namespace: 'b', uid: 'u', resourceVersion: '5', creationTimestamp: 't' },
    spec: { replicas: 3 },
    status: { replicas: 2, selector: 'x=y' },
  });
});

it('leaves out what Go leaves out', () => {
  const custom = { ...paths, labelSelectorPath: '.status.selector' };
  expect(scaleOf(deployment({ spec: { replicas: 0 } }), custom)).toMatchObject({ spec: {}, status: { replicas: 0 } });
  const object = deployment({ spec: { replicas: 0 }, status: { selector: 'a=b' } });
  expect(scaleOf(object, custom)).toMatchObject({ status: { replicas: 0, selector: 'a=b' } });
});

it.each<[says: string, act: () => unknown, body: object]>([
  [
    'no replicas',
    () => scaleOf(deployment({ spec: {} }), paths),
    {
      code: 500,
      reason: 'InternalError',
      message: 'Internal error occurred: the spec replicas field ".spec.replicas" does not exist',
      details: { causes: [{ message: 'the spec replicas field ".spec.replicas" does not exist' }] },
    },
  ],
  [
    'text for a figure',
    () => scaleOf(deployment({ spec: { replicas: 'x' } }), paths),
    { code: 500, message: '.spec.replicas accessor error: x is of the type string, expected int64' },
  ],
  [
    'a figure for an object',
    () => scaleOf(deployment({ spec: 5 }), paths),
    { code: 500, message: '.spec accessor error: 5 is of the type int64, expected map[string]interface {}' },
  ],
  [
    'fewer than none',
    () => scaled(deployment({}), paths, scale(-1)),
    {
      code: 422,
      message: 'Scale.autoscaling "a" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    },
  ],
  [
    'a patch that does not say how many',
    () => scaled(deployment({ spec: {} }), paths, scaleToPatch(deployment({ spec: {} }), paths)),
    { code: 400, reason: 'BadRequest', message: 'the spec replicas field ".spec.replicas" cannot be empty' },
  ],
])('refuses %s', (_, act, body) => {
  expect(refusal(act)).toMatchObject(body);
});

it('writes the figure where it belongs, and nothing else', () => {
  const object = deployment({ spec: { replicas: 3, paused: true } });
  const before = structuredClone(object);
  expect(scaled(object, paths, scale(7))).toEqual({ ...object, spec: { replicas: 7, paused: true } });
  expect(scaled(object, paths, scale(undefined))).toMatchObject({ spec: { replicas: 0 } });
  expect(object).toEqual(before);
});

it('writes where nothing was, also deeper', () => {
  const custom = { specReplicasPath: '.spec.a.count', statusReplicasPath: '.status.count' };
  expect(scaled(deployment({}), custom, scale(1))).toMatchObject({ spec: { a: { count: 1 } } });
});

it('passes the version on that the client knows', () => {
  expect(scaled(deployment({}), paths, scale(1, { resourceVersion: '4' })).metadata.resourceVersion).toBe('4');
  expect(scaled(deployment({}), paths, scale(1)).metadata.resourceVersion).toBe('5');
});

it('leaves it to custom kinds to judge themselves', () => {
  const object = { ...deployment({}), apiVersion: 'example.com/v1' };
  expect(scaled(object, paths, scale(-1))).toMatchObject({ spec: { replicas: -1 } });
});
