/** An OpenAPI 2 document as gnostic's protobuf message `openapi.v2.Document`: what kubectl reads of it. */
import { isObject, type JsonObject } from '../api/object.ts';
import { type Field, message } from '../protobuf/writer.ts';

export const documentMessage = (document: JsonObject): Uint8Array =>
  message([
    [1, '2.0'],
    [2, info(objectAt(document, 'info'))],
    [8, message(entries(document, 'paths').map(([path, item]): Field => [2, named(path, pathItem(item))]))],
    [9, schemas(objectAt(document, 'definitions'))],
  ]);

const objectAt = (object: JsonObject, key: string): JsonObject => {
  const value = object[key];
  return isObject(value) ? value : {};
};

const entries = (object: JsonObject, key: string): [string, JsonObject][] =>
  Object.entries(objectAt(object, key)) as [string, JsonObject][];

const listAt = (object: JsonObject, key: string): readonly unknown[] => {
  const value = object[key];
  return Array.isArray(value) ? value : [];
};

const named = (name: string, value: Uint8Array): Uint8Array =>
  message([
    [1, name],
    [2, value],
  ]);

const info = (object: JsonObject): Uint8Array =>
  message([
    ...texts(object, [
      [1, 'title'],
      [2, 'version'],
    ]),
  ]);

function texts(object: JsonObject, fields: readonly (readonly [number, string])[]): Field[] {
  return fields.flatMap(([number, key]): Field[] => {
    const value = object[key];
    if (typeof value === 'string') return [[number, value]];
    if (value === true) return [[number, true]];
    return listAt(object, key).flatMap((one): Field[] => (typeof one === 'string' ? [[number, one]] : []));
  });
}

/** Extensions, each as YAML, which JSON is. */
const extensions = (object: JsonObject, number: number): Field[] =>
  Object.entries(object).flatMap(([key, value]): Field[] =>
    key.startsWith('x-') ? [[number, named(key, message([[2, JSON.stringify(value)]]))]] : [],
  );

const schemas = (definitions: JsonObject): Uint8Array =>
  message(
    Object.entries(definitions).map(([name, definition]): Field => [1, named(name, schema(definition as JsonObject))]),
  );

const SCHEMA_TEXTS = [
  [1, '$ref'],
  [2, 'format'],
  [4, 'description'],
  [13, 'pattern'],
  [19, 'required'],
] as const;

function schema(object: JsonObject): Uint8Array {
  const { default: otherwise, properties, items, type, additionalProperties: others } = object;
  return message([
    ...texts(object, SCHEMA_TEXTS),
    ...(otherwise === undefined ? [] : [[5, message([[2, JSON.stringify(otherwise)]])] as const]),
    ...listAt(object, 'enum').map((one): Field => [20, message([[2, JSON.stringify(one)]])]),
    ...(isObject(others) ? [[21, message([[1, schema(others)]])] as const] : []),
    ...(others === true ? [[21, message([[2, true]])] as const] : []),
    ...(typeof type === 'string' ? [[22, message([[1, type]])] as const] : []),
    ...(isObject(items) ? [[23, message([[1, schema(items)]])] as const] : []),
    ...(isObject(properties) ? [[25, schemas(properties)] as const] : []),
    ...extensions(object, 31),
  ]);
}

const METHODS = [
  [2, 'get'],
  [3, 'put'],
  [4, 'post'],
  [5, 'delete'],
  [8, 'patch'],
] as const;

const pathItem = (item: JsonObject): Uint8Array =>
  message([
    ...METHODS.flatMap(([number, method]): Field[] =>
      item[method] === undefined ? [] : [[number, operation(objectAt(item, method))]],
    ),
    ...parameters(item, 9),
  ]);

const operation = (object: JsonObject): Uint8Array =>
  message([
    ...texts(object, [
      [3, 'description'],
      [5, 'operationId'],
      [6, 'produces'],
      [7, 'consumes'],
    ]),
    ...parameters(object, 8),
    [9, message(entries(object, 'responses').map(([code, answer]): Field => [1, named(code, response(answer))]))],
    ...extensions(object, 13),
  ]);

const response = (answer: JsonObject): Uint8Array => {
  const body = message([[1, schema(objectAt(answer, 'schema'))]]);
  return message([[1, message([...texts(answer, [[1, 'description']]), [2, body]])]]);
};

const parameters = (object: JsonObject, number: number): Field[] =>
  listAt(object, 'parameters').map((one): Field => [number, message([[1, parameter(one as JsonObject)]])]);

/** In each of its forms a parameter has its own numbers. */
function parameter(one: JsonObject): Uint8Array {
  if (one['in'] === 'body') {
    const fields = texts(one, [
      [2, 'name'],
      [3, 'in'],
      [4, 'required'],
    ]);
    return message([[1, message([...fields, [5, schema(objectAt(one, 'schema'))]])]]);
  }
  if (one['in'] === 'path') {
    const fields = texts(one, [
      [1, 'required'],
      [2, 'in'],
      [4, 'name'],
      [5, 'type'],
    ]);
    return message([[2, message([[4, message(fields)]])]]);
  }
  const fields = texts(one, [
    [2, 'in'],
    [4, 'name'],
    [6, 'type'],
    [20, 'uniqueItems'],
  ]);
  return message([[2, message([[3, message(fields)]])]]);
}
