/** Answers without what differs from run to run: symbols for uids, versions, times, made-up names and addresses. */
import { isObject, type JsonObject } from '../api/object.ts';
import { differs, INNER_MANAGERS, inNewWords, isAtomicSomewhere, isControlled } from './differences.testkit.ts';

/** Tells the same symbol for the same text, in order of appearance. */
type Symbols = (what: string, text: string) => string;

export interface Names {
  readonly run: string;
  readonly ns: string;
  readonly plural: string;
  /** Groups that lie in different versions: placeholder by version. */
  readonly versions: Readonly<Record<string, string>>;
}

interface Reader {
  readonly run: string;
  readonly symbol: Symbols;
  readonly words: readonly (readonly [from: string, to: string])[];
}

const UID = /\b(?!0{8}-)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;
const TIME = /\b20(?:2[4-9]|[3-9]\d)-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;
const ADDRESS = /\b10\.96\.\d+\.\d+\b/g;

/** All answers of a case, in order: they share symbols. */
export function normalised(bodies: readonly unknown[], names: Names): unknown[] {
  const words: [string, string][] = [
    [names.ns, '{ns}'],
    [names.plural, '{plural}'],
    [names.run, '{run}'],
    ...Object.entries(names.versions).map(([name, version]): [string, string] => [version, `{${name}}`]),
    ...bodies.flatMap(generated).map((name, index): [string, string] => [name, `<made up ${index + 1}>`]),
  ];
  const reader = { run: names.run, symbol: newSymbols(), words };
  return bodies.map((body) => normal(body, reader, ''));
}

function newSymbols(): Symbols {
  const known = new Map<string, string>();
  const counts = new Map<string, number>();
  return (what, text) => {
    const key = `${what} ${text}`;
    const found = known.get(key);
    if (found) return found;
    const count = (counts.get(what) ?? 0) + 1;
    counts.set(what, count);
    const symbol = `<${what} ${count}>`;
    known.set(key, symbol);
    return symbol;
  };
}

/** Names that the server made up. */
function generated(body: unknown): string[] {
  if (Array.isArray(body)) return body.flatMap(generated);
  if (!isObject(body)) return [];
  const { name, generateName } = (isObject(body['metadata']) ? body['metadata'] : {}) as Record<string, unknown>;
  const isMadeUp = typeof name === 'string' && typeof generateName === 'string' && isMadeFrom(name, generateName);
  const own = isMadeUp ? [name] : [];
  return [...own, ...['items', 'object'].flatMap((field) => generated(body[field]))];
}

const RANDOM_LENGTH = 5;
const LONGEST_START = 63 - RANDOM_LENGTH;

const isMadeFrom = (name: string, start: string): boolean =>
  start !== '' && name.slice(0, -RANDOM_LENGTH) === start.slice(0, LONGEST_START);

function normal(value: unknown, reader: Reader, kind: string): unknown {
  if (typeof value === 'string') return textOf(value, reader);
  if (Array.isArray(value)) return value.map((item) => normal(item, reader, kind));
  return isObject(value) ? objectOf(value, reader, kind) : value;
}

function objectOf(object: JsonObject, reader: Reader, outer: string): JsonObject {
  const kind = typeof object['kind'] === 'string' ? object['kind'] : outer;
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(object)) {
    if (differs(kind, key)) continue;
    const field = fieldOf(key, value, { reader, kind, object });
    if (field === undefined || (isBare(field) && !isBare(value))) continue;
    result[textOf(key, reader)] = field;
  }
  return result;
}

/** Nothing is in it; as an entry of managed fields, nothing but itself. */
const isBare = (value: unknown): boolean => isObject(value) && Object.keys(value).every((key) => key === '.');

interface Place {
  readonly reader: Reader;
  readonly kind: string;
  readonly object: JsonObject;
}

function fieldOf(key: string, value: unknown, { reader, kind, object }: Place): unknown {
  if (isAtomicSomewhere(key)) return isObject(value) ? '<whole>' : value;
  switch (key) {
    case 'resourceVersion':
      return versionOf(value, reader, kind);
    case 'continue':
      return value === '' ? '' : '<mark>';
    case 'items':
      return normal(value, reader, kind.replace(/List$/, ''));
    case 'causes':
      return causesOf(value, { reader, kind, object });
    case 'message':
      return messageOf(String(value), reader);
    case 'kind':
    case 'field':
      return typeof value === 'string' ? inNewWords(textOf(value, reader)) : normal(value, reader, kind);
    case 'nodePort':
    case 'healthCheckNodePort':
      return '<port>';
    case 'managedFields':
      return Array.isArray(value) ? ownersOf(value, reader, kind) : value;
    case 'columnDefinitions':
      return (value as JsonObject[]).map(({ description, ...column }) => column);
    case 'cells':
      return (value as unknown[]).map((cell) => (isAge(cell) ? '<age>' : normal(cell, reader, kind)));
    default:
      return normal(value, reader, kind);
  }
}

const isAge = (cell: unknown): boolean => typeof cell === 'string' && /^(\d+s|<unknown>)$/.test(cell);

/**
 * In order of fields: a real server's order is that of Go's maps, which is none. Each once: how often a real server
 * checks the metadata of an object depends on its kind, and clients show no cause twice.
 */
function causesOf(causes: unknown, { reader, object }: Place): unknown {
  const isCustom = String(object['group']).startsWith(reader.run);
  const known = (normal(causes, reader, '') as JsonObject[])
    .map(isCustom ? withoutIndexes : (cause) => cause)
    .map((cause) =>
      cause['field'] === 'patch' ? { ...cause, message: '<whole object>' } : { ...cause, reason: reasonOf(cause) },
    );
  const places = new Map(known.map((cause: JsonObject) => [`${cause['field']} ${cause['message']}`, cause]));
  return [...places].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, cause]) => cause);
}

/** Older servers say which field of an item of a custom object is wrong, but not of which item. */
const withoutIndexes = (cause: JsonObject): JsonObject => ({
  ...cause,
  field: String(cause['field']).replace(INDEX, ''),
  message: String(cause['message']).replace(INDEX, ''),
});

const INDEX = /(?<=[a-z])\[\d+\]/g;

/** Older servers know fewer reasons. */
const reasonOf = ({ reason }: JsonObject): unknown =>
  NEW_REASONS.includes(String(reason)) ? 'FieldValueInvalid' : reason;

const NEW_REASONS: readonly string[] = ['FieldValueTypeInvalid', 'FieldValueTooLong', 'FieldValueTooMany'];

/** Without what depends on the order of maps, or quotes what was sent as the server's JSON reader saw it. */
function messageOf(message: string, reader: Reader): string {
  const words = inNewWords(message);
  const told = / in body |: Required value$/.test(words) ? words.replace(INDEX, '') : words;
  const cut = CUTS.find((pattern) => pattern.test(told));
  return textOf((cut ? told.replace(cut, '$1<...>') : told).replace(COMPOSITE, '$1<value>'), reader);
}

/** A value of many parts: as Go shows it, or as JSON. */
const COMPOSITE = /(value: )(?:(?:\[\])?\w+\.\w+\{.*\}|(?:map|\[\]).*\}|\[\]\w+\(nil\)|\{.*\}|\[.*\])(?=: |$)/;

const CUTS: readonly RegExp[] = [
  // Newer servers name the object here; how older ones print values depends on their caches.
  /(failed to create typed (?:patch|new|live) object)[\s\S]*$/,
  // As above: what does not fit Go's types is found when the result is converted.
  /(failed to convert new object)[\s\S]*$/,
  /(is invalid: )\[[\s\S]*$/,
  /(is invalid: patch: Invalid value: )[\s\S]*$/,
  /(cannot be handled as an? \w+: )[\s\S]*$/,
];

/** A list's version counts what others do too. */
function versionOf(value: unknown, { symbol }: Reader, kind: string): unknown {
  if (typeof value !== 'string' || !/^\d{2,}$/.test(value)) return value;
  return isControlled(kind) || /List$|^Table$|^Status$/.test(kind) ? '<version>' : symbol('version', value);
}

function ownersOf(entries: readonly unknown[], reader: Reader, kind: string): unknown {
  const objects = entries.filter(isObject).filter(({ manager }) => !INNER_MANAGERS.includes(String(manager)));
  const merged = new Map<string, JsonObject>();
  for (const { subresource, time, ...entry } of objects) {
    const key = ['manager', 'operation', 'apiVersion'].map((field) => entry[field]).join(' ');
    const known = merged.get(key);
    // Older servers keep one entry for what a manager wrote through all subresources.
    merged.set(key, known ? { ...known, fieldsV1: union(known['fieldsV1'], entry['fieldsV1']) } : entry);
  }
  // In order of managers: older servers sort by the time of the last change, in whole seconds.
  const sorted = [...merged].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
  const owners = sorted.map((entry) => normal(entry, reader, kind) as JsonObject);
  return owners.filter(({ fieldsV1 }) => fieldsV1 !== undefined);
}

function union(a: unknown, b: unknown): unknown {
  if (!isObject(a) || !isObject(b)) return a ?? b;
  const both: JsonObject = { ...a };
  for (const [key, value] of Object.entries(b)) both[key] = union(both[key], value);
  return both;
}

function textOf(text: string, { symbol, words }: Reader): string {
  let result = text;
  for (const [from, to] of words) if (result.includes(from)) result = result.replaceAll(from, to);
  if (result.length > 8) {
    result = result.replace(UID, (uid) => symbol('uid', uid)).replace(TIME, '<time>');
    result = result.replace(ADDRESS, (address) => symbol('address', address));
  }
  return /resource ?version/i.test(result) ? result.replace(/(?<![\w-])\d{2,}(?![\w-])/g, '<version>') : result;
}
