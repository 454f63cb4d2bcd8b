/** What a query is made of. */
export type ValueType = 'scalar' | 'vector' | 'matrix';
export type SetOperator = 'and' | 'or' | 'unless';
export type Comparison = '==' | '!=' | '<' | '>' | '<=' | '>=';
export type Arithmetic = '+' | '-' | '*' | '/' | '%' | '^';
export type BinaryOperator = SetOperator | Comparison | Arithmetic;
export type Aggregator = 'sum' | 'avg' | 'min' | 'max' | 'count';

export interface LabelMatcher {
  readonly name: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
  readonly test: (text: string) => boolean;
}

export interface Selector {
  readonly is: 'selector';
  readonly matchers: readonly LabelMatcher[];
  /** Milliseconds back in time. */
  readonly offset: number;
  readonly at: number;
}

export interface Range {
  readonly is: 'range';
  readonly selector: Selector;
  /** Milliseconds. */
  readonly length: number;
  readonly at: number;
}

export interface Call {
  readonly is: 'call';
  readonly name: FunctionName;
  readonly arguments: readonly Expression[];
  readonly at: number;
}

export interface Aggregation {
  readonly is: 'aggregation';
  readonly aggregator: Aggregator;
  readonly of: Expression;
  /** Whether the labels are those that go, not those that stay. */
  readonly without: boolean;
  readonly labels: ReadonlySet<string>;
  readonly at: number;
}

export interface Matching {
  /** Whether the labels are the only ones that must be equal, not the only ones that need not. */
  readonly on: boolean;
  readonly labels: ReadonlySet<string>;
  /** The side that may have many rows for one of the other side. */
  readonly many?: 'left' | 'right';
  /** Labels that the result takes from the side that has one. */
  readonly included: readonly string[];
}

export interface Binary {
  readonly is: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
  readonly matching: Matching;
  readonly asBool: boolean;
  readonly at: number;
  readonly operatorAt: number;
}

export interface Negation {
  readonly is: 'negation';
  readonly of: Expression;
  readonly at: number;
}

export interface NumberLiteral {
  readonly is: 'number';
  readonly value: number;
  readonly at: number;
}

export type Expression = NumberLiteral | Selector | Range | Call | Aggregation | Binary | Negation;

/** What functions take, and what they give; arguments after the least number may be left out. */
const SIGNATURES = {
  rate: { takes: ['matrix'], least: 1, gives: 'vector' },
  increase: { takes: ['matrix'], least: 1, gives: 'vector' },
  irate: { takes: ['matrix'], least: 1, gives: 'vector' },
  avg_over_time: { takes: ['matrix'], least: 1, gives: 'vector' },
  min_over_time: { takes: ['matrix'], least: 1, gives: 'vector' },
  max_over_time: { takes: ['matrix'], least: 1, gives: 'vector' },
  sum_over_time: { takes: ['matrix'], least: 1, gives: 'vector' },
  count_over_time: { takes: ['matrix'], least: 1, gives: 'vector' },
  abs: { takes: ['vector'], least: 1, gives: 'vector' },
  ceil: { takes: ['vector'], least: 1, gives: 'vector' },
  floor: { takes: ['vector'], least: 1, gives: 'vector' },
  round: { takes: ['vector', 'scalar'], least: 1, gives: 'vector' },
  clamp_min: { takes: ['vector', 'scalar'], least: 2, gives: 'vector' },
  clamp_max: { takes: ['vector', 'scalar'], least: 2, gives: 'vector' },
  absent: { takes: ['vector'], least: 1, gives: 'vector' },
  histogram_quantile: { takes: ['scalar', 'vector'], least: 2, gives: 'vector' },
  vector: { takes: ['scalar'], least: 1, gives: 'vector' },
  scalar: { takes: ['vector'], least: 1, gives: 'scalar' },
  time: { takes: [], least: 0, gives: 'scalar' },
} as const satisfies Record<string, Signature>;

export interface Signature {
  readonly takes: readonly ValueType[];
  readonly least: number;
  readonly gives: ValueType;
}

export type FunctionName = keyof typeof SIGNATURES;

export const signatureOf = (name: FunctionName): Signature => SIGNATURES[name];

export const isFunctionName = (name: string): name is FunctionName => Object.hasOwn(SIGNATURES, name);

export const isSetOperator = (operator: BinaryOperator): operator is SetOperator =>
  operator === 'and' || operator === 'or' || operator === 'unless';

export const isComparison = (operator: BinaryOperator): operator is Comparison => /^[=!<>]/.test(operator);

export function typeOf(expression: Expression): ValueType {
  switch (expression.is) {
    case 'number':
      return 'scalar';
    case 'selector':
    case 'aggregation':
      return 'vector';
    case 'range':
      return 'matrix';
    case 'call':
      return signatureOf(expression.name).gives;
    case 'negation':
      return typeOf(expression.of);
    case 'binary':
      return typeOf(expression.left) === 'scalar' && typeOf(expression.right) === 'scalar' ? 'scalar' : 'vector';
  }
}
