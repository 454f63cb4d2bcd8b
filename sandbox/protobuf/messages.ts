/** Protobuf messages as JSON objects, field by field. */
import type { JsonObject } from '../api/object.ts';
import { emptyValue } from '../schema/decode-empty.ts';
import { DEEPEST } from '../schema/decode-state.ts';
import type { GoStruct, GoType, WireField, WireForm } from '../types/go-type.ts';
import {
  eachField,
  MalformedProtobuf,
  type Reader,
  readDouble,
  readStretch,
  readVarint,
  restOf,
  skip,
  textOf,
  WIRE,
} from './reader.ts';
import { specialValue } from './special-messages.ts';

export interface Reading {
  depth: number;
  /** The innermost message: where unions of schemas stand, they are about this type. */
  owner: GoStruct;
}

export function messageObject(reading: Reading, struct: GoStruct, reader: Reader): JsonObject {
  reading.depth += 1;
  if (reading.depth > DEEPEST) throw new MalformedProtobuf('exceeded max depth');
  const outer = reading.owner;
  const object: JsonObject = {};
  reading.owner = struct;
  readInto(reading, object, struct.wire, reader);
  reading.owner = outer;
  reading.depth -= 1;
  return object;
}

function readInto(reading: Reading, object: JsonObject, form: WireForm, reader: Reader): void {
  eachField(reader, (number, wireType) => {
    const field = form.get(number);
    if (field === undefined) skip(reader, wireType);
    else if (!('name' in field)) readInto(reading, object, field, bytesOf(reader, wireType));
    else readField(reading, object, field, { reader, wireType });
  });
}

/** A value that is about to be read. */
interface Next {
  readonly reader: Reader;
  readonly wireType: number;
}

function readField(reading: Reading, object: JsonObject, field: WireField, next: Next): void {
  const { name, type } = field;
  if (type.shape === 'list') {
    const items = object[name] as unknown[] | undefined;
    object[name] = readItems(reading, items ?? [], type.item, next);
  } else if (type.shape === 'map') {
    const entries = (object[name] as JsonObject | undefined) ?? {};
    readEntry(reading, entries, type.value, bytesOf(next.reader, next.wireType));
    object[name] = entries;
  } else object[name] = readValue(reading, type, next);
}

function readItems(reading: Reading, items: unknown[], type: GoType, next: Next): unknown[] {
  const isPacked = next.wireType === WIRE.BYTES && (type.shape === 'int32' || type.shape === 'int64');
  if (!isPacked) {
    items.push(readValue(reading, type, next));
    return items;
  }
  const packed = readStretch(next.reader);
  while (packed.at < packed.end) items.push(readVarint(packed));
  return items;
}

function readEntry(reading: Reading, entries: JsonObject, type: GoType, reader: Reader): void {
  let key = '';
  // An empty value may be left out.
  let value = type.shape === 'bytes' ? '' : emptyValue(type);
  eachField(reader, (number, wireType) => {
    if (number === 1) key = textOf(bytesOf(reader, wireType));
    else if (number === 2) value = readMapValue(reading, type, { reader, wireType });
    else skip(reader, wireType);
  });
  Object.defineProperty(entries, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Protobuf knows no map of lists: they are wrapped in a message. */
function readMapValue(reading: Reading, type: GoType, next: Next): unknown {
  if (type.shape !== 'list') return readValue(reading, type, next);
  const reader = bytesOf(next.reader, next.wireType);
  const items: unknown[] = [];
  eachField(reader, (number, wireType) => {
    if (number === 1) readItems(reading, items, type.item, { reader, wireType });
    else skip(reader, wireType);
  });
  return items;
}

function readValue(reading: Reading, type: GoType, { reader, wireType }: Next): unknown {
  switch (type.shape) {
    case 'string':
      return textOf(bytesOf(reader, wireType));
    case 'int32':
    case 'int64':
      return expecting(wireType, WIRE.VARINT) && readVarint(reader);
    case 'bool':
      return expecting(wireType, WIRE.VARINT) && readVarint(reader) !== 0;
    case 'double':
      return expecting(wireType, WIRE.FIXED64) && readDouble(reader);
    case 'bytes':
      return Buffer.from(restOf(bytesOf(reader, wireType))).toString('base64');
    case 'struct':
      return messageObject(reading, type, bytesOf(reader, wireType));
    case 'list':
    case 'map':
      throw new MalformedProtobuf('a list inside a list');
    case 'schema-or-bool':
    case 'schema-or-array':
    case 'schema-or-strings':
      return readUnion(reading, type.shape, bytesOf(reader, wireType));
    default:
      return specialValue(bytesOf(reader, wireType), type.shape);
  }
}

/** A schema, or what else may stand in its place. */
function readUnion(reading: Reading, shape: `schema-or-${string}`, reader: Reader): unknown {
  let value: unknown = shape === 'schema-or-bool' ? false : null;
  const list: unknown[] = [];
  eachField(reader, (number, wireType) => {
    if (wireType === WIRE.VARINT) value = readVarint(reader) !== 0;
    else if (number === 2 && shape === 'schema-or-strings') list.push(textOf(bytesOf(reader, wireType)));
    else if (number === 2 && shape === 'schema-or-array') list.push(readSchema(reading, reader, wireType));
    else value = readSchema(reading, reader, wireType);
  });
  return list.length > 0 ? list : value;
}

const readSchema = (reading: Reading, reader: Reader, wireType: number): JsonObject =>
  messageObject(reading, reading.owner, bytesOf(reader, wireType));

function bytesOf(reader: Reader, wireType: number): Reader {
  expecting(wireType, WIRE.BYTES);
  return readStretch(reader);
}

function expecting(wireType: number, wanted: number): true {
  if (wireType === wanted) return true;
  throw new MalformedProtobuf(`wrong wireType = ${wireType}`);
}
