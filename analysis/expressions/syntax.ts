/** The parts of a condition as they are written. */
import type { Value } from './values.ts';

export type Node =
  | Literal
  | Name
  | Pointer
  | Member
  | Chain
  | Slice
  | ListLiteral
  | MapLiteral
  | Unary
  | Binary
  | Conditional
  | Let
  | Sequence
  | Call
  | PredicateCall;

interface Placed {
  /** Characters before it. */
  readonly at: number;
}

export interface Literal extends Placed {
  readonly kind: 'literal';
  readonly value: Value;
}

export interface Name extends Placed {
  readonly kind: 'name';
  readonly name: string;
}

/** `#`, `#index`, `#acc`. */
export interface Pointer extends Placed {
  readonly kind: 'pointer';
  readonly name: string;
}

export interface Member extends Placed {
  readonly kind: 'member';
  readonly of: Node;
  readonly key: Node;
  /** Written `?.`: what is nil has a nil member. */
  readonly isOptional: boolean;
}

/** Members after `?.`: all of it is nil once one is skipped. */
export interface Chain extends Placed {
  readonly kind: 'chain';
  readonly last: Member;
}

export interface Slice extends Placed {
  readonly kind: 'slice';
  readonly of: Node;
  readonly from: Node | undefined;
  readonly to: Node | undefined;
}

export interface ListLiteral extends Placed {
  readonly kind: 'list';
  readonly items: readonly Node[];
}

export interface MapLiteral extends Placed {
  readonly kind: 'map';
  readonly entries: readonly (readonly [key: Node, value: Node])[];
}

export interface Unary extends Placed {
  readonly kind: 'unary';
  readonly operator: 'not' | '-' | '+';
  readonly operand: Node;
}

export interface Binary extends Placed {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Node;
  readonly right: Node;
}

export interface Conditional extends Placed {
  readonly kind: 'conditional';
  readonly condition: Node;
  readonly yes: Node;
  readonly no: Node;
}

export interface Let extends Placed {
  readonly kind: 'let';
  readonly name: string;
  readonly value: Node;
  readonly body: Node;
}

export interface Sequence extends Placed {
  readonly kind: 'sequence';
  readonly parts: readonly Node[];
}

export interface Call extends Placed {
  readonly kind: 'call';
  readonly name: string;
  readonly given: readonly Node[];
}

export interface PredicateCall extends Placed {
  readonly kind: 'predicate';
  readonly name: PredicateName;
  readonly list: Node;
  readonly body: Node | undefined;
  /** How many parts the body has: what one turn costs. */
  readonly cost: number;
  /** The order of `sortBy`, the first value of `reduce`. */
  readonly extra: Node | undefined;
}

/** Precedence; only powers group to the right. */
export const BINARY = {
  '|': 0,
  '||': 10,
  '&&': 15,
  '==': 20,
  '!=': 20,
  '<': 20,
  '>': 20,
  '<=': 20,
  '>=': 20,
  in: 20,
  matches: 20,
  contains: 20,
  startsWith: 20,
  endsWith: 20,
  '..': 25,
  '+': 30,
  '-': 30,
  '*': 60,
  '/': 60,
  '%': 60,
  '**': 100,
  '??': 500,
} as const;

export type BinaryOperator = Exclude<keyof typeof BINARY, '|'>;

/** Other ways to write an operator. */
export const SPELLINGS: Readonly<Record<string, string>> = { or: '||', and: '&&', '^': '**', '!': 'not' };

export const UNARY = { not: 50, '-': 90, '+': 90 } as const;

export const COMPARISONS: readonly string[] = ['<', '>', '<=', '>='];
/** May follow `not`. */
export const NEGATABLE: readonly string[] = ['in', 'matches', 'contains', 'startsWith', 'endsWith'];
/** Words that are no names. */
export const KEYWORDS: readonly string[] = ['not', 'or', 'and', 'let', 'if', 'else', ...NEGATABLE];

/** Functions that look at one item after the other, with what they take after the list; a `?` may be left out. */
export const PREDICATES = {
  all: ['body'],
  any: ['body'],
  none: ['body'],
  one: ['body'],
  filter: ['body'],
  map: ['body'],
  find: ['body'],
  findIndex: ['body'],
  findLast: ['body'],
  findLastIndex: ['body'],
  count: ['body?'],
  sum: ['body?'],
  groupBy: ['body'],
  sortBy: ['body', 'extra?'],
  reduce: ['body', 'extra?'],
} as const satisfies Readonly<Record<string, readonly ('body' | 'body?' | 'extra?')[]>>;

export type PredicateName = keyof typeof PREDICATES;
