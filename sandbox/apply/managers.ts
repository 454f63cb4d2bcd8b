/** Managers and what they own: the entries of `metadata.managedFields`, their identity, order and number. */
import { type Fields, isObject, type ManagedFieldsEntry } from '../api/object.ts';
import { type FieldSet, ITSELF, node, union } from './field-set.ts';
import { canonicalElement, goJson } from './path-element.ts';

export type Entries = ManagedFieldsEntry[];

/** Who writes. */
export interface Writer {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly subresource?: string | undefined;
}

const MOST_UPDATERS = 10;
const MOST_LEVELS = 200;
const ANCIENT = 'ancient-changes';

/** What an entry owns; entries that own nothing are not kept. */
export const setIn = (entry: ManagedFieldsEntry): FieldSet => nonEmpty(entry.fieldsV1);

const nonEmpty = (fields: Fields | undefined): FieldSet => {
  for (const _ in fields) return fields;
  return undefined;
};

/** Appliers are the same in all versions, others are not. */
export const isOf = (entry: ManagedFieldsEntry, { manager, operation, apiVersion, subresource }: Writer): boolean =>
  entry.manager === manager &&
  entry.operation === operation &&
  (entry.subresource ?? '') === (subresource ?? '') &&
  (operation === 'Apply' || entry.apiVersion === apiVersion);

export function entryOf(writer: Writer, fields: Fields, time: string | undefined): ManagedFieldsEntry {
  const { manager, operation, apiVersion, subresource } = writer;
  return {
    manager,
    operation,
    apiVersion,
    ...(time !== undefined && { time }),
    fieldsType: 'FieldsV1',
    fieldsV1: fields,
    ...(subresource && { subresource }),
  };
}

/** The entries with other sets; those that own nothing any more are gone. The same list if no set is another. */
export function withSets(entries: Entries, setFor: (entry: ManagedFieldsEntry) => FieldSet): Entries {
  let changed = false;
  const kept: ManagedFieldsEntry[] = [];
  for (const entry of entries) {
    const set = setFor(entry);
    changed ||= set !== entry.fieldsV1;
    if (set) kept.push(set === entry.fieldsV1 ? entry : { ...entry, fieldsV1: set });
  }
  return changed ? kept : entries;
}

/** Appliers first, then by time, name, version and subresource. */
export const sortedEntries = (entries: Entries): ManagedFieldsEntry[] =>
  [...entries].sort((a, b) => compared(orderOf(a), orderOf(b)));

const orderOf = ({ operation, time, manager, apiVersion, subresource }: ManagedFieldsEntry): readonly string[] => [
  operation ?? '',
  time ?? '',
  manager ?? '',
  apiVersion ?? '',
  subresource ?? '',
];

function compared(a: readonly string[], b: readonly string[]): number {
  for (const [index, text] of a.entries()) {
    const other = b[index] ?? '';
    if (text !== other) return text < other ? -1 : 1;
  }
  return 0;
}

/** What tells managers apart, as one text; also their order where conflicts list them. */
export function identityOf({ manager, operation, apiVersion, subresource }: ManagedFieldsEntry): string {
  const parts = [
    ...(manager ? [`"manager":${goJson(manager)}`] : []),
    `"operation":${goJson(operation)}`,
    ...(operation === 'Update' ? [`"apiVersion":${goJson(apiVersion)}`] : []),
    ...(subresource ? [`"subresource":${goJson(subresource)}`] : []),
  ];
  return `{${parts.join(',')}}`;
}

/** At most ten managers that update: of more, the oldest of a version become one. */
export function capped(entries: Entries): Entries {
  const updaters = entries
    .filter(({ operation }) => operation === 'Update')
    .sort((a, b) => compared([a.time ?? '', identityOf(a)], [b.time ?? '', identityOf(b)]));
  let excess = updaters.length - MOST_UPDATERS;
  if (excess <= 0) return entries;
  const kept = new Set(entries);
  const oldest = new Map<string, ManagedFieldsEntry>();
  for (const entry of updaters) {
    const { apiVersion = '' } = entry;
    const first = oldest.get(apiVersion);
    if (excess === 0) break;
    oldest.set(apiVersion, first ? withAncient(kept, first, entry) : entry);
    if (first) excess -= 1;
  }
  return [...kept];
}

/** Puts the entry into the bucket of its version, which the first entry of the version becomes if there is none. */
function withAncient(kept: Set<ManagedFieldsEntry>, first: ManagedFieldsEntry, entry: ManagedFieldsEntry) {
  const { apiVersion = '', time } = entry;
  const ancient: Writer = { manager: ANCIENT, operation: 'Update', apiVersion };
  const bucket = [...kept].find((one) => isOf(one, ancient)) ?? first;
  const made = entryOf(ancient, union(setIn(bucket), setIn(entry)) ?? {}, time);
  for (const gone of [bucket, entry]) kept.delete(gone);
  kept.add(made);
  return made;
}

/** Entries that a client sent, in the form in which they are kept; `undefined` if any of them is malformed. */
export function sentEntries(sent: Entries): ManagedFieldsEntry[] | undefined {
  const known = new Map<string, ManagedFieldsEntry>();
  for (const entry of sent) {
    const set = isWellFormed(entry) ? canonicalSet(entry.fieldsV1 ?? {}) : null;
    if (set === null) return undefined;
    const { manager = '', operation = 'Update', apiVersion = '', subresource, time } = entry;
    known.set(identityOf(entry), entryOf({ manager, operation, apiVersion, subresource }, set ?? {}, time));
  }
  return [...known.values()];
}

const isWellFormed = (entry: unknown): boolean =>
  isObject(entry) &&
  (entry['operation'] === 'Apply' || entry['operation'] === 'Update') &&
  typeof entry['apiVersion'] === 'string' &&
  entry['apiVersion'] !== '' &&
  entry['fieldsType'] === 'FieldsV1';

/** The set with its elements in canonical form and order; `null` if it is malformed. */
function canonicalSet(fields: unknown, depth = 0): FieldSet | null {
  if (!isObject(fields) || depth > MOST_LEVELS) return null;
  const elements = Object.keys(fields)
    .filter((key) => key !== '.')
    .map((key) => ({ key, element: canonicalElement(key) }))
    .filter(({ element }) => element !== null);
  const children: [string, Fields][] = [];
  for (const { key, element } of elements) {
    const child = canonicalSet(fields[key], depth + 1);
    if (typeof element !== 'string' || child === null) return null;
    children.push([element, child ?? ITSELF]);
  }
  return node('.' in fields || (depth > 0 && children.length === 0), children);
}
