/** The fields that an applied configuration claims: each value, item and map entry it mentions, but no struct as such. */

import type { Fields } from '../api/object.ts';
import { isObject, type JsonObject } from '../api/object.ts';
import type { Schema } from '../schema/schema.ts';
import { type FieldSet, ITSELF, node, union } from './field-set.ts';
import { fieldElement } from './path-element.ts';
import { declared, fieldSchema, isWhole, itemSchema, refuseDepth, roughElements, shapeOf } from './typing.ts';

export function fieldsOf(value: unknown, schema: Schema, depth = 0): FieldSet {
  refuseDepth(depth);
  const shape = shapeOf(value, schema);
  if (shape === 'scalar' || isWhole(schema, shape)) return ITSELF;
  if (shape === 'list') return Array.isArray(value) ? itemFields(value, schema, depth) : undefined;
  return isObject(value) ? mapFields(value, schema, depth) : undefined;
}

function mapFields(map: JsonObject, schema: Schema, depth: number): FieldSet {
  const children: [string, Fields][] = [];
  for (const key in map) {
    const value = map[key];
    const below = fieldsOf(value, fieldSchema(schema, key), depth + 1);
    const child = declared(schema, key) && !isNothing(value) ? below : union(below, ITSELF);
    if (child) children.push([fieldElement(key), child]);
  }
  return node(false, children);
}

const isNothing = (value: unknown): boolean => value === null || (isObject(value) && Object.keys(value).length === 0);

function itemFields(list: readonly unknown[], schema: Schema, depth: number): FieldSet {
  const elements = roughElements(list, schema);
  const seen = new Map<string, number>();
  for (const element of elements) seen.set(element, (seen.get(element) ?? 0) + 1);
  const children: [string, Fields][] = [];
  for (const [index, element] of elements.entries()) {
    const below = seen.get(element) === 1 ? fieldsOf(list[index], itemSchema(schema), depth + 1) : undefined;
    children.push([element, union(below, ITSELF) ?? ITSELF]);
  }
  return node(false, children);
}
