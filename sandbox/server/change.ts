/** Changing a stored object, whichever verb asks for it: preconditions, what may not change, the kind's rules, the write. */
import { ApiError, badRequest, conflict, invalidObject, STALE } from '../api/api-error.ts';
import { type FieldError, invalid, verbatim } from '../api/field-error.ts';
import { type ApiObject, isObject, sameJson } from '../api/object.ts';
import { settled } from '../apply/settled.ts';
import type { Kind } from '../kinds/kind.ts';
import { metadataErrors, metadataUpdateErrors } from '../kinds/metadata.ts';
import { Version } from '../store/version.ts';
import { type Call, inStorageVersion, inVersion, named, namedByKind } from './call.ts';

export interface Change {
  readonly live: Version;
  /** The object as the client wants it, with its managed fields; it becomes the server's. */
  readonly next: ApiObject;
  readonly dryRun: boolean;
  /** Whether only the status is written. */
  readonly isStatus: boolean;
  /** Whether an object without a resourceVersion is taken as it is. */
  readonly unconditional: boolean;
}

/** The object as it is stored now: the same version if nothing changed, the last state if the change let it go. */
export function change(call: Call, { live, next: given, ...how }: Change): Version {
  const { kind } = call;
  const old = inVersion(kind, live);
  assertFresh(call, old, given, how.unconditional);
  const next = how.isStatus ? withStatusOf(kind, old, given) : given;
  keepIdentity(next, old);
  prepare(call, next, old, how.isStatus);
  const errors = errorsOf(kind, next, old, how.isStatus);
  if (errors.length > 0) throw invalidObject(namedByKind(call), old.metadata.name, errors);
  return settled(old, next) === old && !isReleased(next)
    ? live
    : stored(call, live, inStorageVersion(kind, next), how.dryRun);
}

/** Writes the new state, or, if nothing holds the object back any more, its end. */
export function stored({ world, resource }: Call, live: Version, next: ApiObject, dryRun: boolean): Version {
  if (dryRun) return new Version(next, live.revision);
  if (!isReleased(next)) return world.store.put(resource, next);
  // The last state that was stored is what watches see go; the answer shows what was asked for.
  world.store.remove(resource, live.object);
  return new Version(next, live.revision);
}

/** Nothing holds the object back from going any more. */
export function isReleased({ metadata, kind, spec }: ApiObject): boolean {
  if (metadata.deletionTimestamp === undefined) return false;
  if ((metadata.finalizers ?? []).length > 0 || (metadata.deletionGracePeriodSeconds ?? 0) > 0) return false;
  const held = kind === 'Namespace' && isObject(spec) ? spec['finalizers'] : [];
  return !Array.isArray(held) || held.length === 0;
}

export function assertFresh(call: Call, old: ApiObject, given: ApiObject, unconditional: boolean): void {
  const { uid, resourceVersion } = given.metadata;
  const { name } = old.metadata;
  if (!unconditional) assertSameUid(call, uid, old.metadata.uid ?? '');
  if (!resourceVersion || resourceVersion === '0') {
    if (unconditional || !call.kind.needsVersion) return;
    const error = invalid('metadata.resourceVersion', verbatim('0x0'), 'must be specified for an update');
    throw invalidObject(named(call), name, [error]);
  }
  if (resourceVersion === old.metadata.resourceVersion) return;
  if (!/^\d+$/.test(resourceVersion)) {
    throw new ApiError(500, '', `strconv.ParseUint: parsing ${JSON.stringify(resourceVersion)}: invalid syntax`);
  }
  throw conflict(named(call), name, STALE);
}

/** `actual` is empty if there is no object. */
export function assertSameUid(call: Call, uid: string | undefined, actual: string): void {
  if (!uid || uid === actual) return;
  const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${actual}`;
  const what = `StorageError: invalid object, Code: 4, Key: ${storageKey(call)}, ResourceVersion: 0`;
  throw conflict(named(call), call.name ?? '', `${what}, AdditionalErrorMsg: ${why}`);
}

/** Where a real server keeps the object; a dry run does not get that far. */
function storageKey({ kind, namespace = '', name = '', query }: Call): string {
  const home = kind.isCustom ? `${kind.group}/${kind.plural}` : kind.plural;
  return `${query.has('dryRun') ? '' : '/registry'}/${home}/${kind.namespaced ? `${namespace}/` : ''}${name}`;
}

/** The old object with the new status. Of custom objects nothing else is written; others may change metadata, too. */
function withStatusOf({ isCustom, kind }: Kind, old: ApiObject, given: ApiObject): ApiObject {
  const { managedFields } = given.metadata;
  const metadata = isCustom ? { ...old.metadata, ...(managedFields && { managedFields }) } : { ...given.metadata };
  if (kind === 'Deployment' && !isCustom && old.metadata.labels) metadata.labels = old.metadata.labels;
  const { status: _, ...rest } = old;
  return { ...rest, metadata, ...('status' in given && { status: given['status'] }) } as ApiObject;
}

/** What stays as the server wrote it, whatever the client says. */
const KEPT = ['resourceVersion', 'creationTimestamp', 'deletionTimestamp', 'generation'] as const;

function keepIdentity(next: ApiObject, { metadata: old }: ApiObject): void {
  const metadata = { ...next.metadata, name: next.metadata.name || old.name };
  if (old.namespace !== undefined) metadata.namespace ||= old.namespace;
  if (old.uid !== undefined) metadata.uid ||= old.uid;
  for (const field of KEPT) if (old[field]) Object.assign(metadata, { [field]: old[field] });
  if (old.deletionGracePeriodSeconds !== undefined)
    metadata.deletionGracePeriodSeconds ??= old.deletionGracePeriodSeconds;
  delete metadata.selfLink;
  if (old.generation === undefined) delete metadata.generation;
  if (metadata.managedFields?.length === 0) delete metadata.managedFields;
  next.metadata = metadata;
}

function prepare(call: Call, next: ApiObject, old: ApiObject, isStatus: boolean): void {
  const { kind } = call;
  if (isStatus) return;
  if (kind.hasStatus) {
    if ('status' in old) next['status'] = old['status'];
    else delete next['status'];
  }
  kind.behaviour.updating?.(next, old, call.view);
  kind.behaviour.defaults?.(next);
  if (kind.hasGeneration && !sameDesire(next, old, kind))
    next.metadata.generation = (next.metadata.generation ?? 0) + 1;
}

/** Whether what is desired is the same: everything but metadata and, where there is one, the reported status. */
function sameDesire(next: ApiObject, old: ApiObject, { hasStatus, group, kind }: Kind): boolean {
  // Deployments hand their annotations on to their ReplicaSets.
  const isDeployment = group === 'apps' && kind === 'Deployment';
  if (isDeployment && !sameJson(next.metadata.annotations ?? {}, old.metadata.annotations ?? {})) return false;
  const fields = new Set([...Object.keys(next), ...Object.keys(old)]);
  fields.delete('metadata');
  if (hasStatus) fields.delete('status');
  for (const field of fields) if (!sameJson(next[field], old[field])) return false;
  return true;
}

function errorsOf(kind: Kind, next: ApiObject, old: ApiObject, isStatus: boolean): FieldError[] {
  const { behaviour } = kind;
  const forbidden = metadataUpdateErrors(next, old);
  // A real server looks twice, in general and for the kind, and says both.
  const errors = [...metadataErrors(next, kind, old.metadata), ...forbidden, ...forbidden];
  if (isStatus) return [...errors, ...(behaviour.validateStatus?.(next, old) ?? [])];
  return [...errors, ...(behaviour.validate?.(next) ?? []), ...(behaviour.validateUpdate?.(next, old) ?? [])];
}

export const unnamed = ({ name }: Call): ApiError =>
  badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);

/** A body must name the object that the path names. */
export function assertNamed(call: Call, { metadata }: ApiObject): void {
  if (metadata.name && metadata.name !== call.name)
    throw badRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${call.name})`);
  if (metadata.namespace && metadata.namespace !== call.namespace)
    throw badRequest(
      call.kind.namespaced
        ? `the namespace of the object (${metadata.namespace}) does not match the namespace on the request (${call.namespace})`
        : 'the namespace of the provided object does not match the namespace sent on the request',
    );
}
