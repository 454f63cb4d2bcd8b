/** Creating objects: names, first metadata, the kind's own rules, and who owns which field. */

import { ApiError, alreadyExists, invalidObject } from '../api/api-error.ts';
import { required } from '../api/field-error.ts';
import type { ApiObject, ManagedFieldsEntry } from '../api/object.ts';
import { tracked } from '../apply/tracked.ts';
import { apiVersionOf } from '../kinds/kind.ts';
import { metadataErrors } from '../kinds/metadata.ts';
import { Version } from '../store/version.ts';
import { admitInto, place } from './admission.ts';
import type { Answer } from './answer.ts';
import { objectIn } from './body.ts';
import { type Call, inStorageVersion, named, namedByKind } from './call.ts';
import { randomFrom } from './names.ts';
import { type WriteOptions, writeOptions } from './options.ts';
import { emptyOf, ownStatusPaths } from './ownership.ts';
import { objectAnswer } from './present.ts';
import { schemaFor } from './schemas.ts';
import { shaped } from './shape.ts';

export function create(call: Call): Answer {
  const options = writeOptions(call.query, call.request.headers['user-agent'] ?? '', 'CreateOptions');
  const raw = objectIn(call.request, call.kind.kind, schemaFor(call.world));
  const object = shaped(call, withoutStatus(call, raw), options);
  if (object.metadata.resourceVersion && !options.dryRun) throw new ApiError(500, '', VERSIONED);
  return objectAnswer(call, 201, insert(call, object, options, ownedBy(call, object, options)));
}

/** Stores an object that was not there; the object becomes the server's. */
export function insert(
  call: Call,
  object: ApiObject,
  options: WriteOptions,
  fields: readonly ManagedFieldsEntry[],
): Version {
  const { kind, world } = call;
  place(call, object);
  admitInto(call, object.metadata.name || (object.metadata.generateName ?? ''));
  kind.behaviour.admitting?.(object, call.view);
  name(call, object);
  begin(call, object, fields);
  if (!options.dryRun) delete object.metadata.resourceVersion;
  kind.behaviour.creating?.(object, call.view);
  kind.behaviour.defaults?.(object);
  const errors = [...metadataErrors(object, kind), ...(kind.behaviour.validate?.(object) ?? [])];
  if (errors.length > 0) throw invalidObject(namedByKind(call), object.metadata.name, errors);
  assertNew(call, object.metadata);
  const stored = inStorageVersion(kind, object);
  return options.dryRun ? new Version(stored, 0) : world.store.put(call.resource, stored);
}

function assertNew(call: Call, { namespace = '', name: given }: ApiObject['metadata']): void {
  const there = call.world.store.get(call.resource, namespace, given)?.object;
  if (!there) return;
  const error = alreadyExists(named(call), given);
  if (there.metadata.deletionTimestamp === undefined) throw error;
  throw new ApiError(error.code, error.reason, `object is being deleted: ${error.message}`, error.details);
}

/** What a request may not say of an object's status; nodes report theirs when they register. */
export function withoutStatus<T extends object>({ kind }: Call, raw: T): T {
  if (!kind.hasStatus || kind.kind === 'Node' || !('status' in raw)) return raw;
  const { status: _, ...rest } = raw;
  return rest as T;
}

export function ownedBy(call: Call, object: ApiObject, options: WriteOptions): readonly ManagedFieldsEntry[] {
  return tracked({
    before: undefined,
    after: object,
    empty: emptyOf(call.kind),
    schema: call.kind.schema,
    manager: options.fieldManager,
    apiVersion: apiVersionOf(call.kind),
    now: call.now,
    resetPaths: ownStatusPaths(call.kind),
  });
}

const VERSIONED = 'resourceVersion should not be set on objects to be created';
/** Names that are tried; then the last counts as taken. */
const MOST_ATTEMPTS = 8;
const MOST_GENERATED_BASE = 58;

function name(call: Call, { metadata }: ApiObject): void {
  const { generateName: base = '' } = metadata;
  if (metadata.name) return;
  if (base === '') {
    const error = required('metadata.name', 'name or generateName is required');
    throw invalidObject(namedByKind(call), '', [error]);
  }
  const { random, store } = call.world;
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    metadata.name = `${base.slice(0, MOST_GENERATED_BASE)}${randomFrom(random, 5)}`;
    if (!store.get(call.resource, metadata.namespace ?? '', metadata.name)) return;
  }
}

/** Metadata that only the server writes. */
function begin(call: Call, { metadata }: ApiObject, fields: readonly ManagedFieldsEntry[]): void {
  metadata.uid = uuid(call.world.random);
  metadata.creationTimestamp = call.now;
  delete metadata.generation;
  delete metadata.deletionTimestamp;
  delete metadata.deletionGracePeriodSeconds;
  delete metadata.selfLink;
  delete metadata.managedFields;
  if (call.kind.hasGeneration) metadata.generation = 1;
  if (fields.length > 0) metadata.managedFields = [...fields];
}

/** A random UUID, of version 4. */
function uuid(random: () => number): string {
  const digit = (bits: number) => Math.floor(random() * bits).toString(16);
  const digits = (count: number) => Array.from({ length: count }, () => digit(16)).join('');
  const variant = (8 + Math.floor(random() * 4)).toString(16);
  return `${digits(8)}-${digits(4)}-4${digits(3)}-${variant}${digits(3)}-${digits(12)}`;
}
