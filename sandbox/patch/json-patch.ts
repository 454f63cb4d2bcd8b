/** JSON patches (RFC 6902), with the liberties that the server's library takes. */
import { ApiError, badRequest } from '../api/api-error.ts';
import { copied, isObject, type JsonObject, sameJson } from '../api/object.ts';
import { jsonKind } from './json-kind.ts';
import { isDeeper } from './parsed-patch.ts';

/** The object while operations change it: containers are copied once, when the first operation needs to write to them. */
interface Draft {
  root: JsonObject;
  readonly owned: Set<object>;
  /** What copy operations have added so far. */
  copiedBytes: number;
}

type Operation = Readonly<Record<string, unknown>>;
type Container = JsonObject | unknown[];

const MOST_OPERATIONS = 10_000;
const MOST_COPIED_BYTES = 3 * 1024 * 1024;
const MOST_DEPTH = 100;
const TEXTS = ['op', 'path', 'from'] as const;

export function jsonPatched(object: JsonObject, patch: unknown): JsonObject {
  const operations = operationsOf(patch);
  const draft: Draft = { root: object, owned: new Set(), copiedBytes: 0 };
  for (const operation of operations) apply(draft, operation);
  if (isDeeper(draft.root, MOST_DEPTH)) throw refused();
  return draft.root;
}

/** The server does not say which operation failed, nor why. */
const refused = (): ApiError =>
  new ApiError(422, 'Invalid', 'the server rejected our request due to an error in our request', {});

function operationsOf(patch: unknown): readonly Operation[] {
  if (patch === null) return [];
  if (!Array.isArray(patch)) throw undecodable(patch, 'Go value of type []handlers.jsonPatchOp');
  for (const operation of patch) assertOperation(operation);
  if (patch.length > MOST_OPERATIONS) {
    const detail = `The allowed maximum operations in a JSON patch is ${MOST_OPERATIONS}, got ${patch.length}`;
    throw new ApiError(413, 'RequestEntityTooLarge', `Request entity too large: ${detail}`);
  }
  return patch.map((operation) => operation ?? {});
}

function assertOperation(operation: unknown): void {
  if (operation === null) return;
  if (!isObject(operation)) throw undecodable(operation, 'Go value of type handlers.jsonPatchOp');
  for (const field of TEXTS) {
    const value = operation[field] ?? '';
    if (typeof value !== 'string') throw undecodable(value, `Go struct field jsonPatchOp.${field} of type string`);
  }
}

const undecodable = (value: unknown, target: string): ApiError =>
  badRequest(`error decoding patch: json: cannot unmarshal ${jsonKind(value)} into ${target}`);

function apply(draft: Draft, operation: Operation): void {
  const path = pathOf(operation, 'path');
  const value = operation['value'];
  switch (operation['op']) {
    case 'add':
      add(draft, path, value ?? null);
      break;
    case 'remove':
      remove(draft, path);
      break;
    case 'replace':
      replace(draft, path, value ?? null);
      break;
    case 'test':
      test(draft, path, value);
      break;
    case 'move':
      move(draft, pathOf(operation, 'from'), path);
      break;
    case 'copy':
      copy(draft, pathOf(operation, 'from'), path);
      break;
    default:
      throw refused();
  }
}

/** The decoded parts; none for the whole object. */
function pathOf(operation: Operation, field: 'path' | 'from'): readonly string[] {
  const text = operation[field];
  if (typeof text !== 'string') throw refused();
  const [head, ...parts] = text.split('/');
  if ((head !== '' && parts.length === 0) || parts.length > MOST_DEPTH) throw refused();
  return parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function add(draft: Draft, path: readonly string[], value: unknown): void {
  const { container, key } = placeOf(draft, path);
  if (!Array.isArray(container)) container[key] = value;
  else if (key === '-') container.push(value);
  else container.splice(indexIn(key, container.length + 1), 0, value);
}

function remove(draft: Draft, path: readonly string[]): void {
  const { container, key } = placeOf(draft, path);
  if (Array.isArray(container)) container.splice(indexIn(key, container.length), 1);
  else if (Object.hasOwn(container, key)) delete container[key];
  else throw refused();
}

/** Creates a missing field, unlike the RFC. */
function replace(draft: Draft, path: readonly string[], value: unknown): void {
  if (path.length === 0) {
    if (!isObject(value)) throw refused();
    draft.root = value;
    return;
  }
  const { container, key } = placeOf(draft, path);
  if (Array.isArray(container)) container[indexIn(key, container.length)] = value;
  else container[key] = value;
}

function test(draft: Draft, path: readonly string[], value: unknown): void {
  const found = path.length === 0 ? draft.root : valueAt(draft, path);
  const isSame = found === undefined ? value === null : value !== undefined && sameJson(found, value);
  if (!isSame) throw refused();
}

function move(draft: Draft, from: readonly string[], path: readonly string[]): void {
  const value = valueAt(draft, from);
  remove(draft, from);
  add(draft, path, value);
}

/** A missing field is copied as null, unlike the RFC. */
function copy(draft: Draft, from: readonly string[], path: readonly string[]): void {
  const value = valueAt(draft, from) ?? null;
  draft.copiedBytes += JSON.stringify(value).length;
  if (draft.copiedBytes > MOST_COPIED_BYTES) throw refused();
  // Not shared: a later operation may write to one of the two.
  add(draft, path, copied(value));
}

function valueAt(draft: Draft, path: readonly string[]): unknown {
  if (path.length === 0) throw refused();
  let value: unknown = draft.root;
  path.forEach((part, index) => {
    const isLast = index === path.length - 1;
    if (!isContainer(value)) throw refused();
    value = childOf(value, part, isLast);
  });
  return value;
}

const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null;

function childOf(container: Container, key: string, mayMiss: boolean): unknown {
  if (Array.isArray(container)) return container[indexIn(key, container.length)];
  if (Object.hasOwn(container, key)) return container[key];
  if (!mayMiss) throw refused();
  return undefined;
}

/** Where the last part of a path points, in containers that may be written to. */
function placeOf(draft: Draft, path: readonly string[]): { container: Container; key: string } {
  const key = path.at(-1);
  if (key === undefined || path.includes('__proto__')) throw refused();
  draft.root = writable(draft, draft.root) as JsonObject;
  let container: Container = draft.root;
  for (const part of path.slice(0, -1)) {
    const child = childOf(container, part, false);
    if (!isContainer(child)) throw refused();
    const own = writable(draft, child);
    if (Array.isArray(container)) container[indexIn(part, container.length)] = own;
    else container[part] = own;
    container = own;
  }
  return { container, key };
}

function writable(draft: Draft, container: Container): Container {
  if (draft.owned.has(container)) return container;
  const own = Array.isArray(container) ? [...container] : { ...container };
  draft.owned.add(own);
  return own;
}

/** Negative ones count from the end. */
function indexIn(key: string, length: number): number {
  const index = /^[+-]?[0-9]{1,15}$/.test(key) ? Number(key) : Number.NaN;
  if (!(index < length && index >= -length)) throw refused();
  return index < 0 ? index + length : index;
}
