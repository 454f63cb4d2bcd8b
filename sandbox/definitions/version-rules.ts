/** What a version of a definition must look like, and what all versions share. */
import { duplicate, type FieldError, invalid, required } from '../api/field-error.ts';
import type { PrinterColumn } from '../table/custom-columns.ts';
import type { ScalePaths, SelectableField, Version, VersionParts } from './definition.ts';
import { type JsonSchema, propertyOf } from './json-schema.ts';
import { schemaRuleErrors } from './schema-rules.ts';

const COLUMN_TYPES = ['boolean', 'date', 'integer', 'number', 'string'] as const;
const COLUMN_FORMATS = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'] as const;
const MOST_SELECTABLE = 8;

/** Where errors about parts that all versions share say that they are. */
interface Paths {
  readonly base: string;
  readonly schema: string;
}

export const sharedPaths = (path: string): Paths => ({ base: path, schema: `${path}.validation.openAPIV3Schema` });
export const ownPaths = (path: string): Paths => ({ base: path, schema: `${path}.schema.openAPIV3Schema` });

export function partErrors(parts: VersionParts, hasStatus: boolean, { base, schema: path }: Paths): FieldError[] {
  const schema = parts.schema?.openAPIV3Schema;
  const columns = parts.additionalPrinterColumns ?? [];
  return [
    ...(schema ? schemaRuleErrors(schema, hasStatus, path) : []),
    ...scaleErrors(parts.subresources?.scale, `${base}.subresources.scale`),
    ...columns.flatMap((column, at) => columnErrors(column, `${base}.additionalPrinterColumns[${at}]`)),
    ...selectableErrors(parts.selectableFields ?? [], schema, `${base}.selectableFields`),
  ];
}

export function deprecationErrors({ deprecated, deprecationWarning: warning }: Version, path: string): FieldError[] {
  if (warning === undefined) return [];
  const field = `${path}.deprecationWarning`;
  if (!deprecated) return [invalid(field, warning, 'can only be set for deprecated versions')];
  const errors: FieldError[] = [];
  if (Buffer.byteLength(warning) > 256) errors.push(invalid(field, warning, 'must be <= 256 characters long'));
  if (warning === '') errors.push(invalid(field, warning, 'must not be an empty string'));
  const odd = /[^ \p{L}\p{M}\p{N}\p{P}\p{S}]/u.exec(warning);
  if (odd) {
    const index = Buffer.byteLength(warning.slice(0, odd.index));
    const what = `must only contain printable UTF-8 characters; non-printable character found at index ${index}`;
    errors.push(invalid(field, warning, what));
  }
  return errors;
}

function columnErrors(column: PrinterColumn, path: string): FieldError[] {
  const { name, type, format, jsonPath } = column;
  const types = `must be one of ${COLUMN_TYPES.join(',')}`;
  const errors: FieldError[] = [];
  if (!name) errors.push(required(`${path}.name`));
  if (!type) errors.push(required(`${path}.type`, types));
  else if (!COLUMN_TYPES.some((one) => one === type)) errors.push(invalid(`${path}.type`, type, types));
  if (format && !COLUMN_FORMATS.some((one) => one === format))
    errors.push(invalid(`${path}.format`, format, `must be one of ${COLUMN_FORMATS.join(',')}`));
  return [...errors, ...pathErrors(jsonPath, `${path}.JSONPath`)];
}

function pathErrors(jsonPath: string | undefined, field: string): FieldError[] {
  if (!jsonPath) return [required(field)];
  return jsonPath.startsWith('.') ? [] : [invalid(field, jsonPath, 'must be a simple json path starting with .')];
}

function scaleErrors(scale: ScalePaths | undefined, path: string): FieldError[] {
  if (!scale) return [];
  const { specReplicasPath, statusReplicasPath, labelSelectorPath } = scale;
  return [
    ...placedPathErrors(specReplicasPath, `${path}.specReplicasPath`, ['.spec.']),
    ...placedPathErrors(statusReplicasPath, `${path}.statusReplicasPath`, ['.status.']),
    ...(labelSelectorPath
      ? placedPathErrors(labelSelectorPath, `${path}.labelSelectorPath`, ['.spec.', '.status.'])
      : []),
  ];
}

function placedPathErrors(jsonPath: string, field: string, starts: readonly string[]): FieldError[] {
  const errors = pathErrors(jsonPath, field);
  if (errors.length > 0 || starts.some((start) => jsonPath.startsWith(start))) return errors;
  const names = starts.map((start) => start.slice(0, -1)).join(' or ');
  return [invalid(field, jsonPath, `should be a json path under ${starts.length > 1 ? 'either ' : ''}${names}`)];
}

function selectableErrors(
  fields: readonly SelectableField[],
  schema: JsonSchema | undefined,
  path: string,
): FieldError[] {
  if (fields.length === 0) return [];
  if (!schema) return [invalid(path, '', 'selectableFields may only be set when validations.schema is included')];
  const seen = new Set<string>();
  const errors = fields.flatMap(({ jsonPath }, at) => {
    const own = selectableFieldErrors(jsonPath, schema, `${path}[${at}].jsonPath`);
    if (own.length > 0 || !jsonPath) return own;
    const isNew = !seen.has(jsonPath);
    seen.add(jsonPath);
    return isNew ? [] : [duplicate(`${path}[${at}].jsonPath`, jsonPath)];
  });
  if (seen.size > MOST_SELECTABLE) {
    const detail = `must have at most ${MOST_SELECTABLE} items`;
    errors.push({ type: 'FieldValueTooMany', field: path, value: seen.size, detail });
  }
  return errors;
}

function selectableFieldErrors(jsonPath: string, schema: JsonSchema, field: string): FieldError[] {
  if (!jsonPath) return [required(field)];
  const reached = fieldAt(jsonPath, schema);
  if (typeof reached === 'string') return [invalid(field, jsonPath, `is an invalid path: ${reached}`)];
  const errors: FieldError[] = [];
  if (jsonPath === '.metadata' || jsonPath.startsWith('.metadata.'))
    errors.push(invalid(field, jsonPath, 'must not point to fields in metadata'));
  if (!['string', 'boolean', 'integer'].includes(reached.type ?? '')) {
    const what =
      'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.';
    errors.push(invalid(field, jsonPath, what));
  }
  return errors;
}

/** The schema of the field that a path names, or what is wrong with the path. */
function fieldAt(jsonPath: string, schema: JsonSchema): JsonSchema | string {
  if (!jsonPath.startsWith('.')) return `expected [ or . but got: ${jsonPath.split(/[.[\]]/, 1)[0]}`;
  let at = schema;
  for (const name of jsonPath.slice(1).split('.')) {
    if (/[[\]]/.test(name)) return 'array notation is not allowed';
    if (name === '') return 'unexpected end of JSON path';
    const field = propertyOf(at, name);
    if (!field) return 'does not refer to a valid field';
    at = field;
  }
  return at;
}
