/** Services whose Rollout is gone select all pods of their application again. No Rollout is left to see to it: they do. */
import type { Ref } from '../../kube/types.ts';
import type { Plan } from '../runtime/plan.ts';
import type { Reconciler } from '../runtime/reconciler.ts';
import { serviceRelease } from './chores/services-released.ts';
import { MANAGED_BY } from './keys.ts';
import type { Service } from './objects.ts';
import { ownRollouts, ownServices, rolloutRef, servicesMarkedBy } from './watches.ts';

interface Snapshot {
  readonly now: Date;
  readonly object: Service & { readonly status?: object };
  readonly isAbandoned: boolean;
}

export function abandonedServices(labelSelector: string | undefined): Reconciler<Snapshot, object> {
  return {
    name: 'services',
    own: ownServices(),
    watches: [{ ...ownRollouts(labelSelector), names: servicesMarkedBy }],
    rootOf: ({ metadata }) => `${metadata.namespace}/${metadata.annotations?.[MANAGED_BY] ?? metadata.name}`,
    async observe(ref, cluster, now) {
      const object = (await cluster.get(ref)) as Snapshot['object'] | undefined;
      const rollout = object && markedBy(object);
      if (!rollout) return object && { now, object, isAbandoned: false };
      // Rollouts that are another controller's are not in memory.
      const known = (await cluster.get(rollout)) ?? (await cluster.fetch(rollout));
      return { now, object, isAbandoned: known === undefined };
    },
    decide,
    hasStatusSubresource: true,
  };
}

function markedBy({ metadata }: Service): Ref | undefined {
  const name = metadata.annotations?.[MANAGED_BY];
  return name === undefined ? undefined : rolloutRef(metadata.namespace ?? '', name);
}

const decide = ({ object, isAbandoned }: Snapshot): Plan<object> => ({
  stages: isAbandoned ? [[serviceRelease(object)]] : [],
  status: object.status ?? {},
  notices: [],
});
