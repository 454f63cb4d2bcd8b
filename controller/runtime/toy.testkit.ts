/** The smallest reconciler there is: copies a ConfigMap's value into its annotation. For tests of the runtime. */
import type { KubeObject } from '../../kube/types.ts';
import type { Plan } from './plan.ts';
import type { Snapshot } from './reconcile.ts';
import type { Reconciler } from './reconciler.ts';

const SEEN = 'toy.sluice.dev/seen';

interface ConfigMap extends KubeObject {
  readonly data?: { readonly value?: string };
}

interface Toy extends Snapshot {
  readonly object: ConfigMap;
}

export const configMaps = { apiVersion: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true };

export const wantedIn = (object: KubeObject): string => (object as ConfigMap).data?.value ?? '';
export const seenIn = ({ metadata }: KubeObject): string => metadata.annotations?.[SEEN] ?? '';
export const isMirrored = (object: KubeObject): boolean => seenIn(object) === wantedIn(object);

export const toy = (labelSelector: string, more: Partial<Reconciler<Toy, object>> = {}): Reconciler =>
  ({
    name: 'toy',
    own: { resource: configMaps, selection: { labelSelector } },
    watches: [],
    hasStatusSubresource: false,
    async observe(ref, cluster, now) {
      const object = (await cluster.get(ref)) as ConfigMap | undefined;
      return object && { now, object };
    },
    decide,
    ...more,
  }) satisfies Reconciler<Toy, object> as unknown as Reconciler;

function decide({ object }: Toy): Plan<object> {
  if (isMirrored(object)) return { stages: [], status: {}, notices: [] };
  const { apiVersion, kind, metadata } = object;
  const ref = { apiVersion, kind, namespace: metadata.namespace ?? '', name: metadata.name };
  const patch = { merge: { metadata: { annotations: { [SEEN]: wantedIn(object) } } } };
  const version = metadata.resourceVersion === undefined ? {} : { resourceVersion: metadata.resourceVersion };
  const because = `mirror ${metadata.name}: ${seenIn(object)} -> ${wantedIn(object)}`;
  return { stages: [[{ do: 'patch', ref, patch, because, ...version }]], status: {}, notices: [] };
}
