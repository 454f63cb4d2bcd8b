/** Reads what divides a Rollout's requests: objects that its routers ask for, and those that they have left behind. */

import { matches } from '../../crds/validate/selector.ts';
import type { Reader } from '../../kube/cluster.ts';
import { groupOf, type KubeObject, type Ref, type Resource } from '../../kube/types.ts';
import { observedBy, readingsOf } from '../traffic/driver.ts';
import { isSightRef } from '../traffic/plugins/sight.ts';
import type { Reading } from '../traffic/router.ts';
import type { Completed } from './completed.ts';
import { BY_CONTROLLER, BY_LEASE, BY_NAMESPACE } from './indexes.ts';
import type { RolloutObject } from './objects.ts';
import { observedPlugin, type PluginMeans } from './observe-plugins.ts';
import { placeOf } from './place.ts';
import type { Routing, Snapshot } from './snapshot.ts';

export interface RoutingSight extends PluginMeans {
  readonly object: RolloutObject;
  readonly spec: Completed;
  readonly cluster: Reader;
  /** The kinds that routers read, in the versions that are watched. */
  readonly kinds: readonly Resource[];
}

const NO_ROUTING: Routing = {
  ...{ objects: [], shown: undefined, weights: {}, routes: [], problems: [], byRouter: [] },
};

export async function routingOf(sight: RoutingSight): Promise<Pick<Snapshot, 'routing' | 'strays'>> {
  const { object, spec } = sight;
  const config = spec.strategy?.canary?.trafficRouting;
  const place = placeOf(object, spec);
  const readings = config ? readingsOf(config, place) : [];
  const found = (await Promise.all(readings.map((reading) => objectsFor(reading, sight)))).flat();
  const objects = [...new Set(found)];
  const served = sight.kinds.filter((kind) => readings.some((reading) => isSameKind(kindOf(reading), kind)));
  const routing = config ? { objects, served, ...observedBy(config, place, objects) } : NO_ROUTING;
  return { routing, strays: straysBeside(objects, sight) };
}

async function objectsFor(reading: Reading, sight: RoutingSight): Promise<readonly KubeObject[]> {
  const { cluster, kinds } = sight;
  if ('ref' in reading) {
    const { ref } = reading;
    if (isSightRef(ref)) return [await observedPlugin(ref, sight)];
    const object = await cluster.get({ ...ref, apiVersion: watched(ref, kinds).apiVersion });
    return object ? [object] : [];
  }
  const { resource, namespace, labels } = reading;
  const all = cluster.view(watched(resource, kinds)).by(BY_NAMESPACE, namespace);
  return all.filter(({ metadata }) => matches(labels, metadata.labels ?? {}) === true);
}

type Kind = Pick<Ref, 'apiVersion' | 'kind'>;

const watched = (one: Kind, kinds: readonly Resource[]): Kind => kinds.find((kept) => isSameKind(kept, one)) ?? one;

const isSameKind = (one: Kind, other: Kind): boolean => one.kind === other.kind && groupOf(one) === groupOf(other);

const kindOf = (reading: Reading): Kind => ('ref' in reading ? reading.ref : reading.resource);

/** Made for the Rollout or leased by it, and read by none of its routers. */
function straysBeside(objects: readonly KubeObject[], { object, cluster, kinds }: RoutingSight): readonly KubeObject[] {
  const { uid = '' } = object.metadata;
  const known = new Set(objects.map(({ metadata }) => metadata.uid));
  const marked = kinds.flatMap((kind) => {
    const view = cluster.view(kind);
    return [...view.by(BY_CONTROLLER, uid), ...view.by(BY_LEASE, uid)];
  });
  return marked.filter(({ metadata }) => !known.has(metadata.uid));
}
