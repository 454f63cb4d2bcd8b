/** Objects for tests of the cache. */
import type { KubeObject } from './types.ts';

interface Part {
  readonly name?: string;
  readonly uid?: string;
  readonly owner?: string;
  readonly namespace?: string;
}

/** A ConfigMap at a version. */
export const at = (version: number, { name = 'a', uid = 'u1', owner, namespace = 'shop' }: Part = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {
    name,
    namespace,
    uid,
    resourceVersion: String(version),
    ...(owner && { ownerReferences: [{ apiVersion: 'v1', kind: 'Owner', name: 'o', uid: owner, controller: true }] }),
  },
});
