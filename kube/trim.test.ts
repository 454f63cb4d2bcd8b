import { describe, expect, it } from 'vitest';
import { compact, fieldOwnersOf, slim } from './trim.ts';
import type { KubeObject } from './types.ts';

const owners = [{ manager: 'kubectl', operation: 'Update', fieldsV1: { 'f:spec': {} } }];
const object = (metadata: object): KubeObject =>
  ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', ...metadata }, data: { x: '1' } }) as KubeObject;

describe('slim', () => {
  it('drops who owns which field, and what kubectl keeps', () => {
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': '{}', kept: 'yes' };
    expect(slim(object({ managedFields: owners, annotations }))).toEqual(object({ annotations: { kept: 'yes' } }));
  });

  it('leaves annotations alone where there is nothing to drop', () => {
    expect(slim(object({ labels: { a: 'b' } }))).toEqual(object({ labels: { a: 'b' } }));
  });
});

describe('compact', () => {
  it('keeps who owns which field as text, to be read when asked for', () => {
    const kept = compact(object({ managedFields: owners }));
    expect(typeof (kept.metadata as { managedFields?: unknown }).managedFields).toBe('string');
    expect(fieldOwnersOf(kept)).toEqual(owners);
  });

  it('reads objects straight from the server as well, and those that have no owners', () => {
    expect(fieldOwnersOf(object({ managedFields: owners }))).toEqual(owners);
    expect(fieldOwnersOf(compact(object({})))).toEqual([]);
  });
});
