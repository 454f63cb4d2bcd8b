/** Where the parser is in an expression, and how much it has made of it. */
import { MOST_DEPTH, MOST_NODES, MOST_TEXT } from './budget.ts';
import { type Token, tokensOf } from './lexer.ts';
import { fail } from './problem.ts';
import { type Node, SPELLINGS } from './syntax.ts';

export interface Cursor {
  readonly tokens: readonly Token[];
  next: number;
  nodes: number;
  depth: number;
  /** How many predicates are open: outside of them there is no `#`. */
  predicates: number;
}

export function cursorAt(text: string): Cursor {
  if (text.length > MOST_TEXT) fail(`an expression of more than ${MOST_TEXT} characters`, 0);
  return { tokens: tokensOf(text), next: 0, nodes: 0, depth: 0, predicates: 0 };
}

export function peek(c: Cursor, ahead = 0): Token {
  return c.tokens[Math.min(c.next + ahead, c.tokens.length - 1)] ?? fail('nothing there', 0);
}

export function take(c: Cursor): Token {
  const token = peek(c);
  c.next += 1;
  return token;
}

/** An operator or a bracket. */
export function isAt(c: Cursor, sign: string): boolean {
  const { kind, text } = peek(c);
  return (kind === 'Operator' || kind === 'Bracket') && text === sign;
}

/** Takes the sign if it is there. */
export function hasTaken(c: Cursor, sign: string): boolean {
  const isThere = isAt(c, sign);
  if (isThere) c.next += 1;
  return isThere;
}

export function expectSign(c: Cursor, sign: string): void {
  if (!hasTaken(c, sign)) unexpected(peek(c));
}

export function expectName(c: Cursor): Token {
  const token = take(c);
  return token.kind === 'Identifier' ? token : unexpected(token);
}

export function unexpected({ kind, text, at }: Token): never {
  if (kind === 'EOF') fail('unexpected token EOF', at);
  if (kind === 'Pointer') fail('unexpected token Operator("#")', at);
  return fail(`unexpected token ${kind}(${JSON.stringify(text)})`, at);
}

/** The operator that comes next, however it is spelled. */
export function operatorAt(c: Cursor): string | undefined {
  const { kind, text } = peek(c);
  return kind === 'Operator' ? (SPELLINGS[text] ?? text) : undefined;
}

export function counted<N extends Node>(c: Cursor, node: N): N {
  c.nodes += 1;
  if (c.nodes > MOST_NODES) fail(`an expression of more than ${MOST_NODES} parts`, node.at);
  return node;
}

/** What `read` reads, one level deeper. */
export function nested<T>(c: Cursor, read: () => T): T {
  c.depth += 1;
  if (c.depth > MOST_DEPTH) fail('an expression too deeply nested', peek(c).at);
  const found = read();
  c.depth -= 1;
  return found;
}
