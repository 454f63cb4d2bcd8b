/** Reads request bodies in Kubernetes' protobuf form, guided by the field numbers of built-in types. */
import { type ApiError, badRequest } from '../api/api-error.ts';
import type { JsonObject } from '../api/object.ts';
import type { Schema } from '../schema/schema.ts';
import { goTypeOf } from '../types/go-type.ts';
import { messageObject } from './messages.ts';
import { eachField, MalformedProtobuf, readerOf, readStretch, restOf, skip, textOf, WIRE } from './reader.ts';

/** `k8s` and a zero byte. */
const MAGIC = [0x6b, 0x38, 0x73, 0x00] as const;

interface Envelope {
  apiVersion: string;
  kind: string;
  raw: Uint8Array;
  encoding: string;
}

/** The object as JSON; what Go would fill in or leave out is for `decoded` to see to. */
export function fromProtobuf(
  bytes: Uint8Array,
  typeFor: (apiVersion: string, kind: string) => Schema | undefined,
): JsonObject {
  if (!MAGIC.every((byte, index) => bytes[index] === byte))
    throw badRequest(
      'the body of the request was malformed: provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]',
    );
  try {
    return objectIn(envelope(bytes.subarray(MAGIC.length)), typeFor);
  } catch (error) {
    if (error instanceof MalformedProtobuf) throw malformed(error.message);
    throw error;
  }
}

const malformed = (why: string): ApiError => badRequest(`the body of the request was malformed: ${why}`);

function objectIn(
  { apiVersion, kind, raw, encoding }: Envelope,
  typeFor: (apiVersion: string, kind: string) => Schema | undefined,
): JsonObject {
  if (encoding !== '') throw malformed(`content encoding "${encoding}" is not supported`);
  const schema = typeFor(apiVersion, kind);
  if (!schema) throw badRequest(`no kind "${kind}" is registered for version "${apiVersion}"`);
  const type = goTypeOf(schema);
  if (type?.shape !== 'struct') throw malformed(`${kind} of ${apiVersion} has no protobuf form`);
  return { apiVersion, kind, ...messageObject({ depth: 0, owner: type }, type, readerOf(raw)) };
}

/** `runtime.Unknown`: the object's kind, and its bytes. */
function envelope(bytes: Uint8Array): Envelope {
  const found: Envelope = { apiVersion: '', kind: '', raw: new Uint8Array(), encoding: '' };
  const reader = readerOf(bytes);
  eachField(reader, (number, wireType) => {
    if (wireType !== WIRE.BYTES || number > 3) return skip(reader, wireType);
    const stretch = readStretch(reader);
    if (number === 1) Object.assign(found, typeMeta(restOf(stretch)));
    else if (number === 2) found.raw = restOf(stretch);
    else found.encoding = textOf(stretch);
  });
  return found;
}

function typeMeta(bytes: Uint8Array): Pick<Envelope, 'apiVersion' | 'kind'> {
  const found = { apiVersion: '', kind: '' };
  const reader = readerOf(bytes);
  eachField(reader, (number, wireType) => {
    if (wireType !== WIRE.BYTES || number > 2) return skip(reader, wireType);
    found[number === 1 ? 'apiVersion' : 'kind'] = textOf(readStretch(reader));
  });
  return found;
}
