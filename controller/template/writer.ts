/** Turns tables of Go types into functions that write values of those types as Go does, without what the types lack. */
import { jsonText, mapText, quoted } from './go-json.ts';
import { type Field, fieldsOf, isAbsent, isObject, isZero, type Types } from './notation.ts';
import { canonicalQuantity, quantityValue } from './quantity.ts';

/**
 * What the text is for: the hash of Argo Rollouts up to 1.8 (`old`), that of later ones (`new`), or to be compared
 * with another one: quantities by value, no lists and empty ones alike (`meaning`).
 */
export type Dialect = 'old' | 'new' | 'meaning';

export type Writer = (value: unknown) => string;

/** Nothing if the field is left out. */
type FieldWriter = (value: unknown) => string | undefined;

interface Library {
  readonly types: Types;
  readonly dialect: Dialect;
  readonly writers: Map<string, Writer>;
}

export function writerOf(types: Types, type: string, dialect: Dialect): Writer {
  const quantity = dialect === 'meaning' ? quantityValue : canonicalQuantity;
  const writers = new Map<string, Writer>([
    ['', (value) => (isAbsent(value) ? '""' : jsonText(value))],
    ['Port', (value) => (isAbsent(value) ? '0' : jsonText(value))],
    ['Quantity', (value) => (isAbsent(value) ? '"0"' : quoted(quantity(String(value))))],
    ['Raw', jsonText],
  ]);
  return typeWriter({ types, dialect, writers }, type);
}

function typeWriter(library: Library, type: string): Writer {
  const known = library.writers.get(type);
  if (known) return known;
  const writer = structWriter(() => namedWriters(library, type));
  library.writers.set(type, writer);
  return writer;
}

function namedWriters(library: Library, type: string): readonly NamedWriter[] {
  const fields = fieldsOf(library.types, type, library.dialect === 'old');
  if (!fields) throw new Error(`the table of types lacks "${type}"`);
  return fields.map((field) => ({
    name: field.name,
    key: `,"${field.name}":`,
    write: fieldWriter(library, field),
  }));
}

interface NamedWriter {
  readonly name: string;
  /** The name as it stands in the text. */
  readonly key: string;
  readonly write: FieldWriter;
}

/** Most types are never met: the fields of one are read when it is. */
function structWriter(read: () => readonly NamedWriter[]): Writer {
  let fields: readonly NamedWriter[] | undefined;
  return (value) => {
    fields ??= read();
    const source = isObject(value) ? value : {};
    let text = '';
    for (const { name, key, write } of fields) {
      const written = write(source[name]);
      if (written !== undefined) text += key + written;
    }
    return `{${text.slice(1)}}`;
  };
}

function fieldWriter(library: Library, field: Field): FieldWriter {
  const item = typeWriter(library, field.type);
  const absent = field.isAlways ? 'null' : undefined;
  switch (field.mark) {
    case '':
      return field.isAlways ? item : (value) => (isZero(value) ? undefined : jsonText(value));
    case '#':
      return (value) => (isAbsent(value) ? '0' : jsonText(value));
    case '=':
      return item;
    case '?':
    case '*':
      return (value) => (isAbsent(value) ? absent : item(value));
    case '[]':
      return listWriter(item, field.isAlways, library.dialect === 'meaning' ? '[]' : absent);
    case '{}':
      return (value) => (isObject(value) && !isEmpty(value) ? mapText(value, item) : undefined);
  }
}

function listWriter(item: Writer, isAlways: boolean, absent: string | undefined): FieldWriter {
  return (value) => {
    if (!Array.isArray(value)) return isAlways ? absent : undefined;
    return isAlways || value.length > 0 ? `[${value.map(item).join()}]` : undefined;
  };
}

function isEmpty(map: object): boolean {
  for (const _ in map) return false;
  return true;
}
