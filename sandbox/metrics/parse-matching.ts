/** Reads the operators between two operands, and how the rows of their sides are matched. */

import { isLabelName } from './parse-selector.ts';
import { errorAt, isSign, type Parser, takeSign, takeWord, unexpected, upcoming } from './parser.ts';
import { unsupported } from './query-error.ts';
import { type BinaryOperator, isSetOperator, type Matching } from './syntax.ts';
import type { Token } from './tokens.ts';

/** How tightly a sign before an operand binds. */
export const UNARY_LEVEL = 6;

const MOST_NAMES = 100;

interface Operator {
  readonly text: BinaryOperator;
  readonly level: number;
}

export function operatorOf({ kind, text }: Token): Operator | undefined {
  if (kind !== 'sign' && kind !== 'identifier') return undefined;
  const word = text.toLowerCase();
  switch (word) {
    case 'or':
      return { text: word, level: 1 };
    case 'and':
    case 'unless':
      return { text: word, level: 2 };
    case '==':
    case '!=':
    case '<':
    case '>':
    case '<=':
    case '>=':
      return { text: word, level: 3 };
    case '+':
    case '-':
      return { text: word, level: 4 };
    case '*':
    case '/':
    case '%':
      return { text: word, level: 5 };
    case '^':
      return { text: word, level: UNARY_LEVEL };
    case 'atan2':
      throw unsupported('atan2');
    default:
      return undefined;
  }
}

interface Place {
  readonly operator: BinaryOperator;
  readonly at: number;
  /** Where its left side starts. */
  readonly start: number;
}

/** Takes what stands between an operator and its right side. */
export function takeMatching(parser: Parser, { operator, at, start }: Place): Matching {
  const on = takeWord(parser, 'on') !== undefined;
  const isGiven = on || takeWord(parser, 'ignoring') !== undefined;
  const labels = new Set(isGiven ? takeNames(parser) : []);
  const side = isGiven ? takeSide(parser) : undefined;
  if (!side) return { on, labels, included: [] };
  if (isSetOperator(operator)) {
    throw errorAt(parser, start, `no grouping allowed for ${JSON.stringify(operator)} operation`);
  }
  const included = isSign(upcoming(parser), '(') ? takeNames(parser) : [];
  const twice = on ? included.find((label) => labels.has(label)) : undefined;
  if (twice === undefined) return { on, labels, included, many: side };
  throw errorAt(parser, at, `label ${JSON.stringify(twice)} must not occur in ON and GROUP clause at once`);
}

function takeSide(parser: Parser): 'left' | 'right' | undefined {
  if (takeWord(parser, 'group_left')) return 'left';
  return takeWord(parser, 'group_right') ? 'right' : undefined;
}

/** Takes names of labels in parentheses. */
export function takeNames(parser: Parser): string[] {
  const names: string[] = [];
  if (!takeSign(parser, '(')) throw unexpected(parser, 'grouping opts, expected "("');
  while (!takeSign(parser, ')')) {
    names.push(takeName(parser));
    if (names.length > MOST_NAMES) {
      throw errorAt(parser, upcoming(parser).at, `a list may have ${MOST_NAMES} labels at most`);
    }
    if (isSign(upcoming(parser), ')')) continue;
    if (!takeSign(parser, ',')) throw unexpected(parser, 'grouping opts, expected "," or ")"');
  }
  return names;
}

function takeName(parser: Parser): string {
  const name = upcoming(parser);
  if (name.kind !== 'string' && !isLabelName(name)) throw unexpected(parser, 'grouping opts, expected label');
  parser.next++;
  return name.text;
}
