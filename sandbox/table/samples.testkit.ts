/** Objects whose tables are compared with those of the API server. */
import { PODS } from './pod-samples.testkit.ts';
import { condition, core, grouped, type Sample, selector } from './sample.testkit.ts';
import { NETWORK, WORKLOADS } from './workload-samples.testkit.ts';

const CORE: readonly Sample[] = [
  { says: 'a config map', path: core('configmaps'), object: { data: { a: '1' }, binaryData: { b: 'Yg==' } } },
  { says: 'a secret', path: core('secrets'), object: { stringData: { a: '1' } } },
  { says: 'a service account', path: core('serviceaccounts'), object: { secrets: [{ name: 'a' }] } },
  { says: 'a namespace', path: '/api/v1/namespaces', isClusterWide: true, object: { name: 'tables' } },
  {
    says: 'an event',
    path: core('events'),
    object: {
      involvedObject: { kind: 'Pod', name: 'p', namespace: '$namespace', fieldPath: 'spec' },
      type: 'Normal',
      reason: 'Because',
      message: ' it happened ',
      count: 3,
      source: { component: 'me', host: 'here' },
      firstTimestamp: '2020-01-01T00:00:00Z',
      lastTimestamp: '2020-02-01T00:00:00Z',
    },
  },
  {
    says: 'a node',
    path: '/api/v1/nodes',
    isClusterWide: true,
    object: {
      name: 'tables',
      metadata: { labels: { 'node-role.kubernetes.io/b': '', 'node-role.kubernetes.io/a': '' } },
      spec: { unschedulable: true },
    },
    status: {
      conditions: [condition('Ready')],
      addresses: [{ type: 'InternalIP', address: '10.0.0.1' }],
      nodeInfo: { kubeletVersion: 'v1' },
    },
  },
  {
    says: 'a quota',
    path: core('resourcequotas'),
    object: { spec: { hard: { pods: '5', 'limits.cpu': '2' } } },
    status: { hard: { pods: '5', cpu: '1', 'limits.cpu': '2' }, used: { pods: '1', cpu: '500m', 'limits.cpu': '0' } },
    // Last on newer servers.
    newer: ['Age 0'],
  },
  { says: 'a limit range', path: core('limitranges'), object: { spec: { limits: [] } } },
  {
    says: 'a volume claim',
    path: core('persistentvolumeclaims'),
    object: {
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, storageClassName: 's' },
    },
    newer: ['VolumeAttributesClass 0'],
  },
];

const POLICY: readonly Sample[] = [
  {
    says: 'an autoscaler',
    path: grouped('autoscaling/v2beta2', 'horizontalpodautoscalers'),
    object: {
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'none' },
        maxReplicas: 3,
        metrics: [
          { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } },
          { type: 'External', external: { metric: { name: 'm' }, target: { type: 'Value', value: '5' } } },
          { type: 'Pods', pods: { metric: { name: 'm' }, target: { type: 'AverageValue', averageValue: '5' } } },
        ],
      },
    },
    // Old servers separate metrics by commas and do not name resources.
    newer: ['Targets 0'],
  },
  {
    says: 'a budget',
    path: grouped('policy/v1beta1', 'poddisruptionbudgets'),
    object: { spec: { minAvailable: '50%', selector } },
  },
  {
    says: 'another budget',
    path: grouped('policy/v1beta1', 'poddisruptionbudgets'),
    object: { name: 'y', spec: { maxUnavailable: 1, selector } },
  },
  { says: 'a lease', path: grouped('coordination.k8s.io/v1', 'leases'), object: { spec: { holderIdentity: 'me' } } },
  { says: 'a role', path: grouped('rbac.authorization.k8s.io/v1', 'roles'), object: { rules: [] } },
  {
    says: 'a role binding',
    path: grouped('rbac.authorization.k8s.io/v1', 'rolebindings'),
    object: {
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'x' },
      subjects: [
        { kind: 'ServiceAccount', name: 'a', namespace: 'n' },
        { kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'u' },
        { kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'v' },
        { kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name: 'g' },
      ],
    },
  },
  {
    says: 'a cluster role',
    path: '/apis/rbac.authorization.k8s.io/v1/clusterroles',
    isClusterWide: true,
    object: { rules: [] },
  },
  {
    says: 'a cluster role binding',
    path: '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
    isClusterWide: true,
    object: { roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'x' } },
  },
  {
    says: 'a priority class',
    path: '/apis/scheduling.k8s.io/v1/priorityclasses',
    isClusterWide: true,
    object: { value: 5, preemptionPolicy: 'Never' },
    newer: ['PreemptionPolicy 0'],
  },
];

export const SAMPLES: readonly Sample[] = [...PODS, ...WORKLOADS, ...NETWORK, ...CORE, ...POLICY];
