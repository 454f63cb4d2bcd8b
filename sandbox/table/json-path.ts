/** Reads the JSON paths of columns: `.spec.replicas`, `.status.conditions[?(@.type=="Ready")].status`, `.a['b']`, `.c[0:2]`. */

export type Path = readonly Step[];

export type Step =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'all' }
  | { readonly kind: 'descendants' }
  | { readonly kind: 'slice'; readonly from?: number; readonly to?: number; readonly step?: number }
  | { readonly kind: 'item'; readonly index: number }
  | { readonly kind: 'union'; readonly paths: readonly Path[] }
  | { readonly kind: 'filter'; readonly left: Path; readonly operator: string; readonly right: Path }
  | { readonly kind: 'constant'; readonly value: string | number | boolean }
  /** A word that is no path: known only when values are looked for, which then fails. */
  | { readonly kind: 'nonsense' };

interface Reader {
  readonly text: string;
  /** How many filters and lists of alternatives it is inside of. */
  readonly depth: number;
  at: number;
}

/** Thrown inside this file only. */
const UNREADABLE = Symbol('unreadable path');
const MOST_DEPTH = 10;
const NUMBER = /[-+]?[0-9.]+/y;
const WORD = /[^ \t\r\n.,[\]$@{}]+/y;
const FIELD = /(?:\\[\s\S]|[^\\ \t\r\n.,[\]$@{}])*/y;
const KEY = /^'([^']*)'$/;
const SLICE = /^(-?[0-9]*)(:-?[0-9]*)?(:-?[0-9]*)?$/;
/** Up to the parenthesis that closes it: one inside quotes does not. */
const CONDITION = /(?:[^'")]|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")*/y;
const COMPARISON = /^([^!<>=]+)([!<>=]+)(.+)$/;

/** Undefined if the server would not accept it as a path. */
export function jsonPath(text: string): Path | undefined {
  try {
    return pathIn(text, 0);
  } catch (error) {
    if (error === UNREADABLE) return undefined;
    throw error;
  }
}

function pathIn(text: string, depth: number): Path {
  if (depth > MOST_DEPTH) throw UNREADABLE;
  const reader: Reader = { text, depth, at: 0 };
  const steps: Step[] = [];
  while (reader.at < text.length) steps.push(...stepsAt(reader, steps.at(-1)));
  return steps;
}

function stepsAt(reader: Reader, before: Step | undefined): Path {
  const { text, at } = reader;
  if (text.startsWith('[?(', at)) return [filterAt(reader)];
  if (text.startsWith('..', at)) return descendantsAt(reader, before);
  const character = text[at] ?? '';
  switch (character) {
    case ' ':
    case '@':
    case '$':
      reader.at += 1;
      return [];
    case '[':
      return bracketAt(reader);
    case '.':
      reader.at += 1;
      return [fieldAt(reader)];
    case '"':
    case "'":
      return [quoteAt(reader, character)];
    default:
      return [wordAt(reader)];
  }
}

function descendantsAt(reader: Reader, before: Step | undefined): Path {
  if (before?.kind === 'descendants') throw UNREADABLE;
  reader.at += 2;
  const next = reader.text[reader.at] ?? '';
  return /\w/.test(next) ? [{ kind: 'descendants' }, fieldAt(reader)] : [{ kind: 'descendants' }];
}

function taken(reader: Reader, pattern: RegExp): string {
  const sticky = new RegExp(pattern);
  sticky.lastIndex = reader.at;
  const text = sticky.exec(reader.text)?.[0] ?? '';
  reader.at += text.length;
  return text;
}

function fieldAt(reader: Reader): Step {
  const name = taken(reader, FIELD);
  return name === '*' ? { kind: 'all' } : { kind: 'field', name: name.replaceAll('\\', '') };
}

function wordAt(reader: Reader): Step {
  const number = taken(reader, NUMBER);
  if (number !== '') {
    const value = Number(number);
    if (Number.isNaN(value)) throw UNREADABLE;
    return { kind: 'constant', value };
  }
  if (!/[\p{L}_]/u.test(reader.text[reader.at] ?? '')) throw UNREADABLE;
  const word = taken(reader, WORD);
  return word === 'true' || word === 'false' ? { kind: 'constant', value: word === 'true' } : { kind: 'nonsense' };
}

function quoteAt(reader: Reader, quote: string): Step {
  const start = reader.at + 1;
  let end = reader.text.indexOf(quote, start);
  while (end > 0 && reader.text[end - 1] === '\\') end = reader.text.indexOf(quote, end + 1);
  if (end < 0) throw UNREADABLE;
  reader.at = end + 1;
  return { kind: 'constant', value: reader.text.slice(start, end).replaceAll(/\\(.)/g, '$1') };
}

function bracketAt(reader: Reader): Path {
  const end = reader.text.indexOf(']', reader.at);
  if (end < 0) throw UNREADABLE;
  const inside = reader.text.slice(reader.at + 1, end);
  reader.at = end + 1;
  if (!inside.includes(',')) return selection(inside, reader.depth);
  return [{ kind: 'union', paths: inside.split(',').map((one) => pathIn(`[${one.trim()}]`, reader.depth + 1)) }];
}

function selection(inside: string, depth: number): Path {
  const key = KEY.exec(inside);
  // The server reads a key like any other path: its dots need backslashes.
  if (key) return pathIn(`.${key[1]}`, depth + 1);
  const bounds = SLICE.exec(inside === '*' ? ':' : inside);
  if (!bounds) throw UNREADABLE;
  const [, from, to, step] = bounds;
  if (to === undefined && step === undefined) return [{ kind: 'item', index: numberIn(from) ?? 0 }];
  return [{ kind: 'slice', ...named('from', from), ...named('to', to?.slice(1)), ...named('step', step?.slice(1)) }];
}

function named(name: 'from' | 'to' | 'step', text: string | undefined): object {
  const value = numberIn(text);
  return value === undefined ? {} : { [name]: value };
}

function numberIn(text = ''): number | undefined {
  if (text === '') return undefined;
  if (text === '-') throw UNREADABLE;
  return Number(text);
}

function filterAt(reader: Reader): Step {
  reader.at += '[?('.length;
  const condition = taken(reader, CONDITION);
  if (!reader.text.startsWith(')]', reader.at)) throw UNREADABLE;
  reader.at += ')]'.length;
  const [, left, operator, right] = COMPARISON.exec(condition) ?? [];
  const depth = reader.depth + 1;
  if (left === undefined || operator === undefined || right === undefined) {
    return { kind: 'filter', left: pathIn(condition, depth), operator: 'exists', right: [] };
  }
  return { kind: 'filter', left: pathIn(left, depth), operator, right: pathIn(right, depth) };
}
