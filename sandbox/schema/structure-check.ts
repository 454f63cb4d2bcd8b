/** Checks that follow a schema's structure alone: items of lists that are sets or maps, and embedded resources. */
import { duplicate, type FieldError, invalid } from '../api/field-error.ts';
import { isObject, type JsonObject } from '../api/object.ts';
import { jsonKey } from './json-key.ts';
import type { Schema } from './schema.ts';

/** Adds what it finds; absent where a schema has nothing to be checked. */
export type Check = (value: unknown, path: string, errors: FieldError[]) => void;

const inside = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

/** Walks down the structure of a schema and checks what `own` says about each part of it. */
export function structureCheck(schema: Schema, own: (schema: Schema) => Check | undefined): Check | undefined {
  const checks = [own(schema), itemsCheck(schema, own), fieldsCheck(schema, own)].filter((one) => one !== undefined);
  if (checks.length === 0) return undefined;
  return (value, path, errors) => {
    for (const check of checks) check(value, path, errors);
  };
}

function itemsCheck({ items }: Schema, own: (schema: Schema) => Check | undefined): Check | undefined {
  const item = items && structureCheck(items, own);
  return (
    item &&
    ((value, path, errors) => {
      if (!Array.isArray(value)) return;
      for (let at = 0; at < value.length; at++) item(value[at], `${path}[${at}]`, errors);
    })
  );
}

function fieldsCheck(schema: Schema, own: (schema: Schema) => Check | undefined): Check | undefined {
  const properties = new Map<string, Check>();
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const check = structureCheck(property, own);
    if (check) properties.set(name, check);
  }
  const others = schema.additionalProperties;
  const other = typeof others === 'object' ? structureCheck(others, own) : undefined;
  if (other) return (value, path, errors) => checkOthers(value, path, errors, other);
  if (properties.size === 0) return undefined;
  return (value, path, errors) => {
    if (!isObject(value)) return;
    for (const [name, check] of properties)
      if (Object.hasOwn(value, name)) check(value[name], inside(path, name), errors);
  };
}

/** Fields of a map: a schema has no properties besides. */
function checkOthers(value: unknown, path: string, errors: FieldError[], check: Check): void {
  if (isObject(value)) for (const name of Object.keys(value)) check(value[name], `${path}[${name}]`, errors);
}

/** Items of a set, and keys of a list map, may stand there once only. */
export function listTypeCheck(schema: Schema): Check | undefined {
  const type = schema['x-kubernetes-list-type'];
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  if (type !== 'set' && type !== 'map') return undefined;
  return (value, path, errors) => {
    if (!Array.isArray(value)) return;
    if (type === 'set') return addDuplicates(value, path, errors);
    const wrong = value.findIndex((item) => item !== null && !isObject(item));
    if (wrong >= 0) {
      errors.push(invalid(`${path}[${wrong}]`, value[wrong], 'must be an object for an array of list-type map'));
      return;
    }
    addDuplicates(
      value.map((item) => keyOf(item, keys)),
      path,
      errors,
    );
  };
}

function keyOf(item: unknown, keys: readonly string[]): JsonObject {
  const present = keys.filter((key) => isObject(item) && Object.hasOwn(item, key));
  return Object.fromEntries(present.map((key) => [key, (item as JsonObject)[key]]));
}

/** The second of equal values is told, the third is not. */
function addDuplicates(values: readonly unknown[], path: string, errors: FieldError[]): void {
  if (values.length < 2) return;
  const seen = new Map<string, number>();
  for (let at = 0; at < values.length; at++) {
    const key = jsonKey(values[at]);
    const times = seen.get(key) ?? 0;
    seen.set(key, times + 1);
    if (times === 1) errors.push(duplicate(`${path}[${at}]`, values[at]));
  }
}
