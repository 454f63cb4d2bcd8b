/** What Go writes for what nobody set, and what it leaves out. */
import type { JsonObject } from '../api/object.ts';
import type { GoField, GoStruct, GoType } from '../types/go-type.ts';

/** Whether Go's omitempty leaves it out. Structs and types that write themselves are never empty to it. */
export function isEmpty(type: GoType, value: unknown): boolean {
  switch (type.shape) {
    case 'string':
    case 'bytes':
    case 'bool':
    case 'int32':
    case 'int64':
    case 'double':
      return !value;
    case 'list':
      return (value as readonly unknown[]).length === 0;
    case 'map':
      return hasNoKeys(value as JsonObject);
    default:
      return false;
  }
}

function hasNoKeys(object: JsonObject): boolean {
  for (const _ in object) return false;
  return true;
}

/** A new value each time: the object's owner may change it. */
export const emptyField = ({ type, isPointer }: GoField): unknown => (isPointer ? null : emptyValue(type));

export function emptyValue(type: GoType): unknown {
  switch (type.shape) {
    case 'struct':
      return emptyStruct(type);
    case 'string':
      return '';
    case 'int32':
    case 'int64':
    case 'double':
    case 'int-or-string':
      return 0;
    case 'bool':
    case 'schema-or-bool':
      return false;
    case 'quantity':
      return '0';
    default:
      return null;
  }
}

function emptyStruct({ shown }: GoStruct): JsonObject {
  const object: JsonObject = {};
  for (const field of shown) object[field.name] = emptyField(field);
  return object;
}
