/** What is known of a value before there is a result: its type, in the reference's words. */
import { BUILTINS } from './builtins/builtin-table.ts';
import type { Binary, BinaryOperator, Node, PredicateName } from './syntax.ts';
import { typeName } from './values.ts';

const LIST = '[]interface {}';

const BY_OPERATOR: Readonly<Partial<Record<BinaryOperator, string>>> = {
  '==': 'bool',
  '!=': 'bool',
  '<': 'bool',
  '>': 'bool',
  '<=': 'bool',
  '>=': 'bool',
  in: 'bool',
  matches: 'bool',
  contains: 'bool',
  startsWith: 'bool',
  endsWith: 'bool',
  '..': LIST,
  '/': 'float64',
  '**': 'float64',
};

const BY_PREDICATE: Readonly<Partial<Record<PredicateName, string>>> = {
  all: 'bool',
  any: 'bool',
  none: 'bool',
  one: 'bool',
  filter: LIST,
  map: LIST,
  sortBy: LIST,
  count: 'int',
  groupBy: 'map[interface {}][]interface {}',
};

/** Undefined if it depends on the result. */
export function kindOf(node: Node): string | undefined {
  switch (node.kind) {
    case 'literal':
      return typeName(node.value);
    case 'list':
      return LIST;
    case 'map':
      return 'map[string]interface {}';
    case 'unary':
      return node.operator === 'not' ? 'bool' : kindOf(node.operand);
    case 'binary':
      return binaryKind(node);
    case 'conditional':
      return shared(node.yes, node.no);
    case 'let':
      return kindOf(node.body);
    case 'slice':
      return kindOf(node.of);
    case 'call':
      return Object.hasOwn(BUILTINS, node.name) ? BUILTINS[node.name]?.gives : undefined;
    case 'predicate':
      return BY_PREDICATE[node.name];
    case 'name':
    case 'pointer':
    case 'member':
    case 'chain':
    case 'sequence':
      return undefined;
  }
}

function binaryKind({ operator, left, right }: Binary): string | undefined {
  if (operator === '&&' || operator === '||') return shared(left, right);
  return BY_OPERATOR[operator] ?? arithmeticKind(operator, kindOf(left), kindOf(right));
}

function shared(one: Node, other: Node): string | undefined {
  const kind = kindOf(one);
  return kind === kindOf(other) ? kind : undefined;
}

function arithmeticKind(operator: BinaryOperator, left?: string, right?: string): string | undefined {
  if (!['+', '-', '*'].includes(operator)) return undefined;
  if (left === right && left !== 'time.Time') return left;
  const kinds = [left, right];
  return kinds.every((kind) => kind === 'int' || kind === 'float64') ? 'float64' : undefined;
}

/** The parts of a part. */
export function partsOf(node: Node): readonly Node[] {
  const parts = WITHIN[node.kind] as (node: Node) => readonly (Node | undefined)[];
  return parts(node).filter((part) => part !== undefined);
}

const WITHIN: { readonly [K in Node['kind']]: (node: Extract<Node, { kind: K }>) => readonly (Node | undefined)[] } = {
  literal: () => [],
  name: () => [],
  pointer: () => [],
  member: ({ of, key }) => [of, key],
  chain: ({ last }) => [last],
  slice: ({ of, from, to }) => [of, from, to],
  list: ({ items }) => items,
  map: ({ entries }) => entries.flat(),
  unary: ({ operand }) => [operand],
  binary: ({ left, right }) => [left, right],
  conditional: ({ condition, yes, no }) => [condition, yes, no],
  let: ({ value, body }) => [value, body],
  sequence: ({ parts }) => parts,
  call: ({ given }) => given,
  predicate: ({ list, body, extra }) => [list, body, extra],
};
