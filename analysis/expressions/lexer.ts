/** Cuts an expression into words. */
import { fail } from './problem.ts';
import { KEYWORDS } from './syntax.ts';

export interface Token {
  readonly kind: 'Number' | 'String' | 'Identifier' | 'Operator' | 'Bracket' | 'Pointer' | 'EOF';
  /** A String's is what it says, without quotes. */
  readonly text: string;
  readonly at: number;
}

const NUMBER =
  /0[xX][\da-fA-F_]*|0[oO][0-7_]*|0[bB][01_]*|(?:\d[\d_]*(?:\.(?!\.)[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?[\d_]*)?/;
const WORD = /[\p{L}_$][\p{L}\p{Nd}_$]*/u;
const TOKEN = [
  /(?<skipped>\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)/,
  /(?<comment>\/\*)/,
  new RegExp(`(?<number>${NUMBER.source})(?<tail>${WORD.source})?`, 'u'),
  /(?<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')/,
  /`(?<raw>(?:[^`]|``)*)`/,
  /(?<quote>["'`])/,
  /#(?<pointer>[\p{L}\p{Nd}_$]*)/u,
  new RegExp(`(?<word>${WORD.source})`, 'u'),
  /(?<operator>\|\||&&|==|!=|<=|>=|\?\?|\?\.|\.\.|\*\*|::|[-+*/%^<>!?:.,;|=&])/,
  /(?<bracket>[()[\]{}])/,
  /(?<unknown>[\s\S])/,
]
  .map(({ source }) => source)
  .join('|');

/** The last one is the end. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const { groups = {}, index } of text.matchAll(new RegExp(TOKEN, 'gu'))) {
    if (groups['skipped'] === undefined) tokens.push(tokenOf(groups, index));
  }
  return [...tokens, { kind: 'EOF', text: '', at: Math.max(0, text.trimEnd().length - 1) }];
}

type Found = Readonly<Record<string, string | undefined>>;

function tokenOf(found: Found, at: number): Token {
  const { word, number, tail = '', string, raw, pointer } = found;
  if (word !== undefined) return { kind: KEYWORDS.includes(word) ? 'Operator' : 'Identifier', text: word, at };
  if (number !== undefined) {
    return tail === '' ? { kind: 'Number', text: number, at } : fail(`bad number syntax: "${number}${tail}"`, at);
  }
  if (string !== undefined) return { kind: 'String', text: unescaped(string, at), at };
  if (raw !== undefined) return { kind: 'String', text: raw.replaceAll('``', '`'), at };
  if (pointer !== undefined) return { kind: 'Pointer', text: pointer, at };
  return signOf(found, at);
}

function signOf({ operator, bracket, comment, quote, unknown = '' }: Found, at: number): Token {
  if (operator !== undefined) return { kind: 'Operator', text: operator, at };
  if (bracket !== undefined) return { kind: 'Bracket', text: bracket, at };
  if (comment !== undefined) fail('unclosed comment', at);
  if (quote !== undefined) fail('literal not terminated', at);
  return fail(`unrecognized character: ${JSON.stringify(unknown)}`, at);
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

const ESCAPE = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|u\{([\da-fA-F]+)\}|([0-3][0-7]{2})|([\s\S]))/g;

function unescaped(literal: string, at: number): string {
  const quote = literal.charAt(0);
  return literal.slice(1, -1).replaceAll(ESCAPE, (written, ...found) => {
    const [x, u, long, braced, octal, sign] = found as (string | undefined)[];
    const hex = x ?? u ?? long ?? braced;
    if (hex !== undefined) return character(Number.parseInt(hex, 16), at);
    if (octal !== undefined) return character(Number.parseInt(octal, 8), at);
    if (sign === quote) return quote;
    return ESCAPES[sign ?? ''] ?? fail(`invalid char escape ${written}`, at);
  });
}

function character(code: number, at: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : fail('invalid char escape', at);
}
