/** What selectors find in the store, at a time or in the stretch before it. */
import { compareLabels, labelText, METRIC_NAME } from './labels.ts';
import { type Samples, type Series, type SeriesStore, samplesUntil } from './series-store.ts';
import type { LabelMatcher, Range, Selector } from './syntax.ts';
import { type Row, type Run, type Stretch, spend } from './values.ts';

/** A sample says nothing about the time five minutes after it. */
const STALE_AFTER = 5 * 60_000;

/** Sorted by their labels. */
export function seriesMatching(store: SeriesStore, matchers: readonly LabelMatcher[]): readonly Series[] {
  const named = matchers.find(({ name, operator }) => name === METRIC_NAME && operator === '=');
  const others = matchers.filter((matcher) => matcher !== named);
  return [...store.series(named?.value)]
    .filter(({ labels }) => others.every(({ name, test }) => test(labelText(labels, name))))
    .sort((one, other) => compareLabels(one.labels, other.labels));
}

export function rowsOf(run: Run, selector: Selector, time: number): readonly Row[] {
  const moment = time - selector.offset;
  const rows: Row[] = [];
  for (const { labels, samples } of selected(run, selector)) {
    const value = valueAt(samples, moment);
    if (value !== undefined) rows.push({ labels, value });
  }
  spend(run, rows.length);
  return rows;
}

/** The stretch does not hold its own beginning, as since Prometheus 3: five minutes have five samples, one a minute. */
export function stretchesOf(run: Run, { selector, length }: Range, time: number): readonly Stretch[] {
  const until = time - selector.offset;
  const stretches: Stretch[] = [];
  for (const { labels, samples } of selected(run, selector)) {
    const from = samplesUntil(samples, until - length);
    const to = samplesUntil(samples, until);
    spend(run, to - from);
    const stretch = { labels, ...present(samples, from, to) };
    if (stretch.times.length > 0) stretches.push(stretch);
  }
  return stretches;
}

function selected(run: Run, selector: Selector): readonly Series[] {
  const known = run.selected.get(selector);
  if (known) return known;
  const found = seriesMatching(run.store, selector.matchers);
  spend(run, found.length);
  run.selected.set(selector, found);
  return found;
}

function valueAt(samples: Samples, moment: number): number | undefined {
  const last = samplesUntil(samples, moment) - 1;
  const time = samples.times[last];
  return time === undefined || time <= moment - STALE_AFTER ? undefined : samples.values[last];
}

/** Marks of a series' end are no samples. */
function present(samples: Samples, from: number, to: number): Pick<Stretch, 'times' | 'values'> {
  const times: number[] = [];
  const values: number[] = [];
  for (let index = from; index < to; index++) {
    const time = samples.times[index];
    const value = samples.values[index];
    if (time === undefined || value === undefined) continue;
    times.push(time);
    values.push(value);
  }
  return { times, values };
}
