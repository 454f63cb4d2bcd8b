/** That defaults fit the schema they stand in. */
import { type FieldError, invalid } from '../api/field-error.ts';
import { compiled } from '../schema/compiled.ts';
import { prunedPart } from '../schema/prune.ts';
import { fieldsOf, hasDefault, itemsOf, type JsonSchema, schemaOf } from './json-schema.ts';

const RESOURCE_FIELDS: readonly string[] = ['metadata', 'kind', 'apiVersion'];

/** Defaults below additionalProperties are not looked at. */
export const defaultErrors = (schema: JsonSchema, path: string): FieldError[] =>
  errorsWithin({ ...schema, 'x-kubernetes-embedded-resource': true }, path, false);

function errorsOf(schema: JsonSchema, path: string, isInResource: boolean): FieldError[] {
  const own = hasDefault(schema) ? ownErrors(schema, `${path}.default`, isInResource) : [];
  return [...own, ...errorsWithin(schema, path, isInResource)];
}

function errorsWithin(schema: JsonSchema, path: string, isInResource: boolean): FieldError[] {
  const items = itemsOf(schema);
  const isEmbedded = schema['x-kubernetes-embedded-resource'] === true;
  const isInside = isInResource && !isEmbedded;
  return [
    ...(items ? errorsOf(items, `${path}.items`, isInside) : []),
    ...fieldsOf(schema).flatMap(([name, one]) =>
      errorsOf(one, `${path}.properties[${name}]`, isInside || (isEmbedded && RESOURCE_FIELDS.includes(name))),
    ),
  ];
}

function ownErrors(json: JsonSchema, path: string, isInResource: boolean): FieldError[] {
  const schema = schemaOf(json);
  const value = json.default;
  const unknown = !isInResource && prunedPart(schema, value) !== value;
  const { errors, embeddedErrors } = compiled(schema);
  const embedded = embeddedErrors(value, path);
  return [
    ...(unknown ? [invalid(path, value, 'must not have unknown fields')] : []),
    ...(embedded.length > 0 ? embedded : errors(value, path)),
  ];
}
