/** Quantiles of classic histograms, from counters with upper bounds. */
import { type Labels, labelsWithout, labelText, METRIC_NAME } from './labels.ts';
import type { Row } from './values.ts';

interface Bucket {
  readonly bound: number;
  readonly count: number;
}

const OWN_LABELS: ReadonlySet<string> = new Set(['le', METRIC_NAME]);
/** Differences smaller than this share come from rounding. */
const TOLERANCE = 1e-12;

export function quantiles(quantile: number, rows: readonly Row[]): readonly Row[] {
  const histograms = new Map<string, { readonly labels: Labels; readonly buckets: Bucket[] }>();
  for (const { labels, value } of rows) {
    const bound = boundOf(labelText(labels, 'le'));
    if (bound === undefined) continue;
    const others = labelsWithout(labels, OWN_LABELS);
    const histogram = histograms.get(others.key) ?? { labels: others, buckets: [] };
    histogram.buckets.push({ bound, count: value });
    histograms.set(others.key, histogram);
  }
  return [...histograms.values()].map(({ labels, buckets }) => ({ labels, value: quantileOf(quantile, buckets) }));
}

const NUMBER = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/i;

function boundOf(text: string): number | undefined {
  if (/^\+?inf$/i.test(text)) return Number.POSITIVE_INFINITY;
  return NUMBER.test(text) ? Number(text) : undefined;
}

function quantileOf(quantile: number, given: readonly Bucket[]): number {
  if (Number.isNaN(quantile)) return Number.NaN;
  if (quantile < 0) return Number.NEGATIVE_INFINITY;
  if (quantile > 1) return Number.POSITIVE_INFINITY;
  const buckets = rising(merged([...given].sort((one, other) => one.bound - other.bound)));
  const last = buckets.at(-1);
  const highest = buckets.at(-2);
  if (!last || !highest || last.bound !== Number.POSITIVE_INFINITY || last.count === 0) return Number.NaN;
  const rank = quantile * last.count;
  const index = buckets.slice(0, -1).findIndex(({ count }) => count >= rank);
  const bucket = buckets[index];
  return bucket ? withinBucket(bucket, buckets[index - 1], rank) : highest.bound;
}

/** Observations count as spread evenly over their bucket; the first one begins at zero. */
function withinBucket(bucket: Bucket, before: Bucket | undefined, rank: number): number {
  if (!before && bucket.bound <= 0) return bucket.bound;
  const { bound: start, count: below } = before ?? { bound: 0, count: 0 };
  return start + (bucket.bound - start) * ((rank - below) / (bucket.count - below));
}

function merged(buckets: readonly Bucket[]): readonly Bucket[] {
  const result: Bucket[] = [];
  for (const bucket of buckets) {
    const last = result.at(-1);
    if (last?.bound === bucket.bound) result[result.length - 1] = { ...last, count: last.count + bucket.count };
    else result.push(bucket);
  }
  return result;
}

/** Counts never fall from one bound to the next: where they seem to, buckets were read at different moments. */
function rising(buckets: readonly Bucket[]): readonly Bucket[] {
  let most = buckets[0]?.count ?? 0;
  return buckets.map(({ bound, count }) => {
    if (!(count < most) && !isAlmost(most, count)) most = count;
    return { bound, count: most };
  });
}

const isAlmost = (one: number, other: number): boolean =>
  one === other || Math.abs(one - other) / Math.min(Math.abs(one) + Math.abs(other), Number.MAX_VALUE) < TOLERANCE;
