/** The Rollout reconciler, assembled. */
import type { Resource } from '../../kube/types.ts';
import type { Reconciler, Witness } from '../runtime/reconciler.ts';
import { routingKinds } from '../traffic/driver.ts';
import type { AddressKind } from './addresses.ts';
import { decide, failed } from './decide.ts';
import type { RolloutStatus } from './objects.ts';
import { observer } from './observe.ts';
import type { Snapshot } from './snapshot.ts';
import { isReport } from './status/report.ts';
import { ownRollouts, watchesOf } from './watches.ts';

export interface RolloutsOptions {
  /** The kind that the cluster has. */
  readonly addresses: AddressKind;
  /** The kinds that routers read, in versions that the cluster has. */
  readonly routing?: readonly Resource[];
  /** Which Rollouts are ours; all of them if absent. */
  readonly labelSelector?: string;
  readonly witness?: Witness;
}

export function rolloutReconciler({
  addresses,
  routing = routingKinds(),
  labelSelector,
  witness,
}: RolloutsOptions): Reconciler<Snapshot, RolloutStatus> {
  return {
    name: 'rollouts',
    own: ownRollouts(labelSelector),
    watches: watchesOf(addresses, routing),
    observe: observer(addresses, routing),
    decide,
    failed,
    isReport,
    hasStatusSubresource: true,
    ...(witness && { witness }),
  };
}
