/** Reads objects of built-in kinds as a real server does: JSON into Go's types, and what those would be written as again. */
import type { ApiError } from '../api/api-error.ts';
import { badRequest } from '../api/api-error.ts';
import { type ApiObject, isObject, type JsonObject } from '../api/object.ts';
import { type GoField, type GoList, type GoMap, type GoStruct, type GoType, goTypeOf } from '../types/go-type.ts';
import { emptyField, emptyValue, isEmpty } from './decode-empty.ts';
import { decodedLeaf } from './decode-leaves.ts';
import { type Decoding, enterStruct, noteMismatch, noteUnknown, refusal } from './decode-state.ts';
import type { Schema } from './schema.ts';

export interface Decoded {
  readonly object: ApiObject;
  /** `unknown field "spec.foo"`: what was dropped, in the words of warnings. */
  readonly unknown: string[];
}

export interface What {
  readonly kind: string;
  readonly version: string;
}

/**
 * The object as the server would hold it, newly built, with nothing of another type than the schema says.
 * Values of a wrong type are refused with 400.
 */
export function decoded(schema: Schema, value: unknown, what: What): Decoded {
  const type = goTypeOf(schema);
  if (type?.shape !== 'struct') throw new Error(`${schema.name ?? 'the schema'} is not a built-in type`);
  const state: Decoding = {
    what,
    trail: [],
    unknown: [],
    mismatch: undefined,
    owner: type,
    depth: 0,
    opaque: undefined,
  };
  const object = isObject(value) ? decodedStruct(state, type, value) : noteMismatch(state, value, type.text);
  if (state.mismatch !== undefined || object === undefined) throw refusal(state, state.mismatch ?? '');
  return { object: object as ApiObject, unknown: state.unknown };
}

/** What fieldValidation=Strict answers to unknown fields; creates and updates say of what. */
export function strictDecodingError(unknown: readonly string[], what?: What): ApiError {
  const text = `strict decoding error: ${unknown.join(', ')}`;
  if (!what) return badRequest(text);
  return badRequest(`${what.kind} in version "${what.version}" cannot be handled as a ${what.kind}: ${text}`);
}

function decodedStruct(state: Decoding, struct: GoStruct, value: JsonObject): JsonObject {
  const outer = state.owner;
  const object: JsonObject = {};
  enterStruct(state);
  state.owner = struct;
  for (const name in value) {
    const field = struct.fields.get(name);
    if (field === undefined) noteUnknown(state, name);
    else if (value[name] !== null) decodeField(state, field, value[name], object);
  }
  for (const field of struct.shown) if (object[field.name] === undefined) object[field.name] = emptyField(field);
  state.depth -= 1;
  state.owner = outer;
  return object;
}

function decodeField(state: Decoding, field: GoField, value: unknown, into: JsonObject): void {
  state.trail.push(field.name);
  const read = decodedValue(state, field.type, value);
  state.trail.pop();
  if (read === undefined) return;
  if (field.isPointer || field.isShown || !isEmpty(field.type, read)) into[field.name] = read;
}

function decodedValue(state: Decoding, type: GoType, value: unknown): unknown {
  switch (type.shape) {
    case 'struct':
      return isObject(value) ? decodedStruct(state, type, value) : noteMismatch(state, value, type.text);
    case 'list':
      return Array.isArray(value) ? decodedList(state, type, value) : noteMismatch(state, value, type.text);
    case 'map':
      return isObject(value) ? decodedMap(state, type, value) : noteMismatch(state, value, type.text);
    case 'schema-or-bool':
    case 'schema-or-array':
    case 'schema-or-strings':
      return decodedUnion(state, type.shape, value);
    default:
      return decodedLeaf(state, type, value);
  }
}

function decodedList(state: Decoding, { item }: GoList, value: readonly unknown[]): unknown[] {
  const list: unknown[] = [];
  for (let index = 0; index < value.length; index += 1) {
    const raw = value[index];
    state.trail.push(index);
    list.push(raw === null ? emptyValue(item) : decodedValue(state, item, raw));
    state.trail.pop();
  }
  return list;
}

function decodedMap(state: Decoding, { value: type }: GoMap, value: JsonObject): JsonObject {
  const map: JsonObject = {};
  const isDeep = type.shape === 'struct' || type.shape === 'list';
  for (const key in value) {
    if (isDeep) state.trail.push({ key });
    const read = value[key] === null ? emptyValue(type) : decodedValue(state, type, value[key]);
    if (isDeep) state.trail.pop();
    setKey(map, key, read);
  }
  return map;
}

function setKey(map: JsonObject, key: string, value: unknown): void {
  if (key !== '__proto__') map[key] = value;
  else Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
}

type Union = 'schema-or-bool' | 'schema-or-array' | 'schema-or-strings';

/** The odd types of JSON schemas: a schema, or something else in its place. They stand only in schemas themselves. */
function decodedUnion(state: Decoding, shape: Union, value: unknown): unknown {
  if (shape === 'schema-or-bool' && typeof value === 'boolean') return value;
  if (shape === 'schema-or-bool' && !isObject(value)) throw refusal(state, 'boolean or JSON schema expected');
  const schema = state.owner;
  const outer = state.opaque;
  state.opaque ??= { owner: schema, length: state.trail.length };
  const read = isObject(value)
    ? decodedStruct(state, schema, value)
    : alternatives(state, shape === 'schema-or-array' ? schema : STRING, value);
  state.opaque = outer;
  return read;
}

function alternatives(state: Decoding, item: GoType, value: unknown): unknown[] | null {
  const list = Array.isArray(value) ? decodedList(state, { shape: 'list', text: '', item }, value) : [];
  return list.length === 0 ? null : list;
}

const STRING = { shape: 'string', text: 'string' } as const;
