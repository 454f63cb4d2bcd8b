/** Objects within objects: what `x-kubernetes-embedded-resource` asks of them. */
import { type FieldError, invalid, required } from '../api/field-error.ts';
import { isObject, type JsonObject } from '../api/object.ts';
import { beforeSuffix, dnsLabel1035, pathSegment, ruleErrors } from '../kinds/rules/names.ts';
import type { Schema } from './schema.ts';
import type { Check } from './structure-check.ts';

export function embeddedResourceCheck(schema: Schema): Check | undefined {
  if (!schema['x-kubernetes-embedded-resource']) return undefined;
  return (value, path, errors) => {
    if (isObject(value)) errors.push(...embeddedResourceErrors(value, path === '' ? '' : `${path}.`));
  };
}

function embeddedResourceErrors(object: JsonObject, prefix: string): FieldError[] {
  const missing = ['apiVersion', 'kind'].filter((name) => !Object.hasOwn(object, name));
  return [
    ...missing.map((name) => required(`${prefix}${name}`, 'must not be empty')),
    ...textErrors(object, `${prefix}apiVersion`, 'apiVersion', versionFault),
    ...textErrors(object, `${prefix}kind`, 'kind', kindFault),
    ...metadataErrors(object['metadata'], `${prefix}metadata`),
  ];
}

function textErrors(object: JsonObject, field: string, name: string, fault: (text: string) => string | undefined) {
  if (!Object.hasOwn(object, name)) return [];
  const value = object[name];
  if (typeof value !== 'string') return [invalid(field, value, 'must be a string')];
  const wrong = value === '' ? 'must not be empty' : fault(value);
  return wrong === undefined ? [] : [invalid(field, value, wrong)];
}

const versionFault = (text: string): string | undefined =>
  text.split('/').length > 2 ? `unexpected GroupVersion string: ${text}` : undefined;

function kindFault(text: string): string | undefined {
  const wrong = dnsLabel1035(text.toLowerCase());
  return wrong.length === 0 ? undefined : `may have mixed case, but should otherwise match: ${wrong.join(',')}`;
}

/** Names alone: an embedded object is no object of the cluster yet. */
function metadataErrors(metadata: unknown, field: string): FieldError[] {
  if (!isObject(metadata)) return [];
  const { name, generateName } = metadata;
  return [
    ...(typeof generateName === 'string' && generateName !== ''
      ? ruleErrors(`${field}.generateName`, generateName, beforeSuffix(pathSegment))
      : []),
    ...(typeof name === 'string' && name !== '' ? ruleErrors(`${field}.name`, name, pathSegment) : []),
  ];
}
