import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../kube/types.ts';
import { ENDPOINTS, readyAddresses, SLICES } from './addresses.ts';
import { revision } from './status/snapshot.testkit.ts';

const REVISIONS = [revision('v1'), revision('v2')];
const pod = (name: string) => ({ targetRef: { kind: 'Pod', name } });
const slice = (endpoints: unknown): KubeObject =>
  ({
    ...{ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', endpoints },
    metadata: { name: 'web-abc', namespace: 'shop', labels: { 'kubernetes.io/service-name': 'web' } },
  }) as KubeObject;
const endpoints = (subsets: unknown): KubeObject =>
  ({ apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'web', namespace: 'shop' }, subsets }) as KubeObject;
const counted = (...objects: readonly KubeObject[]) => Object.fromEntries(readyAddresses(objects, REVISIONS));

describe('ready addresses', () => {
  it.each<[string, readonly KubeObject[], object]>([
    ['are counted by revision', [slice([pod('web-v1-a'), pod('web-v1-b'), pod('web-v2-a')])], { v1: 2, v2: 1 }],
    ['are ready where nobody says', [slice([{ ...pod('web-v1-a'), conditions: {} }])], { v1: 1 }],
    ['leave out what is not', [slice([{ ...pod('web-v1-a'), conditions: { ready: false } }])], {}],
    ['leave out pods of others', [slice([pod('web-v1-x-a'), pod('other-v1-a'), pod('web-v1')])], {}],
    ['leave out what is no pod', [slice([{}])], {}],
    ['may be none', [slice(null)], {}],
    ['are counted over all slices', [slice([pod('web-v1-a')]), slice([pod('web-v1-b')])], { v1: 2 }],
    [
      'are those of old Endpoints',
      [endpoints([{ addresses: [pod('web-v2-a')], notReadyAddresses: [pod('web-v2-b')] }])],
      { v2: 1 },
    ],
    ['may be none there, too', [endpoints([{ addresses: null }]), endpoints(null)], {}],
  ])('%s', (_, objects, counts) => {
    expect(counted(...objects)).toEqual(counts);
  });

  it.each([
    [SLICES, slice([]), ['shop/web']],
    [ENDPOINTS, endpoints([]), ['shop/web']],
    [SLICES, { ...slice([]), metadata: { name: 'web-abc', namespace: 'shop' } }, []],
  ])('belong to a Service', (kind, object, names) => {
    expect(kind.serviceOf(object)).toEqual(names);
  });
});
