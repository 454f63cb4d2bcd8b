/** Arithmetic and comparison of two vectors, row by row with what matches. */
import { calculated } from './calculate.ts';
import { type Labels, labelsAmong, labelsOf, labelsText, labelsWithout, labelText } from './labels.ts';
import { matchKey, matchLabels } from './match-key.ts';
import { executionError } from './query-error.ts';
import { type Arithmetic, type Binary, type Comparison, isComparison } from './syntax.ts';
import { type Row, type Run, withoutName } from './values.ts';

type Calculation = Binary & { readonly operator: Arithmetic | Comparison };

export function matchedRows(binary: Calculation, left: readonly Row[], right: readonly Row[], run: Run): Row[] {
  if (left.length === 0 || right.length === 0) return [];
  const [many, ones] = binary.matching.many === 'right' ? [right, left] : [left, right];
  const oneByKey = onesByKey(binary, ones);
  const taken = new Set<string>();
  return many.flatMap((row) => {
    const key = matchKey(row.labels, binary.matching);
    const one = oneByKey.get(key);
    const value = one && resultValue(binary, row.value, one.value);
    if (!one || value === undefined) return [];
    const labels = resultLabels(binary, row.labels, one.labels, run);
    take(taken, key, binary.matching.many && labels);
    return [{ labels, value }];
  });
}

/** A row of the side that has one matches once, or once for each set of labels of the result. */
function take(taken: Set<string>, key: string, labels: Labels | undefined): void {
  const place = labels ? `${key} ${labels.key}` : key;
  if (taken.has(place)) throw executionError(severalMatches(labels !== undefined));
  taken.add(place);
}

const severalMatches = (isGrouped: boolean): string =>
  isGrouped
    ? 'multiple matches for labels: grouping labels must ensure unique matches'
    : 'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)';

function onesByKey({ matching }: Calculation, ones: readonly Row[]): ReadonlyMap<string, Row> {
  const byKey = new Map<string, Row>();
  for (const one of ones) {
    const group = matchLabels(one.labels, matching);
    const other = byKey.get(group.key);
    if (other) {
      const side = matching.many === 'right' ? 'left' : 'right';
      const both = `${labelsText(one.labels)}, ${labelsText(other.labels)}`;
      throw executionError(
        `found duplicate series for the match group ${labelsText(group)} on the ${side} hand-side of the operation: ` +
          `[${both}];many-to-many matching not allowed: matching labels must be unique on one side`,
      );
    }
    byKey.set(group.key, one);
  }
  return byKey;
}

function resultValue({ operator, asBool, matching }: Calculation, many: number, one: number): number | undefined {
  const [left, right] = matching.many === 'right' ? [one, many] : [many, one];
  const value = calculated(operator, left, right);
  return asBool ? Number(value !== undefined) : value;
}

function resultLabels({ operator, asBool, matching }: Calculation, many: Labels, one: Labels, run: Run): Labels {
  const { on, labels, included } = matching;
  const named = isComparison(operator) && !asBool ? many : withoutName(run, many);
  if (matching.many) {
    if (included.length === 0) return named;
    const kept = [...labelsWithout(named, new Set(included)).pairs];
    return labelsOf([...kept, ...included.map((name) => [name, labelText(one, name)] as const)]);
  }
  return on ? labelsAmong(named, labels) : labelsWithout(named, labels);
}
