/** Filling in the defaults of a schema, and dropping nulls where none are allowed. */
import { copied, type JsonObject } from '../api/object.ts';
import type { Schema } from './schema.ts';

/** Gives the same value if nothing is to be changed; never changes the given one. */
export type Defaulting = <T>(value: T) => T;

type Fill = (value: unknown) => unknown;

interface Property {
  readonly fill: Fill;
  readonly isNullable: boolean;
  readonly hasDefault: boolean;
  readonly default: unknown;
}

export function defaultingOf(schema: Schema): Defaulting {
  return fillOf(schema) as Defaulting;
}

function fillOf(schema: Schema): Fill {
  const fields = fieldsFill(schema);
  const item = schema.items && propertyOf(schema.items);
  return (value) => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return item ? filledList(value, item) : value;
    return fields ? fields(value as JsonObject) : value;
  };
}

function propertyOf(schema: Schema): Property {
  const hasDefault = schema.default !== undefined && schema.default !== null;
  return { fill: fillOf(schema), isNullable: schema.nullable === true, hasDefault, default: schema.default };
}

/** A null that is not allowed in a list gives way to the default only. */
function filledList(list: readonly unknown[], item: Property): unknown {
  let result: unknown[] | undefined;
  for (let at = 0; at < list.length; at++) {
    const value = list[at];
    if (typeof value !== 'object') continue;
    const filled = filledValue(value, item) ?? null;
    if (filled === value) continue;
    result ??= [...list];
    result[at] = filled;
  }
  return result ?? list;
}

/** `undefined` for a null that is neither allowed nor to be replaced. */
function filledValue(value: unknown, { fill, isNullable, hasDefault, default: replacement }: Property): unknown {
  if (value !== null) return fill(value);
  if (isNullable) return null;
  return hasDefault ? fill(copied(replacement)) : undefined;
}

interface Fields {
  readonly properties: ReadonlyMap<string, Property>;
  readonly other: Property | undefined;
  readonly defaulted: readonly (readonly [name: string, property: Property])[];
}

function fieldsFill(schema: Schema): ((value: JsonObject) => JsonObject) | undefined {
  const properties = new Map(Object.entries(schema.properties ?? {}).map(([name, one]) => [name, propertyOf(one)]));
  const others = schema.additionalProperties;
  const other = typeof others === 'object' ? propertyOf(others) : undefined;
  if (properties.size === 0 && !other) return undefined;
  const fields = { properties, other, defaulted: [...properties].filter(([, { hasDefault }]) => hasDefault) };
  return (object) => completed(fields, object, filledFields(fields, object));
}

/** What is there already, filled below. */
function filledFields({ properties, other }: Fields, object: JsonObject): JsonObject {
  let result = object;
  for (const name in object) {
    const value = object[name];
    if (typeof value !== 'object') continue;
    const property = properties.get(name) ?? other;
    const filled = property ? filledValue(value, property) : value;
    if (filled === value) continue;
    if (result === object) result = { ...object };
    put(result, name, filled);
  }
  return result;
}

function put(object: JsonObject, name: string, value: unknown): void {
  if (value === undefined) delete object[name];
  else object[name] = value;
}

/** What is not there; `filled` may be changed if it is not the given object. */
function completed({ defaulted }: Fields, object: JsonObject, filled: JsonObject): JsonObject {
  let result = filled;
  for (const [name, { fill, default: missing }] of defaulted) {
    if (Object.hasOwn(object, name)) continue;
    if (result === object) result = { ...object };
    result[name] = fill(copied(missing));
  }
  return result;
}
