/** Sets of labels as series have them: sorted by name, without empty values, told apart by a key. */
export const METRIC_NAME = '__name__';

export interface Labels {
  readonly pairs: ReadonlyMap<string, string>;
  /** The same for equal sets, different for all others. */
  readonly key: string;
}

type Pair = readonly [name: string, value: string];

export function labelsOf(pairs: Iterable<Pair>): Labels {
  const kept = [...pairs].filter(([, value]) => value !== '').sort(byName);
  return { pairs: new Map(kept), key: keyOf(kept) };
}

export const seriesLabels = (name: string, labels: Readonly<Record<string, string>>): Labels =>
  labelsOf([...Object.entries(labels), [METRIC_NAME, name]]);

export const labelText = (labels: Labels, name: string): string => labels.pairs.get(name) ?? '';

export const labelsWithout = (labels: Labels, names: ReadonlySet<string>): Labels =>
  labelsOf([...labels.pairs].filter(([name]) => !names.has(name)));

export const labelsAmong = (labels: Labels, names: ReadonlySet<string>): Labels =>
  labelsOf([...labels.pairs].filter(([name]) => names.has(name)));

export const labelRecord = (labels: Labels): Record<string, string> => Object.fromEntries(labels.pairs);

/** How messages show them. */
export const labelsText = (labels: Labels): string =>
  `{${[...labels.pairs].map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(', ')}}`;

/** Orders sets as the query interface lists them: pair by pair, shorter sets first. */
export function compareLabels(one: Labels, other: Labels): number {
  const theirs = [...other.pairs];
  let index = 0;
  for (const [name, value] of one.pairs) {
    const pair = theirs[index++];
    if (!pair) return 1;
    const order = compareText(name, pair[0]) || compareText(value, pair[1]);
    if (order !== 0) return order;
  }
  return index - theirs.length;
}

export function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

const byName = ([one]: Pair, [other]: Pair): number => compareText(one, other);

/** Lengths stand before texts, so that no value can pretend to be another label. */
const keyOf = (pairs: readonly Pair[]): string =>
  pairs.map(([name, value]) => `${name.length}:${name}${value.length}:${value}`).join('');
