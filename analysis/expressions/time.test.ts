/** The times that expressions mean. */
import { describe, expect, it } from 'vitest';
import { evaluatedTime } from './time.ts';

const now = new Date('2026-03-01T12:00:00Z');

describe('the time of', () => {
  it.each<readonly [expression: string, time: string]>([
    ['now()', '2026-03-01T12:00:00.000Z'],
    ['now() - duration("1h")', '2026-03-01T11:00:00.000Z'],
    ['duration("90s") + now()', '2026-03-01T12:01:30.000Z'],
    ['date("2026-01-01")', '2026-01-01T00:00:00.000Z'],
  ])('%s', (expression, time) => expect(evaluatedTime(expression, now)).toBe(Date.parse(time)));

  it.each([
    ['duration("1h")', 'expected time.Time, but got time.Duration'],
    ['now() -', 'unexpected token EOF (1:7)'],
    ['result', 'expected time.Time, but got <nil>'],
    ['date("x")', 'invalid date x (1:1)'],
  ])('%s is none', (expression, error) => expect(evaluatedTime(expression, now)).toEqual({ error }));
});
