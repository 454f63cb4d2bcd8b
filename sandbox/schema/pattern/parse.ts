/** Reads a pattern in the syntax of Go's regexp package; refuses what that refuses, in its words. */
import { literal, NEWLINE, not } from './character-classes.ts';
import { takeClass, takeEscape, takeNamedClass } from './parse-class.ts';
import { isAtEnd, type Reader, rest, startsWith, takePoint, upcoming } from './reader.ts';
import { PatternError, type PatternNode } from './syntax-tree.ts';

const MOST_REPEATS = 1000;
const MOST_NESTED = 250;

interface Flags {
  readonly ignoresCase: boolean;
  readonly manyLines: boolean;
  readonly dotTakesNewlines: boolean;
}

/** An open group: the alternatives read so far and the parts of the current one. */
interface Group {
  readonly alternatives: PatternNode[];
  parts: PatternNode[];
  /** What holds again after the group. */
  readonly outer: Flags;
}

interface Parser {
  readonly reader: Reader;
  readonly groups: Group[];
  flags: Flags;
  /** Where the repetition that was just read starts; two in a row are an error. */
  repeatedAt: number;
}

/** Throws a PatternError. */
export function patternTree(text: string): PatternNode {
  const flags = { ignoresCase: false, manyLines: false, dotTakesNewlines: false };
  const root: Group = { alternatives: [], parts: [], outer: flags };
  const parser: Parser = { reader: { text, at: 0 }, groups: [root], flags, repeatedAt: -1 };
  while (!isAtEnd(parser.reader)) takeNext(parser);
  if (parser.groups.length > 1) throw new PatternError('missing closing )', text);
  return closed(root);
}

const current = (parser: Parser): Group => parser.groups.at(-1) ?? { alternatives: [], parts: [], outer: parser.flags };

function closed({ alternatives, parts }: Group): PatternNode {
  const last: PatternNode = { is: 'all', parts };
  return alternatives.length === 0 ? last : { is: 'either', parts: [...alternatives, last] };
}

function takeNext(parser: Parser): void {
  const { reader } = parser;
  const character = upcoming(reader);
  const repeatedAt = parser.repeatedAt;
  parser.repeatedAt = -1;
  switch (character) {
    case '(':
      openGroup(parser);
      return;
    case ')':
      closeGroup(parser);
      return;
    case '|':
      startAlternative(parser);
      return;
    case '*':
    case '+':
    case '?':
    case '{':
      if (takeRepetition(parser, repeatedAt)) return;
  }
  current(parser).parts.push(...takenParts(parser, character));
}

function startAlternative(parser: Parser): void {
  parser.reader.at++;
  const group = current(parser);
  group.alternatives.push({ is: 'all', parts: group.parts });
  group.parts = [];
}

function openGroup(parser: Parser): void {
  const { reader, groups } = parser;
  const outer = parser.flags;
  if (startsWith(reader, '(?')) {
    if (!takeGroupStart(parser)) return;
  } else reader.at++;
  if (groups.length > MOST_NESTED) throw new PatternError('expression nests too deeply', reader.text);
  groups.push({ alternatives: [], parts: [], outer });
}

function closeGroup(parser: Parser): void {
  const group = parser.groups.length > 1 ? parser.groups.pop() : undefined;
  if (!group) throw new PatternError('unexpected )', parser.reader.text);
  parser.reader.at++;
  parser.flags = group.outer;
  current(parser).parts.push(closed(group));
}

/** Takes `(?:`, `(?i:`, `(?P<name>`, or `(?i)`; false if no group is open after it. */
function takeGroupStart(parser: Parser): boolean {
  const { reader } = parser;
  if (startsWith(reader, '(?P<') || startsWith(reader, '(?<')) {
    takeGroupName(parser);
    return true;
  }
  const text = rest(reader);
  const [whole, on = '', off = '', end] = /^\(\?([imsU]*)(-[imsU]+)?([:)])/.exec(text) ?? [];
  if (whole === undefined) {
    const known = /^\(\?[imsU]*(?:-[imsU]*)?/.exec(text)?.[0] ?? '';
    const [odd = ''] = text.slice(known.length);
    throw new PatternError('invalid or unsupported Perl syntax', known + odd);
  }
  reader.at += whole.length;
  parser.flags = withFlags(withFlags(parser.flags, on, true), off, false);
  return end === ':';
}

const withFlags = (flags: Flags, letters: string, on: boolean): Flags => ({
  ignoresCase: letters.includes('i') ? on : flags.ignoresCase,
  manyLines: letters.includes('m') ? on : flags.manyLines,
  dotTakesNewlines: letters.includes('s') ? on : flags.dotTakesNewlines,
});

function takeGroupName({ reader }: Parser): void {
  const end = reader.text.indexOf('>', reader.at);
  if (end < 0) throw new PatternError('invalid named capture', rest(reader));
  const whole = reader.text.slice(reader.at, end + 1);
  const name = whole.slice(whole.indexOf('<') + 1, -1);
  if (!/^\w+$/.test(name)) throw new PatternError('invalid named capture', whole);
  reader.at = end + 1;
}

/** False if a brace stands for itself. */
function takeRepetition(parser: Parser, repeatedAt: number): boolean {
  const { reader } = parser;
  const start = reader.at;
  const [operator, least, most] = repetitionAt(reader);
  if (operator === '') return false;
  reader.at += operator.length;
  const counted = operator.startsWith('{');
  if (counted && (least > MOST_REPEATS || most > MOST_REPEATS || (most >= 0 && least > most))) {
    throw new PatternError('invalid repeat count', operator);
  }
  if (upcoming(reader) === '?') reader.at++;
  const said = reader.text.slice(start, reader.at);
  if (repeatedAt >= 0) {
    throw new PatternError('invalid nested repetition operator', reader.text.slice(repeatedAt, reader.at));
  }
  const { parts } = current(parser);
  const part = parts.pop();
  if (!part) throw new PatternError('missing argument to repetition operator', said);
  const node: PatternNode = { is: 'repeated', part, least, most };
  if (counted && repeats(node) > MOST_REPEATS) throw new PatternError('invalid repeat count', said);
  parts.push(node);
  parser.repeatedAt = start;
  return true;
}

function repetitionAt(reader: Reader): readonly [operator: string, least: number, most: number] {
  switch (upcoming(reader)) {
    case '*':
      return ['*', 0, -1];
    case '+':
      return ['+', 1, -1];
    case '?':
      return ['?', 0, 1];
  }
  const match = /^\{(0|[1-9]\d{0,8})(,?)(0|[1-9]\d{0,8})?\}/.exec(reader.text.slice(reader.at, reader.at + 24));
  if (!match) return ['', 0, 0];
  const [operator, least = '', comma, most] = match;
  if (comma === '' && most !== undefined) return ['', 0, 0];
  return [operator, Number(least), comma === '' ? Number(least) : Number(most ?? -1)];
}

/** How often the innermost part may have to be written out. */
function repeats(node: PatternNode): number {
  switch (node.is) {
    case 'all':
    case 'either':
      return node.parts.reduce((most, part) => Math.max(most, repeats(part)), 1);
    case 'repeated':
      return Math.max(1, node.least, node.most) * repeats(node.part);
    default:
      return 1;
  }
}

function takenParts(parser: Parser, character: string): readonly PatternNode[] {
  const { reader, flags } = parser;
  switch (character) {
    case '^':
      reader.at++;
      return [{ is: 'place', place: flags.manyLines ? 'line-start' : 'text-start' }];
    case '$':
      reader.at++;
      return [{ is: 'place', place: flags.manyLines ? 'line-end' : 'text-end' }];
    case '.':
      reader.at++;
      return [{ is: 'character', test: flags.dotTakesNewlines ? () => true : not(literal(NEWLINE, false)) }];
    case '[':
      return [{ is: 'character', test: takeClass(reader, flags.ignoresCase) }];
    case '\\':
      return takenEscape(parser);
    default:
      return [{ is: 'character', test: literal(takePoint(reader), flags.ignoresCase) }];
  }
}

function takenEscape({ reader, flags }: Parser): readonly PatternNode[] {
  const letter = reader.text[reader.at + 1] ?? '';
  const place = ({ A: 'text-start', z: 'text-end', b: 'word-edge', B: 'no-word-edge' } as const)[letter];
  if (place) {
    reader.at += 2;
    return [{ is: 'place', place }];
  }
  if (letter === 'Q') {
    const end = reader.text.indexOf('\\E', reader.at + 2);
    const quoted = reader.text.slice(reader.at + 2, end < 0 ? undefined : end);
    reader.at = end < 0 ? reader.text.length : end + 2;
    return [...quoted].map((one) => ({ is: 'character', test: literal(one.codePointAt(0) ?? 0, flags.ignoresCase) }));
  }
  const test = takeNamedClass(reader) ?? literal(takeEscape(reader), flags.ignoresCase);
  return [{ is: 'character', test }];
}
