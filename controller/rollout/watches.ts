/** What a Rollout depends on: which kinds are watched, what of them is kept, and which Rollouts a change concerns. */
import type { Reader } from '../../kube/cluster.ts';
import { byController, byNamespace, byOrphanage } from '../../kube/ownership.ts';
import type { Change } from '../../kube/store.ts';
import type { Trim } from '../../kube/trim.ts';
import { type KubeObject, type Meta, nameOf, type Ref, type Resource, refOf } from '../../kube/types.ts';
import { ANALYSIS_RUNS, CLUSTER_TEMPLATES, TEMPLATES } from '../analysis/objects.ts';
import { EXPERIMENTS } from '../experiment-contract.ts';
import type { Kept, Watched } from '../runtime/reconciler.ts';
import { routingKinds } from '../traffic/driver.ts';
import { leaseholders } from '../traffic/leases.ts';
import type { AddressKind } from './addresses.ts';
import {
  BY_ANALYSIS,
  BY_CONTROLLER,
  BY_FAMILY,
  BY_LEASE,
  BY_MARK,
  BY_NAMESPACE,
  BY_ORPHANAGE,
  BY_ROUTE,
  BY_SERVICE,
  BY_UID,
  BY_WORKLOAD,
  byAnalysis,
  byExperimentFamily,
  byFamily,
  byMark,
  byNamedService,
  byRoute,
  byTemplateService,
  byUid,
  byWorkload,
  routeKeys,
} from './indexes.ts';
import { HASH_LABEL } from './keys.ts';
import type { Pod } from './objects.ts';

const namespaced = (apiVersion: string, kind: string, plural: string): Resource => ({
  ...{ apiVersion, kind, plural, namespaced: true },
});

export const ROLLOUTS = namespaced('argoproj.io/v1alpha1', 'Rollout', 'rollouts');
const REPLICA_SETS = namespaced('apps/v1', 'ReplicaSet', 'replicasets');
const PODS = namespaced('v1', 'Pod', 'pods');
const DEPLOYMENTS = namespaced('apps/v1', 'Deployment', 'deployments');
const SERVICES = namespaced('v1', 'Service', 'services');

/** Of pods only who they are, whose, and how they do. */
const podTrim: Trim = (object) => {
  const { apiVersion, kind, metadata, status } = object as Pod;
  const { name, namespace, uid, resourceVersion, labels, annotations, ownerReferences } = metadata;
  const { creationTimestamp, deletionTimestamp } = metadata;
  const kept = { name, namespace, uid, resourceVersion, labels, annotations, ownerReferences };
  const conditions = status?.conditions?.filter(({ type }) => type === 'Ready');
  return {
    ...{ apiVersion, kind, metadata: { ...kept, creationTimestamp, deletionTimestamp } as Meta },
    status: { phase: status?.phase, conditions },
  } as KubeObject;
};

/** Of workloads that are referred to only that they have changed: they are read when they are needed. */
const nameTrim: Trim = ({ apiVersion, kind, metadata }) => {
  const { name, namespace, uid, resourceVersion, generation } = metadata;
  return { apiVersion, kind, metadata: { name, namespace, uid, resourceVersion, generation } as Meta };
};

const key = ({ metadata }: KubeObject): string => nameOf({ namespace: metadata.namespace ?? '', name: metadata.name });

const eitherOf = ({ before, after }: Change): readonly KubeObject[] =>
  [before, after].filter((one) => one !== undefined);

const anyIn = ({ metadata }: KubeObject): string => `${metadata.namespace ?? ''}/*`;

/** Names of the Rollouts that control an object. */
const controllersOf = (change: Change): readonly string[] =>
  eitherOf(change).flatMap(({ metadata }) =>
    (metadata.ownerReferences ?? [])
      .filter(({ controller, kind }) => controller && kind === ROLLOUTS.kind)
      .map(({ name }) => nameOf({ namespace: metadata.namespace ?? '', name })),
  );

const rolloutsBy = (cluster: Reader, index: string, values: readonly string[]): readonly string[] =>
  [...new Set(values)].flatMap((value) => cluster.view(ROLLOUTS).by(index, value).map(key));

export function ownRollouts(labelSelector: string | undefined): Kept {
  return {
    resource: ROLLOUTS,
    ...(labelSelector !== undefined && { selection: { labelSelector } }),
    indexes: {
      [BY_SERVICE]: byNamedService,
      [BY_ROUTE]: byRoute,
      [BY_WORKLOAD]: byWorkload,
      [BY_UID]: byUid,
      [BY_ANALYSIS]: byAnalysis,
    },
  };
}

export const watchesOf = (
  addresses: AddressKind,
  routing: readonly Resource[] = routingKinds(),
  labelSelector?: string,
): readonly Watched[] => [...workloads, ...services(addresses), ...routing.map(dividing), ...analyses(labelSelector)];

const workloads: readonly Watched[] = [
  {
    resource: REPLICA_SETS,
    selection: { labelSelector: HASH_LABEL },
    indexes: { [BY_CONTROLLER]: byController, [BY_ORPHANAGE]: byOrphanage },
    names: controllersOf,
  },
  {
    resource: PODS,
    selection: { labelSelector: HASH_LABEL },
    indexes: { [BY_CONTROLLER]: byController },
    trim: podTrim,
    // Their ReplicaSets tell of them.
    names: () => [],
  },
  {
    resource: DEPLOYMENTS,
    trim: nameTrim,
    isOptional: true,
    names: (change, cluster) => rolloutsBy(cluster, BY_WORKLOAD, eitherOf(change).map(key)),
  },
];

/** All that anybody keeps of Services. */
export const ownServices = (): Kept => ({ resource: SERVICES, indexes: { [BY_MARK]: byMark } });

export const rolloutRef = (namespace: string, name: string): Ref => ({
  ...{ apiVersion: ROLLOUTS.apiVersion, kind: ROLLOUTS.kind, namespace, name },
});

/** The Services that bear the mark of a Rollout that is gone. */
export const servicesMarkedBy: Watched['names'] = ({ before, after }, cluster) =>
  before && !after ? cluster.view(SERVICES).by(BY_MARK, key(before)).map(key) : [];

const services = (addresses: AddressKind): readonly Watched[] => [
  {
    ...ownServices(),
    names: (change, cluster) => [
      ...rolloutsBy(cluster, BY_SERVICE, eitherOf(change).map(key)),
      ...eitherOf(change).flatMap(byMark),
    ],
  },
  {
    resource: addresses.resource,
    indexes: { [BY_SERVICE]: addresses.serviceOf },
    names: (change, cluster) => [
      ...rolloutsBy(cluster, BY_SERVICE, eitherOf(change).flatMap(addresses.serviceOf)),
      ...rolloutsBy(cluster, BY_SERVICE, eitherOf(change).map(anyIn)),
      ...experimenting(cluster, eitherOf(change).flatMap(addresses.serviceOf)),
    ],
  },
];

/** Rollouts whose experiments have these Services. */
const experimenting = (cluster: Reader, services: readonly string[]): readonly string[] =>
  services
    .flatMap((service) => cluster.view(EXPERIMENTS).by(BY_SERVICE, service))
    .flatMap((after) => controllersOf({ after } as Change));

const analyses = (labelSelector: string | undefined): readonly Watched[] => [
  {
    resource: ANALYSIS_RUNS,
    ...(labelSelector !== undefined && { selection: { labelSelector } }),
    indexes: { [BY_CONTROLLER]: byController, [BY_FAMILY]: byFamily },
    isOptional: true,
    names: controllersOf,
  },
  {
    resource: EXPERIMENTS,
    ...(labelSelector !== undefined && { selection: { labelSelector } }),
    indexes: { [BY_CONTROLLER]: byController, [BY_FAMILY]: byExperimentFamily, [BY_SERVICE]: byTemplateService },
    isOptional: true,
    names: controllersOf,
  },
  {
    resource: TEMPLATES,
    isOptional: true,
    names: (change, cluster) => rolloutsBy(cluster, BY_ANALYSIS, eitherOf(change).flatMap(byNamespace)),
  },
  { resource: CLUSTER_TEMPLATES, isOptional: true, names: (_, cluster) => rolloutsBy(cluster, BY_ANALYSIS, ['*']) },
];

const dividing = (resource: Resource): Watched => ({
  resource,
  indexes: { [BY_CONTROLLER]: byController, [BY_LEASE]: leaseholders, [BY_NAMESPACE]: byNamespace },
  isOptional: true,
  names: (change, cluster) => [
    ...rolloutsBy(
      cluster,
      BY_ROUTE,
      eitherOf(change).flatMap((one) => routeKeys(refOf(one))),
    ),
    ...controllersOf(change),
  ],
});
