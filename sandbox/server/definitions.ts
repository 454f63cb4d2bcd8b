/** Keeps the served kinds in step with the definitions that are stored, and takes their objects away with them. */
import { type ApiObject, copied, sameJson } from '../api/object.ts';
import { customKinds } from '../definitions/custom-kinds.ts';
import { CLEAN_UP_FINALIZER, establishedStatus, terminatingStatus } from '../definitions/status.ts';
import { type Kind, resourceOf } from '../kinds/kind.ts';
import { pruned } from '../schema/prune.ts';
import { moment, type World } from './call.ts';
import { isReleased } from './change.ts';

export const DEFINITIONS = 'customresourcedefinitions.apiextensions.k8s.io';
const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

/** From now on, and for the definitions that are there already. */
export function followDefinitions(world: World): void {
  for (const { object } of world.store.list(DEFINITIONS)) serve(world, object);
  world.store.listen(DEFINITIONS, {}, ({ after, isDeletion }) => {
    if (!isDeletion) {
      settle(world, after.object);
      return;
    }
    world.kinds.declare(after.object.metadata.name, []);
    // Its names are free for those who waited for them.
    for (const { object } of world.store.list(DEFINITIONS)) settle(world, object);
  });
}

/** A definition that is to go: it stays until its objects are gone. */
export function terminating(definition: ApiObject, now: string): ApiObject {
  const { metadata } = definition;
  const finalizers = [...(metadata.finalizers ?? []).filter((one) => one !== CLEAN_UP_FINALIZER), CLEAN_UP_FINALIZER];
  return terminatingStatus({ ...definition, metadata: { ...metadata, finalizers } }, 'pending', now);
}

/** Writes what the server has decided about a definition's names, then serves its kinds. */
function settle(world: World, definition: ApiObject): void {
  // Something else may have been written since the news of this state was sent.
  const current = world.store.get(DEFINITIONS, '', definition.metadata.name)?.object;
  if (current !== definition) return;
  if (definition.metadata.deletionTimestamp === undefined) establish(world, definition);
  else empty(world, definition);
}

function establish(world: World, definition: ApiObject): void {
  const others = world.store
    .list(DEFINITIONS)
    .map(({ object }) => object)
    .filter(({ metadata }) => metadata.name !== definition.metadata.name);
  const settled = establishedStatus(definition, others, moment(world.clock));
  serve(world, settled);
  if (settled !== definition) world.store.put(DEFINITIONS, settled);
}

function serve(world: World, definition: ApiObject): void {
  const { metadata } = definition;
  const before = world.kinds.ofResource(metadata.name);
  world.kinds.declare(metadata.name, customKinds(definition, world.types(OBJECT_META)));
  const after = world.kinds.ofResource(metadata.name);
  if (before && after && !sameJson(before.schema, after.schema)) reshape(world, after);
}

/** A real server prunes and defaults what it reads by the schema of the day; here it happens when the day comes. */
function reshape({ store }: World, kind: Kind): void {
  const resource = resourceOf(kind);
  for (const { object } of store.list(resource)) {
    const shaped = pruned(kind.schema, copied(object)).object;
    kind.behaviour.defaults?.(shaped);
    if (!sameJson(shaped, object)) store.restore(resource, shaped);
  }
}

/** Deletes the objects of a definition, then lets it go. What finalizers hold back is waited for. */
function empty(world: World, definition: ApiObject): void {
  if (!definition.metadata.finalizers?.includes(CLEAN_UP_FINALIZER)) return;
  const resource = definition.metadata.name;
  for (const { object } of world.store.list(resource)) expel(world, resource, object);
  if (world.store.count(resource) === 0) {
    release(world, definition);
    return;
  }
  const stop = world.store.listen(resource, {}, () => {
    if (world.store.count(resource) > 0) return;
    stop();
    const current = world.store.get(DEFINITIONS, '', resource)?.object;
    if (current) release(world, current);
  });
}

function expel(world: World, resource: string, object: ApiObject): void {
  const { metadata } = object;
  if (metadata.deletionTimestamp !== undefined) return;
  const going = { ...metadata, deletionTimestamp: moment(world.clock), deletionGracePeriodSeconds: 0 };
  const next: ApiObject = { ...object, metadata: going };
  if (isReleased(next)) world.store.remove(resource, next);
  else world.store.put(resource, next);
}

function release({ store, clock }: World, definition: ApiObject): void {
  const done = terminatingStatus(definition, 'done', moment(clock));
  const finalizers = (done.metadata.finalizers ?? []).filter((one) => one !== CLEAN_UP_FINALIZER);
  const { finalizers: _, ...metadata } = done.metadata;
  const next = { ...done, metadata: { ...metadata, ...(finalizers.length > 0 && { finalizers }) } };
  if (isReleased(next)) store.remove(DEFINITIONS, next);
  else store.put(DEFINITIONS, next);
}
