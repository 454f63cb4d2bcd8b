import { describe, expect, it } from 'vitest';
import { scheduleOf } from './schedule.ts';

const AFTER = new Date('2026-01-01T12:00:00Z');
const short = (date: Date | undefined) => date?.toISOString().replace(':00.000Z', '');

describe('a schedule', () => {
  it.each<[schedule: string, next: string | undefined]>([
    ['* * * * *', '2026-01-01T12:01'],
    ['0 12 * * *', '2026-01-02T12:00'],
    ['*/15 * * * *', '2026-01-01T12:15'],
    ['5/20 * * * *', '2026-01-01T12:05'],
    ['30 1-3,20 * * ?', '2026-01-01T20:30'],
    ['0 0 29 2 *', '2028-02-29T00:00'],
    ['0 0 30 2 *', undefined],
    ['0 0 * feb MON', '2026-02-02T00:00'],
    ['0 0 13 * 5', '2026-01-02T00:00'],
    ['0 0 13 * *', '2026-01-13T00:00'],
    ['0 0 */2 * 5', '2026-01-02T00:00'],
    ['0 0 * * 6', '2026-01-03T00:00'],
    ['@hourly', '2026-01-01T13:00'],
    ['@daily', '2026-01-02T00:00'],
    ['@weekly', '2026-01-04T00:00'],
    ['@monthly', '2026-02-01T00:00'],
    ['@yearly', '2027-01-01T00:00'],
    ['@every 1h30m', '2026-01-01T13:30'],
    ['@every .5h', '2026-01-01T12:30'],
    ['@every 2m', '2026-01-01T12:02'],
  ])('%s comes next at %s', (text, next) => {
    expect(short(scheduleOf(text)?.next(AFTER))).toBe(next);
  });

  it.each([
    ...['', '* * * *', '* * * * * *', '60 * * * *', '* 24 * * *', '* * 0 * *', '* * * 13 *', '* * * * 7', 'x * * * *'],
    ...['5-1 * * * *', '*/0 * * * *', '@never', '@every', '@every 5', '@every 5x', '@every 1h 2m'],
  ])('%s is none', (text) => expect(scheduleOf(text)).toBeUndefined());

  it.each<[schedule: string, after: string, until: string, last: string | undefined]>([
    ['0 * * * *', '2026-01-01T00:00', '2026-01-01T12:30', '2026-01-01T12:00'],
    ['0 * * * *', '2026-01-01T00:00', '2026-01-01T12:00', '2026-01-01T12:00'],
    ['0 * * * *', '2026-01-01T12:00', '2026-01-01T12:30', undefined],
    ['0 0 1 1 *', '2020-01-01T00:00', '2026-07-01T00:00', '2026-01-01T00:00'],
    ['@every 1h', '2026-01-01T00:10', '2026-01-01T12:30', '2026-01-01T12:10'],
    ['@every 1h', '2026-01-01T12:10', '2026-01-01T12:30', undefined],
  ])('%s came last after %s until %s at %s', (text, after, until, last) => {
    expect(short(scheduleOf(text)?.last(new Date(`${after}Z`), new Date(`${until}Z`)))).toBe(last);
  });

  it('goes on from where it was', () => {
    for (const text of ['7,31 */5 1-15/3 * 2', '@every 7m', '59 23 31 * *']) {
      const schedule = scheduleOf(text);
      let moment = AFTER;
      for (let index = 0; index < 50; index++) {
        const next = schedule?.next(moment) ?? moment;
        expect(next > moment).toBe(true);
        expect(schedule?.last(moment, next)).toEqual(next);
        expect(schedule?.last(moment, new Date(next.getTime() - 1))).toBeUndefined();
        moment = next;
      }
    }
  });
});
