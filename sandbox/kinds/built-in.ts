/** The kinds that are there without a definition. */
import type { ApiObject } from '../api/object.ts';
import { isObject } from '../api/object.ts';
import type { Schema } from '../schema/schema.ts';
import { columnsOf } from '../table/columns.ts';
import { PACKAGES } from '../types/tables.ts';
import { behaviourOf } from './behaviours.ts';
import type { Kind, Scale } from './kind.ts';
import {
  horizontalPodAutoscalerFromStorage,
  horizontalPodAutoscalerToStorage,
} from './objects/autoscaler-conversion.ts';

/**
 * The type's package, group, version, kind, plural and short names, and what it has: n(amespaced) s(tatus) g(eneration)
 * a(ll); v: updates need a version, d: deletions answer with the object, p: PUT creates.
 */
type Row = readonly [pack: string, group: string, version: string, kind: string, names: string, traits: string];

const ROWS: readonly Row[] = [
  ['core', '', 'v1', 'Namespace', 'namespaces ns', 'sd'],
  ['core', '', 'v1', 'Node', 'nodes no', 's'],
  ['core', '', 'v1', 'Pod', 'pods po', 'nsgad'],
  ['core', '', 'v1', 'PodTemplate', 'podtemplates', 'nd'],
  ['core', '', 'v1', 'Service', 'services svc', 'nsadp'],
  ['core', '', 'v1', 'Endpoints', 'endpoints ep', 'np'],
  ['core', '', 'v1', 'ConfigMap', 'configmaps cm', 'n'],
  ['core', '', 'v1', 'Secret', 'secrets', 'n'],
  ['core', '', 'v1', 'ServiceAccount', 'serviceaccounts sa', 'nd'],
  ['core', '', 'v1', 'Event', 'events ev', 'np'],
  ['core', '', 'v1', 'ResourceQuota', 'resourcequotas quota', 'nsd'],
  ['core', '', 'v1', 'LimitRange', 'limitranges limits', 'np'],
  ['core', '', 'v1', 'PersistentVolumeClaim', 'persistentvolumeclaims pvc', 'nsd'],
  ['apps', 'apps', 'v1', 'Deployment', 'deployments deploy', 'nsga'],
  ['apps', 'apps', 'v1', 'ReplicaSet', 'replicasets rs', 'nsga'],
  ['apps', 'apps', 'v1', 'StatefulSet', 'statefulsets sts', 'nsga'],
  ['apps', 'apps', 'v1', 'DaemonSet', 'daemonsets ds', 'nsga'],
  ['apps', 'apps', 'v1', 'ControllerRevision', 'controllerrevisions', 'n'],
  ['batch', 'batch', 'v1', 'Job', 'jobs', 'nsga'],
  ['batch', 'batch', 'v1', 'CronJob', 'cronjobs cj', 'nsga'],
  ['networking', 'networking.k8s.io', 'v1', 'Ingress', 'ingresses ing', 'nsg'],
  ['networking', 'networking.k8s.io', 'v1', 'IngressClass', 'ingressclasses', 'g'],
  ['networking', 'networking.k8s.io', 'v1', 'NetworkPolicy', 'networkpolicies netpol', 'ng'],
  ['autoscaling-v2', 'autoscaling', 'v2', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers hpa', 'nsa'],
  ['autoscaling-v1', 'autoscaling', 'v1', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers hpa', 'nsa'],
  ['policy', 'policy', 'v1', 'PodDisruptionBudget', 'poddisruptionbudgets pdb', 'nsgv'],
  ['discovery', 'discovery.k8s.io', 'v1', 'EndpointSlice', 'endpointslices', 'ng'],
  ['coordination', 'coordination.k8s.io', 'v1', 'Lease', 'leases', 'nvp'],
  ['rbac', 'rbac.authorization.k8s.io', 'v1', 'Role', 'roles', 'np'],
  ['rbac', 'rbac.authorization.k8s.io', 'v1', 'RoleBinding', 'rolebindings', 'np'],
  ['rbac', 'rbac.authorization.k8s.io', 'v1', 'ClusterRole', 'clusterroles', 'p'],
  ['rbac', 'rbac.authorization.k8s.io', 'v1', 'ClusterRoleBinding', 'clusterrolebindings', 'p'],
  ['scheduling', 'scheduling.k8s.io', 'v1', 'PriorityClass', 'priorityclasses pc', 'g'],
  [
    'apiextensions',
    'apiextensions.k8s.io',
    'v1',
    'CustomResourceDefinition',
    'customresourcedefinitions crd crds',
    'sg',
  ],
  ['authorization', 'authorization.k8s.io', 'v1', 'SelfSubjectAccessReview', 'selfsubjectaccessreviews', ''],
  ['authorization', 'authorization.k8s.io', 'v1', 'SelfSubjectRulesReview', 'selfsubjectrulesreviews', ''],
  ['authorization', 'authorization.k8s.io', 'v1', 'SubjectAccessReview', 'subjectaccessreviews', ''],
];

const REPLICAS = { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' } as const;
const SCALES: Readonly<Record<string, Scale>> = {
  Deployment: { ...REPLICAS, labelSelectorPath: '.spec.selector' },
  ReplicaSet: { ...REPLICAS, labelSelectorPath: '.spec.selector' },
  StatefulSet: { ...REPLICAS, labelSelectorPath: '.spec.selector' },
};

export function builtInKinds(types: (name: string) => Schema): readonly Kind[] {
  return ROWS.map((row) => kindOf(row, types));
}

function kindOf([pack, group, version, kind, names, traits]: Row, types: (name: string) => Schema): Kind {
  const [plural = '', ...shortNames] = names.split(' ');
  const scale = SCALES[kind];
  const selectable = SELECTABLE[kind];
  const isOldAutoscaler = pack === 'autoscaling-v1';
  return {
    group,
    version,
    kind,
    plural,
    singular: kind.toLowerCase(),
    shortNames,
    categories: traits.includes('a') ? ['all'] : [],
    namespaced: traits.includes('n'),
    hasStatus: traits.includes('s'),
    hasGeneration: traits.includes('g'),
    needsVersion: traits.includes('v'),
    returnsDeleted: traits.includes('d'),
    createsByPut: traits.includes('p'),
    // Built when first asked for, so that the server is ready at once.
    get schema() {
      return types(`${PACKAGES[pack]}.${kind}`);
    },
    behaviour: behaviourOf(version, kind),
    columns: columnsOf(group, kind),
    isCustom: false,
    storageVersion: group === 'autoscaling' ? 'v2' : version,
    ...(scale && { scale }),
    ...(selectable && { selectable: readers(selectable) }),
    ...(isOldAutoscaler && {
      toStorage: horizontalPodAutoscalerToStorage,
      fromStorage: horizontalPodAutoscalerFromStorage,
    }),
  };
}

/** What field selectors may ask for besides names. */
const SELECTABLE: Readonly<Record<string, readonly string[]>> = {
  Pod: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  Event: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source.component',
    'type',
  ],
  Secret: ['type'],
  Namespace: ['status.phase'],
  Node: ['spec.unschedulable'],
  ReplicaSet: ['status.replicas'],
  Job: ['status.successful'],
};

type Reader = (object: ApiObject) => string;

/** Events are asked for by `source`, and store a component. */
function readers(paths: readonly string[]): Readonly<Record<string, Reader>> {
  return Object.fromEntries(
    paths.map((path) => [path === 'source.component' ? 'source' : path, reader(path.split('.'))]),
  );
}

const EMPTY: Readonly<Record<string, string>> = {
  unschedulable: 'false',
  hostNetwork: 'false',
  replicas: '0',
  successful: '0',
};

function reader(path: readonly string[]): Reader {
  const empty = EMPTY[path.at(-1) ?? ''] ?? '';
  return (object) => {
    let value: unknown = object;
    for (const field of path) value = isObject(value) ? value[field] : undefined;
    return value === undefined || value === null ? empty : String(value);
  };
}
