/** The Experiment reconciler, assembled. */
import { byController, byNamespace } from '../../kube/ownership.ts';
import { nameOf, type Resource } from '../../kube/types.ts';
import { ANALYSIS_RUNS } from '../analysis/objects.ts';
import { EXPERIMENTS } from '../experiment-contract.ts';
import type { Reconciler, Watched, Witness } from '../runtime/reconciler.ts';
import { HASH_LABEL } from '../template/hash-label.ts';
import { decide } from './decide.ts';
import { failed } from './failed.ts';
import { REPLICA_SETS, SERVICES, type Status } from './objects.ts';
import { BY_CONTROLLER, BY_NAMESPACE, observer } from './observe.ts';
import type { Snapshot } from './snapshot.ts';

export interface ExperimentsOptions {
  /** Which Experiments are ours; all of them if absent. */
  readonly labelSelector?: string;
  readonly witness?: Witness;
}

export function experimentParts(options: ExperimentsOptions): readonly Reconciler[] {
  return [experimentReconciler(options)] as readonly unknown[] as readonly Reconciler[];
}

function experimentReconciler({ labelSelector, witness }: ExperimentsOptions): Reconciler<Snapshot, Status> {
  const selection = labelSelector === undefined ? {} : { selection: { labelSelector } };
  const observe = observer();
  return {
    name: 'experiments',
    own: { resource: EXPERIMENTS, ...selection },
    watches: [
      owned(REPLICA_SETS, { selection: { labelSelector: HASH_LABEL }, indexes: { [BY_NAMESPACE]: byNamespace } }),
      owned(SERVICES),
      owned(ANALYSIS_RUNS, { ...selection, isOptional: true }),
    ],
    observe: observe as Reconciler<Snapshot, Status>['observe'],
    ...{ decide, failed },
    // With the Rollout that it is for.
    rootOf: ({ metadata }) => {
      const owner = metadata.ownerReferences?.find(({ controller }) => controller);
      return nameOf({ namespace: metadata.namespace ?? '', name: owner?.name ?? metadata.name });
    },
    hasStatusSubresource: false,
    ...(witness && { witness }),
  };
}

const owned = (resource: Resource, { indexes, ...more }: Omit<Watched, 'resource' | 'names'> = {}): Watched => ({
  ...{ resource, ...more },
  indexes: { [BY_CONTROLLER]: byController, ...indexes },
  names: ({ before, after }) =>
    [before, after].flatMap((one) =>
      (one?.metadata.ownerReferences ?? [])
        .filter(({ controller, kind }) => controller && kind === EXPERIMENTS.kind)
        .map(({ name }) => nameOf({ namespace: one?.metadata.namespace ?? '', name })),
    ),
});
