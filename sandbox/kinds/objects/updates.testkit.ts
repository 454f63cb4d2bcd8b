/** Updates, right and wrong, that a real API server and the sandbox are asked to make. */
import { NAMESPACE } from './case.testkit.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What is said of it, the kind, what is stored, and what it becomes; metadata of the stored object is kept but for `metadata`. */
export type Update = readonly [says: string, kind: string, old: Fields, next: Fields & { metadata?: object }];

const ports = [{ port: 80 }];
const role = (name: string) => ({ roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name } });
const slice = { addressType: 'IPv4', endpoints: [] };
const claim = (storage: string, more: object = {}) => ({
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } }, storageClassName: 'a', ...more },
});
const event = { involvedObject: { namespace: NAMESPACE }, reason: 'A' };

export const UPDATES: readonly Update[] = [
  ['a label is added', 'ConfigMap', {}, { metadata: { labels: { a: 'b' } } }],
  ['a wrong label is added', 'ConfigMap', {}, { metadata: { labels: { 'a b': 'c' } } }],
  [
    'a wrong owner is added',
    'ConfigMap',
    {},
    { metadata: { ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: '', uid: 'a' }] } },
  ],
  ['a wrong finalizer is added', 'ConfigMap', {}, { metadata: { finalizers: ['abc'] } }],
  [
    'an immutable ConfigMap is changed',
    'ConfigMap',
    { immutable: true, data: { a: 'b' } },
    { immutable: true, data: { a: 'c' }, binaryData: { d: '' } },
  ],
  ['an immutable ConfigMap is made mutable', 'ConfigMap', { immutable: true, data: { a: 'b' } }, { data: { a: 'b' } }],
  [
    'an immutable ConfigMap is labelled',
    'ConfigMap',
    { immutable: true, data: { a: 'b' } },
    { immutable: true, data: { a: 'b' }, metadata: { labels: { a: 'b' } } },
  ],
  ['an immutable Secret is changed', 'Secret', { immutable: true, data: { a: 'Yg==' } }, { stringData: { a: 'c' } }],
  ['a Secret changes its type', 'Secret', { type: 'a/b' }, { type: 'a/c' }],
  ['a Secret of another type does not say so', 'Secret', { type: 'a/b' }, {}],
  ['a Secret gets text', 'Secret', { data: { a: 'Yg==' } }, { data: { a: 'Yg==' }, stringData: { c: 'd' } }],
  ['a Namespace loses its finalizer', 'Namespace', {}, { spec: {}, metadata: { labels: { a: 'b' } } }],
  ['a Service is sent again', 'Service', { spec: { ports } }, { spec: { ports } }],
  [
    'a Service gets another address',
    'Service',
    { spec: { ports } },
    { spec: { ports, clusterIP: '10.96.1.1', clusterIPs: ['10.96.1.1'] } },
  ],
  ['a Service becomes headless', 'Service', { spec: { ports } }, { spec: { ports, clusterIP: 'None' } }],
  [
    'a headless Service gets an address',
    'Service',
    { spec: { ports, clusterIP: 'None', selector: { a: 'b' } } },
    { spec: { ports, clusterIP: '10.96.1.1', clusterIPs: ['10.96.1.1'], selector: { a: 'b' } } },
  ],
  ['a Service becomes a name', 'Service', { spec: { ports } }, { spec: { type: 'ExternalName', externalName: 'a.b' } }],
  [
    'a name becomes a Service',
    'Service',
    { spec: { type: 'ExternalName', externalName: 'a.b' } },
    { spec: { ports, clusterIP: '10.96.231.9', clusterIPs: ['10.96.231.9'] } },
  ],
  ['a node port is kept', 'Service', { spec: { type: 'NodePort', ports } }, { spec: { type: 'NodePort', ports } }],
  ['a Service without ports', 'Service', { spec: { ports } }, { spec: {} }],
  ['a RoleBinding points elsewhere', 'RoleBinding', role('a'), role('b')],
  ['a RoleBinding gets subjects', 'RoleBinding', role('a'), { ...role('a'), subjects: [{ kind: 'User', name: 'a' }] }],
  [
    'a ClusterRoleBinding points elsewhere',
    'ClusterRoleBinding',
    { roleRef: { kind: 'ClusterRole', name: 'a' } },
    { roleRef: { kind: 'ClusterRole', name: 'b' } },
  ],
  ['a PriorityClass changes its value', 'PriorityClass', { value: 1 }, { value: 2 }],
  ['a PriorityClass changes its preemption', 'PriorityClass', { value: 1 }, { value: 1, preemptionPolicy: 'Never' }],
  [
    'an IngressClass changes its controller',
    'IngressClass',
    { spec: { controller: 'a.b/c' } },
    { spec: { controller: 'a.b/d' } },
  ],
  ['an EndpointSlice changes its type', 'EndpointSlice', slice, { ...slice, addressType: 'IPv6' }],
  [
    'a ResourceQuota changes its scopes',
    'ResourceQuota',
    { spec: { hard: { pods: '1' }, scopes: ['BestEffort'] } },
    { spec: { hard: { pods: '1' } } },
  ],
  [
    'a ResourceQuota changes its figures',
    'ResourceQuota',
    { spec: { hard: { pods: '1' } } },
    { spec: { hard: { pods: '2' } } },
  ],
  ['a claim asks for more', 'PersistentVolumeClaim', claim('1Gi'), claim('2Gi')],
  ['a claim finds its volume', 'PersistentVolumeClaim', claim('1Gi'), claim('1Gi', { volumeName: 'v' })],
  [
    'a Node changes its range',
    'Node',
    { spec: { podCIDR: '10.1.0.0/24' } },
    { spec: { podCIDR: '10.2.0.0/24', podCIDRs: ['10.2.0.0/24'] } },
  ],
  ['a Node changes its provider', 'Node', { spec: { providerID: 'a' } }, { spec: { providerID: 'b' } }],
  ['an Event counts', 'Event', event, { ...event, count: 2 }],
  ['a budget changes', 'PodDisruptionBudget', { spec: { minAvailable: 1 } }, { spec: { maxUnavailable: '10%' } }],
  [
    'a budget breaks',
    'PodDisruptionBudget',
    { spec: { minAvailable: 1 } },
    { spec: { minAvailable: 1, selector: { matchLabels: { 'a b': 'c' } } } },
  ],
];
