import { describe, expect, it } from 'vitest';
import { samplesUntil, seriesStore } from './series-store.ts';

describe('the store of series', () => {
  it.each([
    ['takes what is later', 2, 20, 'added'],
    ['takes the same again', 1, 10, 'added'],
    ['refuses another value for the same time', 2, 10, 'out of order'],
    ['refuses what is earlier', 1, 9, 'out of order'],
  ])('%s', (_, value, time, outcome) => {
    const store = seriesStore();
    store.add('x', {}, 1, 10);
    expect(store.add('x', {}, value, time)).toBe(outcome);
  });

  it('takes no more series than its limit, but samples for those it has', () => {
    const store = seriesStore({ series: 1, samplesPerSeries: 10 });
    expect(store.add('x', { a: '1' }, 1, 1)).toBe('added');
    expect(store.add('x', { a: '2' }, 1, 1)).toBe('full');
    expect(store.add('x', { a: '1' }, 1, 2)).toBe('added');
    expect([...store.series()]).toHaveLength(1);
  });

  it('makes room by forgetting series that ended more than an hour ago', () => {
    const store = seriesStore({ series: 2, samplesPerSeries: 10 });
    store.add('x', { a: 'ended' }, 1, 1);
    store.end('x', { a: 'ended' }, 2);
    store.add('x', { a: 'goes on' }, 1, 1);
    expect(store.add('x', { a: 'new' }, 1, 3_600_001)).toBe('full');
    expect(store.add('x', { a: 'new' }, 1, 3_600_002)).toBe('added');
    expect([...store.series('x')].map(({ labels }) => labels.pairs.get('a'))).toEqual(['goes on', 'new']);
    expect([...store.series()]).toHaveLength(2);
  });

  it('forgets the oldest samples of a series', () => {
    const store = seriesStore({ series: 1, samplesPerSeries: 8 });
    for (let time = 1; time <= 100; time++) store.add('x', {}, time, time);
    const [series] = store.series('x');
    expect(series?.samples.times.length).toBeLessThanOrEqual(8);
    expect(series?.samples.times.length).toBeGreaterThanOrEqual(6);
    expect(series?.samples.values.at(-1)).toBe(100);
    expect(series?.samples.times.length).toBe(series?.samples.values.length);
  });

  it.each<[string, Record<string, string>, Record<string, string>, number]>([
    ['has one series for labels in any order', { a: '1', b: '2' }, { b: '2', a: '1' }, 1],
    ['has no empty labels', { a: '1', b: '' }, { a: '1' }, 1],
    ['tells apart what looks alike when joined', { a: '11:b1:c' }, { a: '1', b: 'c' }, 2],
    ['takes the names that objects are born with', { ['__proto__']: 'a' }, { constructor: 'a' }, 2],
  ])('%s', (_, one, other, count) => {
    const store = seriesStore();
    store.add('x', one, 1, 1);
    store.add('x', other, 1, 2);
    expect([...store.series('x')]).toHaveLength(count);
  });

  it('ends no series that never began', () => {
    const store = seriesStore();
    store.end('x', {}, 1);
    expect([...store.series()]).toEqual([]);
  });

  it.each([
    [0, 0],
    [10, 1],
    [19, 1],
    [30, 3],
    [99, 3],
  ])('finds until %i the first %i samples', (time, count) => {
    expect(samplesUntil({ times: [10, 20, 30], values: [1, 2, 3] }, time)).toBe(count);
  });
});
