/** Which schemas are structural: each field has its type, and logic only restricts what is there. */
import { type FieldError, forbidden, invalid, messageOf, required } from '../api/field-error.ts';
import { sameJson } from '../api/object.ts';
import { patternFault } from '../schema/pattern/pattern.ts';
import { completenessErrors } from './completeness.ts';
import { fieldsOf, itemsOf, type JsonSchema, listed, othersOf } from './json-schema.ts';

type Level = 'root' | 'item' | 'field';

const TYPELESS: Readonly<Record<Level, string>> = {
  root: 'must not be empty at the root',
  item: 'must not be empty for specified array items',
  field: 'must not be empty for specified object fields',
};

const INT_OR_STRING = [{ type: 'integer' }, { type: 'string' }] as const;

/** Sorted by their text. */
export function structuralErrors(schema: JsonSchema, path: string): FieldError[] {
  const errors = [...invariantErrors(schema, path, 'root'), ...completenessErrors(schema, path)];
  const texts = new Map(errors.map((error) => [error, messageOf(error)]));
  const text = (error: FieldError) => texts.get(error) ?? '';
  return errors.sort((a, b) => (text(a) < text(b) ? -1 : Number(text(a) > text(b))));
}

function invariantErrors(schema: JsonSchema, path: string, level: Level): FieldError[] {
  const items = itemsOf(schema);
  const others = othersOf(schema);
  return [
    ...(schema.type === 'array' && !items ? [required(`${path}.items`, 'must be specified')] : []),
    ...(items ? invariantErrors(items, `${path}.items`, 'item') : []),
    ...fieldsOf(schema).flatMap(([name, one]) => invariantErrors(one, `${path}.properties[${name}]`, 'field')),
    ...(schema.additionalProperties !== undefined && level === 'root'
      ? [forbidden(`${path}.additionalProperties`, 'must not be used at the root')]
      : []),
    ...(others ? invariantErrors(others, `${path}.additionalProperties`, 'field') : []),
    ...extensionErrors(schema, path),
    ...valueErrors(schema, path, { any: isIntOrString(schema), firstOfAll: isIntOrString(schema.allOf?.[0]) }),
    ...typeErrors(schema, path, level),
    ...resourceErrors(schema, path, level),
  ];
}

const isIntOrString = (schema: JsonSchema | undefined): boolean => sameJson(schema?.anyOf, INT_OR_STRING);

function extensionErrors(schema: JsonSchema, path: string): FieldError[] {
  if (!schema['x-kubernetes-int-or-string']) return [];
  return (['x-kubernetes-preserve-unknown-fields', 'x-kubernetes-embedded-resource'] as const)
    .filter((name) => schema[name])
    .map((name) => invalid(`${path}.${name}`, true, 'must be false if x-kubernetes-int-or-string is true'));
}

function typeErrors(schema: JsonSchema, path: string, level: Level): FieldError[] {
  const { type = '' } = schema;
  const field = `${path}.type`;
  const errors: FieldError[] = [];
  if (schema['x-kubernetes-embedded-resource'] && type !== 'object') {
    const what = 'must be object if x-kubernetes-embedded-resource is true';
    errors.push(type === '' ? required(field, what) : invalid(field, type, what));
  } else if (type === '' && !schema['x-kubernetes-int-or-string'] && !schema['x-kubernetes-preserve-unknown-fields']) {
    errors.push(required(field, TYPELESS[level]));
  }
  if (level === 'root' && type !== '' && type !== 'object')
    errors.push(invalid(field, type, 'must be object at the root'));
  return errors;
}

/** What holds for objects with apiVersion, kind and metadata. */
function resourceErrors(schema: JsonSchema, path: string, level: Level): FieldError[] {
  const isEmbedded = schema['x-kubernetes-embedded-resource'] === true;
  if (level !== 'root' && !isEmbedded) return [];
  const fields = new Map(fieldsOf(schema));
  const metadata = fields.get('metadata');
  const texts = ['kind', 'apiVersion'].filter((name) => fields.has(name) && fields.get(name)?.type !== 'string');
  return [
    ...texts.map((name) => invalid(`${path}.properties[${name}].type`, fields.get(name)?.type ?? '', 'must be string')),
    ...(metadata ? metadataErrors(metadata, `${path}.properties[metadata]`, level) : []),
    ...(isEmbedded ? embeddedErrors(schema, path) : []),
  ];
}

function embeddedErrors(schema: JsonSchema, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (schema.additionalProperties !== undefined)
    errors.push(forbidden(`${path}.additionalProperties`, 'must not be used if x-kubernetes-embedded-resource is set'));
  if (!schema['x-kubernetes-preserve-unknown-fields'] && fieldsOf(schema).length === 0) {
    const what =
      'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields';
    errors.push(required(`${path}.properties`, what));
  }
  return errors;
}

function metadataErrors(metadata: JsonSchema, path: string, level: Level): FieldError[] {
  const errors = metadata.type === 'object' ? [] : [invalid(`${path}.type`, metadata.type ?? '', 'must be object')];
  if (level !== 'root') return errors;
  const { type: _, properties, default: ignored, ...rest } = metadata;
  const isNamesOnly = Object.keys(properties ?? {}).every((name) => name === 'name' || name === 'generateName');
  if (isNamesOnly && Object.values(rest).every((value) => value === undefined || value === false)) return errors;
  const what = 'must not specify anything other than name and generateName, but metadata is implicitly specified';
  return [...errors, forbidden(path, what)];
}

/** Which alternatives of integer and string are no violation of the rule that logic holds no types. */
interface Exempt {
  readonly any: boolean;
  readonly firstOfAll: boolean;
}

const NOTHING: Exempt = { any: false, firstOfAll: false };

function valueErrors(schema: JsonSchema, path: string, exempt: Exempt): FieldError[] {
  const { pattern = '' } = schema;
  const fault = pattern === '' ? undefined : patternFault(pattern);
  return [
    ...(exempt.any ? [] : nestedListErrors(schema.anyOf, `${path}.anyOf`)),
    ...listed(schema.allOf).flatMap((one, at) =>
      nestedErrors(one, `${path}.allOf[${at}]`, { any: exempt.firstOfAll && at === 0, firstOfAll: false }),
    ),
    ...nestedListErrors(schema.oneOf, `${path}.oneOf`),
    ...(schema.not ? nestedErrors(schema.not, `${path}.not`, NOTHING) : []),
    ...(fault === undefined
      ? []
      : [invalid(`${path}.pattern`, pattern, `must be a valid regular expression, but isn't: ${fault}`)]),
  ];
}

const nestedListErrors = (schemas: readonly JsonSchema[] | undefined, path: string): FieldError[] =>
  listed(schemas).flatMap((one, at) => nestedErrors(one, `${path}[${at}]`, NOTHING));

type ForbiddenField = readonly [name: keyof JsonSchema, what: string];

const FORBIDDEN: readonly ForbiddenField[] = [
  ['type', 'must be empty to be structural'],
  ['additionalProperties', 'must be undefined to be structural'],
  ['default', 'must be undefined to be structural'],
  ['title', 'must be empty to be structural'],
  ['description', 'must be empty to be structural'],
  ['nullable', 'must be false to be structural'],
  ['x-kubernetes-preserve-unknown-fields', 'must be false to be structural'],
  ['x-kubernetes-embedded-resource', 'must be false to be structural'],
  ['x-kubernetes-int-or-string', 'must be false to be structural'],
  ['x-kubernetes-list-map-keys', 'must be empty to be structural'],
  ['x-kubernetes-list-type', 'must be undefined to be structural'],
  ['x-kubernetes-map-type', 'must be undefined to be structural'],
  ['x-kubernetes-validations', 'must be empty to be structural'],
];

/** What is below allOf, anyOf, oneOf and not. */
function nestedErrors(schema: JsonSchema, path: string, exempt: Exempt): FieldError[] {
  const items = itemsOf(schema);
  return [
    ...valueErrors(schema, path, exempt),
    ...(items ? nestedErrors(items, `${path}.items`, NOTHING) : []),
    ...fieldsOf(schema).flatMap(([name, one]) => nestedErrors(one, `${path}.properties[${name}]`, NOTHING)),
    ...FORBIDDEN.filter(([name]) => isSet(schema[name])).map(([name, what]) => forbidden(`${path}.${name}`, what)),
    ...(schema.properties && Object.hasOwn(schema.properties, 'metadata')
      ? [forbidden(`${path}.properties[metadata]`, 'must not be specified in a nested context')]
      : []),
  ];
}

const isSet = (value: unknown): boolean =>
  value !== undefined &&
  value !== null &&
  value !== '' &&
  value !== false &&
  !(Array.isArray(value) && value.length === 0);
