/** PUT: an object or its status takes the place of the stored one. */
import { invalidObject } from '../api/api-error.ts';
import type { ApiObject, ManagedFieldsEntry } from '../api/object.ts';
import { tracked } from '../apply/tracked.ts';
import { apiVersionOf } from '../kinds/kind.ts';
import { finalizeErrors } from '../kinds/objects/namespace.ts';
import type { Answer } from './answer.ts';
import { objectIn } from './body.ts';
import { absent, type Call, found, inVersion, namedByKind } from './call.ts';
import { assertFresh, assertNamed, assertSameUid, change, stored, unnamed } from './change.ts';
import { insert, ownedBy, withoutStatus } from './create.ts';
import { type WriteOptions, writeOptions } from './options.ts';
import { allButStatusPaths, ownStatusPaths } from './ownership.ts';
import { objectAnswer } from './present.ts';
import { schemaFor } from './schemas.ts';
import { shaped } from './shape.ts';

export function update(call: Call): Answer {
  const options = writeOptions(call.query, call.request.headers['user-agent'] ?? '', 'UpdateOptions');
  const next = shaped(call, objectIn(call.request, call.kind.kind, schemaFor(call.world)), options);
  if (!next.metadata.name) throw unnamed(call);
  assertNamed(call, next);
  const live = call.world.store.get(call.resource, call.namespace ?? '', call.name ?? '');
  if (!live) return createdByUpdate(call, next, options);
  own(call, inVersion(call.kind, live), next, options);
  const isStatus = call.subresource === 'status';
  const version = change(call, { live, next, isStatus, dryRun: options.dryRun, unconditional: false });
  return objectAnswer(call, 200, version);
}

function createdByUpdate(call: Call, next: ApiObject, options: WriteOptions): Answer {
  assertSameUid(call, next.metadata.uid, '');
  if (call.subresource !== undefined || !call.kind.createsByPut) throw absent(call);
  const object = withoutStatus(call, next);
  return objectAnswer(call, 201, insert(call, object, options, ownedBy(call, object, options)));
}

/** PUT of a namespace's finalizers: when the last is gone, so is a namespace that is to go. */
export function finalize(call: Call): Answer {
  const options = writeOptions(call.query, call.request.headers['user-agent'] ?? '', 'UpdateOptions');
  const given = shaped(call, objectIn(call.request, call.kind.kind, schemaFor(call.world)), options);
  assertNamed(call, given);
  const errors = finalizeErrors(given);
  if (errors.length > 0) throw invalidObject(namedByKind(call), given.metadata.name, errors);
  const live = found(call);
  assertFresh(call, live.object, given, true);
  // Only here do a namespace's own finalizers change: no rule of its other endpoints applies.
  const version = stored(call, live, { ...live.object, spec: given['spec'] }, options.dryRun);
  return objectAnswer(call, 200, version);
}

/** Writes into the new object who owns its fields after this manager changed it. */
export function own(call: Call, before: ApiObject, after: ApiObject, { fieldManager }: WriteOptions): void {
  const { kind, subresource, now } = call;
  const fields: readonly ManagedFieldsEntry[] = tracked({
    before,
    after,
    schema: kind.schema,
    manager: fieldManager,
    apiVersion: apiVersionOf(kind),
    now,
    resetPaths: subresource === 'status' ? allButStatusPaths(kind) : ownStatusPaths(kind),
    ...(subresource !== undefined && { subresource }),
  });
  after.metadata.managedFields = fields as ManagedFieldsEntry[];
}
