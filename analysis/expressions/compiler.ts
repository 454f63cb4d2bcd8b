/** Turns what was parsed into one function, so that nothing is looked up at each measurement. */

import { MOST_DEPTH, type Run, spend } from './budget.ts';
import { BUILTINS } from './builtins/builtin-table.ts';
import { fetched, sliced } from './members.ts';
import { matches, negated, OPERATIONS, pattern, type StrictOperator } from './operators.ts';
import { predicateOf } from './predicates.ts';
import { fail } from './problem.ts';
import type {
  Binary,
  Call,
  Chain,
  Let,
  Literal,
  MapLiteral,
  Member,
  Name,
  Node,
  Pointer,
  PredicateCall,
  Slice,
  Unary,
} from './syntax.ts';
import { isNumber, typeName, type Value } from './values.ts';

export type Evaluate = (run: Run) => Value;

interface Scope {
  /** Variables by their place. */
  readonly names: ReadonlyMap<string, number>;
  readonly depth: number;
}

/** Throws what no result could mend: unknown names, wrong arguments, bad regular expressions. */
export function compiled(node: Node): Evaluate {
  return evaluation(node, { names: new Map(), depth: 0 });
}

function evaluation(node: Node, outer: Scope): Evaluate {
  const scope = { ...outer, depth: outer.depth + 1 };
  if (scope.depth > MOST_DEPTH) fail('an expression too deeply nested', node.at);
  switch (node.kind) {
    case 'literal':
      return constant(node);
    case 'name':
      return nameOf(node, scope);
    case 'pointer':
      return pointer(node);
    case 'member':
      // Without `?.` in it nothing is ever skipped.
      return link(node, scope) as Evaluate;
    case 'chain':
      return chain(node, scope);
    case 'slice':
      return slice(node, scope);
    case 'list':
      return list(node, scope);
    case 'map':
      return map(node, scope);
    case 'unary':
      return unary(node, scope);
    case 'binary':
      return binary(node, scope);
    case 'conditional':
      return conditional(node, scope);
    case 'let':
      return declaration(node, scope);
    case 'sequence':
      return sequence(node, scope);
    case 'call':
      return call(node, scope);
    case 'predicate':
      return predicate(node, scope);
  }
}

function constant({ value }: Literal): Evaluate {
  return () => value;
}

function nameOf({ name, at }: Name, { names }: Scope): Evaluate {
  const place = names.get(name);
  if (place !== undefined) return (run) => run.variables[place] ?? null;
  return name === 'result' ? (run) => run.result : fail(`unknown name ${name}`, at);
}

function pointer({ name, at }: Pointer): Evaluate {
  if (name === '') return (run) => run.item;
  if (name === 'index') return (run) => BigInt(run.index);
  return name === 'acc' ? (run) => run.accumulated : fail(`unknown pointer #${name}`, at);
}

/** Undefined once a `?.` has found nil: the members after it are skipped. */
function link({ of, key, isOptional, at }: Member, scope: Scope): (run: Run) => Value | undefined {
  const object = of.kind === 'member' ? link(of, deeper(scope, at)) : evaluation(of, scope);
  const inside = evaluation(key, scope);
  return (run) => {
    const from = object(run);
    if (from === undefined || (from === null && isOptional)) return undefined;
    return fetched(from, inside(run), at);
  };
}

function deeper(scope: Scope, at: number): Scope {
  if (scope.depth > MOST_DEPTH) fail('an expression too deeply nested', at);
  return { ...scope, depth: scope.depth + 1 };
}

function chain({ last }: Chain, scope: Scope): Evaluate {
  const evaluate = link(last, scope);
  return (run) => evaluate(run) ?? null;
}

function slice({ of, from, to, at }: Slice, scope: Scope): Evaluate {
  const all = evaluation(of, scope);
  const first = from && evaluation(from, scope);
  const end = to && evaluation(to, scope);
  return (run) => sliced(all(run), [first?.(run) ?? 0n, end?.(run)], at, run);
}

function list({ items, at }: Extract<Node, { kind: 'list' }>, scope: Scope): Evaluate {
  const parts = items.map((item) => evaluation(item, scope));
  return (run) => {
    spend(run, parts.length, at);
    return parts.map((part) => part(run));
  };
}

function map({ entries, at }: MapLiteral, scope: Scope): Evaluate {
  const parts = entries.map(([key, value]) => [evaluation(key, scope), evaluation(value, scope)] as const);
  const name = (key: Value): string =>
    typeof key === 'string' ? key : fail(`${typeName(key)} cannot be a name in a map`, at);
  return (run) => {
    spend(run, parts.length, at);
    return Object.fromEntries(parts.map(([key, value]) => [name(key(run)), value(run)]));
  };
}

function truth(value: Value, at: number): boolean {
  return typeof value === 'boolean' ? value : fail(`expected bool, but got ${typeName(value)}`, at);
}

function unary({ operator, operand, at }: Unary, scope: Scope): Evaluate {
  const evaluate = evaluation(operand, scope);
  if (operator === 'not') return (run) => !truth(evaluate(run), at);
  if (operator === '-') return (run) => negated(evaluate(run), at);
  return (run) => {
    const value = evaluate(run);
    return isNumber(value) ? value : fail(`invalid operation: + ${typeName(value)}`, at);
  };
}

function binary({ operator, left, right, at }: Binary, scope: Scope): Evaluate {
  const a = evaluation(left, scope);
  const b = evaluation(right, scope);
  if (operator === '&&') return (run) => (truth(a(run), left.at) ? b(run) : false);
  if (operator === '||') return (run) => (truth(a(run), left.at) ? true : b(run));
  if (operator === '??') return (run) => a(run) ?? b(run);
  if (operator === 'matches' && right.kind === 'literal' && typeof right.value === 'string') {
    const known = pattern(right.value, at);
    return (run) => matches(a(run), known, right.value, { at, run });
  }
  const limit = right.kind === 'literal' && isNumber(right.value) ? Number(right.value) : undefined;
  if (limit !== undefined && Math.abs(limit) < 2 ** 53) return limited(operator, a, limit, { right: b, at });
  const operation = OPERATIONS[operator];
  return (run) => operation(a(run), b(run), at, run);
}

/** The comparisons of a measured number with a written one, of which most conditions consist. */
function limited(
  operator: StrictOperator,
  a: Evaluate,
  limit: number,
  { right, at }: { right: Evaluate; at: number },
): Evaluate {
  const operation = OPERATIONS[operator];
  const other = (value: Value, run: Run): Value => operation(value, right(run), at, run);
  const compare = COMPARISONS[operator];
  if (compare === undefined) return (run) => other(a(run), run);
  return (run) => {
    const value = a(run);
    return typeof value === 'number' ? compare(value, limit) : other(value, run);
  };
}

const COMPARISONS: Readonly<Partial<Record<StrictOperator, (a: number, b: number) => Value>>> = {
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};

function conditional({ condition, yes, no }: Extract<Node, { kind: 'conditional' }>, scope: Scope): Evaluate {
  const holds = evaluation(condition, scope);
  const then = evaluation(yes, scope);
  const otherwise = evaluation(no, scope);
  return (run) => (truth(holds(run), condition.at) ? then(run) : otherwise(run));
}

function declaration({ name, value, body, at }: Let, scope: Scope): Evaluate {
  if (scope.names.has(name)) fail(`cannot redeclare variable ${name}`, at);
  if (name === 'result' || Object.hasOwn(BUILTINS, name)) fail(`cannot redeclare ${name}`, at);
  const evaluate = evaluation(value, scope);
  const place = scope.names.size;
  const rest = evaluation(body, { ...scope, names: new Map([...scope.names, [name, place]]) });
  return (run) => {
    run.variables[place] = evaluate(run);
    return rest(run);
  };
}

function sequence({ parts }: Extract<Node, { kind: 'sequence' }>, scope: Scope): Evaluate {
  const evaluations = parts.map((part) => evaluation(part, scope));
  return (run) => evaluations.reduce<Value>((_, evaluate) => evaluate(run), null);
}

function call({ name, given, at }: Call, scope: Scope): Evaluate {
  const builtin = Object.hasOwn(BUILTINS, name) ? BUILTINS[name] : undefined;
  if (builtin === undefined) return fail(`unknown name ${name}`, at);
  const [least, most] = builtin.takes;
  if (given.length < least || given.length > most) {
    fail(`invalid number of arguments to call ${name} (expected ${expected(least, most)}, got ${given.length})`, at);
  }
  const parts = given.map((part) => evaluation(part, scope));
  const { value } = builtin;
  return (run) =>
    value(
      parts.map((part) => part(run)),
      { run, at },
    );
}

function expected(least: number, most: number): string {
  if (least === most) return String(least);
  return most === Number.POSITIVE_INFINITY ? `at least ${least}` : `${least} to ${most}`;
}

function predicate(node: PredicateCall, scope: Scope): Evaluate {
  const { name, list: items, body, extra, cost, at } = node;
  return predicateOf(name, {
    items: evaluation(items, scope),
    body: body && evaluation(body, scope),
    extra: extra && evaluation(extra, scope),
    cost,
    at,
  });
}
