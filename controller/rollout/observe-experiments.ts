/** The experiments of a Rollout: those it has started, whatever is in the way of their names, and who answers in them. */
import type { Reader } from '../../kube/cluster.ts';
import { nameOf } from '../../kube/types.ts';
import { isOver } from '../analysis/objects.ts';
import { EXPERIMENTS, type ExperimentObject } from '../experiment-contract.ts';
import { type AddressKind, readyAddresses } from './addresses.ts';
import type { Experiments } from './experiments/objects.ts';
import { BY_CONTROLLER, BY_FAMILY, BY_SERVICE } from './indexes.ts';
import type { Snapshot } from './snapshot.ts';

interface ExperimentSight extends Pick<Snapshot, 'object' | 'spec'> {
  readonly cluster: Reader;
  readonly addresses: AddressKind;
}

/** Undefined where no step is an experiment, and none is left from before. */
export function observedExperiments(
  { object, spec, cluster, addresses }: ExperimentSight,
  { hash, number }: { readonly hash: string; readonly number: number },
): Experiments | undefined {
  const { uid = '', name, namespace = '' } = object.metadata;
  const view = cluster.view(EXPERIMENTS);
  const owned = view.by(BY_CONTROLLER, uid) as readonly ExperimentObject[];
  const isAsked = spec.strategy?.canary?.steps?.some(({ experiment }) => experiment !== undefined);
  if (!isAsked && owned.length === 0) return undefined;
  const family = view.by(BY_FAMILY, `${namespace}/${name}-${hash}-${number}`) as readonly ExperimentObject[];
  const answering = owned.filter(({ status }) => !isOver(status?.phase));
  return {
    all: [...new Set([...owned, ...family])],
    addresses: new Map(answering.flatMap((one) => answersIn(one, cluster, addresses))),
  };
}

/** Only pods of the experiment itself count. */
function answersIn(
  { metadata, status }: ExperimentObject,
  cluster: Reader,
  addresses: AddressKind,
): readonly (readonly [service: string, ready: number])[] {
  const { uid = '', namespace = '' } = metadata;
  const replicaSets = cluster.view({ apiVersion: 'apps/v1', kind: 'ReplicaSet' }).by(BY_CONTROLLER, uid);
  const known = replicaSets.map((one) => ({ name: one.metadata.name, hash: one.metadata.name }));
  const view = cluster.view(addresses.resource);
  return (status?.templateStatuses ?? []).flatMap(({ serviceName: name }) => {
    if (name === undefined) return [];
    const found = readyAddresses(view.by(BY_SERVICE, nameOf({ namespace, name })), known);
    return [[name, [...found.values()].reduce((sum, count) => sum + count, 0)]];
  });
}
