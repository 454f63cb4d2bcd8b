/** Which behaviour belongs to which built-in kind. */
import { definitionBehaviour } from '../definitions/behaviour.ts';
import type { Behaviour } from './kind.ts';
import {
  selfSubjectAccessReviewBehaviour,
  selfSubjectRulesReviewBehaviour,
  subjectAccessReviewBehaviour,
} from './objects/access-review.ts';
import { configMapBehaviour } from './objects/config-map.ts';
import { endpointSliceBehaviour } from './objects/endpoint-slice.ts';
import { endpointsBehaviour } from './objects/endpoints.ts';
import { eventBehaviour } from './objects/event.ts';
import {
  horizontalPodAutoscalerBehaviour,
  horizontalPodAutoscalerV1Behaviour,
} from './objects/horizontal-pod-autoscaler.ts';
import { ingressBehaviour } from './objects/ingress.ts';
import { ingressClassBehaviour } from './objects/ingress-class.ts';
import { leaseBehaviour } from './objects/lease.ts';
import { limitRangeBehaviour } from './objects/limit-range.ts';
import { namespaceBehaviour } from './objects/namespace.ts';
import { networkPolicyBehaviour } from './objects/network-policy.ts';
import { nodeBehaviour } from './objects/node.ts';
import { persistentVolumeClaimBehaviour } from './objects/persistent-volume-claim.ts';
import { podDisruptionBudgetBehaviour } from './objects/pod-disruption-budget.ts';
import { priorityClassBehaviour } from './objects/priority-class.ts';
import { resourceQuotaBehaviour } from './objects/resource-quota.ts';
import {
  clusterRoleBehaviour,
  clusterRoleBindingBehaviour,
  roleBehaviour,
  roleBindingBehaviour,
} from './objects/roles.ts';
import { secretBehaviour } from './objects/secret.ts';
import { serviceBehaviour } from './objects/service.ts';
import { serviceAccountBehaviour } from './objects/service-account.ts';
import { podBehaviour } from './pods/pod.ts';
import { podTemplateBehaviour } from './pods/pod-template.ts';
import { controllerRevisionBehaviour } from './workloads/controller-revision.ts';
import { cronJobBehaviour } from './workloads/cron-job.ts';
import { daemonSetBehaviour } from './workloads/daemon-set.ts';
import { deploymentBehaviour } from './workloads/deployment.ts';
import { jobBehaviour } from './workloads/job.ts';
import { replicaSetBehaviour } from './workloads/replica-set.ts';
import { statefulSetBehaviour } from './workloads/stateful-set.ts';

const BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  Namespace: namespaceBehaviour,
  Node: nodeBehaviour,
  Pod: podBehaviour,
  PodTemplate: podTemplateBehaviour,
  Service: serviceBehaviour,
  Endpoints: endpointsBehaviour,
  ConfigMap: configMapBehaviour,
  Secret: secretBehaviour,
  ServiceAccount: serviceAccountBehaviour,
  Event: eventBehaviour,
  ResourceQuota: resourceQuotaBehaviour,
  LimitRange: limitRangeBehaviour,
  PersistentVolumeClaim: persistentVolumeClaimBehaviour,
  Deployment: deploymentBehaviour,
  ReplicaSet: replicaSetBehaviour,
  StatefulSet: statefulSetBehaviour,
  DaemonSet: daemonSetBehaviour,
  ControllerRevision: controllerRevisionBehaviour,
  Job: jobBehaviour,
  CronJob: cronJobBehaviour,
  Ingress: ingressBehaviour,
  IngressClass: ingressClassBehaviour,
  NetworkPolicy: networkPolicyBehaviour,
  PodDisruptionBudget: podDisruptionBudgetBehaviour,
  EndpointSlice: endpointSliceBehaviour,
  Lease: leaseBehaviour,
  Role: roleBehaviour,
  RoleBinding: roleBindingBehaviour,
  ClusterRole: clusterRoleBehaviour,
  ClusterRoleBinding: clusterRoleBindingBehaviour,
  PriorityClass: priorityClassBehaviour,
  CustomResourceDefinition: definitionBehaviour,
  SelfSubjectAccessReview: selfSubjectAccessReviewBehaviour,
  SelfSubjectRulesReview: selfSubjectRulesReviewBehaviour,
  SubjectAccessReview: subjectAccessReviewBehaviour,
};

export function behaviourOf(version: string, kind: string): Behaviour {
  if (kind === 'HorizontalPodAutoscaler')
    return version === 'v1' ? horizontalPodAutoscalerV1Behaviour : horizontalPodAutoscalerBehaviour;
  return BEHAVIOURS[kind] ?? {};
}
