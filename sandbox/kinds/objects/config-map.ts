/** ConfigMaps: keys, size, and those that never change again. */
import { type FieldError, forbidden, invalid, tooLong } from '../../api/field-error.ts';
import { type ApiObject, sameJson } from '../../api/object.ts';
import type { Behaviour } from '../kind.ts';
import { configKey, ruleErrors } from '../rules/names.ts';

/** 1 MiB, of values alone. */
export const MOST_DATA = 1024 * 1024;

interface ConfigMap {
  readonly data?: Readonly<Record<string, string>>;
  readonly binaryData?: Readonly<Record<string, string>>;
  readonly immutable?: boolean;
}

export const configMapBehaviour: Behaviour = { validate, validateUpdate };

function validate(object: ApiObject): FieldError[] {
  const { data = {}, binaryData = {} } = object as ConfigMap;
  const errors: FieldError[] = [];
  let size = 0;
  for (const key in data) {
    size += Buffer.byteLength(data[key] ?? '');
    errors.push(...ruleErrors(`data[${key}]`, key, configKey));
    if (key in binaryData) errors.push(invalid(`data[${key}]`, key, 'duplicate of key present in binaryData'));
  }
  for (const key in binaryData) {
    size += decodedLength(binaryData[key] ?? '');
    errors.push(...ruleErrors(`binaryData[${key}]`, key, configKey));
  }
  // The whole object is meant; Go prints the empty path like this.
  return size > MOST_DATA ? [...errors, tooLong('[]', MOST_DATA)] : errors;
}

/** How many bytes a base64 text stands for. */
export const decodedLength = (base64: string): number => Buffer.byteLength(base64, 'base64');

function validateUpdate(object: ApiObject, old: ApiObject): FieldError[] {
  return frozenErrors(object, old, ['data', 'binaryData']);
}

/** What an update of an object that said `immutable: true` may not touch. */
export function frozenErrors(object: ApiObject, old: ApiObject, fields: readonly string[]): FieldError[] {
  if (old['immutable'] !== true) return [];
  const changed = fields.filter((field) => !sameJson(object[field] ?? {}, old[field] ?? {}));
  return [...(object['immutable'] === true ? [] : ['immutable']), ...changed].map((field) =>
    forbidden(field, 'field is immutable when `immutable` is set'),
  );
}
