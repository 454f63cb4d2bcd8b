/** The Rollout reconciler, assembled, and those of what Rollouts leave behind. */

import type { Reconciler, Witness } from '../runtime/reconciler.ts';
import { routingKinds } from '../traffic/driver.ts';
import { abandonedPlugins } from './abandoned-plugins.ts';
import { abandonedRoutes } from './abandoned-routes.ts';
import { abandonedServices } from './abandoned-services.ts';
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

export function rolloutParts(options: RolloutsOptions): readonly Reconciler[] {
  const { labelSelector, routing = routingKinds(), plugins } = options;
  const parts = [
    rolloutReconciler(options),
    abandonedServices(labelSelector),
    ...routing.map((kind) => abandonedRoutes(kind, labelSelector)),
    ...(plugins ? [abandonedPlugins(plugins.records, labelSelector)] : []),
  ];
  return parts as readonly unknown[] as readonly Reconciler[];
}

export function rolloutReconciler({
  labelSelector,
  witness,
  ...options
}: RolloutsOptions): Reconciler<Snapshot, RolloutStatus> {
  return {
    name: 'rollouts',
    own: ownRollouts(labelSelector),
    watches: watchesOf(options.addresses, options.routing, labelSelector),
    observe: observer(options),
    decide,
    failed,
    farewell,
    isReport,
    hasStatusSubresource: true,
    ...(witness && { witness }),
  };
}
