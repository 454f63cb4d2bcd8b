/** Reads the protobuf wire format: tags, numbers and stretches of bytes, never beyond the end. */

/** A stretch of bytes and how far it was read. */
export interface Reader {
  readonly bytes: Uint8Array;
  readonly end: number;
  at: number;
}

export const WIRE = { VARINT: 0, FIXED64: 1, BYTES: 2, FIXED32: 5 } as const;

/** Told apart from our own mistakes by the caller. */
export class MalformedProtobuf extends Error {
  override readonly name = 'MalformedProtobuf';
}

const LONGEST_VARINT = 10;

export const readerOf = (bytes: Uint8Array): Reader => ({ bytes, at: 0, end: bytes.length });

/** A signed 64-bit number, as JSON holds it. */
export function readVarint(reader: Reader): number {
  const start = reader.at;
  let value = 0;
  let factor = 1;
  // Up to seven bytes a double is exact.
  for (let length = 1; length <= 7; length += 1) {
    const byte = readByte(reader);
    value += (byte & 127) * factor;
    if (byte < 128) return value;
    factor *= 128;
  }
  reader.at = start;
  return readLong(reader);
}

function readLong(reader: Reader): number {
  let value = 0n;
  for (let index = 0; index < LONGEST_VARINT; index += 1) {
    const byte = readByte(reader);
    value |= BigInt(byte & 127) << BigInt(index * 7);
    if (byte < 128) return Number(BigInt.asIntN(64, value));
  }
  throw new MalformedProtobuf('a number has more than ten bytes');
}

function readByte(reader: Reader): number {
  const byte = reader.at < reader.end ? reader.bytes[reader.at] : undefined;
  if (byte === undefined) throw new MalformedProtobuf('unexpected EOF');
  reader.at += 1;
  return byte;
}

/** The next bytes, as a reader of their own. */
export function readStretch(reader: Reader): Reader {
  const length = readVarint(reader);
  if (length < 0 || length > reader.end - reader.at) throw new MalformedProtobuf('unexpected EOF');
  const start = reader.at;
  reader.at += length;
  return { bytes: reader.bytes, at: start, end: start + length };
}

export function readDouble(reader: Reader): number {
  const start = reader.at;
  skipBytes(reader, 8);
  return new DataView(reader.bytes.buffer, reader.bytes.byteOffset + start, 8).getFloat64(0, true);
}

export const restOf = ({ bytes, at, end }: Reader): Uint8Array => bytes.subarray(at, end);

export const textOf = (reader: Reader): string =>
  Buffer.from(reader.bytes.buffer, reader.bytes.byteOffset + reader.at, reader.end - reader.at).toString('utf8');

/** Passes over a field that is not known here. */
export function skip(reader: Reader, wireType: number): void {
  switch (wireType) {
    case WIRE.VARINT:
      readVarint(reader);
      return;
    case WIRE.FIXED64:
      skipBytes(reader, 8);
      return;
    case WIRE.FIXED32:
      skipBytes(reader, 4);
      return;
    case WIRE.BYTES:
      readStretch(reader);
      return;
    default:
      throw new MalformedProtobuf(`illegal wire type ${wireType}`);
  }
}

function skipBytes(reader: Reader, count: number): void {
  if (reader.at + count > reader.end) throw new MalformedProtobuf('unexpected EOF');
  reader.at += count;
}

/** Calls back for each field, which must be read or skipped there. */
export function eachField(reader: Reader, read: (number: number, wireType: number) => void): void {
  while (reader.at < reader.end) {
    const tag = readVarint(reader);
    const number = Math.floor(tag / 8);
    if (number <= 0 || number >= 2 ** 29) throw new MalformedProtobuf(`illegal tag ${number}`);
    read(number, tag % 8);
  }
}
