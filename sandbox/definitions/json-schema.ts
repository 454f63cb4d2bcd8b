/** The schemas that definitions hold: JSON Schema as OpenAPI v3 has it, with what the API server adds and refuses. */
import { isObject } from '../api/object.ts';
import type { Schema } from '../schema/schema.ts';

export interface JsonSchema {
  readonly id?: string;
  readonly $schema?: string;
  readonly $ref?: string;
  readonly description?: string;
  readonly title?: string;
  readonly type?: string;
  readonly format?: string;
  readonly nullable?: boolean;
  readonly default?: unknown;
  readonly example?: unknown;
  readonly externalDocs?: object;
  readonly enum?: readonly unknown[];
  readonly maximum?: number;
  readonly exclusiveMaximum?: boolean;
  readonly minimum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly multipleOf?: number;
  readonly maxLength?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly maxItems?: number;
  readonly minItems?: number;
  readonly uniqueItems?: boolean;
  readonly maxProperties?: number;
  readonly minProperties?: number;
  readonly required?: readonly string[];
  readonly items?: JsonSchema | readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalItems?: JsonSchema | boolean;
  readonly definitions?: Readonly<Record<string, JsonSchema>>;
  readonly dependencies?: Readonly<Record<string, JsonSchema | readonly string[]>>;
  readonly allOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly not?: JsonSchema;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-map-type'?: string;
  readonly 'x-kubernetes-validations'?: readonly { readonly rule?: string; readonly message?: string }[];
}

export const MOST_DEPTH = 100;

export const listed = <T>(list: readonly T[] | undefined): readonly T[] => list ?? [];

export const itemsOf = ({ items }: JsonSchema): JsonSchema | undefined =>
  isObject(items) ? (items as JsonSchema) : undefined;

export const othersOf = ({ additionalProperties: others }: JsonSchema): JsonSchema | undefined =>
  typeof others === 'object' && others !== null ? others : undefined;

export const hasDefault = (schema: JsonSchema): boolean => schema.default !== undefined && schema.default !== null;

export const fieldsOf = (schema: JsonSchema): readonly (readonly [name: string, schema: JsonSchema])[] =>
  Object.entries(schema.properties ?? {});

export const propertyOf = ({ properties }: JsonSchema, name: string): JsonSchema | undefined =>
  properties && Object.hasOwn(properties, name) ? properties[name] : undefined;

/** All schemas directly within a schema. */
export function schemasWithin(schema: JsonSchema): readonly JsonSchema[] {
  const single = [itemsOf(schema), othersOf(schema), schema.not].filter((one) => one !== undefined);
  return [
    ...single,
    ...fieldsOf(schema).map(([, one]) => one),
    ...listed(schema.allOf),
    ...listed(schema.anyOf),
    ...listed(schema.oneOf),
  ];
}

/** Whether a schema or one within it is such. */
export const someSchema = (schema: JsonSchema, isSuch: (schema: JsonSchema) => boolean): boolean =>
  isSuch(schema) || schemasWithin(schema).some((one) => someSchema(one, isSuch));

/** Whether any JSON is nested more deeply than the functions here would care to follow. */
export function isTooDeep(value: unknown, most = 3 * MOST_DEPTH): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return most === 0 || Object.values(value).some((one) => isTooDeep(one, most - 1));
}

/** The same schema as the rest of the server reads it, without what concerns documentation or CEL. */
export function schemaOf(schema: JsonSchema): Schema {
  const { title, example, externalDocs, items, additionalProperties: others, ...kept } = schema;
  const { properties, allOf, anyOf, oneOf, not, 'x-kubernetes-validations': _, ...plain } = kept;
  const item = itemsOf(schema);
  return {
    ...(plain as Schema),
    ...(item && { items: schemaOf(item) }),
    ...(others !== undefined && { additionalProperties: typeof others === 'boolean' ? others : schemaOf(others) }),
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, schemaOf(one)])),
    }),
    ...(allOf && { allOf: allOf.map(schemaOf) }),
    ...(anyOf && { anyOf: anyOf.map(schemaOf) }),
    ...(oneOf && { oneOf: oneOf.map(schemaOf) }),
    ...(not && { not: schemaOf(not) }),
  };
}
