import { describe, expect, it } from 'vitest';
import { queryIn, selectorIn } from './parse.ts';

const REST = 'the sandbox knows a subset of PromQL, use a real Prometheus for the rest';

describe('a query that only a real Prometheus knows', () => {
  it.each([
    ['predict_linear(x[5m], 60)', 'predict_linear()'],
    ['sum(topk by (a) (3, x))', 'topk()'],
    ['topk by (a) (3, x)', 'topk()'],
    ['quantile(0.5, x)', 'quantile()'],
    ['max_over_time(rate(x[1m])[5m:1m])', 'subqueries'],
    ['x[5m:]', 'subqueries'],
    ['(x)[5m:1m]', 'subqueries'],
    ['x @ 1700000000', 'the @ modifier'],
    ['x @ end()', 'the @ modifier'],
    ['x atan2 y', 'atan2'],
    ['label_replace(x, "a", "b", "c", "d")', 'label_replace()'],
    ['"text"', 'strings as values'],
  ])('says so: %s', (query, what) => {
    expect(() => queryIn(query)).toThrow(`unsupported: ${what}; ${REST}`);
  });
});

describe('a query that is wrong', () => {
  it.each([
    ['rate(up)', '1:6: parse error: expected type range vector in call to function "rate", got instant vector'],
    ['up\n  + nofn(up)', '2:5: parse error: unknown function with name "nofn"'],
    ['a{b="c"', '1:8: parse error: unexpected end of input inside braces'],
    ['a{b=~"("}', '1:6: parse error: error parsing regexp: missing closing ): `(`'],
    ['1 == 1', '1:3: parse error: comparisons between scalars must use BOOL modifier'],
    ['"a', '1:1: parse error: unterminated quoted string'],
    ['a[5m] offset 1m [5m]', '1:17: parse error: ranges only allowed for vector selectors'],
    ['a offset 1m [5m]', '1:13: parse error: a range must stand before its offset'],
  ])('names the place: %s', (query, message) => {
    expect(() => queryIn(query)).toThrow(message);
  });
});

describe('a query without end', () => {
  it.each([
    ['many parentheses', `${'('.repeat(50_000)}1`, 'nested more than 100 levels deep'],
    ['many signs', `${'-'.repeat(50_000)}1`, 'nested more than 100 levels deep'],
    ['many powers', `2${'^2'.repeat(40_000)}`, 'nested more than 100 levels deep'],
    ['many calls', `${'abs('.repeat(20_000)}x`, 'nested more than 100 levels deep'],
    ['many terms', `1${'+1'.repeat(40_000)}`, 'more than 1000 operators'],
    ['much text', ' '.repeat(100_001), 'a query may have 100000 characters at most'],
    ['many matchers', `x{${'a!="b",'.repeat(101)}}`, 'a selector may have 100 matchers at most'],
    ['many labels', `sum by (${'a,'.repeat(101)}) (x)`, 'a list may have 100 labels at most'],
    ['many digits', `${'1'.repeat(90_000)}x`, 'bad number or duration syntax'],
    ['a string that does not end', `x{a="${'\\\\'.repeat(45_000)}`, 'unterminated quoted string'],
    ['a large pattern', `x{a=~"${'(a{1000}){1000}'}"}`, 'error parsing regexp'],
  ])('has %s', (_, query, message) => {
    expect(() => queryIn(query)).toThrow(message);
  });

  it('may have a thousand terms', () => {
    expect(queryIn(`1${'+1'.repeat(1000)}`)).toMatchObject({ is: 'binary', operator: '+' });
  });
});

describe('a matcher', () => {
  it.each([
    ['{a=~"x.*"}', 'xyz', true],
    ['{a=~"x"}', 'xyz', false],
    ['{a=~"z"}', 'xyz', false],
    ['{a=~"x|y"}', 'xy', false],
    ['{a=~"x.y"}', 'x\ny', true],
    ['{a!~"x|y"}', 'z', true],
    ['{a!~"x|y"}', 'x', false],
    ['{a=~"(a+)+b"}', `${'a'.repeat(50_000)}c`, false],
    ['{a="\\u00e9\\x41\\101\\n"}', 'éAA\n', true],
    ["{'a.b'!=`\\n`}", '\\n', false],
  ])('%s judges %j as a whole', (selector, text, isMatch) => {
    expect(selectorIn(selector)[0]?.test(text)).toBe(isMatch);
  });
});
