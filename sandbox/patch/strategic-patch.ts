/** Strategic merge patches: objects merge, and lists as the schema says. */
import { badRequest } from '../api/api-error.ts';
import { isObject, type JsonObject } from '../api/object.ts';
import type { Schema } from '../schema/schema.ts';
import {
  fieldOf,
  formatError,
  ORDER,
  PRIMITIVES,
  plainValue,
  RETAIN,
  unknownDirective,
  wrongType,
} from './directives.ts';
import { jsonKind } from './json-kind.ts';
import { assertOrdered, inOrder } from './list-order.ts';
import { elementsAreObjects, mergedObjects } from './strategic-lists.ts';

/** The object after the patch; it shares with both what neither changed. */
export function strategicPatched(object: JsonObject, patch: unknown, schema: Schema): JsonObject {
  if (patch === null || patch === undefined) return object;
  if (!isObject(patch)) {
    throw badRequest(`json: cannot unmarshal ${jsonKind(patch)} into Go value of type map[string]interface {}`);
  }
  return merged(object, patch, schema);
}

function merged(original: JsonObject, patch: JsonObject, schema: Schema): JsonObject {
  if (Object.hasOwn(patch, '$patch')) return directed(patch);
  const result = retained(original, patch);
  const ordered = mergeOrderedLists(result, patch, schema);
  for (const key of Object.keys(patch)) {
    if (key === RETAIN || key.startsWith(ORDER) || ordered.includes(key)) continue;
    if (key.startsWith(PRIMITIVES)) deleteItems(result, key, patch[key], schema);
    else mergeField(result, key, patch[key], schema);
  }
  return result;
}

/** An object whose patch says how it is to be treated as a whole. */
function directed(patch: JsonObject): JsonObject {
  const { $patch: directive, ...rest } = patch;
  if (directive === 'replace') return rest;
  if (directive === 'delete') return {};
  throw unknownDirective(patch);
}

/** A copy of the original, with only the fields that `$retainKeys` names if the patch has it. */
function retained(original: JsonObject, patch: JsonObject): JsonObject {
  const result = { ...original };
  if (!Object.hasOwn(patch, RETAIN)) return result;
  const keys = patch[RETAIN];
  if (!Array.isArray(keys)) throw formatError('retainKeys');
  const kept = new Set<unknown>(keys);
  for (const key of Object.keys(patch)) {
    const isDirective = key === RETAIN || key.startsWith(PRIMITIVES) || key.startsWith(ORDER);
    if (!isDirective && patch[key] !== null && !kept.has(key)) throw formatError('retainKeys');
  }
  for (const key of Object.keys(result)) if (!kept.has(key)) delete result[key];
  return result;
}

/** Lists that come with an order of their elements are merged first. Returns their names. */
function mergeOrderedLists(result: JsonObject, patch: JsonObject, schema: Schema): readonly string[] {
  const names: string[] = [];
  for (const directive of Object.keys(patch)) {
    if (!directive.startsWith(ORDER)) continue;
    const order = asList(patch[directive]);
    if (!directive.startsWith(`${ORDER}/`)) throw formatError('setElementOrder list');
    const name = directive.slice(ORDER.length + 1);
    const list = orderedList(result, patch, { name, order, parent: schema });
    if (list === undefined) continue;
    result[name] = list;
    names.push(name);
  }
  return names;
}

interface Ordered {
  readonly name: string;
  readonly order: readonly unknown[];
  readonly parent: Schema;
}

function orderedList(result: JsonObject, patch: JsonObject, { name, order, parent }: Ordered): unknown[] | undefined {
  const before = Object.hasOwn(result, name) ? asList(result[name]) : undefined;
  const changes = Object.hasOwn(patch, name) ? asList(patch[name]) : undefined;
  const schema = fieldOf(parent, name);
  const key = schema['x-kubernetes-patch-merge-key'] ?? '';
  assertOrdered(changes ?? [], order, key);
  const list = listOf(before, changes, schema);
  if (list === undefined) return undefined;
  elementsAreObjects(before ?? [], changes ?? []);
  return inOrder(list, { key, first: order, before: before ?? [] });
}

function listOf(before: unknown[] | undefined, changes: unknown[] | undefined, schema: Schema): unknown[] | undefined {
  if (changes === undefined) return before;
  return before === undefined ? changes.filter(isPlain) : mergedList(before, changes, schema);
}

const isPlain = (item: unknown): boolean => !(isObject(item) && Object.hasOwn(item, '$patch'));

function asList(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw wrongType('[]interface {}', value);
}

function deleteItems(result: JsonObject, directive: string, items: unknown, schema: Schema): void {
  if (!directive.startsWith(`${PRIMITIVES}/`)) throw formatError('primitive list');
  const name = directive.slice(PRIMITIVES.length + 1);
  if (items === null) {
    delete result[name];
    return;
  }
  const list = Object.hasOwn(result, name) ? result[name] : undefined;
  if (!Array.isArray(list) || !Array.isArray(items)) return;
  const field = fieldOf(schema, name);
  if (list.length === 0 && items.length === 0) return;
  if (elementsAreObjects(list, items)) {
    result[name] = mergedObjects(list, items, field, merged);
    return;
  }
  const gone = new Set<unknown>(items);
  result[name] = list.filter((item) => !gone.has(item));
}

function mergeField(result: JsonObject, key: string, value: unknown, schema: Schema): void {
  const current = Object.hasOwn(result, key) ? result[key] : undefined;
  const merged = value === null ? undefined : mergedValue(current, value, () => fieldOf(schema, key));
  if (merged === undefined) delete result[key];
  else result[key] = merged;
}

function mergedValue(current: unknown, value: unknown, field: () => Schema): unknown {
  if (isObject(current) && isObject(value)) return mergedObject(current, value, field());
  if (Array.isArray(current) && Array.isArray(value)) return mergedList(current, value, field());
  return plainValue(value);
}

function mergedObject(original: JsonObject, patch: JsonObject, schema: Schema): JsonObject {
  return strategyOf(schema) === 'replace' ? patch : merged(original, patch, schema);
}

function mergedList(original: unknown[], patch: unknown[], schema: Schema): unknown[] {
  if (strategyOf(schema) !== 'merge') return patch;
  if (original.length === 0 && patch.length === 0) return original;
  if (elementsAreObjects(original, patch)) return mergedObjects(original, patch, schema, merged);
  const all = [...new Set([...original, ...patch])];
  return inOrder(all, { key: '', first: patch, before: original });
}

/** `retainKeys` beside it only allows a directive. */
function strategyOf(schema: Schema): string {
  const strategies = schema['x-kubernetes-patch-strategy']?.split(',') ?? [];
  return strategies.find((one) => one !== 'retainKeys') ?? '';
}
