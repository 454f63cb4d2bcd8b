/** What can be said of a condition before there is any result: for those who write one. */
import { compileCondition, evaluated } from './condition.ts';
import { kindOf, partsOf } from './kinds.ts';
import { parsed } from './parser.ts';
import { ExpressionError, isProblem, type Problem, problemAt } from './problem.ts';
import { type Binary, COMPARISONS, type Node } from './syntax.ts';

/** In the order in which they stand. One that keeps the condition from being read at all stands alone. */
export function problemsIn(text: string): readonly Problem[] {
  const condition = compileCondition(text);
  if (isProblem(condition)) return [hinted(condition)];
  const node = parsed(text);
  const found = [...problemsWithin(node), ...problemsOfWhole(node, text)];
  return found.sort((a, b) => a.at - b.at).map((error) => problemAt(text, error));
}

function hinted(problem: Problem): Problem {
  const isAssignment = problem.message === 'unexpected token Operator("=")';
  return isAssignment ? { ...problem, message: `${problem.message}: equality is written ==` } : problem;
}

function problemsWithin(node: Node): readonly ExpressionError[] {
  const own = problemOf(node);
  return [...(own === undefined ? [] : [new ExpressionError(own, node.at)]), ...partsOf(node).flatMap(problemsWithin)];
}

function problemsOfWhole(node: Node, text: string): readonly ExpressionError[] {
  const kind = kindOf(node);
  if (kind !== undefined && kind !== 'bool') return [new ExpressionError(`expected bool, but got ${kind}`, 0)];
  if (dependsOnMore(node)) return [];
  const condition = compileCondition(text);
  const outcome = isProblem(condition) ? undefined : evaluated(condition, { result: 0, now: new Date(0) });
  if (outcome === undefined) return [];
  const verdict = 'error' in outcome ? `always an error: ${outcome.error}` : `always ${outcome.value}`;
  return [new ExpressionError(`the result is not looked at: ${verdict}`, 0)];
}

/** Than on what is written. */
function dependsOnMore(node: Node): boolean {
  if (node.kind === 'name' && node.name === 'result') return true;
  if (node.kind === 'call' && node.name === 'now') return true;
  return partsOf(node).some(dependsOnMore);
}

function problemOf(node: Node): string | undefined {
  if (node.kind === 'unary' && node.operator === 'not') return notBool(node.operand);
  if (node.kind === 'conditional') return notBool(node.condition);
  return node.kind === 'binary' ? problemOfOperator(node) : undefined;
}

function notBool(node: Node): string | undefined {
  const kind = kindOf(node);
  return kind === undefined || kind === 'bool' ? undefined : `expected bool, but got ${kind}`;
}

function problemOfOperator({ operator, left, right }: Binary): string | undefined {
  if (operator === '&&' || operator === '||') return notBool(left) ?? notBool(right);
  const kinds = [kindOf(left), kindOf(right)] as const;
  if (operator === '==' || operator === '!=') return problemOfEquality(left, right, operator);
  const isNumeric = COMPARISONS.includes(operator) || ['-', '*', '/', '%', '**'].includes(operator);
  if (!isNumeric || !kinds.every((kind) => kind !== undefined)) return undefined;
  return comparable(kinds[0], kinds[1]) ? undefined : `invalid operation: ${kinds.join(` ${operator} `)}`;
}

const NUMBERS: readonly (string | undefined)[] = ['int', 'float64'];
const TIMES: readonly (string | undefined)[] = ['time.Time', 'time.Duration', ...NUMBERS];

function comparable(left: string | undefined, right: string | undefined): boolean {
  if (NUMBERS.includes(left) && NUMBERS.includes(right)) return true;
  if (left === right) return left !== 'bool';
  return TIMES.includes(left) && TIMES.includes(right);
}

function problemOfEquality(left: Node, right: Node, operator: string): string | undefined {
  const [a, b] = [kindOf(left), kindOf(right)];
  const isComparison = left.kind === 'binary' && ['==', '!=', ...COMPARISONS].includes(left.operator);
  if (isComparison && b !== 'bool') return 'the outcome of a comparison is compared: both are written out with &&';
  if (a === undefined || b === undefined || a === b || a === '<nil>' || b === '<nil>') return undefined;
  if (NUMBERS.includes(a) && NUMBERS.includes(b)) return undefined;
  return `${a} ${operator} ${b} is always ${operator === '!='}`;
}
