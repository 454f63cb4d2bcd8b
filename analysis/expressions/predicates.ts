/** The functions that look at one item of a list after the other: `all(result, # < 1)`. */
import { type Run, spend } from './budget.ts';
import { OPERATIONS } from './operators.ts';
import { fail } from './problem.ts';
import { sorted } from './relations.ts';
import type { PredicateName } from './syntax.ts';
import { isList, typeName, type Value } from './values.ts';

interface Parts {
  readonly items: (run: Run) => Value;
  readonly body: ((run: Run) => Value) | undefined;
  readonly extra: ((run: Run) => Value) | undefined;
  /** Steps of one turn. */
  readonly cost: number;
  readonly at: number;
}

/** A list under way. */
interface Loop {
  readonly run: Run;
  readonly at: number;
  readonly items: readonly Value[];
  /** What the predicate makes of an item. */
  readonly of: (index: number) => Value;
  readonly holds: (index: number) => boolean;
  readonly extra: Value | undefined;
}

export function predicateOf(name: PredicateName, parts: Parts): (run: Run) => Value {
  const answer = ANSWERS[name];
  const { items, body, extra, cost, at } = parts;
  return (run) => {
    const found = items(run);
    if (!isList(found)) fail(`${name} takes only a list (got ${typeName(found)})`, at);
    const { item, index, accumulated } = run;
    const of = (i: number): Value => {
      spend(run, cost, at);
      run.item = found[i] ?? null;
      run.index = i;
      return body === undefined ? run.item : body(run);
    };
    const answered = answer({ run, at, items: found, of, holds: (i) => truth(of(i), at), extra: extra?.(run) });
    run.item = item;
    run.index = index;
    run.accumulated = accumulated;
    return answered;
  };
}

function truth(value: Value, at: number): boolean {
  return typeof value === 'boolean' ? value : fail(`expected bool, but got ${typeName(value)}`, at);
}

const ANSWERS: Readonly<Record<PredicateName, (loop: Loop) => Value>> = {
  all: (loop) => firstWhere(loop, false) === -1,
  any: (loop) => firstWhere(loop, true) !== -1,
  none: (loop) => firstWhere(loop, true) === -1,
  one: (loop) => indexesWhere(loop).length === 1,
  filter: (loop) => indexesWhere(loop).map((index) => loop.items[index] ?? null),
  map: ({ items, of }) => items.map((_, index) => of(index)),
  find: (loop) => loop.items[firstWhere(loop, true)] ?? null,
  findIndex: (loop) => indexOrNil(firstWhere(loop, true)),
  findLast: (loop) => loop.items[lastWhere(loop)] ?? null,
  findLastIndex: (loop) => indexOrNil(lastWhere(loop)),
  count: (loop) => BigInt(indexesWhere(loop).length),
  sum,
  groupBy: groups,
  sortBy: (loop) => sorted(loop.items, keys(loop), isDescending(loop), loop),
  reduce,
};

function firstWhere({ items, holds }: Loop, wanted: boolean): number {
  for (let i = 0; i < items.length; i += 1) if (holds(i) === wanted) return i;
  return -1;
}

function lastWhere({ items, holds }: Loop): number {
  for (let i = items.length - 1; i >= 0; i -= 1) if (holds(i)) return i;
  return -1;
}

/** As the reference: what is not found has no index. */
function indexOrNil(index: number): Value {
  return index === -1 ? null : BigInt(index);
}

function indexesWhere({ items, holds }: Loop): readonly number[] {
  const found: number[] = [];
  for (let i = 0; i < items.length; i += 1) if (holds(i)) found.push(i);
  return found;
}

function sum({ items, of, at, run }: Loop): Value {
  let total: Value = 0n;
  for (let i = 0; i < items.length; i += 1) total = OPERATIONS['+'](total, of(i), at, run);
  return total;
}

function keys({ items, of }: Loop): readonly Value[] {
  return items.map((_, index) => of(index));
}

function groups(loop: Loop): Value {
  const found = new Map<Value, Value[]>();
  for (const [index, key] of keys(loop).entries()) {
    if (typeof key === 'object' && key !== null) fail(`${typeName(key)} cannot be a group`, loop.at);
    const group = found.get(key) ?? [];
    group.push(loop.items[index] ?? null);
    found.set(key, group);
  }
  return found;
}

function isDescending({ extra, at }: Loop): boolean {
  if (extra === undefined || extra === 'asc') return false;
  return extra === 'desc' || fail('unknown order, use asc or desc', at);
}

function reduce({ items, of, run, extra, at }: Loop): Value {
  const first = extra === undefined ? 1 : 0;
  if (first > items.length) fail('reduce of an empty list needs a first value', at);
  run.accumulated = extra === undefined ? (items[0] ?? null) : extra;
  for (let i = first; i < items.length; i += 1) run.accumulated = of(i);
  return run.accumulated;
}
