/** What the schema of a version must look like. */
import { type FieldError, forbidden, invalid } from '../api/field-error.ts';
import { defaultErrors } from './default-rules.ts';
import { isTooDeep, type JsonSchema, MOST_DEPTH } from './json-schema.ts';
import { openApiErrors } from './open-api-rules.ts';
import { structuralErrors } from './structural-rules.ts';
import { unsupportedFault } from './unsupported-fields.ts';

/** The names that errors give to the fields that a root may have besides a status subresource. */
const ROOT_FIELDS =
  'Description Type Format Title Maximum ExclusiveMaximum Minimum ExclusiveMinimum MaxLength MinLength Pattern MaxItems MinItems UniqueItems MultipleOf Required Items Properties ExternalDocs Example XPreserveUnknownFields XValidations';

const BEFORE_TYPE: readonly (keyof JsonSchema)[] = ['id', '$schema', '$ref'];
const AFTER_TYPE: readonly (keyof JsonSchema)[] = [
  'nullable',
  'default',
  'enum',
  'maxProperties',
  'minProperties',
  'allOf',
  'oneOf',
  'anyOf',
  'not',
  'additionalProperties',
  'patternProperties',
  'dependencies',
  'additionalItems',
  'definitions',
  'x-kubernetes-embedded-resource',
  'x-kubernetes-int-or-string',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-list-type',
  'x-kubernetes-map-type',
];

export function schemaRuleErrors(schema: JsonSchema, hasStatus: boolean, path: string): FieldError[] {
  if (isTooDeep(schema)) return [invalid(path, '', `must not be nested deeper than ${MOST_DEPTH} levels`)];
  const errors = hasStatus ? rootErrors(schema, path) : [];
  if (schema.nullable) errors.push(forbidden(`${path}.nullable`, 'nullable cannot be true at the root'));
  const fault = unsupportedFault(schema);
  if (fault === undefined) {
    const structural = structuralErrors(schema, path);
    errors.push(...(structural.length > 0 ? structural : defaultErrors(schema, path)));
  }
  errors.push(...openApiErrors(schema, path, { isRoot: true }));
  return errors.length === 0 && fault !== undefined ? [invalid(path, '', fault)] : errors;
}

/** Where status is a subresource its schema is taken out of the root's properties, which nothing may restrict further. */
function rootErrors(schema: JsonSchema, path: string): FieldError[] {
  const others = [
    invalid(
      path,
      schema,
      `only [${ROOT_FIELDS}] fields are allowed at the root of the schema if the status subresource is enabled`,
    ),
  ];
  if (BEFORE_TYPE.some((name) => isSet(schema[name]))) return others;
  if (isSet(schema.type) && schema.type !== 'object') {
    const what = 'only "object" is allowed as the type at the root of the schema if the status subresource is enabled';
    return [invalid(`${path}.type`, schema.type, what)];
  }
  return AFTER_TYPE.some((name) => isSet(schema[name])) ? others : [];
}

const isSet = (value: unknown): boolean => value !== undefined && value !== null && value !== '' && value !== false;
