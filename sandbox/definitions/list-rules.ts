/** How schemas may describe lists that are sets or maps. */
import { type FieldError, forbidden, invalid, required, unsupported } from '../api/field-error.ts';
import { hasDefault, itemsOf, type JsonSchema, listed, propertyOf } from './json-schema.ts';

const LIST_TYPES = ['atomic', 'set', 'map'] as const;

export function listRuleErrors(schema: JsonSchema, path: string): FieldError[] {
  const listType = schema['x-kubernetes-list-type'];
  const errors = typeErrors(schema, path);
  if (listType !== undefined && !LIST_TYPES.some((one) => one === listType))
    errors.push(unsupported(`${path}.x-kubernetes-list-type`, listType, LIST_TYPES));
  if (listed(schema['x-kubernetes-list-map-keys']).length > 0 && listType !== 'map') {
    const field = `${path}.x-kubernetes-list-type`;
    const what = 'must be map if x-kubernetes-list-map-keys is non-empty';
    errors.push(listType === undefined ? required(field, what) : invalid(field, listType, what));
  }
  if (listType === 'map') errors.push(...mapErrors(schema, path));
  errors.push(...itemErrors(schema, path));
  return errors;
}

function typeErrors(schema: JsonSchema, path: string): FieldError[] {
  const { type = '', 'x-kubernetes-list-type': listType } = schema;
  if (listType === undefined) return [];
  const field = `${path}.type`;
  const what = 'must be array if x-kubernetes-list-type is specified';
  if (type !== 'array') return [type === '' ? required(field, what) : invalid(field, type, what)];
  const items = itemsOf(schema);
  return listType === 'set' && items ? setErrors(items, `${path}.items`) : [];
}

/** Items of a set are compared as a whole. */
function setErrors(items: JsonSchema, path: string): FieldError[] {
  const what = 'must be atomic as item of a list with x-kubernetes-list-type=set';
  const { type, 'x-kubernetes-list-type': listType, 'x-kubernetes-map-type': mapType } = items;
  if (type === 'array' && listType !== undefined && listType !== 'atomic')
    return [invalid(`${path}.x-kubernetes-list-type`, listType, what)];
  if (type === 'object' && mapType !== 'atomic')
    return [invalid(`${path}.x-kubernetes-map-type`, listType ?? null, what)];
  return [];
}

function mapErrors(schema: JsonSchema, path: string): FieldError[] {
  const keys = listed(schema['x-kubernetes-list-map-keys']);
  const items = itemsOf(schema);
  const errors: FieldError[] = [];
  if (keys.length === 0)
    errors.push(required(`${path}.x-kubernetes-list-map-keys`, 'must not be empty if x-kubernetes-list-type is map'));
  if (schema.items === undefined)
    errors.push(required(`${path}.items`, 'must have a schema if x-kubernetes-list-type is map'));
  else if (!items)
    errors.push(
      invalid(`${path}.items`, schema.items, 'must only have a single schema if x-kubernetes-list-type is map'),
    );
  else if (items.type !== 'object')
    errors.push(
      invalid(`${path}.items.type`, items.type ?? '', "must be object if parent array's x-kubernetes-list-type is map"),
    );
  else errors.push(...keyErrors(keys, items, path));
  return errors;
}

function keyErrors(keys: readonly string[], items: JsonSchema, path: string): FieldError[] {
  const field = `${path}.x-kubernetes-list-map-keys`;
  return keys.flatMap((key, at) => {
    const property = propertyOf(items, key);
    const errors: FieldError[] = [];
    if (!property) errors.push(invalid(field, keys, 'entries must all be names of item properties'));
    else if (property.type === 'array' || property.type === 'object') {
      const what = "must be a scalar type if parent array's x-kubernetes-list-type is map";
      errors.push(invalid(`${path}.items.properties[${key}].type`, items.type, what));
    }
    if (keys.indexOf(key) < at) errors.push(invalid(field, keys, 'must not contain duplicate entries'));
    return errors;
  });
}

/** Items of sets and maps are never null, and keys are always there. */
function itemErrors(schema: JsonSchema, path: string): FieldError[] {
  const { 'x-kubernetes-list-type': listType } = schema;
  const items = itemsOf(schema);
  if (!items || (listType !== 'set' && listType !== 'map')) return [];
  const what = `cannot be nullable when x-kubernetes-list-type is ${listType}`;
  const nullable = items.nullable ? [forbidden(`${path}.items.nullable`, what)] : [];
  if (listType === 'set') return nullable;
  const keys = listed(schema['x-kubernetes-list-map-keys']);
  return [...nullable, ...keys.flatMap((key) => presenceErrors(key, items, `${path}.items.properties[${key}]`))];
}

function presenceErrors(key: string, items: JsonSchema, field: string): FieldError[] {
  const property = propertyOf(items, key);
  if (!property) return [];
  const why = 'this property is in x-kubernetes-list-map-keys, so it';
  const errors: FieldError[] = [];
  if (!items.required?.includes(key) && !hasDefault(property))
    errors.push(required(`${field}.default`, `${why} must have a default or be a required property`));
  if (property.nullable) errors.push(forbidden(`${field}.nullable`, `${why} cannot be nullable`));
  return errors;
}
