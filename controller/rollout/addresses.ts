/** Ready addresses behind a Service, by revision: from EndpointSlices, or from Endpoints where there are none yet. */
import type { KubeObject, Resource } from '../../kube/types.ts';
import type { Revision } from './revision.ts';

export interface AddressKind {
  readonly resource: Resource;
  /** `namespace/name` of the Service whose addresses an object holds. */
  readonly serviceOf: (object: KubeObject) => readonly string[];
}

const SERVICE_NAME = 'kubernetes.io/service-name';

export const SLICES: AddressKind = {
  resource: { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', plural: 'endpointslices', namespaced: true },
  serviceOf: ({ metadata }) => {
    const service = metadata.labels?.[SERVICE_NAME];
    return service === undefined ? [] : [`${metadata.namespace}/${service}`];
  },
};

export const ENDPOINTS: AddressKind = {
  resource: { apiVersion: 'v1', kind: 'Endpoints', plural: 'endpoints', namespaced: true },
  serviceOf: ({ metadata }) => [`${metadata.namespace}/${metadata.name}`],
};

interface Target {
  readonly targetRef?: { readonly kind?: string; readonly name?: string };
}

interface AddressObject extends KubeObject {
  /** Null, as the server writes it, if there are none. */
  readonly endpoints?: readonly (Target & { readonly conditions?: { readonly ready?: boolean } })[] | null;
  readonly subsets?: readonly { readonly addresses?: readonly Target[] | null }[] | null;
}

/** Pods of a ReplicaSet are named after it: nobody has to look at the pods. */
export function readyAddresses(
  objects: readonly KubeObject[],
  revisions: readonly Pick<Revision, 'name' | 'hash'>[],
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of (objects as readonly AddressObject[]).flatMap(readyPods)) {
    const owner = revisions.find((revision) => isPodOf(revision, name));
    if (owner) counts.set(owner.hash, (counts.get(owner.hash) ?? 0) + 1);
  }
  return counts;
}

function readyPods({ endpoints, subsets }: AddressObject): readonly string[] {
  const ready = (endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false);
  return [...ready, ...(subsets ?? []).flatMap(({ addresses }) => addresses ?? [])].flatMap(
    ({ targetRef }) => targetRef?.name ?? [],
  );
}

const isPodOf = ({ name }: Pick<Revision, 'name'>, pod: string): boolean =>
  pod.startsWith(`${name}-`) && !pod.slice(name.length + 1).includes('-');
