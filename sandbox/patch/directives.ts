/** What strategic patches call their directives, and how the server refuses wrong ones. */
import { ApiError, badRequest } from '../api/api-error.ts';
import { goKind, goText } from '../api/go-text.ts';
import { isObject, type JsonObject } from '../api/object.ts';
import type { Schema } from '../schema/schema.ts';

export const RETAIN = '$retainKeys';
export const ORDER = '$setElementOrder';
export const PRIMITIVES = '$deleteFromPrimitiveList';

export const formatError = (what: 'retainKeys' | 'setElementOrder list' | 'primitive list'): ApiError =>
  badRequest(`invalid patch format of ${what}`);

/** Most refusals reach the client as a failure of the server itself. */
export const plainError = (message: string): ApiError => new ApiError(500, '', message);

/** The field that a value of the patch belongs to. */
export function fieldOf(schema: Schema, name: string): Schema {
  const { properties } = schema;
  if (properties && Object.hasOwn(properties, name) && properties[name]) return properties[name];
  if (schema.additionalProperties) {
    throw plainError('merging an object in json but data type is not struct, instead is: map');
  }
  const type = schema.name?.slice(schema.name.lastIndexOf('.') + 1) ?? '';
  throw plainError(`unable to find api field in struct ${type} for the json field ${JSON.stringify(name)}`);
}

export const noMergeKey = (item: JsonObject, key: string): ApiError =>
  plainError(`map: ${goText(item)} does not contain declared merge key: ${key}`);

export const wrongType = (expected: string, value: unknown): ApiError =>
  plainError(`expected a ${expected}, but received a ${value === null ? '%!s(<nil>)' : goKind(value)}`);

export function unknownDirective(item: JsonObject): ApiError {
  const directive = item['$patch'];
  const isWord = typeof directive === 'string';
  const text = isWord
    ? directive
    : directive === null
      ? '%!s(<nil>)'
      : `%!s(${goKind(directive)}=${goText(directive)})`;
  return plainError(`unknown patch type: ${text} in map: ${goText(item)}`);
}

/** What a part of a patch means where nothing was before; undefined if it is nothing but a directive. */
export function plainValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainValue).filter((item) => item !== undefined);
  if (!isObject(value)) return value;
  if (Object.hasOwn(value, '$patch')) return undefined;
  const plain: JsonObject = {};
  for (const key of Object.keys(value)) {
    const kept = value[key] === null ? undefined : plainValue(value[key]);
    if (kept !== undefined) plain[key] = kept;
  }
  return plain;
}
