/** What a real server changes in the schemas of custom kinds before it publishes them. */
import type { Schema } from '../schema/schema.ts';

type Mutable = { -readonly [Key in keyof Schema]: Schema[Key] };

/** Objects inside objects have apiVersion, kind and metadata, whether the definition says so or not. */
export function withEmbedded(schema: Schema, metadata: Schema, edition: 'v2' | 'v3'): Schema {
  const inner = (one: Schema): Schema => (one.name === undefined ? withEmbedded(one, metadata, edition) : one);
  const copy: Mutable = insideChanged(schema, inner);
  const isOpen = schema['x-kubernetes-preserve-unknown-fields'] === true && edition === 'v2';
  if (schema['x-kubernetes-embedded-resource'] !== true || isOpen) return copy;
  copy.properties = { ...copy.properties, apiVersion: TEXT, kind: TEXT, metadata };
  return copy;
}

const TEXT: Schema = { type: 'string' };

/** OpenAPI 2 knows less, and kubectl misreads some of what it knows. */
export function forVersion2(schema: Schema): Schema {
  const { allOf: _all, anyOf: _any, oneOf: _one, not: _not, nullable, ...rest } = schema;
  const copy: Mutable = rest;
  const isOpen = schema['x-kubernetes-preserve-unknown-fields'] === true;
  if (nullable === true || isOpen) {
    delete copy.items;
    delete copy.properties;
  }
  const isEmptyList = copy.type === 'array' && copy.items === undefined;
  if (nullable === true || isEmptyList || (isOpen && copy.type === 'object')) delete copy.type;
  const required = copy.required?.filter((name) => copy.properties?.[name]?.nullable !== true);
  if (required) copy.required = required;
  return insideChanged(copy, (one) => (one.name === undefined ? forVersion2(one) : one));
}

function insideChanged(schema: Schema, change: (inner: Schema) => Schema): Mutable {
  const { properties, items, additionalProperties } = schema;
  return {
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, change(one)])),
    }),
    ...(items && { items: change(items) }),
    ...(typeof additionalProperties === 'object' && { additionalProperties: change(additionalProperties) }),
  };
}
