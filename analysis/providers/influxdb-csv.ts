/** Annotated CSV, as Flux gives it: tables of typed columns, one after another. */
import { shortestText } from '../number-text.ts';
import { MOST_VALUES } from './answer-shape.ts';
import { said } from './http-answer.ts';

/** Whole numbers may be larger than ours are exact: their text is that of the server. */
export interface FluxValue {
  readonly value: unknown;
  readonly text: string;
}

const MOST_COLUMNS = 1_000;

/** The column `_value` of all records of all tables. */
export function fluxValues(system: string, csv: string): readonly FluxValue[] {
  const values: FluxValue[] = [];
  let table: Table = EMPTY;
  for (const cells of rowsIn(system, csv)) {
    if (isAnnotation(cells)) table = annotated(table, cells);
    else if (cells.length === 1 && cells[0] === '') table = EMPTY;
    else if (!table.header) table = { ...table, header: cells };
    else values.push(recordValue(system, table, cells));
    if (values.length > MOST_VALUES) throw new Error(`${system} answered more than ${MOST_VALUES} values`);
  }
  return values;
}

interface Table {
  readonly types?: readonly string[];
  readonly defaults?: readonly string[];
  readonly header?: readonly string[];
}

const EMPTY: Readonly<Table> = {};

const isAnnotation = ([first = '']: readonly string[]): boolean => first.startsWith('#');

/** Annotations that follow records are those of another table. */
function annotated(table: Table, cells: readonly string[]): Table {
  const before = table.header ? EMPTY : table;
  if (cells[0] === '#datatype') return { ...before, types: cells };
  return cells[0] === '#default' ? { ...before, defaults: cells } : before;
}

function recordValue(system: string, { types, defaults, header = [] }: Table, cells: readonly string[]): FluxValue {
  if (cells.length !== header.length) throw new Error(`${system} answered a record that does not fit its table`);
  const error = header.indexOf('error');
  const column = header.indexOf('_value');
  if (column < 0 && error >= 0) throw new Error(`${system} could not answer the query: ${said(cells[error] ?? '')}`);
  if (column < 0) throw new Error(`${system} answered a table without the column _value`);
  const text = cells[column] || (defaults?.[column] ?? '');
  const value = typed(text, types?.[column] ?? '');
  if (value === undefined) throw new Error(`${system} answered a value that is not of its type: ${said(text)}`);
  return value;
}

const NIL: FluxValue = { value: null, text: '<nil>' };

/** Undefined if the text does not fit the type. */
function typed(text: string, type: string): FluxValue | undefined {
  if (text === '' && type !== 'string') return NIL;
  switch (type) {
    case 'double':
      return numberOf(text);
    case 'long':
    case 'unsignedLong':
      return /^-?\d+$/.test(text) ? { value: Number(text), text } : undefined;
    case 'boolean':
      return /^(true|false)$/.test(text) ? { value: text === 'true', text } : undefined;
    case '':
      return numberOf(text) ?? { value: text, text };
    default:
      return { value: text, text };
  }
}

function numberOf(text: string): FluxValue | undefined {
  const [, sign, isInfinite] = /^([+-]?)(inf)$/i.exec(text) ?? [];
  if (isInfinite) return shown(sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY);
  if (/^nan$/i.test(text)) return shown(Number.NaN);
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? shown(Number(text)) : undefined;
}

const shown = (value: number): FluxValue => ({ value, text: shortestText(value) });

/** Rows as RFC 4180 has them. The last one ends as all others do, or the answer was cut off. */
function* rowsIn(system: string, csv: string): Generator<readonly string[]> {
  let at = 0;
  while (at < csv.length) {
    const row = rowAt(csv, at);
    if (!row) throw new Error(`${system} answered what is not CSV, or a part of it: ${said(csv)}`);
    if (row.cells.length > MOST_COLUMNS) throw new Error(`${system} answered more than ${MOST_COLUMNS} columns`);
    yield row.cells;
    at = row.next;
  }
}

interface Row {
  readonly cells: readonly string[];
  /** Where the next one begins. */
  readonly next: number;
}

function rowAt(csv: string, start: number): Row | undefined {
  const cells: string[] = [];
  let at = start;
  for (;;) {
    const cell = cellAt(csv, at);
    cells.push(cell.text);
    if (csv[cell.end] === '\n') return { cells, next: cell.end + 1 };
    if (csv.startsWith('\r\n', cell.end)) return { cells, next: cell.end + 2 };
    if (csv[cell.end] !== ',') return undefined;
    at = cell.end + 1;
  }
}

interface Cell {
  readonly text: string;
  readonly end: number;
}

function cellAt(csv: string, start: number): Cell {
  if (csv[start] === '"') return quotedAt(csv, start + 1);
  let end = start;
  while (end < csv.length && !',\r\n'.includes(csv.charAt(end))) end += 1;
  return { text: csv.slice(start, end), end };
}

function quotedAt(csv: string, start: number): Cell {
  let end = csv.indexOf('"', start);
  while (end >= 0 && csv[end + 1] === '"') end = csv.indexOf('"', end + 2);
  if (end < 0) return { text: '', end: csv.length };
  return { text: csv.slice(start, end).replaceAll('""', '"'), end: end + 1 };
}
