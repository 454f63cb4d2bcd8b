/** The messages of types that write themselves: what each is in JSON. */
import type { Special } from '../types/go-type.ts';
import { eachField, MalformedProtobuf, type Reader, readStretch, readVarint, skip, textOf, WIRE } from './reader.ts';

/** Those of the union types come from the caller, who reads the schemas in them. */
export function specialValue(reader: Reader, shape: Exclude<Special, `schema-or-${string}`>): unknown {
  switch (shape) {
    case 'quantity':
      return firstText(reader) ?? '0';
    case 'int-or-string':
      return intOrString(reader);
    case 'time':
    case 'micro-time':
      return moment(reader, shape === 'micro-time');
    case 'raw':
    case 'fields':
    case 'json':
      return parsed(firstText(reader));
  }
}

/** Field 1, whose type is text or bytes. */
function firstText(reader: Reader): string | undefined {
  let text: string | undefined;
  eachField(reader, (number, wireType) => {
    if (number === 1 && wireType === WIRE.BYTES) text = textOf(readStretch(reader));
    else skip(reader, wireType);
  });
  return text;
}

function parsed(text: string | undefined): unknown {
  if (text === undefined || text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    throw new MalformedProtobuf('embedded JSON cannot be read');
  }
}

function intOrString(reader: Reader): number | string {
  let type = 0;
  let int = 0;
  let text = '';
  eachField(reader, (number, wireType) => {
    if (number === 1 && wireType === WIRE.VARINT) type = readVarint(reader);
    else if (number === 2 && wireType === WIRE.VARINT) int = readVarint(reader);
    else if (number === 3 && wireType === WIRE.BYTES) text = textOf(readStretch(reader));
    else skip(reader, wireType);
  });
  return type === 0 ? int : text;
}

/** The years 0 to 9999. */
const EARLIEST = -62_167_219_200;
const LATEST = 253_402_300_799;

/** Null for the zero time, which is written as nothing, or as 1970. */
function moment(reader: Reader, isMicro: boolean): string | null {
  let seconds = 0;
  let nanos = 0;
  eachField(reader, (number, wireType) => {
    if (number === 1 && wireType === WIRE.VARINT) seconds = readVarint(reader);
    else if (number === 2 && wireType === WIRE.VARINT) nanos = readVarint(reader);
    else skip(reader, wireType);
  });
  if (seconds === 0 && nanos === 0) return null;
  if (seconds < EARLIEST || seconds > LATEST) throw new MalformedProtobuf('a time is out of range');
  const whole = new Date(seconds * 1000).toISOString().slice(0, 19);
  if (!isMicro) return `${whole}Z`;
  return `${whole}.${String(Math.floor(nanos / 1000))
    .padStart(6, '0')
    .slice(-6)}Z`;
}
