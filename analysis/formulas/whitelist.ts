/** What a formula may consist of. Whatever is not named here is refused before anything is evaluated. */
import type { MathNode } from 'mathjs/number';

/** Parts of a formula. */
const MOST_PARTS = 500;
const MOST_DEPTH = 50;

const FUNCTIONS: readonly string[] = [
  ...['abs', 'ceil', 'floor', 'round', 'sign', 'sqrt', 'cbrt', 'pow', 'exp', 'log', 'log2', 'log10', 'log1p', 'mod'],
  ...['max', 'min', 'mean', 'median', 'sum', 'prod', 'std', 'variance', 'quantileSeq', 'isNaN'],
];

const OPERATORS: readonly string[] = [
  ...['add', 'subtract', 'multiply', 'divide', 'mod', 'pow', 'unaryMinus', 'unaryPlus', 'and', 'or', 'not'],
  ...['equal', 'unequal', 'smaller', 'smallerEq', 'larger', 'largerEq'],
];

const PLAIN: readonly string[] = ['ParenthesisNode', 'ConditionalNode', 'RelationalNode', 'ArrayNode'];

interface Part {
  readonly type: string;
  readonly name?: string;
  readonly fn?: unknown;
  readonly op?: string;
  readonly value?: unknown;
  readonly implicit?: boolean;
}

export interface Checked {
  readonly parts: number;
  readonly refusal?: string;
}

/** How many parts it has, or why it is refused. */
export function checked(root: MathNode, names: readonly string[]): Checked {
  let parts = 0;
  const refusalOf = (node: MathNode, depth: number): string | undefined => {
    parts += 1;
    if (parts > MOST_PARTS || depth > MOST_DEPTH) return 'a formula too long or too deeply nested';
    const refusal = refusalOfPart(node as unknown as Part, names);
    if (refusal !== undefined) return refusal;
    for (const inner of argumentsOf(node)) {
      const found = refusalOf(inner, depth + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const refusal = refusalOf(root, 1);
  return refusal === undefined ? { parts } : { parts, refusal };
}

/** The name of a function is no part of its own. */
function argumentsOf(node: MathNode): readonly MathNode[] {
  const inner: MathNode[] = [];
  node.forEach((child, path) => {
    if (!(node.type === 'FunctionNode' && path === 'fn')) inner.push(child);
  });
  return inner;
}

function refusalOfPart(part: Part, names: readonly string[]): string | undefined {
  const { name = '' } = part;
  switch (part.type) {
    case 'ConstantNode':
      return unless(typeof part.value === 'number' || typeof part.value === 'boolean', 'a formula has numbers only');
    case 'SymbolNode':
      return unless(names.includes(name), `unknown name ${name}`);
    case 'OperatorNode':
      return refusalOfOperator(part);
    case 'FunctionNode':
      return refusalOfCall(part);
    default:
      return unless(PLAIN.includes(part.type), `${part.type} is not allowed in a formula`);
  }
}

function unless(isAllowed: boolean, refusal: string): string | undefined {
  return isAllowed ? undefined : refusal;
}

/** What is called is a name, no member of something: `a.max(1)` has a name, too. */
function refusalOfCall({ fn, name = '' }: Part): string | undefined {
  if ((fn as Part | undefined)?.type !== 'SymbolNode') return 'only functions by their name can be called';
  return unless(FUNCTIONS.includes(name), `unknown function ${name}`);
}

function refusalOfOperator({ op, fn, implicit }: Part): string | undefined {
  if (implicit === true) return 'multiplication is written *';
  return OPERATORS.includes(String(fn)) ? undefined : `operator ${op} is not allowed in a formula`;
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,62}$/;
const TAKEN: readonly string[] = [
  ...FUNCTIONS,
  ...['true', 'false', 'null', 'undefined', 'NaN', 'Infinity', 'and', 'or', 'not', 'xor', 'mod', 'to', 'in', 'end'],
];

/** Why a query cannot be named so. */
export function refusalOfName(name: string): string | undefined {
  if (TAKEN.includes(name)) return `a query cannot be named ${name}: it means something in formulas`;
  return NAME.test(name) ? undefined : `a query cannot be named ${JSON.stringify(name.slice(0, 100))}`;
}
