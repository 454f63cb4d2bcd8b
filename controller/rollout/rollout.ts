/** The Rollout reconciler, assembled. */
import type { Reconciler, Witness } from '../runtime/reconciler.ts';
import { decide } from './decide.ts';
import { failed } from './failed.ts';
import type { RolloutStatus } from './objects.ts';
import { type ObserverOptions, observer } from './observe.ts';
import type { Snapshot } from './snapshot.ts';
import { farewell } from './status/notices.ts';
import { isReport } from './status/report.ts';
import { ownRollouts, watchesOf } from './watches.ts';

export interface RolloutsOptions extends ObserverOptions {
  /** Which Rollouts are ours; all of them if absent. */
  readonly labelSelector?: string;
  readonly witness?: Witness;
}

export function rolloutReconciler({
  labelSelector,
  witness,
  ...options
}: RolloutsOptions): Reconciler<Snapshot, RolloutStatus> {
  return {
    name: 'rollouts',
    own: ownRollouts(labelSelector),
    watches: watchesOf(options.addresses, options.routing),
    observe: observer(options),
    decide,
    failed,
    farewell,
    isReport,
    hasStatusSubresource: true,
    ...(witness && { witness }),
  };
}
