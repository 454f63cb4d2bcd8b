/** Bodies of requests as JSON: from JSON, YAML or protobuf, with the real server's words for what cannot be read. */
import { parseYaml } from '../../kube/yaml.ts';
import { badRequest, unsupportedMedia } from '../api/api-error.ts';
import { isObject, type JsonObject } from '../api/object.ts';
import { fromProtobuf } from '../protobuf/from-protobuf.ts';
import type { Schema } from '../schema/schema.ts';
import type { ApiRequest } from './call.ts';
import { mediaOf } from './media.ts';

const ACCEPTED: readonly string[] = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

export type SchemaFor = (apiVersion: string, kind: string) => Schema | undefined;

/** The object in a body; `what` is the kind that the path asks for. */
export function objectIn(request: ApiRequest, what: string, schemaFor: SchemaFor): JsonObject {
  const { type } = mediaOf(request.headers['content-type'] ?? 'application/json');
  switch (type) {
    case 'application/json':
      return asObject(parsedJson(textOf(request), what), what);
    case 'application/yaml':
      return asObject(parsedYaml(textOf(request), what), what);
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
  if (text.length > DEEPEST && isDeep(text)) throw unrecognised(what, 'json parse error: exceeded max depth', '');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unrecognised(what, `json parse error: ${(error as Error).message}`, text);
  }
}

export function parsedYaml(text: string, what: string): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    throw unrecognised(what, `yaml parse error: ${(error as Error).message}`, text);
  }
}

function asObject(value: unknown, what: string): JsonObject {
  if (isObject(value)) return value;
  const kind = Array.isArray(value) ? 'array' : typeof value;
  throw unrecognised(what, `json parse error: cannot unmarshal ${kind} into an object`, '');
}

const MOST_SHOWN = 100;

const unrecognised = (what: string, why: string, text: string) =>
  badRequest(
    `the object provided is unrecognized (must be of type ${what}): couldn't get version/kind; ${why}` +
      (text.length === 0 ? '' : ` (${text.slice(0, MOST_SHOWN)})`),
  );

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
