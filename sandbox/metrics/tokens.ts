/** A query's text as tokens, each with its place. */
import { parseError } from './query-error.ts';

export type TokenKind = 'number' | 'identifier' | 'string' | 'sign' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** As it is written; the content of a string. */
  readonly text: string;
  readonly at: number;
  /** Where it stops. */
  readonly until: number;
  /** A number, or the seconds of a duration. */
  readonly value?: number;
}

const LONGEST = 100_000;
const BLANK = /(?:\s|#[^\n]*)*/y;
const IDENTIFIER = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const NUMERIC = /(?:0[xX][0-9a-fA-F]+|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![\w.]))/y;
const NUMBER_LIKE = /\.?\d(?:[\w.])*/y;
const DURATION = /(?=\d)(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+)s)?(?:(\d+)ms)?(?![\w.])/y;
const UNIT_SECONDS = [365 * 86_400, 7 * 86_400, 86_400, 3600, 60, 1, 0.001];
const STRING = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`/y;
const SIGN = /=~|!~|==|!=|<=|>=|[-+*/%^=<>(){}[\],@]/y;

interface Reader {
  readonly query: string;
  at: number;
}

/** All tokens, and the end as the last one. */
export function tokensOf(query: string): readonly Token[] {
  if (query.length > LONGEST) throw parseError(query, 0, `a query may have ${LONGEST} characters at most`);
  const reader: Reader = { query, at: 0 };
  const tokens: Token[] = [];
  for (;;) {
    take(reader, BLANK);
    const { at } = reader;
    if (at >= query.length) break;
    tokens.push(numberToken(reader) ?? stringToken(reader) ?? plainToken(reader));
  }
  tokens.push({ kind: 'end', text: '', at: reader.at, until: reader.at });
  return tokens;
}

/** The number that a text is, with infinities and durations (in seconds) as queries have them. */
export function numberIn(text: string): number | undefined {
  if (matches(text, NUMERIC)) return Number(text);
  if (matches(text, DURATION)) return durationSeconds(text);
  switch (text.toLowerCase()) {
    case 'inf':
      return Number.POSITIVE_INFINITY;
    case 'nan':
      return Number.NaN;
    default:
      return undefined;
  }
}

function numberToken(reader: Reader): Token | undefined {
  const { at, query } = reader;
  const text = take(reader, NUMBER_LIKE);
  if (text === undefined) return undefined;
  // The sign of an exponent is no part of a word.
  reader.at = at;
  const number = take(reader, NUMERIC) ?? take(reader, DURATION);
  if (number === undefined) throw parseError(query, at, `bad number or duration syntax: ${JSON.stringify(text)}`);
  return { kind: 'number', text: number, at, until: reader.at, value: numberIn(number) ?? Number.NaN };
}

function stringToken(reader: Reader): Token | undefined {
  const { at, query } = reader;
  const quote = query[at];
  if (quote !== '"' && quote !== "'" && quote !== '`') return undefined;
  const text = take(reader, STRING);
  if (text === undefined) {
    throw parseError(query, at, quote === '`' ? 'unterminated raw string' : 'unterminated quoted string');
  }
  const inner = text.slice(1, -1);
  const content = quote === '`' ? inner : unescaped(inner);
  if (content === undefined)
    throw parseError(query, at, `error unquoting string ${JSON.stringify(text)}: invalid syntax`);
  return { kind: 'string', text: content, at, until: reader.at };
}

function plainToken(reader: Reader): Token {
  const { at, query } = reader;
  const word = take(reader, IDENTIFIER);
  if (word !== undefined) {
    const value = numberIn(word);
    const place = { text: word, at, until: reader.at };
    return value === undefined ? { kind: 'identifier', ...place } : { kind: 'number', ...place, value };
  }
  const sign = take(reader, SIGN);
  if (sign !== undefined) return { kind: 'sign', text: sign, at, until: reader.at };
  const character = String.fromCodePoint(query.codePointAt(at) ?? 0);
  throw parseError(query, at, `unexpected character: '${character}'`);
}

function take(reader: Reader, pattern: RegExp): string | undefined {
  pattern.lastIndex = reader.at;
  const text = pattern.exec(reader.query)?.[0];
  if (text) reader.at += text.length;
  return text || undefined;
}

function matches(text: string, pattern: RegExp): boolean {
  pattern.lastIndex = 0;
  return text !== '' && pattern.exec(text)?.[0] === text;
}

function durationSeconds(text: string): number {
  DURATION.lastIndex = 0;
  const parts = DURATION.exec(text)?.slice(1) ?? [];
  const milliseconds = parts.map((part, index) => Number(part ?? 0) * (UNIT_SECONDS[index] ?? 0) * 1000);
  return milliseconds.reduce((sum, part) => sum + part, 0) / 1000;
}

const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.))/g;
const LETTERS: ReadonlyMap<string, string> = new Map([
  ...(['a\x07', 'b\b', 'f\f', 'n\n', 'r\r', 't\t', 'v\v'].map((pair) => [pair[0], pair[1]]) as [string, string][]),
  ...(['\\', '"', "'"].map((letter) => [letter, letter]) as [string, string][]),
]);

/** Go's escapes resolved; `undefined` if one is unknown. */
function unescaped(text: string): string | undefined {
  let isValid = true;
  const result = text.replace(ESCAPE, (_, ...[hex, short, long, octal, letter]: (string | undefined)[]) => {
    const character = letter === undefined ? ofCode(hex ?? short ?? long, octal) : LETTERS.get(letter);
    isValid &&= character !== undefined;
    return character ?? '';
  });
  return isValid ? result : undefined;
}

function ofCode(hex: string | undefined, octal = '0'): string | undefined {
  const code = hex === undefined ? Number.parseInt(octal, 8) : Number.parseInt(hex, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
