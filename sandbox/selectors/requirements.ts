/** Reads the language of label selectors: `a=b,c!=d,e in (x,y),!f,g notin (z),h>1`. */
import { badRequest } from '../api/api-error.ts';
import { labelKeyProblem, labelValueProblem } from './label-syntax.ts';

export type Operator = '=' | '==' | '!=' | 'in' | 'notin' | '>' | '<' | 'exists' | '!';

export interface Requirement {
  readonly key: string;
  readonly operator: Operator;
  readonly values: readonly string[];
}

/** A word, or a sign; the end is the empty sign. */
interface Token {
  readonly text: string;
  readonly isWord: boolean;
}

/** Tokens with a place in them. */
interface Cursor {
  readonly tokens: readonly Token[];
  at: number;
}

const END: Token = { text: '', isWord: false };
const TOKEN = /[ \t\r\n]*(?:(!=|==|[=!(),<>])|([^ \t\r\n=!(),<>]+))/y;
const BINARY: readonly string[] = ['=', '==', '!=', 'in', 'notin', '>', '<'] satisfies Operator[];

export function parsedRequirements(text: string): readonly Requirement[] {
  const cursor: Cursor = { tokens: tokensOf(text), at: 0 };
  const requirements: Requirement[] = [];
  while (peek(cursor) !== END) {
    if (!startsRequirement(peek(cursor))) throw found(peek(cursor), "!, identifier, or 'end of string'");
    requirements.push(requirementAt(cursor));
    const next = take(cursor);
    if (next === END) break;
    if (next.text !== ',') throw found(next, "',' or 'end of string'");
    if (!startsRequirement(peek(cursor))) throw found(peek(cursor), "identifier after ','");
  }
  return requirements;
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  // A pattern with a place of its own per call: shared ones would be state.
  const pattern = new RegExp(TOKEN);
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const [, sign, word = ''] = match;
    tokens.push(sign === undefined ? { text: word, isWord: true } : { text: sign, isWord: false });
  }
  return tokens;
}

const peek = ({ tokens, at }: Cursor): Token => tokens[at] ?? END;

function take(cursor: Cursor): Token {
  cursor.at += 1;
  return cursor.tokens[cursor.at - 1] ?? END;
}

const startsRequirement = ({ text, isWord }: Token): boolean => isWord || text === '!';

const found = ({ text }: Token, expected: string, isInside = false) =>
  badRequest(`${isInside ? 'unable to parse requirement: ' : ''}found '${text}', expected: ${expected}`);

function requirementAt(cursor: Cursor): Requirement {
  const isNegated = peek(cursor).text === '!' && !peek(cursor).isWord;
  if (isNegated) take(cursor);
  const word = take(cursor);
  if (!word.isWord) throw found(word, 'identifier', true);
  const key = word.text;
  const problem = labelKeyProblem(key);
  if (problem !== undefined) throw unparsable('<nil>', key, problem);
  if (isNegated) return { key, operator: '!', values: [] };
  const next = peek(cursor);
  if (next === END || isSign(next, ',')) return { key, operator: 'exists', values: [] };
  const operator = operatorAt(cursor);
  const values = operator === 'in' || operator === 'notin' ? valuesAt(cursor) : [valueAt(cursor)];
  assertValues(key, operator, values);
  return { key, operator, values };
}

const isSign = (token: Token, text: string): boolean => !token.isWord && token.text === text;

function operatorAt(cursor: Cursor): Operator {
  const token = take(cursor);
  if (!BINARY.includes(token.text)) throw found(token, 'in, notin, =, ==, !=, gt, lt', true);
  return token.text as Operator;
}

function valueAt(cursor: Cursor): string {
  const next = peek(cursor);
  if (next === END || isSign(next, ',')) return '';
  if (!next.isWord) throw found(next, 'identifier', true);
  return take(cursor).text;
}

/** `(x,y)`; where a value is missing, it is the empty one. */
function valuesAt(cursor: Cursor): readonly string[] {
  const open = take(cursor);
  if (!isSign(open, '(')) throw badRequest(`unable to parse requirement: found '${open.text}' expected: '('`);
  const first = peek(cursor);
  if (!first.isWord && !isSign(first, ',') && !isSign(first, ')')) throw found(first, "',', ')' or identifier", true);
  const values = new Set<string>();
  do values.add(elementAt(cursor));
  while (!isSign(take(cursor), ')'));
  return [...values].sort();
}

/** One value of a list; what follows it is a comma or the end of the list. */
function elementAt(cursor: Cursor): string {
  const isThere = peek(cursor).isWord;
  const value = isThere ? take(cursor).text : '';
  const next = peek(cursor);
  if (isSign(next, ',') || isSign(next, ')')) return value;
  throw found(next, isThere ? "',' or ')'" : "',', or identifier", true);
}

function assertValues(key: string, operator: Operator, values: readonly string[]): void {
  values.forEach((value, index) => {
    const isNumber = operator === '>' || operator === '<';
    if (isNumber && !isInt64(value)) {
      throw unparsable(`values[${index}]`, value, "for 'Gt', 'Lt' operators, the value must be an integer");
    }
    const problem = labelValueProblem(value);
    if (problem !== undefined) throw unparsable(`values[${index}][${key}]`, value, problem);
  });
}

export const isInt64 = (text: string): boolean =>
  /^[+-]?[0-9]{1,20}$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text);

const unparsable = (field: string, value: string, detail: string) =>
  badRequest(`unable to parse requirement: ${field}: Invalid value: ${JSON.stringify(value)}: ${detail}`);
