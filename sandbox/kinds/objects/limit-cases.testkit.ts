/** Limits, claims, leases, priorities and nodes. */
import type { Case } from './case.testkit.ts';

const meta = { name: 'a' };

const limits = (says: string, ...list: object[]): Case => [
  says,
  'LimitRange',
  { metadata: meta, spec: { limits: list } },
];
const quota = (says: string, spec: object): Case => [says, 'ResourceQuota', { metadata: meta, spec }];
const claim = (says: string, spec: object): Case => [says, 'PersistentVolumeClaim', { metadata: meta, spec }];
const lease = (says: string, spec: object): Case => [says, 'Lease', { metadata: meta, spec }];
const priority = (says: string, object: object): Case => [
  says,
  'PriorityClass',
  { metadata: { name: 'f-a' }, value: 1, ...object },
];
const oneGig = { requests: { storage: '1Gi' } };

export const LIMITS: readonly Case[] = [
  limits('defaults of containers', {
    type: 'Container',
    max: { cpu: '2' },
    min: { cpu: '100m', memory: '1Gi' },
    default: { cpu: '1' },
  }),
  limits('defaults of pods', { type: 'Pod', default: { cpu: '1' } }),
  limits('claims without storage', { type: 'PersistentVolumeClaim', max: { cpu: '1' } }),
  limits('an unknown type', { type: 'Foo' }),
  limits('a type twice', { type: 'Pod' }, { type: 'Pod' }),
  limits('wrong resources', { type: 'Container', max: { foo: '1', 'a b': '1', 'requests.cpu': '1' } }),
  limits('a wrong order', {
    type: 'Container',
    min: { cpu: '3' },
    max: { cpu: '1' },
    default: { cpu: '2' },
    defaultRequest: { cpu: '2500m' },
  }),
  limits('a ratio below one', { type: 'Container', maxLimitRequestRatio: { cpu: '500m' } }),
  limits('a ratio that is too large', {
    type: 'Container',
    min: { cpu: '1' },
    max: { cpu: '2' },
    maxLimitRequestRatio: { cpu: '3' },
  }),
  quota('a quota', {
    hard: { pods: '10', 'requests.cpu': '1', 'count/deployments.apps': '2', 'requests.nvidia.com/gpu': '4' },
  }),
  quota('a wrong quota', { hard: { foo: '1', pods: '1500m', 'a b': '1', cpu: '-1' } }),
  quota('scopes', { hard: { pods: '1' }, scopes: ['BestEffort'] }),
  quota('wrong scopes', { hard: { 'requests.cpu': '1' }, scopes: ['BestEffort', 'NotBestEffort', 'Foo'] }),
  quota('a wrong selector of scopes', {
    scopeSelector: {
      matchExpressions: [
        { scopeName: 'Foo', operator: 'In' },
        { scopeName: 'BestEffort', operator: 'Exists', values: ['a'] },
      ],
    },
  }),
  claim('a claim', { accessModes: ['ReadWriteOnce'], resources: oneGig }),
  claim('an empty claim', {}),
  claim('a wrong claim', {
    accessModes: ['Foo'],
    resources: { requests: { storage: '0' } },
    storageClassName: 'A b',
    volumeMode: 'Foo',
  }),
  lease('a lease', {
    holderIdentity: 'a',
    leaseDurationSeconds: 15,
    renewTime: '2024-01-02T03:04:05.123456Z',
    leaseTransitions: 1,
  }),
  lease('a wrong lease', { leaseDurationSeconds: 0, leaseTransitions: -1 }),
  priority('a priority', {}),
  priority('a priority that is too high', { value: 1_000_000_001 }),
  priority('an unknown preemption', { preemptionPolicy: 'Foo' }),
  priority('a system priority', { metadata: { name: 'system-a' } }),
  [
    'a Node',
    'Node',
    {
      metadata: { name: 'f-node' },
      spec: { podCIDR: '10.1.0.0/24' },
      status: { capacity: { cpu: '4', memory: '8Gi', pods: '110' } },
    },
  ],
  [
    'a wrong Node',
    'Node',
    {
      metadata: { name: 'f-node' },
      spec: {
        taints: [
          { key: 'a b', effect: 'Foo' },
          { key: 'c', effect: 'NoSchedule' },
          { key: 'c', value: 'd e', effect: 'NoSchedule' },
        ],
      },
      status: { capacity: { pods: '1500m', cpu: '-1' } },
    },
  ],
];
