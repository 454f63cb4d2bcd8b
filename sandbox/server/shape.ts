/** From the JSON of a request to an object of its kind: checked, trimmed of unknown fields, with defaults. */
import { ApiError, badRequest, invalidObject } from '../api/api-error.ts';
import { invalid } from '../api/field-error.ts';
import { type ApiObject, isObject, type JsonObject, type Metadata } from '../api/object.ts';
import { apiVersionOf, type Kind } from '../kinds/kind.ts';
import { decoded, strictDecodingError } from '../schema/decode.ts';
import { pruned } from '../schema/prune.ts';
import type { Call } from './call.ts';
import type { WriteOptions } from './options.ts';

/** The object is the caller's own. */
export function shaped(
  call: Call,
  raw: JsonObject,
  { fieldValidation }: Pick<WriteOptions, 'fieldValidation'>,
): ApiObject {
  const { kind } = call;
  const checked = kind.isCustom ? customTyped(kind, raw) : typed(kind, raw);
  const { object, unknown } = kind.isCustom ? custom(call, checked) : builtIn(kind, checked);
  if (unknown.length > 0 && fieldValidation === 'Strict') throw strictDecodingError(unknown);
  if (unknown.length > 0 && fieldValidation === 'Warn') for (const text of unknown) call.view.warn(text);
  kind.behaviour.defaults?.(object);
  return object;
}

function typed(kind: Kind, raw: JsonObject): JsonObject {
  const apiVersion = apiVersionOf(kind);
  const given = { apiVersion: raw['apiVersion'] || apiVersion, kind: raw['kind'] || kind.kind };
  if (given.kind !== kind.kind || given.apiVersion !== apiVersion) throw misplaced(kind, given);
  return beginsWithType(raw) ? raw : { ...given, ...raw, ...given };
}

/** Texts of lists rely on that order. */
function beginsWithType(raw: JsonObject): boolean {
  let index = 0;
  for (const key in raw) {
    if (!raw[key] || key !== TYPE_FIELDS[index++]) return false;
    if (index === TYPE_FIELDS.length) return true;
  }
  return false;
}

const TYPE_FIELDS = ['apiVersion', 'kind'] as const;

/** Objects of kinds that a definition declares must say what they are. */
function customTyped(kind: Kind, raw: JsonObject): JsonObject {
  const { apiVersion: given, kind: named } = raw;
  if (!named)
    throw badRequest(
      `${kind.kind} in version ${JSON.stringify(kind.version)} cannot be handled as a ${kind.kind}: unmarshalerDecoder: Object 'Kind' is missing in '${JSON.stringify(raw).slice(0, MOST_SHOWN)}'`,
    );
  if (!given) throw internal("Object 'apiVersion' is missing in 'object has no apiVersion field'");
  const apiVersion = apiVersionOf(kind);
  if (given === apiVersion && named !== kind.kind) throw ofAnotherKind(kind, raw);
  if (given !== apiVersion)
    throw badRequest(
      `the API version in the data (${String(raw['apiVersion'])}) does not match the expected API version (${apiVersion})`,
    );
  return raw;
}

const MOST_SHOWN = 200;

const internal = (message: string): ApiError =>
  new ApiError(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] });

function ofAnotherKind({ group, kind }: Kind, { kind: given, metadata }: JsonObject): ApiError {
  const name = isObject(metadata) ? String(metadata['name'] ?? '') : '';
  return invalidObject({ group, resource: String(given) }, name, [invalid('kind', given, `must be ${kind}`)]);
}

function misplaced({ kind, group }: Kind, given: { apiVersion: unknown; kind: unknown }): Error {
  const [version, ...rest] = String(given.apiVersion).split('/').reverse();
  const where = `${String(given.kind)} in version ${JSON.stringify(version)} cannot be handled as a ${kind}`;
  const home = (name: string) => (name === '' ? 'core' : (name.split('.')[0] ?? name));
  const shown = `converting (${version}.${String(given.kind)}) to (${home(group)}.${kind}): unknown conversion`;
  return badRequest(
    given.kind === kind && rest[0] !== group ? `${where}: no kind is registered` : `${where}: ${shown}`,
  );
}

function builtIn(kind: Kind, raw: JsonObject): { object: ApiObject; unknown: readonly string[] } {
  return decoded(kind.schema, raw, { kind: kind.kind, version: kind.version });
}

/** Metadata is read as that of built-in kinds, the rest by the definition's schema. */
function custom({ kind, world }: Call, raw: JsonObject): { object: ApiObject; unknown: readonly string[] } {
  const { metadata: given, ...rest } = raw;
  const { object: metadata, unknown } = decoded(world.types(OBJECT_META), given ?? {}, kind);
  const fields = pruned(kind.schema, rest);
  return {
    object: { ...fields.object, metadata: metadata as unknown as Metadata } as ApiObject,
    unknown: [...unknown.map((text) => text.replace('"', '"metadata.')), ...fields.unknown],
  };
}

const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
