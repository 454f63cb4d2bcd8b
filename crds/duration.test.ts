import { describe, expect, it } from 'vitest';
import { milliseconds, pauseSeconds } from './duration.ts';

describe('milliseconds', () => {
  it.each([
    ['10s', 10_000],
    ['1h30m', 5_400_000],
    ['1.5h', 5_400_000],
    ['300ms', 300],
    ['.5s', 500],
    ['1us', 0.001],
    ['0', 0],
    ['-2m', -120_000],
    ['+2m', 120_000],
  ])('of %s is %d', (text, expected) => expect(milliseconds(text)).toBeCloseTo(expected, 9));

  it.each(['', '10', 's', '1d', '1h 30m', 'ten', '1.2.3s', '--1s', '1h-5m'])('refuses %j', (text) => {
    expect(milliseconds(text)).toBeUndefined();
  });
});

describe('pauseSeconds', () => {
  it.each<[number | string, number | undefined]>([
    [30, 30],
    ['30', 30],
    ['-1', -1],
    ['1h30m', 5400],
    ['1500ms', 1],
    ['300ms', 0],
    ['soon', undefined],
  ])('of %j is %j', (duration, expected) => expect(pauseSeconds(duration)).toBe(expected));
});
