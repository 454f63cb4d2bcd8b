/** What the schemas of definitions may use of OpenAPI, and how they describe lists and maps. */
import { type FieldError, forbidden, invalid, required, unsupported } from '../api/field-error.ts';
import { fieldsOf, hasDefault, itemsOf, type JsonSchema, listed, othersOf } from './json-schema.ts';
import { listRuleErrors } from './list-rules.ts';

const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string'] as const;
const RESOURCE_FIELDS: readonly string[] = ['metadata', 'kind', 'apiVersion'];

interface Place {
  readonly isRoot?: boolean;
  /** Within the apiVersion, kind or metadata of a resource. */
  readonly isInResource?: boolean;
  /** Why there may be no defaults. */
  readonly undefaulted?: string;
}

export function openApiErrors(schema: JsonSchema, path: string, place: Place): FieldError[] {
  return [
    ...unsupportedErrors(schema, path, place),
    ...fieldErrors(schema, path, place),
    ...logicErrors(schema, path, { ...place, isRoot: false }),
    ...extensionErrors(schema, path),
    ...listRuleErrors(schema, path),
    ...ruleErrors(schema, path),
  ];
}

/** What is refused wherever it stands. */
const REFUSED: readonly (readonly [name: keyof JsonSchema, isThere: (schema: JsonSchema) => boolean, why?: string])[] =
  [
    ['id', ({ id }) => Boolean(id)],
    ['additionalItems', ({ additionalItems }) => additionalItems !== undefined],
    ['patternProperties', ({ patternProperties }) => hasEntries(patternProperties)],
    ['definitions', ({ definitions }) => hasEntries(definitions)],
    ['dependencies', ({ dependencies }) => dependencies !== undefined],
    ['$ref', ({ $ref }) => $ref !== undefined],
    ['type', ({ type }) => type === 'null', 'type cannot be set to null, use nullable as an alternative'],
    ['items', ({ items }) => Array.isArray(items), 'items must be a schema object and not an array'],
    [
      'uniqueItems',
      ({ uniqueItems }) => uniqueItems === true,
      'uniqueItems cannot be set to true since the runtime complexity becomes quadratic',
    ],
  ];

const hasEntries = (value: object | undefined): boolean => Object.keys(value ?? {}).length > 0;

function unsupportedErrors(schema: JsonSchema, path: string, place: Place): FieldError[] {
  const { type = '' } = schema;
  const errors: FieldError[] = [];
  if (type !== '' && !TYPES.some((one) => one === type)) errors.push(unsupported(`${path}.type`, type, TYPES));
  if (hasDefault(schema) && place.undefaulted !== undefined)
    errors.push(forbidden(`${path}.default`, `must not be set ${place.undefaulted}`));
  for (const [name, isThere, why] of REFUSED)
    if (isThere(schema)) errors.push(forbidden(`${path}.${name}`, why ?? `${name} is not supported`));
  if (place.isInResource && schema['x-kubernetes-embedded-resource'])
    errors.push(forbidden(`${path}.x-kubernetes-embedded-resource`, 'must not be used inside of resource meta'));
  return errors;
}

function fieldErrors(schema: JsonSchema, path: string, place: Place): FieldError[] {
  const fields = fieldsOf(schema);
  const others = othersOf(schema);
  const errors: FieldError[] = [];
  if (fields.length > 0 && schema.additionalProperties !== undefined && schema.additionalProperties !== true)
    errors.push(forbidden(`${path}.additionalProperties`, 'additionalProperties and properties are mutual exclusive'));
  const within = { ...place, isRoot: false };
  if (others) {
    const undefaulted = 'inside additionalProperties applying to object metadata';
    const below = place.isInResource ? { ...within, undefaulted } : within;
    errors.push(...openApiErrors(others, `${path}.additionalProperties`, below));
  }
  for (const [name, one] of fields)
    errors.push(...openApiErrors(one, `${path}.properties[${name}]`, placeOf(schema, name, place)));
  return errors;
}

function placeOf(schema: JsonSchema, field: string, place: Place): Place {
  const within = { ...place, isRoot: false };
  const isResource = place.isRoot || schema['x-kubernetes-embedded-resource'];
  if (!isResource || !RESOURCE_FIELDS.includes(field)) return within;
  return { ...within, isInResource: true, ...(place.isRoot && { undefaulted: `in top-level ${field}` }) };
}

function logicErrors(schema: JsonSchema, path: string, place: Place): FieldError[] {
  const items = itemsOf(schema);
  const each = (schemas: readonly JsonSchema[] | undefined, name: string) =>
    listed(schemas).flatMap((one, at) => openApiErrors(one, `${path}.${name}[${at}]`, place));
  return [
    ...(schema.not ? openApiErrors(schema.not, `${path}.not`, place) : []),
    ...each(schema.allOf, 'allOf'),
    ...each(schema.oneOf, 'oneOf'),
    ...each(schema.anyOf, 'anyOf'),
    ...(items ? openApiErrors(items, `${path}.items`, place) : []),
  ];
}

function extensionErrors(schema: JsonSchema, path: string): FieldError[] {
  const { type = '', 'x-kubernetes-map-type': mapType } = schema;
  const errors: FieldError[] = [];
  if (schema['x-kubernetes-preserve-unknown-fields'] === false)
    errors.push(invalid(`${path}.x-kubernetes-preserve-unknown-fields`, false, 'must be true or undefined'));
  if (mapType === undefined) return errors;
  const what = 'must be object if x-kubernetes-map-type is specified';
  if (type !== 'object')
    errors.push(type === '' ? required(`${path}.type`, what) : invalid(`${path}.type`, type, what));
  if (mapType !== 'atomic' && mapType !== 'granular')
    errors.push(unsupported(`${path}.x-kubernetes-map-type`, mapType, ['atomic', 'granular']));
  return errors;
}

/** Rules in CEL are kept; what they say is not looked at. */
function ruleErrors(schema: JsonSchema, path: string): FieldError[] {
  return listed(schema['x-kubernetes-validations']).flatMap(({ rule = '', message = '' }, at) => {
    const field = `${path}.x-kubernetes-validations[${at}]`;
    if (rule.trim() === '') return [required(`${field}.rule`, 'rule is not specified')];
    if (message !== '' && message.trim() === '')
      return [invalid(`${field}.message`, message, 'message must be non-empty if specified')];
    if (/[\n\r]/.test(message.trim()))
      return [invalid(`${field}.message`, message, 'message must not contain line breaks')];
    if (/[\n\r]/.test(rule.trim()) && message.trim() === '')
      return [required(`${field}.message`, 'message must be specified if rule contains line breaks')];
    return [];
  });
}
