/** Reads YAML and JSON the way kubectl does, and refuses what would take too long. */

import type { Alias, Pair, Scalar, YAMLMap } from 'yaml';
import { type Document, isAlias, isMap, isScalar, isSeq, Lexer, LineCounter, type Node, parseAllDocuments } from 'yaml';
import { quoteRepaired } from './yaml-quotes.ts';
import { plainScalar, taggedScalar } from './yaml-scalars.ts';

const OPTIONS = {
  version: '1.2',
  // Nothing is resolved by the library: its rules for scalars are not kubectl's.
  schema: 'failsafe',
  resolveKnownTags: false,
  uniqueKeys: false,
  strict: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const;
const MOST_CHARACTERS = 16 * 1024 * 1024;
const MOST_DEPTH = 200;
const MOST_ALIASED = 200_000;
const MOST_REPAIRS = 20;
const TOO_DEEP = `yaml: nested deeper than ${MOST_DEPTH} levels`;
const MERGE = 'tag:yaml.org,2002:merge';
/** What the lexer puts before the text of a scalar. */
const SCALAR = '\u001f';
/** What the lexer says without a character of the text: a document, the end of a flow. */
const MARKS: readonly string[] = [SCALAR, '\u0002', '\u0018'];
const DEPTHS: Readonly<Record<string, number>> = { '[': 1, '{': 1, ']': -1, '}': -1 };
const UNPRINTABLE = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** A document while it is read. */
interface Reading {
  readonly lines: LineCounter;
  readonly anchors: Map<string, Node>;
  /** Anchored nodes that are being read: an alias to one of them has no value. */
  readonly open: Set<Node>;
  /** How many aliases are being followed, and how many values came of that. */
  following: number;
  aliased: number;
}

interface Fields {
  [key: string]: unknown;
}

/** The first document; null if there is none. Errors name the line. */
export const parseYaml = (text: string): unknown => parseYamlDocuments(text)[0] ?? null;

/** All documents that are not empty. */
export const parseYamlDocuments = (text: string): unknown[] => placedDocuments(text).map(({ value }) => value);

export interface Placed {
  readonly value: unknown;
  /** The line of a field such as `spec.steps[1].pause`, or of what is there of the way to it. All JSON is on line 1. */
  lineOf(path: string): number;
}

/** All documents that are not empty, and where their fields are. */
export function placedDocuments(text: string): Placed[] {
  if (text.length > MOST_CHARACTERS) throw new Error(`yaml: longer than ${MOST_CHARACTERS} characters`);
  const json = /^\s*\{/.test(text) ? parsedJson(text) : undefined;
  if (json !== undefined) return [{ value: json, lineOf: () => 1 }];
  const place = text.search(UNPRINTABLE);
  if (place >= 0) throw problem('control characters are not allowed', lineAt(text, place));
  assertShallow(text);
  const lines = new LineCounter();
  return documentsOf(text, lines).flatMap((document) => {
    const value = documentValue(document, lines);
    return value === null ? [] : [{ value, lineOf: (path) => lines.linePos(offsetOf(document, path)).line }];
  });
}

function offsetOf({ contents }: Document.Parsed, path: string): number {
  let node: Node | null = contents;
  let offset = contents?.range?.[0] ?? 0;
  for (const step of path.match(/[^.[\]]+/g) ?? []) {
    const next = stepInto(node, step);
    if (!next) break;
    node = next.value;
    offset = next.key?.range?.[0] ?? offset;
  }
  return offset;
}

/** What a field or an element is, and what marks its place. */
function stepInto(
  node: Node | null,
  step: string,
): { readonly key: Node | null; readonly value: Node | null } | undefined {
  if (isMap<Node, Node | null>(node)) return node.items.find(({ key }) => isScalar(key) && key.value === step);
  const element = isSeq<Node>(node) ? node.items[Number(step)] : undefined;
  return element && { key: element, value: element };
}

function parsedJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isDeeper(value, MOST_DEPTH) ? undefined : value;
  } catch {
    return undefined;
  }
}

function isDeeper(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return most === 0 || Object.values(value).some((field) => isDeeper(field, most - 1));
}

/** The library's parser would run out of memory over a million open brackets, and a process with it. */
function assertShallow(text: string): void {
  if ((text.match(/[[{]/g)?.length ?? 0) <= MOST_DEPTH) return;
  let depth = 0;
  let before = '';
  for (const lexeme of new Lexer().lex(text)) {
    if (before !== SCALAR) depth += DEPTHS[lexeme] ?? 0;
    if (depth > MOST_DEPTH) throw new Error(TOO_DEEP);
    before = lexeme;
  }
}

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

const problem = (message: string, line: number): Error => new Error(`yaml: line ${line}: ${message}`);

function documentsOf(text: string, lines: LineCounter): readonly Document.Parsed[] {
  let source = text;
  for (let repairs = 0; ; repairs++) {
    lines.lineStarts.length = 0;
    // Text without a document comes back as an empty list with properties of its own.
    const documents: readonly Document.Parsed[] = [...parseAllDocuments(source, { ...OPTIONS, lineCounter: lines })];
    const error = documents.flatMap(({ errors }) => errors)[0];
    if (error === undefined) return documents;
    const repaired = repairs < MOST_REPAIRS ? repairedAt(source, error.pos[0]) : undefined;
    if (repaired === undefined) throw syntaxError(error.message, lines.linePos(error.pos[0]).line);
    source = repaired;
  }
}

/** The text without what was wrong at this offset, if that can be repaired. */
function repairedAt(text: string, offset: number): string | undefined {
  const quote = quoteEndingAt(text, offset);
  return quote === undefined ? undefined : quoteRepaired(text, quote);
}

/** Where the quoted scalar starts that the lexer gave up at this offset. */
function quoteEndingAt(text: string, end: number): number | undefined {
  let offset = 0;
  for (const lexeme of new Lexer().lex(text)) {
    const start = offset;
    if (!MARKS.includes(lexeme)) offset += lexeme.length;
    if (offset >= end) return offset === end && /^['"]/.test(lexeme) ? start : undefined;
  }
  return undefined;
}

const syntaxError = (message: string, line: number): Error =>
  message.startsWith('Maximum call stack') ? new Error(TOO_DEEP) : problem(message, line);

function documentValue({ contents }: Document.Parsed, lines: LineCounter): unknown {
  const reading: Reading = { lines, anchors: new Map(), open: new Set(), following: 0, aliased: 0 };
  return valueAt(contents, reading, 0);
}

function valueAt(node: Node | null, reading: Reading, depth: number): unknown {
  if (node === null) return null;
  if (depth > MOST_DEPTH) throw new Error(TOO_DEEP);
  if (reading.following > 0) reading.aliased += 1;
  if (reading.aliased > MOST_ALIASED) throw problem('document contains excessive aliasing', lineOf(node, reading));
  if (isAlias(node)) return aliasValue(node, reading, depth);
  if (node.anchor === undefined) return contentOf(node, reading, depth);
  reading.anchors.set(node.anchor, node);
  reading.open.add(node);
  const value = contentOf(node, reading, depth);
  reading.open.delete(node);
  return value;
}

const lineOf = (node: Node, { lines }: Reading): number => lines.linePos(node.range?.[0] ?? 0).line;

function aliasValue(alias: Alias, reading: Reading, depth: number): unknown {
  const target = reading.anchors.get(alias.source);
  if (target === undefined) throw problem(`unknown anchor '${alias.source}' referenced`, lineOf(alias, reading));
  if (reading.open.has(target)) {
    throw problem(`anchor '${alias.source}' value contains itself`, lineOf(alias, reading));
  }
  reading.following += 1;
  const value = valueAt(target, reading, depth);
  reading.following -= 1;
  return value;
}

function contentOf(node: Node, reading: Reading, depth: number): unknown {
  if (isSeq<Node>(node)) return node.items.map((item) => valueAt(item, reading, depth + 1));
  if (isMap<Node, Node | null>(node)) return mapValue(node, reading, depth);
  if (!isScalar(node)) throw problem('unexpected content', lineOf(node, reading));
  try {
    return scalarValue(node);
  } catch (error) {
    throw problem(error instanceof Error ? error.message : String(error), lineOf(node, reading));
  }
}

function scalarValue({ value, tag, type }: Scalar): string | number | boolean | null {
  const text = String(value ?? '');
  if (tag !== undefined) return taggedScalar(tag, text);
  return type === 'PLAIN' ? plainScalar(text) : text;
}

/** The last of several fields with one key wins, merged ones included. */
function mapValue(map: YAMLMap<Node, Node | null>, reading: Reading, depth: number): Fields {
  const fields: Fields = {};
  for (const { key, value } of map.items as readonly Pair<Node, Node | null>[]) {
    if (isMergeKey(key)) merge(fields, value, reading, depth);
    else set(fields, keyOf(key, reading, depth), valueAt(value, reading, depth + 1));
  }
  return fields;
}

const isMergeKey = (key: Node): boolean =>
  isScalar(key) && key.value === '<<' && (key.tag === undefined ? key.type === 'PLAIN' : key.tag === MERGE);

/** The fields of a map, or of several: of those the first wins. */
function merge(fields: Fields, node: Node | null, reading: Reading, depth: number): void {
  const sources = isSeq<Node>(node) ? [...node.items].reverse() : [node];
  for (const source of sources) {
    const value = valueAt(source, reading, depth + 1);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw problem('map merge requires map or sequence of maps as the value', node ? lineOf(node, reading) : 1);
    }
    for (const [key, field] of Object.entries(value)) set(fields, key, field);
  }
}

function keyOf(key: Node, reading: Reading, depth: number): string {
  const value = valueAt(key, reading, depth + 1);
  if (value !== null && typeof value !== 'object') return String(value);
  throw problem('map keys must be text, numbers or booleans', lineOf(key, reading));
}

function set(fields: Fields, key: string, value: unknown): void {
  // By assignment it would become the prototype.
  if (key === '__proto__') Object.defineProperty(fields, key, { value, enumerable: true, writable: true });
  else fields[key] = value;
}
