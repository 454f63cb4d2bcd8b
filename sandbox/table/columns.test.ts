import { describe, expect, it } from 'vitest';
import type { ApiObject } from '../api/object.ts';
import { columnsOf } from './columns.ts';

const NOW = '2026-01-01T01:00:00Z';
const metadata = { name: 'x', namespace: 'n', creationTimestamp: '2026-01-01T00:00:00Z' };
const template = {
  spec: {
    containers: [
      { name: 'a', image: 'i' },
      { name: 'b', image: 'j' },
    ],
  },
};
const selector = { matchLabels: { app: 'x' } };

/** All cells but the name and the age. */
function cells(id: string, fields: object, more: object = {}): string {
  const [group = '', kind = ''] = id.split('/');
  const object = { apiVersion: 'v1', kind, metadata: { ...metadata, ...more }, ...fields } as ApiObject;
  return columnsOf(group, kind)
    .filter(({ name }) => name !== 'Name' && name !== 'Age')
    .map((column) => String(column.cell(object, NOW)))
    .join(' | ');
}

const metric = (type: string, field: string, target: object, more: object = {}) => ({
  type,
  [field]: { ...more, target },
});

describe('tables of built-in kinds', () => {
  it.each<[string, object, string]>([
    ['/ConfigMap', { data: { a: '1' }, binaryData: { b: '', c: '' } }, '3'],
    ['/ConfigMap', {}, '0'],
    ['/Secret', { type: 'Opaque', data: { a: '1' } }, 'Opaque | 1'],
    ['/ServiceAccount', { secrets: [{}] }, '1'],
    ['/Namespace', { status: { phase: 'Active' } }, 'Active'],
    ['/PodTemplate', { template: { ...template, metadata: { labels: { b: '1', a: '2' } } } }, 'a,b | i,j | a=2,b=1'],
    ['/Node', {}, 'Unknown | <none> |  | <none> | <none> | <unknown> | <unknown> | <unknown>'],
    [
      '/Node',
      {
        spec: { unschedulable: true },
        status: { conditions: [{ type: 'Ready', status: 'False' }], nodeInfo: { kubeletVersion: 'v1' } },
      },
      'NotReady,SchedulingDisabled | <none> | v1 | <none> | <none> | <unknown> | <unknown> | <unknown>',
    ],
    [
      '/ResourceQuota',
      { status: { hard: { pods: '5', 'limits.cpu': '2', cpu: '1' }, used: { pods: '1' } } },
      'cpu: 0/1, pods: 1/5 | limits.cpu: 0/2',
    ],
    [
      '/PersistentVolumeClaim',
      {
        spec: { volumeName: 'v', storageClassName: 's', volumeMode: 'Block', volumeAttributesClassName: 'c' },
        status: { phase: 'Bound', capacity: { storage: '1Gi' }, accessModes: ['ReadWriteMany', 'ReadWriteOnce'] },
      },
      'Bound | v | 1Gi | RWO,RWX | s | c | Block',
    ],
    ['/PersistentVolumeClaim', { status: { phase: 'Pending' } }, 'Pending |  |  |  |  | <unset> | <unset>'],
    [
      '/Event',
      {
        involvedObject: { kind: 'Pod', name: 'p', fieldPath: 'f' },
        type: 'Normal',
        reason: 'R',
        message: ' m ',
        count: 2,
        source: { component: 'c', host: 'h' },
        firstTimestamp: '2026-01-01T00:00:00Z',
        lastTimestamp: '2026-01-01T00:59:00Z',
      },
      '60s | Normal | R | pod/p | f | c, h | m | 60m | 2',
    ],
    [
      '/Event',
      {
        involvedObject: { kind: 'Node' },
        reportingComponent: 'c',
        eventTime: '2026-01-01T00:00:00.000000Z',
        firstTimestamp: null,
        lastTimestamp: null,
      },
      '60m |  |  | node |  | c |  | 60m | 1',
    ],
    [
      '/Event',
      { involvedObject: { kind: 'Node' }, series: { count: 7, lastObservedTime: '2026-01-01T00:59:30.5Z' } },
      '29s |  |  | node |  |  |  | <unknown> | 7',
    ],
    [
      '/Service',
      {
        spec: {
          type: 'ClusterIP',
          clusterIPs: ['1.1.1.1'],
          ports: [
            { port: 80, protocol: 'TCP' },
            { port: 53, nodePort: 30_000, protocol: 'UDP' },
          ],
          selector: { a: 'b' },
        },
      },
      'ClusterIP | 1.1.1.1 | <none> | 80/TCP,53:30000/UDP | a=b',
    ],
    ['/Service', { spec: { type: 'LoadBalancer', ports: [] } }, 'LoadBalancer | <none> | <pending> | <none> | <none>'],
    [
      '/Service',
      {
        spec: { type: 'LoadBalancer', externalIPs: ['2'] },
        status: { loadBalancer: { ingress: [{ hostname: 'h' }, { ip: '1' }, { ip: '1' }] } },
      },
      'LoadBalancer | <none> | 1,h,2 | <none> | <none>',
    ],
    ['/Service', { spec: { type: 'ExternalName', externalName: 'e' } }, 'ExternalName | <none> | e | <none> | <none>'],
    ['/Endpoints', {}, '<none>'],
    [
      '/Endpoints',
      {
        subsets: [
          { addresses: [{ ip: '1' }, { ip: '::2' }], ports: [{ port: 80 }, { port: 81 }] },
          { addresses: [{ ip: '3' }] },
        ],
      },
      '1:80,[::2]:80,1:81 + 2 more...',
    ],
    [
      'apps/Deployment',
      {
        spec: { replicas: 3, selector, template },
        status: { readyReplicas: 1, updatedReplicas: 2, availableReplicas: 1 },
      },
      '1/3 | 2 | 1 | a,b | i,j | app=x',
    ],
    [
      'apps/ReplicaSet',
      { spec: { replicas: 3, selector, template }, status: { replicas: 2 } },
      '3 | 2 | 0 | a,b | i,j | app=x',
    ],
    ['apps/StatefulSet', { spec: { replicas: 3, template }, status: { readyReplicas: 2 } }, '2/3 | a,b | i,j'],
    [
      'apps/DaemonSet',
      {
        spec: { selector, template },
        status: {
          desiredNumberScheduled: 5,
          currentNumberScheduled: 4,
          numberReady: 3,
          updatedNumberScheduled: 2,
          numberAvailable: 1,
        },
      },
      '5 | 4 | 3 | 2 | 1 | <none> | a,b | i,j | app=x',
    ],
    ['apps/ControllerRevision', { revision: 3 }, '<none> | 3'],
    [
      'batch/Job',
      { spec: { completions: 2, template }, status: { succeeded: 1, startTime: '2026-01-01T00:58:00Z' } },
      'Running | 1/2 | 2m | a,b | i,j | <none>',
    ],
    [
      'batch/Job',
      {
        spec: { parallelism: 3, template },
        status: {
          succeeded: 1,
          startTime: '2026-01-01T00:00:00Z',
          completionTime: '2026-01-01T00:00:09Z',
          conditions: [{ type: 'Complete', status: 'True' }],
        },
      },
      'Complete | 1/1 of 3 | 9s | a,b | i,j | <none>',
    ],
    [
      'batch/Job',
      { spec: { template }, status: { conditions: [{ type: 'Suspended', status: 'True' }] } },
      'Suspended | 0/1 |  | a,b | i,j | <none>',
    ],
    [
      'batch/CronJob',
      {
        spec: { schedule: '* * * * *', timeZone: 'Etc/UTC', suspend: false, jobTemplate: { spec: { template } } },
        status: { active: [{}], lastScheduleTime: '2026-01-01T00:59:00Z' },
      },
      '* * * * * | Etc/UTC | False | 1 | 60s | a,b | i,j | <none>',
    ],
    ['batch/CronJob', { spec: { schedule: '@daily' } }, '@daily | <none> | <unset> | 0 | <none> |  |  | <none>'],
    [
      'discovery.k8s.io/EndpointSlice',
      {
        addressType: 'IPv4',
        ports: [{ port: 80 }, { name: 'b', port: null }, {}],
        endpoints: [{ addresses: ['1', '2'] }, { addresses: ['3', '4'] }],
      },
      'IPv4 | 80,b,* | 1,2,3 + 1 more...',
    ],
    ['discovery.k8s.io/EndpointSlice', { addressType: 'IPv4' }, 'IPv4 | <unset> | <unset>'],
    [
      'networking.k8s.io/Ingress',
      { spec: { rules: [{ host: 'a' }, {}, { host: 'b' }, { host: 'c' }, {}] } },
      '<none> | a,b,c + 2 more... |  | 80',
    ],
    [
      'networking.k8s.io/Ingress',
      {
        spec: { ingressClassName: 'c', tls: [{}], rules: [{ host: 'a' }, { host: 'b' }, { host: 'c' }] },
        status: { loadBalancer: { ingress: [{ ip: '1' }] } },
      },
      'c | a,b,c | 1 | 80, 443',
    ],
    [
      'networking.k8s.io/IngressClass',
      { spec: { controller: 'c', parameters: { apiGroup: 'g', kind: 'K', name: 'n' } } },
      'c | K.g/n',
    ],
    ['networking.k8s.io/NetworkPolicy', { spec: { podSelector: {} } }, '<none>'],
    [
      'autoscaling/HorizontalPodAutoscaler',
      {
        spec: {
          scaleTargetRef: { kind: 'D', name: 'd' },
          maxReplicas: 3,
          metrics: [
            metric('Resource', 'resource', { averageUtilization: 50 }, { name: 'cpu' }),
            metric('External', 'external', { value: '5' }),
            metric('Pods', 'pods', { averageValue: '1' }),
          ],
        },
        status: { currentReplicas: 2, currentMetrics: [{ resource: { current: { averageUtilization: 7 } } }] },
      },
      'D/d | cpu: 7%/50%, <unknown>/5 + 1 more... | <unset> | 3 | 2',
    ],
    [
      'autoscaling/HorizontalPodAutoscaler',
      {
        spec: {
          minReplicas: 1,
          metrics: [
            metric('ContainerResource', 'containerResource', { averageValue: '1' }, { name: 'cpu' }),
            metric('Object', 'object', { averageValue: '2' }),
          ],
        },
      },
      '/ | cpu: <unknown>/1, <unknown>/2 (avg) | 1 | 0 | 0',
    ],
    ['autoscaling/HorizontalPodAutoscaler', {}, '/ | <none> | <unset> | 0 | 0'],
    ['autoscaling/Scale', { spec: { replicas: 3 }, status: { replicas: 2 } }, '3 | 2'],
    [
      'policy/PodDisruptionBudget',
      { spec: { minAvailable: '50%' }, status: { disruptionsAllowed: 1 } },
      '50% | N/A | 1',
    ],
    ['policy/PodDisruptionBudget', { spec: { maxUnavailable: 0 } }, 'N/A | 0 | 0'],
    ['coordination.k8s.io/Lease', { spec: { holderIdentity: 'me' } }, 'me'],
    [
      'rbac.authorization.k8s.io/RoleBinding',
      {
        roleRef: { kind: 'Role', name: 'r' },
        subjects: [
          { kind: 'User', name: 'u' },
          { kind: 'User', name: 'v' },
          { kind: 'ServiceAccount', namespace: 'n', name: 's' },
        ],
      },
      'Role/r | u, v |  | n/s',
    ],
    ['scheduling.k8s.io/PriorityClass', { value: 5, preemptionPolicy: 'Never' }, '5 | false | Never'],
    ['rbac.authorization.k8s.io/Role', {}, '2026-01-01T00:00:00Z'],
    ['apiextensions.k8s.io/CustomResourceDefinition', {}, '2026-01-01T00:00:00Z'],
  ])('%s', (id, fields, expected) => {
    expect(cells(id, fields)).toBe(expected);
  });

  it('knows what a revision is of, what roles a node has, and what goes away', () => {
    const owner = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'web', uid: 'u', controller: true };
    expect(cells('apps/ControllerRevision', { revision: 1 }, { ownerReferences: [owner] })).toBe(
      'statefulset.apps/web | 1',
    );
    const labels = { 'node-role.kubernetes.io/b': '', 'kubernetes.io/role': 'a', 'node-role.kubernetes.io/': '' };
    expect(cells('/Node', {}, { labels })).toMatch(/^Unknown \| a,b \|/);
    expect(cells('batch/Job', {}, { deletionTimestamp: NOW })).toMatch(/^Terminating/);
    expect(cells('/PersistentVolumeClaim', {}, { deletionTimestamp: NOW })).toMatch(/^Terminating/);
  });
});
