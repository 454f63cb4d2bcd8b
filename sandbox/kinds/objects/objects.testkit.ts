/** What the in-memory server makes of an object, without the server: decoding, filling in, checking. */
import { ApiError, invalidObject } from '../../api/api-error.ts';
import { type ApiObject, copied } from '../../api/object.ts';
import { decoded } from '../../schema/decode.ts';
import { builtInTypes } from '../../types/built-in-types.ts';
import { PACKAGES } from '../../types/tables.ts';
import type { Behaviour, ClusterView, Kind } from '../kind.ts';
import { metadataErrors, metadataUpdateErrors } from '../metadata.ts';
import { selfSubjectAccessReviewBehaviour, subjectAccessReviewBehaviour } from './access-review.ts';
import { NAMESPACE } from './case.testkit.ts';
import { configMapBehaviour } from './config-map.ts';
import { endpointSliceBehaviour } from './endpoint-slice.ts';
import { endpointsBehaviour } from './endpoints.ts';
import { eventBehaviour } from './event.ts';
import { horizontalPodAutoscalerBehaviour, horizontalPodAutoscalerV1Behaviour } from './horizontal-pod-autoscaler.ts';
import { ingressBehaviour } from './ingress.ts';
import { ingressClassBehaviour } from './ingress-class.ts';
import { leaseBehaviour } from './lease.ts';
import { limitRangeBehaviour } from './limit-range.ts';
import { namespaceBehaviour } from './namespace.ts';
import { networkPolicyBehaviour } from './network-policy.ts';
import { nodeBehaviour } from './node.ts';
import { persistentVolumeClaimBehaviour } from './persistent-volume-claim.ts';
import { podDisruptionBudgetBehaviour } from './pod-disruption-budget.ts';
import { priorityClassBehaviour } from './priority-class.ts';
import { resourceQuotaBehaviour } from './resource-quota.ts';
import { clusterRoleBehaviour, clusterRoleBindingBehaviour, roleBehaviour, roleBindingBehaviour } from './roles.ts';
import { secretBehaviour } from './secret.ts';
import { serviceBehaviour } from './service.ts';
import { serviceAccountBehaviour } from './service-account.ts';

export interface Judged {
  readonly object?: ApiObject;
  readonly error?: ApiError;
  readonly warnings: readonly string[];
}

type Row = readonly [
  pack: string,
  version: string,
  plural: string,
  scope: 'namespaced' | 'cluster',
  behaviour: Behaviour,
];

const ROWS: Readonly<Record<string, Row>> = {
  Namespace: ['core', 'v1', 'namespaces', 'cluster', namespaceBehaviour],
  Node: ['core', 'v1', 'nodes', 'cluster', nodeBehaviour],
  Service: ['core', 'v1', 'services', 'namespaced', serviceBehaviour],
  Endpoints: ['core', 'v1', 'endpoints', 'namespaced', endpointsBehaviour],
  ConfigMap: ['core', 'v1', 'configmaps', 'namespaced', configMapBehaviour],
  Secret: ['core', 'v1', 'secrets', 'namespaced', secretBehaviour],
  ServiceAccount: ['core', 'v1', 'serviceaccounts', 'namespaced', serviceAccountBehaviour],
  Event: ['core', 'v1', 'events', 'namespaced', eventBehaviour],
  ResourceQuota: ['core', 'v1', 'resourcequotas', 'namespaced', resourceQuotaBehaviour],
  LimitRange: ['core', 'v1', 'limitranges', 'namespaced', limitRangeBehaviour],
  PersistentVolumeClaim: ['core', 'v1', 'persistentvolumeclaims', 'namespaced', persistentVolumeClaimBehaviour],
  Ingress: ['networking', 'networking.k8s.io/v1', 'ingresses', 'namespaced', ingressBehaviour],
  IngressClass: ['networking', 'networking.k8s.io/v1', 'ingressclasses', 'cluster', ingressClassBehaviour],
  NetworkPolicy: ['networking', 'networking.k8s.io/v1', 'networkpolicies', 'namespaced', networkPolicyBehaviour],
  HorizontalPodAutoscaler: [
    'autoscaling-v2',
    'autoscaling/v2',
    'horizontalpodautoscalers',
    'namespaced',
    horizontalPodAutoscalerBehaviour,
  ],
  'HorizontalPodAutoscaler/v1': [
    'autoscaling-v1',
    'autoscaling/v1',
    'horizontalpodautoscalers',
    'namespaced',
    horizontalPodAutoscalerV1Behaviour,
  ],
  PodDisruptionBudget: ['policy', 'policy/v1', 'poddisruptionbudgets', 'namespaced', podDisruptionBudgetBehaviour],
  EndpointSlice: ['discovery', 'discovery.k8s.io/v1', 'endpointslices', 'namespaced', endpointSliceBehaviour],
  Lease: ['coordination', 'coordination.k8s.io/v1', 'leases', 'namespaced', leaseBehaviour],
  Role: ['rbac', 'rbac.authorization.k8s.io/v1', 'roles', 'namespaced', roleBehaviour],
  RoleBinding: ['rbac', 'rbac.authorization.k8s.io/v1', 'rolebindings', 'namespaced', roleBindingBehaviour],
  ClusterRole: ['rbac', 'rbac.authorization.k8s.io/v1', 'clusterroles', 'cluster', clusterRoleBehaviour],
  ClusterRoleBinding: [
    'rbac',
    'rbac.authorization.k8s.io/v1',
    'clusterrolebindings',
    'cluster',
    clusterRoleBindingBehaviour,
  ],
  PriorityClass: ['scheduling', 'scheduling.k8s.io/v1', 'priorityclasses', 'cluster', priorityClassBehaviour],
  SelfSubjectAccessReview: [
    'authorization',
    'authorization.k8s.io/v1',
    'selfsubjectaccessreviews',
    'cluster',
    selfSubjectAccessReviewBehaviour,
  ],
  SubjectAccessReview: [
    'authorization',
    'authorization.k8s.io/v1',
    'subjectaccessreviews',
    'cluster',
    subjectAccessReviewBehaviour,
  ],
};

const WITHOUT_STATUS =
  /^(Endpoints|ConfigMap|Secret|ServiceAccount|Event|LimitRange|.*Role.*|Lease|IngressClass|NetworkPolicy|EndpointSlice|PriorityClass)$/;

const types = builtInTypes();

/** A kind of the table above; `Kind/v1` where a kind has several versions. */
export function kindCalled(name: string): Kind {
  const row = ROWS[name];
  if (!row) throw new Error(`no kind is called ${name}`);
  const [pack, apiVersion, plural, scope, behaviour] = row;
  const [kind = ''] = name.split('/');
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  return {
    group,
    version,
    kind,
    plural,
    singular: kind.toLowerCase(),
    shortNames: [],
    categories: [],
    namespaced: scope === 'namespaced',
    schema: types(`${PACKAGES[pack]}.${kind}`),
    hasStatus: !WITHOUT_STATUS.test(kind),
    hasGeneration: false,
    behaviour,
    columns: [],
    isCustom: false,
    storageVersion: version,
  };
}

interface World {
  readonly warnings: string[];
  readonly others: Readonly<Record<string, readonly ApiObject[]>>;
}

const viewOf = ({ warnings, others }: World): ClusterView => ({
  now: '2024-01-02T03:04:05Z',
  random: () => 0.5,
  find: () => undefined,
  all: (resource) => others[resource] ?? [],
  warn: (text) => warnings.push(text),
});

/** The object that a creation stores, or why it is refused. */
export function created(kind: Kind, object: object, namespace = NAMESPACE, others: World['others'] = {}): Judged {
  const world: World = { warnings: [], others };
  return judged(world, () => {
    const next = withMetadata(decoded(kind.schema, object, kind).object, kind, namespace);
    kind.behaviour.defaults?.(next);
    kind.behaviour.creating?.(next, viewOf(world));
    kind.behaviour.defaults?.(next);
    refuse(kind, next, [
      ...(isAnswered(kind) ? [] : metadataErrors(next, kind)),
      ...(kind.behaviour.validate?.(next) ?? []),
    ]);
    return next;
  });
}

/** Reviews are answered, not stored: they have no name. */
const isAnswered = ({ kind }: Kind): boolean => kind.endsWith('Review');

function withMetadata(object: ApiObject, { namespaced }: Kind, namespace: string): ApiObject {
  if (namespaced) object.metadata.namespace ??= namespace;
  return object;
}

/** The object that an update of a stored one stores, or why it is refused. */
export function updated(kind: Kind, old: ApiObject, object: object, others: World['others'] = {}): Judged {
  const world: World = { warnings: [], others };
  const before = JSON.stringify(old);
  const result = judged(world, () => {
    const next = withMetadata(decoded(kind.schema, copied(object), kind).object, kind, old.metadata.namespace ?? '');
    if (kind.hasStatus) next['status'] = old['status'];
    kind.behaviour.defaults?.(next);
    kind.behaviour.updating?.(next, old, viewOf(world));
    refuse(kind, next, [
      ...metadataErrors(next, kind, old.metadata),
      ...metadataUpdateErrors(next, old),
      ...(kind.behaviour.validate?.(next) ?? []),
      ...(kind.behaviour.validateUpdate?.(next, old) ?? []),
    ]);
    return next;
  });
  if (JSON.stringify(old) !== before) throw new Error('the stored object was changed');
  return result;
}

function refuse({ group, kind }: Kind, { metadata }: ApiObject, errors: Parameters<typeof invalidObject>[2]): void {
  if (errors.length > 0) throw invalidObject({ group, resource: kind }, metadata.name, errors);
}

function judged({ warnings }: World, act: () => ApiObject): Judged {
  try {
    return { object: act(), warnings };
  } catch (error) {
    if (error instanceof ApiError) return { error, warnings };
    throw error;
  }
}

interface Cause {
  readonly reason?: string;
  readonly field?: string;
  readonly message?: string;
}

/** `reason field: message` of each cause, as tests compare them. */
export const causesOf = ({ error }: Judged): string[] =>
  ((error?.details?.causes ?? []) as readonly Cause[]).map(({ field, message }) => `${field}: ${message}`);
