/** Observes here and now, with the rights of the caller, what the controller observes from memory: by plain gets and lists. */
import { readConfig } from '../controller/config.ts';
import { ENDPOINTS, SLICES } from '../controller/rollout/addresses.ts';
import type { RolloutObject } from '../controller/rollout/objects.ts';
import { observer } from '../controller/rollout/observe.ts';
import type { Snapshot } from '../controller/rollout/snapshot.ts';
import { watchesOf } from '../controller/rollout/watches.ts';
import { namespacesOf } from '../controller/runtime/namespaces.ts';
import type { Watched } from '../controller/runtime/reconciler.ts';
import { servedBy } from '../controller/runtime/served.ts';
import { kindsFor } from '../controller/traffic/driver.ts';
import { type Clock, systemClock } from '../kube/clock.ts';
import { kindKey, type Reader } from '../kube/cluster.ts';
import { hasReason } from '../kube/errors.ts';
import { Store } from '../kube/store.ts';
import { slim } from '../kube/trim.ts';
import type { KubeObject, Ref } from '../kube/types.ts';
import type { Connection } from './cluster.ts';
import { notFound, rolloutRef } from './rollouts.ts';
import { listed } from './show/family.ts';

export async function observedRollout(
  connection: Connection,
  name: string,
  clock: Clock = systemClock,
): Promise<Snapshot> {
  const { client, namespace } = connection;
  const ref = rolloutRef(connection, name);
  const { spec } = ((await client.get(ref)) ?? {}) as Partial<RolloutObject>;
  const { trafficRouting } = spec?.strategy?.canary ?? {};
  // What routers that it names no longer have left behind is the controller's to find.
  const { hasSlices, routing } = await servedBy(client, trafficRouting ? kindsFor(trafficRouting) : []);
  const addresses = hasSlices ? SLICES : ENDPOINTS;
  const { control: applications } = await namespacesOf(readConfig([], {}), namespace, client);
  const cluster = await readerOf(connection, watchesOf(addresses, routing), clock);
  const observe = observer({ addresses, routing, applications });
  const snapshot = await observe(ref, cluster, clock.now());
  if (!snapshot) throw notFound({ namespace }, name);
  return snapshot;
}

/** Of the kinds that are watched, all that is in the namespace; the rest is asked for one by one. */
async function readerOf(connection: Connection, watches: readonly Watched[], clock: Clock): Promise<Reader> {
  const { client } = connection;
  const stores = await Promise.all(
    watches.map(async (kind) => [kindKey(kind.resource), await storeOf(connection, kind, clock)] as const),
  );
  const views = new Map(stores);
  const fetch = async (ref: Ref) => {
    const object = await client.get(ref);
    return object && slim(object);
  };
  return {
    get: fetch,
    fetch,
    fetchAll: (resource, selection = {}) => listed(client, { resource, selection }),
    view: (kind) => views.get(kindKey(kind)) ?? new Store({ clock }),
  };
}

async function storeOf({ client, namespace }: Connection, kind: Watched, clock: Clock): Promise<Store> {
  const { resource, selection, indexes = {}, trim = slim, isOptional } = kind;
  const store = new Store({ clock, indexes });
  try {
    for await (const { items } of client.list(resource, { ...selection, namespace }))
      for (const item of items as readonly KubeObject[]) store.put(trim(item));
  } catch (error) {
    const isAbsent = hasReason(error, 'NotFound') || hasReason(error, 'Forbidden');
    if (!(isOptional && isAbsent)) throw error;
  }
  return store;
}
