/** Reads templates of JSONPath as kubectl writes them: text, and paths in braces. */

/** One step from values to others. */
export type Step =
  | { readonly kind: 'field'; readonly name: string }
  /** A key in quotes: as it is, or the path that it is where kubectl reads it. */
  | { readonly kind: 'key'; readonly name: string; readonly path: Path }
  | { readonly kind: 'each' }
  | { readonly kind: 'deep' }
  | { readonly kind: 'slice'; readonly from: number; readonly to: number | undefined; readonly stride: number }
  | { readonly kind: 'union'; readonly paths: readonly Path[] }
  | { readonly kind: 'filter'; readonly left: Path; readonly compared?: Comparison }
  | { readonly kind: 'constant'; readonly value: string | number | boolean }
  | { readonly kind: 'word'; readonly word: string };
export type Path = readonly Step[];

export interface Comparison {
  readonly operator: string;
  readonly right: Path;
}

export type Part =
  | { readonly text: string }
  | { readonly path: Path }
  /** The body is for each value of the range. */
  | { readonly range: Path; readonly body: readonly Part[] };

/** Why a path cannot be read or followed. */
export class PathError extends Error {}

interface Cursor {
  readonly text: string;
  at: number;
}

/** Throws PathError. */
export function partsOf(text: string): readonly Part[] {
  return nested(flatParts(text).values(), false);
}

function flatParts(text: string): readonly Part[] {
  const parts: Part[] = [];
  const cursor = { text, at: 0 };
  while (cursor.at < text.length) {
    const brace = text.indexOf('{', cursor.at);
    const end = brace < 0 ? text.length : brace;
    if (end > cursor.at) parts.push({ text: text.slice(cursor.at, end) });
    cursor.at = end + 1;
    if (brace >= 0) parts.push({ path: pathUntil(cursor, '}') });
  }
  return parts;
}

/** A range ends at its `end`, or with all. */
function nested(flat: Iterator<Part>, isInside: boolean): readonly Part[] {
  const parts: Part[] = [];
  for (let next = flat.next(); !next.done; next = flat.next()) {
    const [first, ...rest] = 'path' in next.value ? next.value.path : [];
    const word = first?.kind === 'word' ? first.word : '';
    if (word === 'end' && isInside) return parts;
    parts.push(word === 'range' ? { range: rest, body: nested(flat, true) } : next.value);
  }
  return parts;
}

function pathUntil(cursor: Cursor, end: '}' | ''): Path {
  const steps: Step[] = [];
  while (cursor.at < cursor.text.length) {
    if (end !== '' && cursor.text[cursor.at] === end) {
      cursor.at++;
      return steps;
    }
    const step = stepAt(cursor);
    if (step) steps.push(step);
  }
  if (end !== '') throw new PathError('unclosed action');
  return steps;
}

const pathOf = (text: string): Path => pathUntil({ text, at: 0 }, '');

const PATTERNS = {
  /** The value itself, and what parts words. */
  nothing: /[ @$]/y,
  filter: /\[\?\(/y,
  list: /\[([^\]\n]*)\]/y,
  deep: /\.\.(?=(\w?))/y,
  name: /\.?((?:\\.|[^\s.,[\]$@{}\\])*)/y,
  text: /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/y,
  number: /[+-]?[\d.]+/y,
  word: /\w+/y,
} as const;

function taken(cursor: Cursor, pattern: keyof typeof PATTERNS): readonly string[] | undefined {
  // Patterns are shared: each reading starts where its cursor is.
  const expression = new RegExp(PATTERNS[pattern].source, 'y');
  expression.lastIndex = cursor.at;
  const match = expression.exec(cursor.text);
  if (!match) return undefined;
  cursor.at += match[0].length;
  return match;
}

/** Undefined where there is nothing to do. */
function stepAt(cursor: Cursor): Step | undefined {
  if (taken(cursor, 'nothing')) return undefined;
  if (taken(cursor, 'filter')) return filterAt(cursor);
  if (cursor.text[cursor.at] === '[') return listAt(cursor);
  const deep = taken(cursor, 'deep');
  if (deep) {
    // A name that follows is one without its dot.
    if (deep[1]) cursor.at--;
    return { kind: 'deep' };
  }
  return cursor.text[cursor.at] === '.' ? fieldAt(cursor) : constantAt(cursor);
}

function fieldAt(cursor: Cursor): Step {
  const [, name = ''] = taken(cursor, 'name') ?? [];
  return name === '*' ? { kind: 'each' } : { kind: 'field', name: name.replaceAll('\\', '') };
}

function constantAt(cursor: Cursor): Step {
  const [text] = taken(cursor, 'text') ?? [];
  if (text !== undefined) return { kind: 'constant', value: unquoted(text) };
  const [number] = taken(cursor, 'number') ?? [];
  if (number !== undefined) return { kind: 'constant', value: numberOf(number) };
  const [word] = taken(cursor, 'word') ?? [];
  if (word === 'true' || word === 'false') return { kind: 'constant', value: word === 'true' };
  if (word !== undefined) return { kind: 'word', word };
  const character = cursor.text.codePointAt(cursor.at) ?? 0;
  if (`"'`.includes(String.fromCodePoint(character))) throw new PathError('unterminated quoted string');
  const code = character.toString(16).toUpperCase().padStart(4, '0');
  throw new PathError(`unrecognized character in action: U+${code} '${String.fromCodePoint(character)}'`);
}

function numberOf(text: string): number {
  const value = Number(text);
  if (Number.isNaN(value)) throw new PathError(`cannot parse number ${text}`);
  return value;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', a: '\x07' };

function unquoted(text: string): string {
  return text.slice(1, -1).replaceAll(/\\(u[\da-fA-F]{4}|x[\da-fA-F]{2}|.)/gs, (_, code: string) => {
    if (code.length > 1) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return ESCAPES[code] ?? code;
  });
}

function listAt(cursor: Cursor): Step {
  const [, inside] = taken(cursor, 'list') ?? [];
  if (inside === undefined) throw new PathError('unterminated array');
  const entries = inside.split(',');
  if (entries.length === 1) return entryOf(inside);
  return { kind: 'union', paths: entries.map((entry) => pathOf(`[${entry.trim()}]`)) };
}

const SLICE = /^(-?\d*)(?::(-?\d*))?(?::(-?\d*))?$/;

function entryOf(text: string): Step {
  const [, single, double] = /^'([^']*)'$|^"([^"]*)"$/.exec(text) ?? [];
  const key = single ?? double;
  return key === undefined ? sliceIn(text) : { kind: 'key', name: key, path: pathOf(`.${key}`) };
}

function sliceIn(text: string): Step {
  const [all, first = '', second, third = ''] = SLICE.exec(text === '*' ? ':' : text) ?? [];
  if (all === undefined) throw new PathError(`invalid array index ${text}`);
  const from = indexOf(first) ?? 0;
  const stride = indexOf(third) ?? 1;
  if (stride <= 0) throw new PathError('step must be > 0');
  const isOne = second === undefined && third === '';
  return { kind: 'slice', from, to: isOne ? indexAfter(from) : indexOf(second ?? ''), stride };
}

/** After the last one there is only the end. */
const indexAfter = (index: number): number | undefined => (index === -1 ? undefined : index + 1);

function indexOf(text: string): number | undefined {
  if (text === '') return undefined;
  const index = Number(text);
  if (!Number.isSafeInteger(index)) throw new PathError(`array index ${text} is not a number`);
  return index;
}

function filterAt(cursor: Cursor): Step {
  const start = cursor.at;
  const end = filterEnd(cursor);
  const text = cursor.text.slice(start, end);
  if (cursor.text[end + 1] !== ']') throw new PathError('unclosed array expect ]');
  cursor.at = end + 2;
  const [, left, operator = '', right = ''] = /^([^!<>=]+)([!<>=]+)(.+)$/s.exec(text) ?? [];
  if (left === undefined) return { kind: 'filter', left: pathOf(text) };
  if (!/^([<>]=?|[!=]=)$/.test(operator)) throw new PathError(`unrecognized filter operator ${operator}`);
  return { kind: 'filter', left: pathOf(left), compared: { operator, right: pathOf(right) } };
}

/** Where the bracket is that closes it: not one in quotes. */
function filterEnd({ text, at }: Cursor): number {
  const [inside] = /^(?:"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|[^)"'\n])*/.exec(text.slice(at)) ?? [''];
  const end = at + inside.length;
  if (text[end] !== ')') throw new PathError('unterminated filter');
  return end;
}
