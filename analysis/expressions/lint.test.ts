/** Every kind of help for those who write conditions. */
import { describe, expect, it } from 'vitest';
import { problemsIn } from './lint.ts';
import { problemText } from './problem.ts';

describe('a condition without problems', () => {
  it.each([
    'result[0] >= 0.95',
    'result.ok && all(result.items, # < 1)',
    '0 < result < 5',
    'default(result, 0) < 5',
    'result == nil || result.a == "x"',
    '1 == 1.5 || result',
    'now() > date("2026-01-01")',
    'now() - duration("1h") * 2 < date(result.at)',
    'result ? true : false',
    'len(result) - 1.5 > 2 ** 3',
  ])('%s', (text) => expect(problemsIn(text)).toEqual([]));
});

describe('a condition with problems', () => {
  it.each([
    ['result[0] >', 'unexpected token EOF (1:11)'],
    ['', 'unexpected token EOF (1:1)'],
    ['result = 5', 'unexpected token Operator("="): equality is written == (1:8)'],
    ['results > 1', 'unknown name results (1:1)'],
    ['result >\n  average(result)', 'unknown name average (2:3)'],
    ['len(result, 1) > 2', 'invalid number of arguments to call len (expected 1, got 2) (1:1)'],
    ['all(result)', 'not enough arguments to call all (1:1)'],
    ['result matches "("', 'error parsing regexp: missing closing ): `(` (1:8)'],
    ['1 < 2', 'the result is not looked at: always true (1:1)'],
    ['true && false', 'the result is not looked at: always false (1:1)'],
    [
      '[1][2] > 1',
      'the result is not looked at: always an error: index out of range: 2 (array length is 1) (1:4) (1:1)',
    ],
    ['len(result)', 'expected bool, but got int (1:1)'],
    ['result > 1 ? 1 : 2', 'expected bool, but got int (1:1)'],
    ['let x = result; "a" + "b"', 'expected bool, but got string (1:1)'],
    ['result[0] / 2', 'expected bool, but got float64 (1:1)'],
    ['result == 1 == 2', 'the outcome of a comparison is compared: both are written out with && (1:13)'],
    ['len(result) == "1"', 'int == string is always false (1:13)'],
    ['string(result) != 1', 'string != int is always true (1:16)'],
    ['len(result) > "1"', 'invalid operation: int > string (1:13)'],
    ['(result == 1) < (result == 2)', 'invalid operation: bool < bool (1:15)'],
    ['len(result) && result', 'expected bool, but got int (1:13)'],
    ['result && !len(result)', 'expected bool, but got int (1:11)'],
    ['len(result) ? true : result', 'expected bool, but got int (1:13)'],
  ])('%s', (text, problem) => expect(problemsIn(text).map(problemText)).toEqual([problem]));

  it('tells all of them, in their order', () => {
    expect(problemsIn('len(result) == "1" ||\n  result && len(result)').map(problemText)).toEqual([
      'int == string is always false (1:13)',
      'expected bool, but got int (2:10)',
    ]);
  });
});
