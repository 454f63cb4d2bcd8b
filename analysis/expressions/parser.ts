/** Reads an expression: operators by precedence, `let`, `if` and `;`. What stands between operators is read in operands.ts. */
import {
  type Cursor,
  counted,
  cursorAt,
  expectName,
  expectSign,
  hasTaken,
  isAt,
  nested,
  operatorAt,
  peek,
  take,
  unexpected,
} from './cursor.ts';
import type { Token } from './lexer.ts';
import { operand, piped, type Reading } from './operands.ts';
import { fail } from './problem.ts';
import { BINARY, type BinaryOperator, COMPARISONS, NEGATABLE, type Node, UNARY } from './syntax.ts';

const READING: Reading = { expression, sequence };

/** Throws what is wrong with it. */
export function parsed(text: string): Node {
  const c = cursorAt(text);
  const node = sequence(c);
  return peek(c).kind === 'EOF' ? node : unexpected(peek(c));
}

function sequence(c: Cursor): Node {
  const parts = [expression(c, 0)];
  while (hasTaken(c, ';')) {
    if (peek(c).kind === 'EOF') break;
    parts.push(expression(c, 0));
  }
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? first : counted(c, { kind: 'sequence', parts, at: 0 });
}

function expression(c: Cursor, least: number): Node {
  return nested(c, () => {
    if (least === 0 && isAt(c, 'let')) return declaration(c);
    if (least === 0 && isAt(c, 'if')) return branches(c);
    const left = operations(c, unary(c), least);
    return least === 0 ? ternary(c, left) : left;
  });
}

function declaration(c: Cursor): Node {
  take(c);
  const { text: name, at } = expectName(c);
  expectSign(c, '=');
  const value = expression(c, 0);
  expectSign(c, ';');
  return counted(c, { kind: 'let', name, value, body: sequence(c), at });
}

function branches(c: Cursor): Node {
  const { at } = take(c);
  const condition = expression(c, 0);
  const yes = block(c);
  expectSign(c, 'else');
  const no = isAt(c, 'if') ? nested(c, () => branches(c)) : block(c);
  return counted(c, { kind: 'conditional', condition, yes, no, at });
}

function block(c: Cursor): Node {
  expectSign(c, '{');
  const node = sequence(c);
  expectSign(c, '}');
  return node;
}

function ternary(c: Cursor, condition: Node): Node {
  if (!isAt(c, '?')) return condition;
  const { at } = take(c);
  const yes = isAt(c, ':') ? condition : expression(c, 0);
  expectSign(c, ':');
  return ternary(c, counted(c, { kind: 'conditional', condition, yes, no: expression(c, 0), at }));
}

function unary(c: Cursor): Node {
  const operator = operatorAt(c);
  if (operator === undefined || !(operator in UNARY)) return operand(c, READING);
  const { at } = take(c);
  const known = operator as keyof typeof UNARY;
  return counted(c, { kind: 'unary', operator: known, operand: expression(c, UNARY[known]), at });
}

/** What follows an operand, as long as its operators bind at least so tightly. */
function operations(c: Cursor, first: Node, least: number): Node {
  let left = first;
  let previous: string | undefined;
  for (;;) {
    const operator = binaryAt(c, least);
    if (operator === undefined) return left;
    const { at } = peek(c);
    const isNegated = hasTaken(c, 'not');
    const sign = take(c);
    if (previous === '??' && operator !== '??' && operator !== '|') notMixed(sign);
    left = operator === '|' ? piped(c, READING, left) : operation(c, operator, left, sign);
    if (isNegated) left = counted(c, { kind: 'unary', operator: 'not', operand: left, at });
    previous = operator;
  }
}

function notMixed({ text, at }: Token): never {
  return fail(`Operator (${text}) and coalesce expressions (??) cannot be mixed. Wrap either by parentheses.`, at);
}

/** The binary operator that comes next, `in` also for `not in`, if it binds at least so tightly. */
function binaryAt(c: Cursor, least: number): keyof typeof BINARY | undefined {
  const word = operatorAt(c);
  if (word === undefined) return undefined;
  const operator = word === 'not' && peek(c).text === 'not' ? negated(c) : word;
  if (!(operator in BINARY)) return undefined;
  const known = operator as keyof typeof BINARY;
  return BINARY[known] >= least ? known : undefined;
}

function negated(c: Cursor): string {
  const next = peek(c, 1);
  return next.kind === 'Operator' && NEGATABLE.includes(next.text) ? next.text : unexpected(next);
}

function operation(c: Cursor, operator: BinaryOperator, left: Node, { at }: Token): Node {
  if (COMPARISONS.includes(operator)) return comparison(c, operator, left, at);
  const right = expression(c, operator === '**' ? BINARY[operator] : BINARY[operator] + 1);
  return counted(c, { kind: 'binary', operator, left, right, at });
}

/** `1 < x < 3` means `1 < x && x < 3`. */
function comparison(c: Cursor, operator: BinaryOperator, left: Node, at: number): Node {
  const right = expression(c, BINARY[operator] + 1);
  const first = counted<Node>(c, { kind: 'binary', operator, left, right, at });
  const following = operatorAt(c);
  if (following === undefined || !COMPARISONS.includes(following)) return first;
  const sign = take(c);
  const rest = nested(c, () => comparison(c, following as BinaryOperator, right, sign.at));
  return counted(c, { kind: 'binary', operator: '&&', left: first, right: rest, at: sign.at });
}
