import { expect, it } from 'vitest';
import type { KubeObject } from '../../kube/types.ts';
import type { Service } from './objects.ts';
import { bindingsFor } from './registration.ts';

const service = {
  ...{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'shop' } },
  spec: {
    ports: [
      { port: 80, name: 'http' },
      { port: 90, name: 'admin' },
    ],
  },
} as unknown as Service;
const binding = (spec: object, namespace = 'shop') =>
  ({
    ...{ apiVersion: 'elbv2.k8s.aws/v1beta1', kind: 'TargetGroupBinding', metadata: { name: 'b', namespace } },
    spec: { targetGroupARN: 'arn', targetType: 'ip', serviceRef: { name: 'web', port: 80 }, ...spec },
  }) as unknown as KubeObject;
const ports = [
  { name: 'http', port: 8080 },
  { name: 'admin', port: 9090 },
];
const slice = (endpoints: unknown, more: object = {}) =>
  ({ metadata: {}, endpoints, ports, ...more }) as unknown as KubeObject;
const pod = (...addresses: readonly string[]) => ({ addresses });
const found = (one: KubeObject, ...objects: readonly KubeObject[]) =>
  bindingsFor(service, [one], objects).map(({ arn, awaited }) => [arn, ...awaited].join(' '));

it.each<[what: string, one: KubeObject, bound: readonly string[]]>([
  ['to a port by its number', binding({}), ['arn 10.0.0.1:8080']],
  ['to a port by its name', binding({ serviceRef: { name: 'web', port: 'admin' } }), ['arn 10.0.0.1:9090']],
  ['to a port that the Service has not', binding({ serviceRef: { name: 'web', port: 81 } }), []],
  ['to another Service', binding({ serviceRef: { name: 'other', port: 80 } }), []],
  ['of another namespace', binding({}, 'other'), []],
  ['of nodes', binding({ targetType: 'instance' }), []],
  ['of nobody knows what', binding({ targetType: undefined }), []],
  ['without a target group', binding({ targetGroupARN: undefined }), []],
  ['of an odd shape', { metadata: { name: 'b', namespace: 'shop' }, spec: 5 } as never, []],
])('a target group is bound or not: %s', (_, one, bound) =>
  expect(found(one, slice([pod('10.0.0.1')]))).toEqual(bound),
);

it.each<[what: string, objects: readonly KubeObject[], awaited: string]>([
  ['all addresses in all slices', [slice([pod('1'), pod('2', '3')]), slice([pod('3')])], 'arn 1:8080 2:8080 3:8080'],
  ['not those that are not ready', [slice([{ ...pod('1'), conditions: { ready: false } }, pod('2')])], 'arn 2:8080'],
  ['none', [slice(null)], 'arn'],
  ['none where the port is not', [slice([pod('1')], { ports: [] })], 'arn'],
  [
    'addresses in old Endpoints',
    [{ metadata: {}, subsets: [{ addresses: [{ ip: '1' }], notReadyAddresses: [{ ip: '2' }], ports }] } as never],
    'arn 1:8080',
  ],
])('targets are awaited: %s', (_, objects, awaited) => expect(found(binding({}), ...objects)).toEqual([awaited]));

it('a port without a name is the only one', () => {
  const plain = { ...service, spec: { ports: [{ port: 80 }] } } as unknown as Service;
  const behind = [slice([pod('1')], { ports: [{ port: 8080 }] })];
  expect(bindingsFor(plain, [binding({})], behind)).toEqual([{ service: 'web', arn: 'arn', awaited: ['1:8080'] }]);
});
