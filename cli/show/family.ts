/** A Rollout and what belongs to it: where those objects are found, and how they are read once. */

import { HASH_LABEL } from '../../controller/rollout/keys.ts';
import type { ReplicaSet, RolloutObject } from '../../controller/rollout/objects.ts';
import { selectorText } from '../../controller/rollout/status/selector.ts';
import type { AnalysisRunSpec, AnalysisRunStatus } from '../../crds/analysis/run.ts';
import type { ExperimentSpec, ExperimentStatus } from '../../crds/experiment.ts';
import type { ApiClient } from '../../kube/api.ts';
import { hasReason } from '../../kube/errors.ts';
import type { KubeObject, Resource, Selection } from '../../kube/types.ts';
import { ANALYSIS_RUNS, EXPERIMENTS, ROLLOUTS } from '../cluster.ts';

export interface ExperimentObject extends KubeObject {
  readonly spec: Partial<ExperimentSpec>;
  readonly status?: ExperimentStatus;
}

export interface AnalysisRunObject extends KubeObject {
  readonly spec: AnalysisRunSpec;
  readonly status?: AnalysisRunStatus;
}

/** The lists may hold objects of others: whose they are, their owners tell. */
export interface Family {
  readonly rollout: RolloutObject;
  readonly replicaSets: readonly ReplicaSet[];
  readonly pods: readonly KubeObject[];
  readonly experiments: readonly ExperimentObject[];
  readonly runs: readonly AnalysisRunObject[];
}

export interface Wanted {
  readonly resource: Resource;
  readonly selection: Selection;
}

const REPLICA_SETS: Resource = { apiVersion: 'apps/v1', kind: 'ReplicaSet', plural: 'replicasets', namespaced: true };
const PODS: Resource = { apiVersion: 'v1', kind: 'Pod', plural: 'pods', namespaced: true };

export const onlyNamed = (namespace: string, name: string): Wanted => namedOnly(ROLLOUTS, namespace, name);

export const namedOnly = (resource: Resource, namespace: string, name: string): Wanted => ({
  resource,
  selection: { namespace, fieldSelector: `metadata.name=${name}` },
});

/** A Rollout that takes its template from a workload need not have a selector. */
export const replicaSetsOf = ({ metadata: { namespace = '' }, spec }: RolloutObject): Wanted => ({
  resource: REPLICA_SETS,
  selection: { namespace, labelSelector: spec.selector ? selectorText(spec.selector) : HASH_LABEL },
});

/** In the order in which `familyIn` takes the lists. The runs of an Experiment bear no label of its Rollout. */
export function relativesOf(rollout: RolloutObject): readonly Wanted[] {
  const { namespace = '' } = rollout.metadata;
  const replicaSets = replicaSetsOf(rollout);
  return [
    replicaSets,
    { resource: PODS, selection: replicaSets.selection },
    { resource: EXPERIMENTS, selection: { namespace, labelSelector: HASH_LABEL } },
    { resource: ANALYSIS_RUNS, selection: { namespace } },
  ];
}

/** Of an Experiment: its ReplicaSets, their pods, its runs. */
export function experimentRelatives({ metadata: { namespace = '' } }: KubeObject): readonly Wanted[] {
  const selection = { namespace, labelSelector: HASH_LABEL };
  return [
    { resource: REPLICA_SETS, selection },
    { resource: PODS, selection },
    { resource: ANALYSIS_RUNS, selection: { namespace } },
  ];
}

export function familyIn(rollout: KubeObject, lists: readonly (readonly KubeObject[])[]): Family {
  const [replicaSets = [], pods = [], experiments = [], runs = []] = lists;
  return {
    rollout: rollout as RolloutObject,
    replicaSets: replicaSets as readonly ReplicaSet[],
    pods,
    experiments: experiments as readonly ExperimentObject[],
    runs: runs as readonly AnalysisRunObject[],
  };
}

/** Of kinds that the cluster does not have there are no objects. */
export async function listed(client: ApiClient, { resource, selection }: Wanted): Promise<readonly KubeObject[]> {
  const found: KubeObject[] = [];
  try {
    for await (const { items } of client.list(resource, selection)) found.push(...items);
  } catch (error) {
    if (!hasReason(error, 'NotFound')) throw error;
  }
  return found;
}

export const controlledBy = <T extends KubeObject>(owner: KubeObject, objects: readonly T[]): readonly T[] =>
  objects.filter(({ metadata }) =>
    metadata.ownerReferences?.some(({ controller, uid }) => controller === true && uid === owner.metadata.uid),
  );
