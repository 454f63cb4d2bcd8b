/** Objects without some of their fields. */
import type { Fields } from '../api/object.ts';
import { isObject, type JsonObject } from '../api/object.ts';
import type { Schema } from '../schema/schema.ts';
import { childOf, type FieldSet, ITSELF, isMember, node, union } from './field-set.ts';
import { fieldElement } from './path-element.ts';
import { declared, fieldSchema, isWhole, itemSchema, roughElements, shapeOf } from './typing.ts';

/** The value without what the set names; `null` if nothing is left of a map or a list. */
export function without(value: unknown, set: FieldSet, schema: Schema): unknown {
  const shape = shapeOf(value, schema);
  if (shape === 'scalar') return value;
  if (isWhole(schema, shape)) return null;
  if (shape === 'map') return isObject(value) ? mapWithout(value, set, schema) : null;
  return Array.isArray(value) ? listWithout(value, set, schema) : null;
}

function mapWithout(map: JsonObject, set: FieldSet, schema: Schema): JsonObject | null {
  const left: [string, unknown][] = [];
  for (const key in map) {
    const below = childOf(set, fieldElement(key));
    if (below && isMember(below)) continue;
    left.push([key, below ? without(map[key], below, fieldSchema(schema, key)) : map[key]]);
  }
  return left.length > 0 ? Object.fromEntries(left) : null;
}

function listWithout(list: readonly unknown[], set: FieldSet, schema: Schema): unknown[] | null {
  const left: unknown[] = [];
  for (const [index, element] of roughElements(list, schema).entries()) {
    const below = childOf(set, element);
    if (below && isMember(below)) continue;
    left.push(below ? without(list[index], below, itemSchema(schema)) : list[index]);
  }
  return left.length > 0 ? left : null;
}

/** The set with the structs in which it has fields, so that a struct goes together with the last of them. */
export function withStructs(set: FieldSet, schema: Schema): FieldSet {
  if (set === undefined) return undefined;
  const children: [string, Fields][] = [];
  for (const element in set) {
    const child = childOf(set, element);
    if (child) children.push([element, childWithStructs(element, child, schema)]);
  }
  return node(isMember(set), children);
}

function childWithStructs(element: string, child: Fields, schema: Schema): Fields {
  if (!element.startsWith('f:')) return withStructs(child, itemSchema(schema)) ?? ITSELF;
  const field = declared(schema, element.slice(2));
  const below = withStructs(child, field ?? fieldSchema(schema, element.slice(2)));
  return (field ? union(below, ITSELF) : below) ?? ITSELF;
}
