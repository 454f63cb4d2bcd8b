/** JSON merge patches (RFC 7386). */
import { badRequest } from '../api/api-error.ts';
import { isObject, type JsonObject } from '../api/object.ts';
import { jsonKind } from './json-kind.ts';

/** The object after the patch; it shares with both what neither changed. */
export function mergePatched(object: JsonObject, patch: unknown): JsonObject {
  if (patch === null || patch === undefined) throw badRequest('Invalid JSON Patch');
  if (!isObject(patch)) {
    const detail = `cannot unmarshal ${jsonKind(patch)} into Go value of type map[string]interface {}`;
    throw badRequest(`error decoding patch: json: ${detail}`);
  }
  return merged(object, patch);
}

function merged(object: JsonObject, patch: JsonObject): JsonObject {
  const result = { ...object };
  for (const key of Object.keys(patch)) {
    const value = patch[key];
    const current = Object.hasOwn(result, key) ? result[key] : undefined;
    if (value === null) delete result[key];
    else result[key] = isObject(current) ? overObject(current, value) : withoutNulls(value);
  }
  return result;
}

/** A list that takes an object's place keeps its nulls, as on the server. */
const overObject = (current: JsonObject, value: unknown): unknown => (isObject(value) ? merged(current, value) : value);

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  const kept: JsonObject = {};
  for (const key of Object.keys(value)) if (value[key] !== null) kept[key] = withoutNulls(value[key]);
  return kept;
}
