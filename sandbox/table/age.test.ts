import { describe, expect, it } from 'vitest';
import { ageText, durationText } from './age.ts';

const S = 1_000;
const M = 60 * S;
const H = 60 * M;
const D = 24 * H;
const Y = 365 * D;

describe('durationText', () => {
  it.each([
    [-2 * S, '<invalid>'],
    [-1.5 * S, '0s'],
    [0, '0s'],
    [999, '0s'],
    [119 * S, '119s'],
    [2 * M, '2m'],
    [2 * M + 5 * S, '2m5s'],
    [10 * M - 1, '9m59s'],
    [10 * M + 5 * S, '10m'],
    [3 * H - 1, '179m'],
    [3 * H, '3h'],
    [7 * H + 59 * M, '7h59m'],
    [8 * H + 59 * M, '8h'],
    [2 * D - 1, '47h'],
    [2 * D, '2d'],
    [7 * D + 23 * H, '7d23h'],
    [8 * D + 23 * H, '8d'],
    [2 * Y - 1, '729d'],
    [2 * Y, '2y'],
    [3 * Y + 4 * D, '3y4d'],
    [9 * Y + 4 * D, '9y'],
    [Number.NaN, '<invalid>'],
  ])('says %d milliseconds as %s', (milliseconds, said) => {
    expect(durationText(milliseconds)).toBe(said);
  });
});

describe('ageText', () => {
  it.each([
    ['2026-01-01T00:00:00Z', '60s'],
    ['2026-01-01T00:00:30.123456Z', '29s'],
    [null, '<unknown>'],
    [undefined, '<unknown>'],
    ['', '<unknown>'],
    ['2026-01-02T00:00:00Z', '<invalid>'],
  ])('of %s is %s', (time, said) => {
    expect(ageText(time, '2026-01-01T00:01:00Z')).toBe(said);
  });
});
