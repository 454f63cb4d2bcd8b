import { describe, expect, it } from 'vitest';
import { comparable, type KnownAnswer, knownAnswers, knownSamples } from './answers.testkit.ts';
import { instantData, type QueryData, rangeData } from './query.ts';
import { QueryError } from './query-error.ts';
import { seriesStore } from './series-store.ts';

const store = knownSamples();

function answered({ query, time, start = 0, end = 0, step = 1 }: KnownAnswer): QueryData | QueryError {
  try {
    return time === undefined ? rangeData(store, query, { start, end, step }) : instantData(store, query, time);
  } catch (error) {
    if (error instanceof QueryError) return error;
    throw error;
  }
}

const values = (data: QueryData) => JSON.stringify(data.result);

describe('a query', () => {
  it.each(knownAnswers())('answers as Prometheus does: $query', (known) => {
    const ours = answered(known);
    if (known.data === undefined) {
      expect(ours).toMatchObject({ fault: known.fault, message: expect.stringContaining(known.error ?? '') });
      return;
    }
    if (ours instanceof QueryError) throw ours;
    expect(comparable(ours)).toEqual(comparable(known.data));
  });
});

describe('a sample', () => {
  const one = seriesStore();
  one.add('up', { job: 'a' }, 1, 1_000_000);
  one.add('gone', {}, 1, 1_000_000);
  one.end('gone', {}, 1_060_000);

  it.each([
    ['is there at its time', 'up', 1_000_000, true],
    ['is not there before', 'up', 999_999, false],
    ['is there for nearly five minutes', 'up', 1_299_999, true],
    ['is not there after five minutes', 'up', 1_300_000, false],
    ['is there until its series ends', 'gone', 1_059_999, true],
    ['is not there once its series has ended', 'gone', 1_060_000, false],
    ['is in a range that ends with it', 'up[1m]', 1_000_000, true],
    ['is not in a range that begins with it', 'up[1m]', 1_060_000, false],
    ['is alone in its range where the end is no sample', 'gone[5m] offset -1m', 1_000_000, true],
  ])('%s', (_, query, time, isThere) => {
    expect(values(instantData(one, query, time)) !== '[]').toBe(isThere);
  });
});

describe('numbers at the edge', () => {
  const edge = seriesStore();
  [1, 1e100, 1, -1e100].forEach((value, index) => {
    edge.add('wide', { index: `${index}` }, value, 1000);
  });
  [1.7e308, 1.7e308].forEach((value, index) => {
    edge.add('large', { index: `${index}` }, value, 1000);
  });
  edge.add('none', {}, Number.NaN, 1000);
  edge.add('one', {}, 1, 1000);

  it.each([
    ['sum(wide)', '2'],
    ['avg(wide)', '0.5'],
    ['sum(large)', '+Inf'],
    ['avg(large)', '1.7e+308'],
    ['max(none or wide)', '1e+100'],
    ['min(none or wide)', '-1e+100'],
    ['clamp_min(none, 1 / 0)', '+Inf'],
    ['clamp_max(none, -1 / 0)', '-Inf'],
    ['clamp_max(none, 1)', 'NaN'],
    ['one ^ none', '1'],
    ['(-one) ^ (1 / 0 * one)', '1'],
    ['ceil(one * -0.5)', '-0'],
    ['round(one * -0.5)', '0'],
    ['one * 5 % -3', '2'],
  ])('%s is %s', (query, value) => {
    expect(instantData(edge, query, 1000).result).toMatchObject([{ value: [1, value] }]);
  });

  it.each(['-{__name__=~"none|one"}', 'abs({__name__=~"none|one"})', '{__name__=~"none|one"} * 2'])(
    '%s has the same labels twice',
    (query) => {
      expect(() => instantData(edge, query, 1000)).toThrow('vector cannot contain metrics with the same labelset');
    },
  );
});

describe('a query that asks for too much', () => {
  const large = seriesStore();
  for (let time = 1; time <= 10_000; time++) large.add('x', {}, time, time);
  for (let index = 0; index < 100; index++) large.add('y', { index: `${index}` }, 1, 10_000);

  it.each([
    ['samples in its ranges', 'sum_over_time(x[1h])'],
    ['points', 'y'],
    ['calculations', `1${'+1'.repeat(999)}`],
  ])('is stopped for its %s', (_, query) => {
    const answer = () => rangeData(large, query, { start: 10_000, end: 21_000, step: 1 });
    expect(answer).toThrow('query processing would load too many samples into memory in query execution');
  });
});
