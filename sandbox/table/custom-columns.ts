/** The columns that a definition declares for its kind. */
import type { ApiObject } from '../api/object.ts';
import type { Column } from '../kinds/kind.ts';
import { ageText } from './age.ts';
import { NAME } from './column.ts';
import { jsonPath, type Path } from './json-path.ts';
import { valuesAt } from './json-path-values.ts';

/** One of `additionalPrinterColumns`. */
export interface PrinterColumn {
  readonly name: string;
  readonly type: string;
  readonly jsonPath: string;
  readonly format?: string;
  readonly description?: string;
  readonly priority?: number;
}

type Cell = ReturnType<Column['cell']>;

const DEFAULT: PrinterColumn = {
  name: 'Age',
  type: 'date',
  jsonPath: '.metadata.creationTimestamp',
  description: 'Time since the object was created.',
};
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[-+]\d\d:\d\d)$/;

/** The name, then what is declared, up to the first path that cannot be read; the age if nothing is. */
export function customColumns(declared: readonly PrinterColumn[]): readonly Column[] {
  const columns = [NAME];
  for (const one of declared.length === 0 ? [DEFAULT] : declared) {
    const path = jsonPath(one.jsonPath);
    if (path === undefined) break;
    columns.push(columnOf(one, path));
  }
  return columns;
}

function columnOf({ name, type, format, description, priority, jsonPath: text }: PrinterColumn, path: Path): Column {
  return {
    name,
    type: type as Column['type'],
    ...(format && { format }),
    description: description || `Custom resource definition column (in JSONPath format): ${text}`,
    priority: priority ?? 0,
    cell: (object, now) => cellAt(object, path, type, now),
  };
}

function cellAt(object: ApiObject, path: Path, type: string, now: string): Cell {
  const values = valuesAt(path, object);
  return values === undefined || values.length === 0 ? null : cellOf(values[0], type, now);
}

/** What does not fit the type of the column is not shown. */
function cellOf(value: unknown, type: string, now: string): Cell {
  switch (type) {
    case 'string':
      return textOf(value);
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : null;
    case 'number':
      return typeof value === 'number' ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'date':
      return typeof value === 'string' ? dateText(value, now) : null;
    default:
      return null;
  }
}

function dateText(value: string, now: string): string {
  if (value === '' || value === 'null') return '<unknown>';
  return TIME.test(value) && !Number.isNaN(Date.parse(value)) ? ageText(value, now) : '<invalid>';
}

function textOf(value: unknown): string {
  if (value === null) return '<no value>';
  return typeof value === 'object' ? JSON.stringify(value, sorted).replaceAll(UNSAFE, escaped) : String(value);
}

function sorted(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Go's encoder writes these so that no browser takes them for markup. */
const UNSAFE = /[<>&\u2028\u2029]/g;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
