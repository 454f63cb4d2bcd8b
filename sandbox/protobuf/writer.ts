/** Writes protobuf messages: fields in the order in which they are given, nested messages as bytes. */

export type Field = readonly [number: number, value: string | boolean | number | Uint8Array];

const LENGTH_DELIMITED = 2;
const encoder = new TextEncoder();

/** Whole numbers below 2^31 only. */
export function message(fields: readonly Field[]): Uint8Array {
  return Buffer.concat(fields.flatMap(([number, value]) => encoded(number, value)));
}

function encoded(number: number, value: Field[1]): Uint8Array[] {
  if (typeof value === 'boolean') return [varint(number * 8), varint(value ? 1 : 0)];
  if (typeof value === 'number') return [varint(number * 8), varint(value)];
  const bytes = typeof value === 'string' ? encoder.encode(value) : value;
  return [varint(number * 8 + LENGTH_DELIMITED), varint(bytes.length), bytes];
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest & 127) | 128);
    rest >>>= 7;
  }
  bytes.push(rest);
  return Uint8Array.from(bytes);
}
