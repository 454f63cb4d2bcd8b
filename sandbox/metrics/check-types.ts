/** Whether the parts of a query fit together: scalars, vectors and ranges where they belong. */
import { parseError } from './query-error.ts';
import {
  type Binary,
  type Call,
  type Expression,
  isComparison,
  isSetOperator,
  signatureOf,
  typeOf,
  type ValueType,
} from './syntax.ts';

/** Throws a QueryError where one part does not take another. */
export function checkTypes(expression: Expression, query: string): void {
  switch (expression.is) {
    case 'number':
    case 'selector':
    case 'range':
      return;
    case 'negation':
      checkTypes(expression.of, query);
      checkNegated(expression.of, expression.at, query);
      return;
    case 'aggregation':
      checkTypes(expression.of, query);
      expectType(expression.of, { type: 'vector', context: 'aggregation expression' }, query);
      return;
    case 'call':
      for (const argument of expression.arguments) checkTypes(argument, query);
      checkCall(expression, query);
      return;
    case 'binary':
      checkTypes(expression.left, query);
      checkTypes(expression.right, query);
      checkBinary(expression, query);
      return;
  }
}

/** How messages call the types. */
export function typeName(type: ValueType): string {
  switch (type) {
    case 'scalar':
      return 'scalar';
    case 'vector':
      return 'instant vector';
    case 'matrix':
      return 'range vector';
  }
}

function checkNegated(of: Expression, at: number, query: string): void {
  const type = typeOf(of);
  if (type !== 'matrix') return;
  const rule = 'unary expression only allowed on expressions of type scalar or instant vector';
  throw parseError(query, at, `${rule}, got "${typeName(type)}"`);
}

interface Expected {
  readonly type: ValueType;
  readonly context: string;
}

function expectType(expression: Expression, { type, context }: Expected, query: string): void {
  const actual = typeOf(expression);
  if (actual === type) return;
  throw parseError(query, expression.at, `expected type ${typeName(type)} in ${context}, got ${typeName(actual)}`);
}

function checkCall(call: Call, query: string): void {
  const { takes, least } = signatureOf(call.name);
  const given = call.arguments.length;
  const fault = countFault(given, least, takes.length);
  if (fault) throw parseError(query, call.at, `expected ${fault} argument(s) in call to "${call.name}", got ${given}`);
  takes.forEach((type, index) => {
    const argument = call.arguments[index];
    if (argument) expectType(argument, { type, context: `call to function "${call.name}"` }, query);
  });
}

function countFault(given: number, least: number, most: number): string | undefined {
  if (given >= least && given <= most) return undefined;
  if (least === most) return String(most);
  return given < least ? `at least ${least}` : `at most ${most}`;
}

function checkBinary(binary: Binary, query: string): void {
  const { operator, left, right, asBool, operatorAt } = binary;
  const isScalar = typeOf(left) === 'scalar' && typeOf(right) === 'scalar';
  if (asBool && !isComparison(operator)) {
    throw parseError(query, operatorAt, 'bool modifier can only be used on comparison operators');
  }
  if (isComparison(operator) && !asBool && isScalar) {
    throw parseError(query, operatorAt, 'comparisons between scalars must use BOOL modifier');
  }
  const range = [left, right].find((side) => typeOf(side) === 'matrix');
  if (range) throw parseError(query, range.at, 'binary expression must contain only scalar and instant vector types');
  if (typeOf(left) === 'scalar' || typeOf(right) === 'scalar') checkScaled(binary, query);
}

function checkScaled({ operator, at, matching }: Binary, query: string): void {
  if (matching.labels.size > 0) throw parseError(query, at, 'vector matching only allowed between instant vectors');
  if (isSetOperator(operator)) {
    throw parseError(query, at, `set operator "${operator}" not allowed in binary scalar expression`);
  }
}
