/** Which columns the tables of built-in kinds have. */
import type { Column } from '../kinds/kind.ts';
import { NAME } from './column.ts';
import * as core from './core-columns.ts';
import * as network from './network-columns.ts';
import { POD_COLUMNS } from './pod-columns.ts';
import * as policy from './policy-columns.ts';
import * as workload from './workload-columns.ts';

const COLUMNS: ReadonlyMap<string, readonly Column[]> = new Map([
  ['/ConfigMap', core.CONFIG_MAP_COLUMNS],
  ['/Endpoints', network.ENDPOINTS_COLUMNS],
  ['/Event', core.EVENT_COLUMNS],
  ['/Namespace', core.NAMESPACE_COLUMNS],
  ['/Node', core.NODE_COLUMNS],
  ['/PersistentVolumeClaim', core.CLAIM_COLUMNS],
  ['/Pod', POD_COLUMNS],
  ['/PodTemplate', workload.POD_TEMPLATE_COLUMNS],
  ['/ResourceQuota', core.RESOURCE_QUOTA_COLUMNS],
  ['/Secret', core.SECRET_COLUMNS],
  ['/Service', network.SERVICE_COLUMNS],
  ['/ServiceAccount', core.SERVICE_ACCOUNT_COLUMNS],
  ['apps/ControllerRevision', workload.CONTROLLER_REVISION_COLUMNS],
  ['apps/DaemonSet', workload.DAEMON_SET_COLUMNS],
  ['apps/Deployment', workload.DEPLOYMENT_COLUMNS],
  ['apps/ReplicaSet', workload.REPLICA_SET_COLUMNS],
  ['apps/StatefulSet', workload.STATEFUL_SET_COLUMNS],
  ['autoscaling/HorizontalPodAutoscaler', policy.AUTOSCALER_COLUMNS],
  ['autoscaling/Scale', policy.SCALE_COLUMNS],
  ['batch/CronJob', workload.CRON_JOB_COLUMNS],
  ['batch/Job', workload.JOB_COLUMNS],
  ['coordination.k8s.io/Lease', policy.LEASE_COLUMNS],
  ['discovery.k8s.io/EndpointSlice', network.ENDPOINT_SLICE_COLUMNS],
  ['networking.k8s.io/Ingress', network.INGRESS_COLUMNS],
  ['networking.k8s.io/IngressClass', network.INGRESS_CLASS_COLUMNS],
  ['networking.k8s.io/NetworkPolicy', network.NETWORK_POLICY_COLUMNS],
  ['policy/PodDisruptionBudget', policy.BUDGET_COLUMNS],
  ['rbac.authorization.k8s.io/ClusterRoleBinding', policy.BINDING_COLUMNS],
  ['rbac.authorization.k8s.io/RoleBinding', policy.BINDING_COLUMNS],
  ['scheduling.k8s.io/PriorityClass', policy.PRIORITY_CLASS_COLUMNS],
]);

/** Of kinds that the server has no table for. */
const PLAIN: readonly Column[] = [
  NAME,
  {
    name: 'Created At',
    type: 'date',
    description: 'When the object was created.',
    priority: 0,
    cell: (object) => object.metadata.creationTimestamp ?? '0001-01-01T00:00:00Z',
  },
];

export const columnsOf = (group: string, kind: string): readonly Column[] => COLUMNS.get(`${group}/${kind}`) ?? PLAIN;
