/** Arithmetic and comparison of two numbers. */
import { type Arithmetic, type Comparison, isComparison } from './syntax.ts';

/** The number an operator makes, or `undefined` where a comparison does not hold. */
export function calculated(operator: Arithmetic | Comparison, left: number, right: number): number | undefined {
  if (isComparison(operator)) return compares(operator, left, right) ? left : undefined;
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
    case '^':
      return power(left, right);
  }
}

function compares(operator: Comparison, left: number, right: number): boolean {
  switch (operator) {
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '<=':
      return left <= right;
    case '>=':
      return left >= right;
  }
}

/** JavaScript has no answer where C and Go say one. */
function power(base: number, exponent: number): number {
  const isOne = base === 1 || (base === -1 && Math.abs(exponent) === Number.POSITIVE_INFINITY);
  return isOne ? 1 : base ** exponent;
}
