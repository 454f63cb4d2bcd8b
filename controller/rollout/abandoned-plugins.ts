/** Plugins whose Rollout is gone, or names them no longer, are told to give everything to stable; then the record goes. */
import { type KubeObject, nameOf, type Ref, refOf } from '../../kube/types.ts';
import type { Action, Plan } from '../runtime/plan.ts';
import { PLUGIN_RECORDS, RECORD_SELECTOR, recordHolder, recordIn } from '../runtime/plugin-records.ts';
import type { Reconciler } from '../runtime/reconciler.ts';
import { pluginsOf, released } from '../traffic/driver.ts';
import { placeOfNobody } from './abandoned-routes.ts';
import { BY_CONTROLLER, BY_LEASE, BY_UID } from './indexes.ts';
import type { ReplicaSet, RolloutObject } from './objects.ts';
import { revisionOf } from './revision.ts';
import { isPromoted } from './status/health.ts';
import { ownRollouts, ROLLOUTS, rolloutRef } from './watches.ts';

interface Snapshot {
  readonly now: Date;
  readonly object: KubeObject & { readonly status?: object };
  /** Undefined if it is gone. */
  readonly rollout: RolloutObject | undefined;
  /** Pods of the stable revision that are ready. */
  readonly ready: number;
}

const REPLICA_SETS = { apiVersion: 'apps/v1', kind: 'ReplicaSet' } as const;

/** `namespace` is that of the records. */
export function abandonedPlugins(namespace: string, labelSelector: string | undefined): Reconciler<Snapshot, object> {
  return {
    name: 'plugins',
    own: {
      resource: PLUGIN_RECORDS,
      selection: { namespace, labelSelector: RECORD_SELECTOR },
      indexes: { [BY_LEASE]: recordHolder },
      isOptional: true,
    },
    watches: [
      {
        ...ownRollouts(labelSelector),
        names: ({ before, after }, cluster) => {
          const { uid = '' } = (after ?? before)?.metadata ?? {};
          return cluster.view(PLUGIN_RECORDS).by(BY_LEASE, uid).map(keyOf);
        },
      },
    ],
    rootOf: (object) => rootOf(object) ?? keyOf(object),
    async observe(ref, cluster, now) {
      const object = (await cluster.get(ref)) as Snapshot['object'] | undefined;
      const { rollout: named } = (object && recordIn(object)) ?? {};
      if (!object || !named) return undefined;
      const { uid, ...where } = named;
      // Rollouts that are another controller's are not in memory, and may be in a namespace that is not ours.
      const found =
        cluster.view(ROLLOUTS).by(BY_UID, uid)[0] ?? (await cluster.fetch(rolloutRef(where.namespace, where.name)));
      const rollout = found?.metadata.uid === uid ? (found as RolloutObject) : undefined;
      const replicaSets = cluster.view(REPLICA_SETS).by(BY_CONTROLLER, uid) as readonly ReplicaSet[];
      const stable = replicaSets.map(revisionOf).find(({ hash }) => hash === rollout?.status?.stableRS);
      return { now, object, rollout, ready: stable?.ready ?? 0 };
    },
    decide,
    hasStatusSubresource: false,
  };
}

const keyOf = ({ metadata }: KubeObject): string =>
  nameOf({ namespace: metadata.namespace ?? '', name: metadata.name });

/** The same process sees to the Rollout. */
function rootOf(object: KubeObject): string | undefined {
  const { rollout } = recordIn(object) ?? {};
  return rollout && nameOf(rollout);
}

function decide({ object, rollout, ready }: Snapshot): Plan<object> {
  const nothing = { stages: [], status: object.status ?? {}, notices: [] };
  const { plugin } = recordIn(object) ?? {};
  if (plugin === undefined || (rollout && (isNamed(rollout, plugin) || !isEnough(rollout, ready)))) return nothing;
  const [uid = ''] = recordHolder(object);
  const { actions } = released(placeOfNobody(object, uid), [object]);
  return { ...nothing, stages: [actions, [removal(object)]] };
}

function isNamed({ spec }: RolloutObject, plugin: string): boolean {
  const { trafficRouting } = spec.strategy?.canary ?? {};
  return trafficRouting !== undefined && pluginsOf(trafficRouting).includes(plugin);
}

/** Until stable can take all requests, they are divided as they were. */
const isEnough = ({ spec, status = {} }: RolloutObject, ready: number): boolean =>
  isPromoted(status) || ready >= (spec.replicas ?? 1);

/** Not if the plugin was told something else since. */
function removal(object: KubeObject): Action {
  const { uid, resourceVersion } = object.metadata;
  const ref: Ref = refOf(object);
  const which = { ...(uid && { uid }), ...(resourceVersion && { resourceVersion }) };
  return { do: 'delete', ref, ...which, because: `forget what ${recordIn(object)?.plugin} was told` };
}
