/** Reads workloads whose templates are used. Of Deployments only the names are in memory: each version is read once. */
import type { Reader } from '../../kube/cluster.ts';
import { Recent } from '../../kube/recent.ts';
import { type KubeObject, nameOf, type Ref } from '../../kube/types.ts';
import type { Workload } from './chores/workload.ts';

const DEPLOYMENTS = { apiVersion: 'apps/v1', kind: 'Deployment' } as const;

export type ReadWorkload = (ref: Ref, cluster: Reader) => Promise<Workload | undefined>;

export function workloadReader(): ReadWorkload {
  const read = new Recent<KubeObject>();
  return async (ref, cluster) => {
    const { uid, resourceVersion } = seen(ref, cluster)?.metadata ?? {};
    const key = `${uid} ${resourceVersion}`;
    const workload = (uid && read.get(key)) || (await cluster.fetch(ref));
    if (uid && workload) read.set(key, workload);
    return workload as Workload | undefined;
  };
}

/** Nobody tells of changes of the other kinds. */
const seen = (ref: Ref, cluster: Reader): KubeObject | undefined =>
  ref.kind === DEPLOYMENTS.kind ? cluster.view(DEPLOYMENTS).get(nameOf(ref)) : undefined;
