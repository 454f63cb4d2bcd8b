/** From kinds to paths: the kinds of Kubernetes that we touch, kinds handed in, and for others what the server says. */
import { KubeError } from './errors.ts';
import type { Ref, Resource, Selection } from './types.ts';

const of = (apiVersion: string, namespaced: boolean, kinds: Readonly<Record<string, string>>): Resource[] =>
  Object.entries(kinds).map(([kind, plural]) => ({ apiVersion, kind, plural, namespaced }));

export const CORE_RESOURCES: readonly Resource[] = [
  ...of('v1', true, {
    ConfigMap: 'configmaps',
    Endpoints: 'endpoints',
    Event: 'events',
    Pod: 'pods',
    PodTemplate: 'podtemplates',
    Secret: 'secrets',
    Service: 'services',
    ServiceAccount: 'serviceaccounts',
  }),
  ...of('v1', false, { Namespace: 'namespaces', Node: 'nodes' }),
  ...of('apps/v1', true, {
    DaemonSet: 'daemonsets',
    Deployment: 'deployments',
    ReplicaSet: 'replicasets',
    StatefulSet: 'statefulsets',
  }),
  ...of('batch/v1', true, { Job: 'jobs' }),
  ...of('networking.k8s.io/v1', true, { Ingress: 'ingresses' }),
  ...of('coordination.k8s.io/v1', true, { Lease: 'leases' }),
  ...of('apiextensions.k8s.io/v1', false, { CustomResourceDefinition: 'customresourcedefinitions' }),
];

interface ResourceList {
  readonly resources: readonly { readonly name: string; readonly kind: string; readonly namespaced: boolean }[];
}

/** Finds resources; asks the server once for each group it does not know, and again after `forget`. */
export class Resources {
  readonly #known: ReadonlyMap<string, Resource>;
  readonly #asked = new Map<string, Promise<ReadonlyMap<string, Resource>>>();
  readonly #read: (path: string) => Promise<unknown>;

  constructor(known: readonly Resource[], read: (path: string) => Promise<unknown>) {
    this.#known = new Map([...CORE_RESOURCES, ...known].map((resource) => [keyOf(resource), resource]));
    this.#read = read;
  }

  async find(kind: Pick<Ref, 'apiVersion' | 'kind'>): Promise<Resource> {
    const key = keyOf(kind);
    const found = this.#known.get(key) ?? (await this.#group(kind.apiVersion)).get(key);
    if (found) return found;
    this.#asked.delete(kind.apiVersion);
    const message = `the server has no kind ${kind.kind} in ${kind.apiVersion}`;
    throw new KubeError(`discover ${key}`, 404, { status: { reason: 'NotFound', message } });
  }

  async #group(apiVersion: string): Promise<ReadonlyMap<string, Resource>> {
    const asked = this.#asked.get(apiVersion) ?? this.#ask(apiVersion);
    this.#asked.set(apiVersion, asked);
    try {
      return await asked;
    } catch (error) {
      this.#asked.delete(apiVersion);
      throw error;
    }
  }

  async #ask(apiVersion: string): Promise<ReadonlyMap<string, Resource>> {
    const { resources } = (await this.#read(groupPath(apiVersion))) as ResourceList;
    return new Map(
      resources
        .filter(({ name }) => !name.includes('/'))
        .map(({ name, kind, namespaced }) => [
          keyOf({ apiVersion, kind }),
          { apiVersion, kind, plural: name, namespaced },
        ]),
    );
  }
}

const keyOf = ({ apiVersion, kind }: Pick<Ref, 'apiVersion' | 'kind'>): string => `${apiVersion} ${kind}`;

export const groupPath = (apiVersion: string): string =>
  apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;

/** The path of a list, or of all namespaces' if `namespace` is empty. */
export function listPath({ apiVersion, plural, namespaced }: Resource, namespace: string): string {
  const within = namespaced && namespace !== '' ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${groupPath(apiVersion)}${within}/${plural}`;
}

export function objectPath(resource: Resource, { namespace, name }: Pick<Ref, 'namespace' | 'name'>): string {
  return `${listPath(resource, namespace)}/${encodeURIComponent(name)}`;
}

type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export function withQuery(path: string, query: Query): string {
  const parts = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  return parts.length === 0 ? path : `${path}?${parts.join('&')}`;
}

export const selectionQuery = ({ labelSelector, fieldSelector }: Selection): Query => ({
  labelSelector,
  fieldSelector,
});
