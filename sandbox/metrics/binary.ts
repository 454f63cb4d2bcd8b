/** Operators between scalars and vectors. */
import { calculated } from './calculate.ts';
import { matchKey } from './match-key.ts';
import { matchedRows } from './matched-rows.ts';
import { type Binary, isComparison, isSetOperator, type SetOperator } from './syntax.ts';
import { distinct, type Row, type Run, spend, type Value, withoutName } from './values.ts';

export function combined(binary: Binary, left: Value, right: Value, run: Run): Value {
  const { operator } = binary;
  if (left.type === 'scalar' && right.type === 'scalar') {
    return { type: 'scalar', value: scalarOf(binary, left.value, right.value) };
  }
  if (left.type === 'vector' && right.type === 'vector') {
    spend(run, left.rows.length + right.rows.length);
    const rows = isSetOperator(operator)
      ? joined(operator, binary, left.rows, right.rows)
      : matchedRows({ ...binary, operator }, left.rows, right.rows, run);
    return { type: 'vector', rows: distinct(rows) };
  }
  return { type: 'vector', rows: distinct(scaled(binary, left, right, run)) };
}

function scalarOf({ operator, asBool }: Binary, left: number, right: number): number {
  if (isSetOperator(operator)) return Number.NaN;
  const value = calculated(operator, left, right);
  if (asBool) return value === undefined ? 0 : 1;
  return value ?? Number.NaN;
}

/** Each row with one number; a comparison keeps the row's own value, whichever side it stands on. */
function scaled(binary: Binary, left: Value, right: Value, run: Run): readonly Row[] {
  const { operator, asBool } = binary;
  if (isSetOperator(operator)) return [];
  const rows = left.type === 'vector' ? left.rows : right.type === 'vector' ? right.rows : [];
  spend(run, rows.length);
  const resultFor = (value: number): number | undefined =>
    calculated(operator, left.type === 'scalar' ? left.value : value, right.type === 'scalar' ? right.value : value);
  if (isComparison(operator) && !asBool) return rows.filter(({ value }) => resultFor(value) !== undefined);
  return rows.map(({ labels, value }) => {
    const result = resultFor(value);
    const number = asBool ? Number(result !== undefined) : result;
    return { labels: withoutName(run, labels), value: number ?? Number.NaN };
  });
}

function joined(
  operator: SetOperator,
  { matching }: Binary,
  left: readonly Row[],
  right: readonly Row[],
): readonly Row[] {
  const keysOf = (rows: readonly Row[]) => new Set(rows.map(({ labels }) => matchKey(labels, matching)));
  if (operator === 'or') {
    const known = keysOf(left);
    return [...left, ...right.filter(({ labels }) => !known.has(matchKey(labels, matching)))];
  }
  const others = keysOf(right);
  return left.filter(({ labels }) => others.has(matchKey(labels, matching)) === (operator === 'and'));
}
