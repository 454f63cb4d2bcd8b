/** Bodies of requests as JSON: from JSON, YAML or protobuf, with the real server's words for what cannot be read. */
import { parseYaml } from '../../kube/yaml.ts';
import { ApiError, badRequest, unsupportedMedia } from '../api/api-error.ts';
import { isObject, type JsonObject } from '../api/object.ts';
import { syntaxProblem } from '../patch/json-syntax.ts';
import { fromProtobuf } from '../protobuf/from-protobuf.ts';
import type { Schema } from '../schema/schema.ts';
import type { ApiRequest } from './call.ts';
import { mediaOf } from './media.ts';

const ACCEPTED: readonly string[] = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

/** Characters or bytes of a body that a server takes in, before anything is decoded. */
export const MOST_BODY = 3 * 1024 * 1024;

export const tooLarge = (): ApiError =>
  new ApiError(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${MOST_BODY}`);

export type SchemaFor = (apiVersion: string, kind: string) => Schema | undefined;

/** The object in a body; `what` is the kind that the path asks for. */
export function objectIn(request: ApiRequest, what: string, schemaFor: SchemaFor): JsonObject {
  const { type } = mediaOf(request.headers['content-type'] ?? 'application/json');
  const text = textOf(request);
  switch (type) {
    case 'application/json':
      return asObject(parsedJson(text, what), what, text);
    case 'application/yaml':
      return asObject(parsedYaml(text, what), what, text);
    case 'application/vnd.kubernetes.protobuf':
      return fromProtobuf(bytesOf(request), schemaFor);
    default:
      throw unsupportedMedia(ACCEPTED);
  }
}

/** The options that a deletion may carry; undefined if it carries none. */
export function optionsIn(request: ApiRequest, schemaFor: SchemaFor): JsonObject | undefined {
  return (request.body ?? '').length === 0 ? undefined : objectIn(request, 'DeleteOptions', schemaFor);
}

export const textOf = ({ body = '' }: ApiRequest): string =>
  typeof body === 'string' ? body : new TextDecoder().decode(body);

const bytesOf = ({ body = '' }: ApiRequest): Uint8Array =>
  typeof body === 'string' ? new TextEncoder().encode(body) : body;

/** As Go's decoder allows. */
const DEEPEST = 10_000;

function parsedJson(text: string, what: string): unknown {
  if (text.length > DEEPEST && isDeep(text)) throw unrecognised(what, `${UNREAD}exceeded max depth`, text);
  try {
    return JSON.parse(text);
  } catch {
    throw unrecognised(what, `${UNREAD}${syntaxProblem(text)}`, text);
  }
}

const UNREAD = "couldn't get version/kind; json parse error: ";

export function parsedYaml(text: string, what: string): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    throw unrecognised(what, (error as Error).message, text);
  }
}

function asObject(value: unknown, what: string, text: string): JsonObject {
  if (isObject(value)) return value;
  const kind = Array.isArray(value) ? 'array' : typeof value;
  throw unrecognised(what, `${UNREAD}json: cannot unmarshal ${kind} into Go value of type ${HEAD}`, text);
}

const HEAD = String.raw`struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" }`;

const unrecognised = (what: string, why: string, text: string) =>
  badRequest(`the object provided is unrecognized (must be of type ${what}): ${why} (${summaryOf(text)})`);

const MOST_SHOWN = 30;

/** What looks like JSON is shown as it is, anything else in hexadecimal digits. */
function summaryOf(text: string): string {
  if (text === '') return '<empty>';
  const bytes = Buffer.from(text.slice(0, MOST_SHOWN + 1));
  const shown = bytes.subarray(0, MOST_SHOWN).toString(text.startsWith('{') ? 'utf8' : 'hex');
  return bytes.length > MOST_SHOWN ? `${shown} ...` : shown;
}

/** Whether brackets nest too deeply, those within strings aside. */
function isDeep(text: string): boolean {
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[{]|[\]}]/gs)) {
    depth += DEPTHS[token] ?? 0;
    if (depth > DEEPEST) return true;
  }
  return false;
}

const DEPTHS: Readonly<Record<string, number>> = { '[': 1, '{': 1, ']': -1, '}': -1 };
