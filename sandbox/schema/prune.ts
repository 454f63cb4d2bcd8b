/** Dropping the fields that a schema does not know. */
import type { JsonObject } from '../api/object.ts';
import type { Schema } from './schema.ts';

/** The fields of a resource that its schema need not name. */
const RESOURCE_FIELDS: readonly string[] = ['apiVersion', 'kind', 'metadata'];
const MOST_DEPTH = 100;
/** What a list keeps of its items it keeps within them too. */
const KEEPING = { 'x-kubernetes-preserve-unknown-fields': true } as const;

interface Pruning {
  readonly unknown: string[];
}

/**
 * The object without unknown fields, and their paths in order; the same object if there are none. The given object
 * is not changed. Lists within lists that no schema describes are followed for 100 levels.
 */
export function pruned<T extends JsonObject>(schema: Schema, object: T): { object: T; unknown: string[] } {
  const pruning: Pruning = { unknown: [] };
  const root = schema['x-kubernetes-embedded-resource']
    ? schema
    : { ...schema, 'x-kubernetes-embedded-resource': true };
  const result = prunedValue(object, root, '', pruning) as T;
  return { object: result, unknown: pruning.unknown.sort() };
}

/** The value of a field or a default, which is no resource unless its schema says so. */
export const prunedPart = (schema: Schema, value: unknown): unknown => prunedValue(value, schema, '', { unknown: [] });

/** Of values that may be anything: nothing is known further below. */
const UNDESCRIBED: Schema = { type: 'object' };

function prunedValue(value: unknown, schema: Schema, path: string, pruning: Pruning): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return prunedList(value, schema, path, pruning);
  return prunedObject(value as JsonObject, schema, path, pruning);
}

function prunedList(list: readonly unknown[], schema: Schema, path: string, pruning: Pruning): unknown {
  const items = itemsFor(schema, path);
  if (!items) return list;
  let result: unknown[] | undefined;
  for (let at = 0; at < list.length; at++) {
    const item = list[at];
    if (typeof item !== 'object' || item === null) continue;
    const kept = prunedValue(item, items, `${path}[${at}]`, pruning);
    if (kept === item) continue;
    result ??= [...list];
    result[at] = kept;
  }
  return result ?? list;
}

const keepsUnknown = (schema: Schema): boolean => schema['x-kubernetes-preserve-unknown-fields'] === true;

/** `undefined` if items stay as they are. */
function itemsFor(schema: Schema, path: string): Schema | undefined {
  const { items } = schema;
  if (keepsUnknown(schema)) return items && { ...items, ...KEEPING };
  return items ?? (path.split('[').length > MOST_DEPTH ? undefined : UNDESCRIBED);
}

/** Stands for a field that goes. */
const UNKNOWN = Symbol('unknown');

function prunedObject(object: JsonObject, schema: Schema, path: string, pruning: Pruning): JsonObject {
  let result: JsonObject | undefined;
  for (const name in object) {
    const kept = prunedField(name, object[name], schema, { path, pruning });
    if (kept === object[name]) continue;
    result ??= { ...object };
    if (kept === UNKNOWN) delete result[name];
    else result[name] = kept;
  }
  return result ?? object;
}

interface Where {
  readonly path: string;
  readonly pruning: Pruning;
}

function prunedField(name: string, value: unknown, schema: Schema, { path, pruning }: Where): unknown {
  const known = schemaFor(name, schema);
  if (known === undefined) return value;
  if (known !== UNKNOWN) {
    return typeof value === 'object' ? prunedValue(value, known, inside(path, name), pruning) : value;
  }
  pruning.unknown.push(inside(path, name));
  return UNKNOWN;
}

/** What a field has to be pruned by; `undefined` if it stays as it is. */
function schemaFor(name: string, schema: Schema): Schema | typeof UNKNOWN | undefined {
  const { properties, additionalProperties: others } = schema;
  if (schema['x-kubernetes-embedded-resource'] && RESOURCE_FIELDS.includes(name)) return undefined;
  if (properties && Object.hasOwn(properties, name)) return properties[name];
  if (others !== undefined) return typeof others === 'object' ? others : UNDESCRIBED;
  return keepsUnknown(schema) ? undefined : UNKNOWN;
}

const inside = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);
