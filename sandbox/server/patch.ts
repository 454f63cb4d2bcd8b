/** PATCH: the four kinds of patches, of objects and of their status. */
import { ApiError, badRequest, conflict, invalidObject, unsupportedMedia } from '../api/api-error.ts';
import { invalid } from '../api/field-error.ts';
import { goText } from '../api/go-text.ts';
import { type ApiObject, isObject, type JsonObject } from '../api/object.ts';
import { appliedTo } from '../apply/applied.ts';
import { apiVersionOf } from '../kinds/kind.ts';
import { metadataErrors } from '../kinds/metadata.ts';
import { jsonPatched } from '../patch/json-patch.ts';
import { mergePatched } from '../patch/merge-patch.ts';
import { parsedPatch } from '../patch/parsed-patch.ts';
import { strategicPatched } from '../patch/strategic-patch.ts';
import type { Version } from '../store/version.ts';
import type { Answer } from './answer.ts';
import { parsedYaml, textOf } from './body.ts';
import { absent, type Call, found, inVersion, named, namedByKind } from './call.ts';
import { assertFresh, assertNamed, change, unnamed } from './change.ts';
import { insert, withoutStatus } from './create.ts';
import { withNulls } from './kept-nulls.ts';
import { mediaOf } from './media.ts';
import { type WriteOptions, writeOptions } from './options.ts';
import { allButStatusPaths, emptyOf, ownStatusPaths } from './ownership.ts';
import { objectAnswer } from './present.ts';
import { shaped } from './shape.ts';
import { own } from './update.ts';

type PatchType = 'json' | 'merge' | 'strategic' | 'apply';

const TYPES: Readonly<Record<string, PatchType>> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
};

export function patch(call: Call): Answer {
  const type = patchType(call);
  const options = writeOptions(call.query, call.request.headers['user-agent'] ?? '', 'PatchOptions', type === 'apply');
  if (type === 'apply') return apply(call, options);
  const patched = patchedBy(type, textOf(call.request), call);
  const live = found(call);
  const old = inVersion(call.kind, live);
  const next = shapedPatch(call, type, patched(old), options);
  assertNamed(call, next);
  own(call, old, next, options);
  return objectAnswer(call, 200, changed(call, live, next, options));
}

/** The kind of patch that the body says it is; custom kinds have no strategies to merge by. */
export function patchType(call: Call): PatchType {
  const { type } = mediaOf(call.request.headers['content-type'] ?? '');
  const known = TYPES[type];
  if (known && !(known === 'strategic' && call.kind.isCustom)) return known;
  // A real server answers for built-in kinds before anybody reads the request.
  if (!call.kind.isCustom) throw new ApiError(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
  throw unsupportedMedia(Object.keys(TYPES).filter((one) => TYPES[one] !== 'strategic'));
}

/** What turns an object into the patched one. */
export function patchedBy(
  type: Exclude<PatchType, 'apply'>,
  body: string,
  { kind }: Pick<Call, 'kind'>,
): (object: JsonObject) => JsonObject {
  const parsed = parsedPatch(body, type);
  switch (type) {
    case 'json':
      return (object) => jsonPatched(object, parsed);
    case 'merge':
      return (object) => mergePatched(object, parsed);
    case 'strategic':
      return (object) => strategicPatched(object, parsed, kind.schema);
  }
}

/** An object that a patch left in no shape is the patch's fault. */
function shapedPatch(call: Call, type: PatchType, patched: JsonObject, options: WriteOptions): ApiObject {
  try {
    return shaped(call, patched, options);
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 400) throw error;
    const value = type === 'strategic' ? goText(parsedPatch(textOf(call.request))) : JSON.stringify(patched);
    const cause = invalid('patch', value, error.message);
    throw invalidObject({ group: '', resource: '' }, '', [cause]);
  }
}

function changed(call: Call, live: Version, next: ApiObject, { dryRun }: WriteOptions): Version {
  return change(call, { live, next, dryRun, isStatus: call.subresource === 'status', unconditional: true });
}

function apply(call: Call, options: WriteOptions): Answer {
  const given = applied(call);
  const live = call.world.store.get(call.resource, call.namespace ?? '', call.name ?? '');
  if (!live) assertCreatable(call, given);
  const old = live && inVersion(call.kind, live);
  const merged = mergedWith(call, old, given, options);
  if (live && merged === old) return objectAnswer(call, 200, live);
  const { managedFields = [] } = merged.metadata;
  const next = shapedApply(call, live ? merged : withoutStatus(call, merged), old);
  if (!live) assertWithoutUid(call, given);
  next.metadata.managedFields = managedFields;
  if (live) return objectAnswer(call, 200, changed(call, live, next, options));
  next.metadata.name = call.name ?? '';
  return objectAnswer(call, 201, insert(call, next, options, managedFields));
}

/** What fits the schema but not Go's types is found late, and is nobody's fault. */
function shapedApply(call: Call, merged: ApiObject, old: ApiObject | undefined): ApiObject {
  try {
    const object = shaped(call, merged, { fieldValidation: 'Ignore' });
    if (call.kind.isCustom) assertNoNulls(call, object, merged, old);
    return object;
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 400 || call.kind.isCustom) throw error;
    const { kind, namespace, name } = call;
    const type = `${kind.group}/${kind.version}, Kind=${kind.kind}`;
    const [, why = error.message] = error.message.split(` cannot be handled as a ${kind.kind}: `);
    const where = `${namespace ? `${namespace}/` : ''}${name}; ${type}`;
    const message = `unable to convert unstructured object to ${type}: ${why}`;
    throw new ApiError(500, '', `failed to convert new object (${where}) to proper version: ${message}`);
  }
}

function assertNoNulls(call: Call, object: ApiObject, merged: ApiObject, old: ApiObject | undefined): void {
  const { kind } = call;
  const whole = withNulls(object, merged);
  const errors = whole === object ? [] : (kind.behaviour.validate?.(whole) ?? []);
  if (errors.length === 0) return;
  if (old) assertFresh(call, old, object, true);
  throw invalidObject(namedByKind(call), call.name ?? '', [...metadataErrors(object, kind, old?.metadata), ...errors]);
}

/** What is applied to nothing becomes an object of its own. */
function assertCreatable(call: Call, { metadata }: ApiObject): void {
  if (call.subresource !== undefined) throw absent(call);
  if (!metadata.name) throw unnamed(call);
}

function assertWithoutUid(call: Call, { metadata }: ApiObject): void {
  if (!metadata.uid) return;
  const why = `uid mismatch: the provided object specified uid ${metadata.uid}, and no existing object was found`;
  throw conflict(named(call), metadata.name, why);
}

/** The configuration in the body. */
export function applied(call: Call, apiVersion = apiVersionOf(call.kind)): ApiObject {
  const value = parsedYaml(textOf(call.request), call.kind.kind);
  if (!isObject(value)) throw badRequest('error decoding YAML: the patch is no object');
  if (value['apiVersion'] !== apiVersion) {
    const given = String(value['apiVersion'] ?? '');
    throw badRequest(
      `Incorrect version specified in apply patch. Specified patch version: ${given}, expected: ${apiVersion}`,
    );
  }
  const metadata = isObject(value['metadata']) ? value['metadata'] : {};
  const configuration = { ...value, metadata } as unknown as ApiObject;
  assertNamed(call, configuration);
  return configuration;
}

function mergedWith(call: Call, live: ApiObject | undefined, given: ApiObject, options: WriteOptions): ApiObject {
  const { kind, subresource, now } = call;
  return appliedTo({
    live,
    patch: { ...given, metadata: { ...given.metadata, ...(kind.namespaced && { namespace: call.namespace ?? '' }) } },
    schema: kind.schema,
    manager: options.fieldManager,
    force: options.force,
    apiVersion: apiVersionOf(kind),
    kind: kind.kind,
    empty: emptyOf(kind),
    now,
    resetPaths: subresource === 'status' ? allButStatusPaths(kind) : ownStatusPaths(kind),
    ...(subresource !== undefined && { subresource }),
  });
}
