/** Walking along a query's tokens, and saying what was expected where something else stands. */
import { parseError, type QueryError } from './query-error.ts';
import { type Token, tokensOf } from './tokens.ts';

export interface Parser {
  readonly query: string;
  readonly tokens: readonly Token[];
  next: number;
  depth: number;
  operators: number;
}

const MOST_LEVELS = 100;
const MOST_OPERATORS = 1000;
const END: Token = { kind: 'end', text: '', at: 0, until: 0 };

export const parserOf = (query: string): Parser => ({
  query,
  tokens: tokensOf(query),
  next: 0,
  depth: 0,
  operators: 0,
});

export const upcoming = (parser: Parser, ahead = 0): Token => parser.tokens[parser.next + ahead] ?? END;

export const isSign = (token: Token, text: string): boolean => token.kind === 'sign' && token.text === text;

/** Whether a token is one of the words that queries write in capitals or not. */
export const isWord = (token: Token, word: string): boolean =>
  token.kind === 'identifier' && token.text.toLowerCase() === word;

/** Takes a sign if it is there. */
export function takeSign(parser: Parser, text: string): Token | undefined {
  const token = upcoming(parser);
  if (!isSign(token, text)) return undefined;
  parser.next++;
  return token;
}

export function takeWord(parser: Parser, word: string): Token | undefined {
  const token = upcoming(parser);
  if (!isWord(token, word)) return undefined;
  parser.next++;
  return token;
}

/** Takes a token of a kind, or says that another one was not expected here. */
export function takeKind(parser: Parser, kind: Token['kind'], context: string): Token {
  const token = upcoming(parser);
  if (token.kind !== kind) throw unexpected(parser, context);
  parser.next++;
  return token;
}

export const errorAt = (parser: Parser, at: number, message: string): QueryError =>
  parseError(parser.query, at, message);

/** The context may name what was expected: `label matching, expected string`. */
export function unexpected(parser: Parser, context = ''): QueryError {
  const token = upcoming(parser);
  const open = token.kind === 'end' ? openAtEnd(parser) : undefined;
  return errorAt(parser, token.at, open ?? `unexpected ${described(token)}${context && ` in ${context}`}`);
}

/** What is missing where the text stops too early. */
function openAtEnd({ tokens }: Parser): string | undefined {
  const isOpen = (opening: string, closing: string) =>
    tokens.filter((token) => isSign(token, opening)).length > tokens.filter((token) => isSign(token, closing)).length;
  if (isOpen('{', '}')) return 'unexpected end of input inside braces';
  if (isOpen('[', ']')) return 'unclosed left bracket';
  return isOpen('(', ')') ? 'unclosed left parenthesis' : undefined;
}

/** Runs a step one level deeper; nesting has an end. */
export function deeper<T>(parser: Parser, step: () => T): T {
  parser.depth++;
  if (parser.depth > MOST_LEVELS) {
    throw errorAt(parser, upcoming(parser).at, `the query is nested more than ${MOST_LEVELS} levels deep`);
  }
  const result = step();
  parser.depth--;
  return result;
}

/** Counts an operator: long chains of them are deep trees too. */
export function countOperator(parser: Parser): void {
  parser.operators++;
  if (parser.operators > MOST_OPERATORS) {
    throw errorAt(parser, upcoming(parser).at, `the query has more than ${MOST_OPERATORS} operators`);
  }
}

const KEYWORD = /^(?:and|or|unless|by|without|on|ignoring|group_left|group_right|offset|bool|atan2)$/i;
const OPERATOR = /^(?:[-+*/%^<>@]|[=!<>]=|[=!]~)$/;

function described({ kind, text }: Token): string {
  switch (kind) {
    case 'end':
      return 'end of input';
    case 'number':
      return `number ${JSON.stringify(text)}`;
    case 'string':
      return `string ${JSON.stringify(JSON.stringify(text))}`;
    case 'identifier':
      return KEYWORD.test(text) ? `<${text.toLowerCase()}>` : `identifier ${JSON.stringify(text)}`;
    case 'sign':
      return OPERATOR.test(text) ? `<op:${text}>` : JSON.stringify(text);
  }
}
