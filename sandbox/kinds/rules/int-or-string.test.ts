import { expect, it } from 'vitest';
import { above100Errors, intOrPercentErrors, percentOf } from './int-or-string.ts';

it.each<[value: unknown, percent: number | undefined, detail?: RegExp]>([
  [1, undefined],
  [0, undefined],
  [-1, undefined, /^must be greater than or equal to 0$/],
  ['25%', 25],
  ['150%', 150],
  ['25', undefined, /^a valid percent string must be/],
  ['%', undefined, /percent/],
  ['-1%', undefined, /percent/],
])('%j is judged', (value, percent, detail) => {
  expect(percentOf(value)).toBe(percent);
  expect(intOrPercentErrors(value, 'a')).toMatchObject(detail ? [{ detail: expect.stringMatching(detail) }] : []);
  expect(above100Errors(value, 'a')).toHaveLength((percent ?? 0) > 100 ? 1 : 0);
});
