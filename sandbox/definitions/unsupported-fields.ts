/** What a schema holds that no structural schema can hold. */
import { itemsOf, type JsonSchema, schemasWithin } from './json-schema.ts';

const UNSUPPORTED: readonly (readonly [name: keyof JsonSchema, shown: string])[] = [
  ['id', 'id'],
  ['$schema', 'schema'],
  ['$ref', '$ref'],
  ['patternProperties', 'patternProperties'],
  ['dependencies', 'dependencies'],
  ['additionalItems', 'additionalItems'],
  ['definitions', 'definitions'],
];

/** The first thing, in the words of the API server. */
export function unsupportedFault(schema: JsonSchema): string | undefined {
  const found = UNSUPPORTED.find(([name]) => isSet(schema[name], name));
  if (found) return `OpenAPIV3Schema '${found[1]}' is not supported`;
  if (schema['x-kubernetes-preserve-unknown-fields'] === false)
    return "internal error: 'x-kubernetes-preserve-unknown-fields' must be true or undefined";
  if (schema.items !== undefined && !itemsOf(schema))
    return "OpenAPIV3Schema 'items' must be a schema, but is an array";
  for (const one of schemasWithin(schema)) {
    const fault = unsupportedFault(one);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function isSet(value: unknown, name: string): boolean {
  if (value === undefined || value === '') return false;
  return name === 'additionalItems' || typeof value !== 'object' || (value !== null && Object.keys(value).length > 0);
}
