/** How a schema lets values be owned: which lists and maps are wholes, how list items are told apart, what is undeclared. */
import { ApiError, badRequest } from '../api/api-error.ts';
import { isObject } from '../api/object.ts';
import type { Schema } from '../schema/schema.ts';
import { keyElement, valueElement } from './path-element.ts';

export type Shape = 'map' | 'scalar' | 'list';

/** What no schema describes: maps field by field, lists as wholes. */
const DEDUCED: Readonly<Schema> = {};
const WHOLE: Schema = { 'x-kubernetes-map-type': 'atomic' };
const RAW_EXTENSION = 'io.k8s.apimachinery.pkg.runtime.RawExtension';
const MOST_LEVELS = 200;
const UNKNOWN_ITEM = '?:';

const TEXT: Schema = { type: 'string' };
const TIME: Schema = { type: 'string', format: 'date-time' };
const NUMBER: Schema = { type: 'integer' };
const FLAG: Schema = { type: 'boolean' };
const TEXTS: Schema = { type: 'object', additionalProperties: TEXT };

/** The shape of `metadata`: definitions of custom kinds leave it out. */
const METADATA: Schema = {
  type: 'object',
  properties: {
    annotations: TEXTS,
    clusterName: TEXT,
    creationTimestamp: TIME,
    deletionGracePeriodSeconds: NUMBER,
    deletionTimestamp: TIME,
    finalizers: { type: 'array', items: TEXT, 'x-kubernetes-list-type': 'set' },
    generateName: TEXT,
    generation: NUMBER,
    labels: TEXTS,
    managedFields: { type: 'array', items: WHOLE },
    name: TEXT,
    namespace: TEXT,
    ownerReferences: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['uid'],
      items: {
        type: 'object',
        'x-kubernetes-map-type': 'atomic',
        properties: {
          apiVersion: TEXT,
          blockOwnerDeletion: FLAG,
          controller: FLAG,
          kind: TEXT,
          name: TEXT,
          uid: TEXT,
        },
      },
    },
    resourceVersion: TEXT,
    selfLink: TEXT,
    uid: TEXT,
  },
};

/** Fields that every object has, embedded ones included, whether its schema says so or not. */
const OBJECT: Readonly<Record<string, Schema>> = { apiVersion: TEXT, kind: TEXT, metadata: METADATA };

/** The schema of a whole object. */
export const objectSchema = (schema: Schema): Schema =>
  schema['x-kubernetes-embedded-resource'] ? schema : { ...schema, 'x-kubernetes-embedded-resource': true };

/** The schema of a map's field if the schema names that field, and not just all fields at once. */
export function declared(schema: Schema, field: string): Schema | undefined {
  const { properties } = schema;
  if (schema['x-kubernetes-embedded-resource'] && Object.hasOwn(OBJECT, field)) return OBJECT[field];
  return properties && Object.hasOwn(properties, field) ? properties[field] : undefined;
}

/** The schema of fields that are not declared; `undefined` if there may be none. */
export function undeclared(schema: Schema): Schema | undefined {
  const { additionalProperties } = schema;
  if (typeof additionalProperties === 'object') return additionalProperties;
  if (additionalProperties !== undefined) return additionalProperties ? DEDUCED : undefined;
  return schema.properties === undefined || schema['x-kubernetes-preserve-unknown-fields'] ? DEDUCED : undefined;
}

export const fieldSchema = (schema: Schema, field: string): Schema =>
  declared(schema, field) ?? undeclared(schema) ?? DEDUCED;

export const itemSchema = (schema: Schema): Schema => schema.items ?? WHOLE;

/** What a value counts as; for what does not fit the schema, what the schema would have liked. */
export function shapeOf(value: unknown, { type }: Schema): Shape {
  if (type === 'object') return 'map';
  if (type === 'array') return 'list';
  if (type !== undefined) return 'scalar';
  if (Array.isArray(value)) return 'list';
  return value === null || value === undefined || isObject(value) ? 'map' : 'scalar';
}

/** Two values of one schema have different types only where the schema names none. */
export const differInType = (a: unknown, b: unknown, { type }: Schema): boolean =>
  type === undefined && typeName(a) !== typeName(b);

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  return isObject(value) ? 'map' : 'scalar';
}

/** Whether a list or a map has one owner as a whole. */
export function isWhole(schema: Schema, shape: Shape): boolean {
  if (schema.name === RAW_EXTENSION) return true;
  if (shape === 'map') return schema['x-kubernetes-map-type'] === 'atomic';
  const listType = schema['x-kubernetes-list-type'];
  if (listType !== undefined) return listType === 'atomic';
  return !schema['x-kubernetes-patch-strategy']?.includes('merge');
}

/** The keys that tell items apart, in alphabetical order; none in a set. */
export function keysOf(schema: Schema): readonly string[] {
  const keys = schema['x-kubernetes-list-map-keys'];
  if (keys !== undefined) return keys.length < 2 ? keys : [...keys].sort();
  const mergeKey = schema['x-kubernetes-list-type'] === undefined ? schema['x-kubernetes-patch-merge-key'] : undefined;
  return mergeKey === undefined ? [] : [mergeKey];
}

/** The path element of a list's item, or what is wrong with the item as `problem`. */
export function itemElement(item: unknown, schema: Schema, keys: readonly string[]): string | { problem: string } {
  if (keys.length === 0) {
    const problem = setProblem(item);
    return problem === undefined ? valueElement(item) : { problem };
  }
  if (item === null) return { problem: 'associative list with keys may not have a null element' };
  if (!isObject(item)) return { problem: 'associative list with keys may not have non-map elements' };
  const keyed = (key: string) => (Object.hasOwn(item, key) ? item[key] : defaultKey(itemSchema(schema), key));
  const missing = (schema['x-kubernetes-list-map-keys'] ?? keys).find((key) => keyed(key) === undefined);
  if (missing === undefined) return keyElement(keys, keyed);
  return {
    problem: `associative list with keys has an element that omits key field ${JSON.stringify(missing)} (and doesn't have default value)`,
  };
}

function setProblem(item: unknown): string | undefined {
  if (item === null) return "associative list without keys has an element that's an explicit null";
  if (Array.isArray(item)) return 'not supported: associative list with lists as elements';
  return isObject(item) ? "associative list without keys has an element that's a map type" : undefined;
}

/** A key that an item leaves out. In built-in types a key that must be there counts as its zero value. */
function defaultKey(schema: Schema, key: string): unknown {
  const field = declared(schema, key);
  if (field?.default !== undefined && field.default !== null) return field.default;
  if (schema.name === undefined || !schema.required?.includes(key)) return undefined;
  return field?.type === 'integer' ? 0 : '';
}

/** The path elements of a list's items; an item that cannot be told from others fails the request. */
export function itemElements(list: readonly unknown[], schema: Schema): readonly string[] {
  const keys = keysOf(schema);
  return list.map((item, index) => {
    const element = itemElement(item, schema, keys);
    if (typeof element === 'string') return element;
    throw new ApiError(500, '', `element ${index}: ${element.problem}`);
  });
}

/** The same where items may be half taken apart. */
export function roughElements(list: readonly unknown[], schema: Schema): readonly string[] {
  const keys = keysOf(schema);
  return list.map((item) => {
    const element = itemElement(item, schema, keys);
    return typeof element === 'string' ? element : UNKNOWN_ITEM;
  });
}

export function refuseDepth(depth: number): void {
  if (depth > MOST_LEVELS) throw badRequest(`objects may be nested at most ${MOST_LEVELS} levels deep`);
}
