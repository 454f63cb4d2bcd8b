/** Reads what stands between operators: literals, names, calls, members, slices, lists and maps. */
import { type Cursor, counted, expectName, expectSign, hasTaken, isAt, peek, take, unexpected } from './cursor.ts';
import type { Token } from './lexer.ts';
import { fail } from './problem.ts';
import { KEYWORDS, type Member, type Node, PREDICATES, type PredicateName } from './syntax.ts';

/** How whole expressions are read: their parser reads operands here. */
export interface Reading {
  readonly expression: (c: Cursor, least: number) => Node;
  readonly sequence: (c: Cursor) => Node;
}

/** An operand with all members and slices after it. */
export function operand(c: Cursor, reading: Reading): Node {
  const token = peek(c);
  if (c.predicates > 0 && isAt(c, '.'))
    return members(c, reading, counted(c, { kind: 'pointer', name: '', at: token.at }));
  take(c);
  return isConstant(token) ? primary(c, reading, token) : members(c, reading, primary(c, reading, token));
}

const CONSTANTS: Readonly<Record<string, boolean | null>> = { true: true, false: false, nil: null };

function isConstant({ kind, text }: Token): boolean {
  return kind === 'Number' || (kind === 'Identifier' && Object.hasOwn(CONSTANTS, text));
}

function primary(c: Cursor, reading: Reading, token: Token): Node {
  const { kind, text, at } = token;
  switch (kind) {
    case 'Number':
      return counted(c, { kind: 'literal', value: numberOf(text, at), at });
    case 'String':
      return counted(c, { kind: 'literal', value: text, at });
    case 'Pointer':
      return c.predicates > 0 ? counted(c, { kind: 'pointer', name: text, at }) : unexpected(token);
    case 'Identifier':
      return named(c, reading, token);
    case 'Bracket':
      return bracketed(c, reading, token);
    case 'Operator':
      return text === '::' ? call(c, reading, expectName(c), []) : unexpected(token);
    case 'EOF':
      return unexpected(token);
  }
}

function numberOf(text: string, at: number): bigint | number {
  const digits = text.replaceAll('_', '');
  if (!/^0[xob]/i.test(digits) && /[.e]/i.test(digits)) {
    const value = Number(digits);
    return Number.isFinite(value) ? value : fail(`invalid float literal: ${text}`, at);
  }
  if (/^0[xob]$/i.test(digits)) fail(`invalid integer literal: ${text}`, at);
  const value = BigInt(digits);
  return value < 2n ** 63n ? value : fail(`invalid integer literal: ${text}: value out of range`, at);
}

function named(c: Cursor, reading: Reading, token: Token): Node {
  const { text: name, at } = token;
  const constant = Object.hasOwn(CONSTANTS, name) ? CONSTANTS[name] : undefined;
  if (constant !== undefined) return counted(c, { kind: 'literal', value: constant, at });
  return isAt(c, '(') ? call(c, reading, token, []) : counted(c, { kind: 'name', name, at });
}

function bracketed(c: Cursor, reading: Reading, token: Token): Node {
  const { text, at } = token;
  if (text === '(') {
    const inner = reading.sequence(c);
    expectSign(c, ')');
    return inner;
  }
  if (text === '[') return counted(c, { kind: 'list', items: listed(c, ']', () => reading.expression(c, 0)), at });
  if (text === '{') return counted(c, { kind: 'map', entries: listed(c, '}', () => entry(c, reading)), at });
  return unexpected(token);
}

/** Items between commas, of which the last may be followed by one, too. */
function listed<T>(c: Cursor, end: string, read: () => T): readonly T[] {
  const items: T[] = [];
  while (!isAt(c, end)) {
    items.push(read());
    if (!hasTaken(c, ',')) break;
  }
  expectSign(c, end);
  return items;
}

function entry(c: Cursor, reading: Reading): readonly [Node, Node] {
  const { kind, at } = peek(c);
  const isPlain = kind === 'Number' || kind === 'String' || kind === 'Identifier';
  if (!isPlain && !isAt(c, '('))
    fail('a map key must be a quoted string, a number, an identifier, or an expression enclosed in parentheses', at);
  const key = isPlain ? counted(c, { kind: 'literal', value: take(c).text, at }) : reading.expression(c, 0);
  expectSign(c, ':');
  return [key as Node, reading.expression(c, 0)];
}

/** `left | name(...)` is `name(left, ...)`. */
export function piped(c: Cursor, reading: Reading, left: Node): Node {
  return members(c, reading, call(c, reading, expectName(c), [left]));
}

function call(c: Cursor, reading: Reading, { text: name, at }: Token, before: readonly Node[]): Node {
  expectSign(c, '(');
  if (Object.hasOwn(PREDICATES, name))
    return predicateCall(c, reading, { name: name as PredicateName, at, list: before[0] });
  const given = [...before, ...listed(c, ')', () => reading.expression(c, 0))];
  return counted(c, { kind: 'call', name, given, at });
}

interface Opened {
  readonly name: PredicateName;
  readonly at: number;
  readonly list: Node | undefined;
}

function predicateCall(c: Cursor, reading: Reading, { name, at, list: left }: Opened): Node {
  const list = left ?? reading.expression(c, 0);
  const isMore = left !== undefined || hasTaken(c, ',');
  const hasBody = isMore && !isAt(c, ')');
  const [needed, ...others]: readonly string[] = PREDICATES[name];
  if (!hasBody && needed === 'body') fail(`not enough arguments to call ${name}`, at);
  const { body: turn, cost } = hasBody ? body(c, reading) : { body: undefined, cost: 1 };
  const hasExtra = hasBody && hasTaken(c, ',') && others.length > 0 && !isAt(c, ')');
  const extra = hasExtra ? reading.expression(c, 0) : undefined;
  if (hasExtra) hasTaken(c, ',');
  expectSign(c, ')');
  return counted(c, { kind: 'predicate', name, list, body: turn, cost, extra, at });
}

function body(c: Cursor, reading: Reading): { readonly body: Node; readonly cost: number } {
  const before = c.nodes;
  c.predicates += 1;
  const isBraced = hasTaken(c, '{');
  const node = isBraced ? reading.sequence(c) : reading.expression(c, 0);
  if (isBraced) expectSign(c, '}');
  else if (isAt(c, ';')) fail('wrap predicate with brackets { and }', peek(c).at);
  c.predicates -= 1;
  return { body: node, cost: c.nodes - before };
}

function members(c: Cursor, reading: Reading, of: Node): Node {
  let node = of;
  for (;;) {
    const isOptional = isAt(c, '?.');
    if (isOptional && peek(c, 1).text === '[') take(c);
    if (isAt(c, '[')) node = indexed(c, reading, node, isOptional);
    else if (isAt(c, '.') || isAt(c, '?.')) node = field(c, node, isOptional);
    else return node;
  }
}

function field(c: Cursor, of: Node, isOptional: boolean): Node {
  take(c);
  const { text, at } = fieldName(c);
  if (isAt(c, '(')) fail('methods cannot be called', at);
  const key = counted(c, { kind: 'literal', value: text, at } as const);
  const member = (inside: Node): Member => counted(c, { kind: 'member', of: inside, key, isOptional, at });
  if (of.kind === 'chain') return counted(c, { kind: 'chain', last: member(of.last), at });
  return isOptional ? counted(c, { kind: 'chain', last: member(of), at }) : member(of);
}

function fieldName(c: Cursor): Token {
  const token = take(c);
  const isWord = token.kind === 'Operator' && KEYWORDS.includes(token.text);
  return token.kind === 'Identifier' || isWord ? token : fail('expected name', token.at);
}

function indexed(c: Cursor, reading: Reading, of: Node, isOptional: boolean): Node {
  const { at } = take(c);
  const from = isAt(c, ':') ? undefined : reading.expression(c, 0);
  if (from === undefined || isAt(c, ':')) {
    expectSign(c, ':');
    const to = isAt(c, ']') ? undefined : reading.expression(c, 0);
    expectSign(c, ']');
    return counted(c, { kind: 'slice', of, from, to, at });
  }
  expectSign(c, ']');
  const member = counted<Member>(c, { kind: 'member', of, key: from, isOptional, at });
  return isOptional ? counted(c, { kind: 'chain', last: member, at }) : member;
}
