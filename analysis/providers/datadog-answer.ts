/** What Datadog answers, by both versions of its API. */
import { plainText } from '../number-text.ts';
import { okJson, said } from './http-answer.ts';
import { listOf, partOf, worded } from './json-answer.ts';
import type { HttpAnswer, Measured } from './provider.ts';

type Heard = Pick<HttpAnswer, 'status' | 'text'>;

/** No data: conditions see nil, for which they have `default`. */
const NOTHING: Measured = { value: null, text: '[]' };
/** Of the groups, that many are shown. */
const MOST_GROUPS = 100;

/** The last value of the first series. */
export function firstVersion(system: string, answer: Heard): Measured {
  const body = okJson(system, answer);
  const refusal = partOf(body, 'status') === 'error' ? partOf(body, 'error') : undefined;
  if (refusal !== undefined) throw new Error(`${system} could not answer the query: ${said(worded(refusal))}`);
  const [series] = listOf(system, 'series', partOf(body, 'series'));
  if (series === undefined) return NOTHING;
  const points = listOf(system, 'points', partOf(series, 'pointlist'));
  return measured(points.map((point) => numberIn(system, partOf(point, 1))).findLast((value) => value !== undefined));
}

/** A number; with `by {tag}`, a list of the numbers of all groups. */
export function secondVersion(system: string, answer: Heard): Measured {
  const body = okJson(system, answer);
  const refusal = partOf(body, 'errors') ?? partOf(body, 'data', 'errors');
  if (refusal) throw new Error(`${system} could not answer the query: ${said(worded(refusal))}`);
  const columns = listOf(system, 'columns', partOf(body, 'data', 'attributes', 'columns'));
  const numbers = columns.find((column) => partOf(column, 'type') !== 'group');
  if (numbers === undefined) return NOTHING;
  const values = listOf(system, 'values', partOf(numbers, 'values')).map((value) => numberIn(system, value));
  const groups = columns.filter((column) => partOf(column, 'type') === 'group');
  return groups.length > 0 ? grouped(values, groups) : measured(values[0]);
}

const measured = (value: number | undefined): Measured =>
  value === undefined ? NOTHING : { value, text: plainText(value) };

/** Undefined where there is no value. */
function numberIn(system: string, value: unknown): number | undefined {
  if (value === null) return undefined;
  if (typeof value !== 'number') throw new Error(`${system} answered a value that is no number`);
  return value;
}

interface Group {
  readonly name: string;
  readonly value: number;
}

/** Groups without a value are left out. */
function grouped(values: readonly (number | undefined)[], columns: readonly unknown[]): Measured {
  const groups = values.flatMap((value, row): readonly Group[] =>
    value === undefined ? [] : [{ name: columns.map((column) => tagsIn(column, row)).join(','), value }],
  );
  if (groups.length === 0) return NOTHING;
  const isTooMuch = groups.length > MOST_GROUPS;
  const shown = isTooMuch ? groups.toSorted((a, b) => b.value - a.value).slice(0, MOST_GROUPS) : groups;
  return {
    value: groups.map(({ value }) => value),
    text: `[${groups.map(({ value }) => plainText(value)).join(',')}]`,
    metadata: { groups: JSON.stringify(shown), ...(isTooMuch && { groups_truncated: 'true' }) },
  };
}

/** A group may carry several values of one tag. */
function tagsIn(column: unknown, row: number): string {
  const tags = partOf(column, 'values', row);
  return said((Array.isArray(tags) ? tags : [tags ?? '']).map(worded).join(','));
}
