import fc from 'fast-check';
import { expect, it } from 'vitest';
import { scheduleProblem } from './cron-schedule.ts';

it.each([
  ['*/5 * * * *', undefined],
  ['0 0 1,15 jan-mar SUN', undefined],
  ['0-59/2 ? * * 0', undefined],
  ['5/10 * * * *', undefined],
  ['@hourly', undefined],
  ['@every 1h30m', undefined],
  ['CRON_TZ=UTC 0 0 * * *', undefined],
  ['* *', 'expected exactly 5 fields, found 2: [* *]'],
  ['61 * * * *', 'end of range (61) above maximum (59): 61'],
  ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
  ['5-1 * * * *', 'beginning of range (5) beyond end of range (1): 5-1'],
  ['*/0 * * * *', 'step of range should be a positive number: */0'],
  ['1/2/3 * * * *', 'too many slashes: 1/2/3'],
  ['1-2-3 * * * *', 'too many hyphens: 1-2-3'],
  ['x * * * *', 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'],
  ['* * * * 7', 'end of range (7) above maximum (6): 7'],
  ['@sometimes', 'unrecognized descriptor: @sometimes'],
  ['@every long', 'failed to parse duration @every long: time: invalid duration "long"'],
])('the schedule %s has the problem %s', (schedule, problem) => {
  expect(scheduleProblem(schedule)).toBe(problem);
});

it('answers to any text', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const problem = scheduleProblem(text);
      expect(problem === undefined || problem.length > 0).toBe(true);
    }),
  );
});
