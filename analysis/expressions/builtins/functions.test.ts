/** Every function of the language. */
import { describe, expect, it } from 'vitest';
import { outcome } from '../condition.testkit.ts';

type Row = readonly [expression: string, result: unknown];

describe('the functions', () => {
  it.each<Row>([
    ['reduce(result, reduce([1, 2], #acc + #) + #acc, 10) == 16', [4, 5]],
    [
      'filter(result, any([9], # == 9) && # > 4) == [5] && filter(result, all([9, 9], #index < 2) && #index == 1) == [5]',
      [4, 5],
    ],
    ['map(result, type(#index)) == ["int", "int"] && map(result, #index % 2) == [0, 1]', [4, 5]],
    [
      'asInt("12") == 12 && asInt(2.7) == 2 && asFloat("1e3") == 1000 && isNaN(asFloat("NaN")) && isInf(asFloat("-Inf"))',
      1,
    ],
    ['isNaN(result) && !isInf(result) && !isNaN(1)', Number.NaN],
    ['isInf(result) && isInf(-result)', Number.POSITIVE_INFINITY],
    ['default(result.a, 5) == 5 && default(result.b, 5) == 0 && isNil(result.a) && !isNil(result.b)', { b: 0 }],
    ['default(result, 0) == 0 && isNil(result)', null],
    ['int("-5") == -5 && int(2.9) == 2 && float("1_0.5") == 10.5 && float("inf") > 1', 1],
    [
      'type(result) == "float" && type(1) == "int" && type(nil) == "nil" && type([]) == "array" && type({}) == "map"',
      1,
    ],
    [
      'type(true) == "bool" && type("") == "string" && type(now()) == "time.Time" && type(duration("1s")) == "time.Duration"',
      1,
    ],
    ['abs(-3) == 3 && abs(result) == 1.5 && ceil(1.2) == 2 && floor(-1.5) == -2', -1.5],
    ['round(2.5) == 3 && round(-2.5) == -3 && round(0.49999999999999994) == 0', 1],
    ['max(result) == 5 && min(result, [[0.5]]) == 0.5 && max([]) == nil', [1, 5]],
    ['mean(result) == 2.5 && mean([]) == 0 && median(result) == 2.5 && median(1, [2, 7]) == 2', [1, 2, 3, 4]],
    [
      'sum(result) == 3 && sum(result, # * 2) == 6 && sum([]) == 0 && count(result, # > 1) == 1 && count([true, false]) == 1',
      [1, 2],
    ],
    ['one(result, # > 1) && none(result, # > 2) && any(result, # == 2) && !all(result, # > 1)', [1, 2]],
    [
      'find(result, # > 1) == 2 && find(result, # > 9) == nil && findIndex(result, # > 1) == 1 && findIndex(result, # > 9) == nil',
      [1, 2, 3],
    ],
    [
      'findLast(result, # > 1) == 3 && findLastIndex(result, # < 3) == 1 && findLastIndex(result, # > 9) == nil',
      [1, 2, 3],
    ],
    [
      'reduce(result, #acc + #) == 6 && reduce(result, #acc + # * #index, 10) == 18 && reduce([], 1, nil) == nil',
      [1, 2, 3],
    ],
    ['reduce(result, #acc + reduce([1, 2], #acc + #), 0) == 6 && filter(result, #index > 0) == [5]', [4, 5]],
    ['sort(result) == [1, 2, 3] && sort(result, "desc") == [3, 2, 1]', [3, 1, 2]],
    [
      'sortBy(result, .a)[0].b == "y" && sortBy(result, .a, "desc")[0].b == "x"',
      [
        { a: 2, b: 'x' },
        { a: 1, b: 'y' },
      ],
    ],
    [
      'groupBy(result, .k)["a"] == [{k: "a", v: 1}, {k: "a", v: 2}] && len(groupBy(result, .k)) == 2 && "b" in groupBy(result, .k)',
      [{ k: 'a', v: 1 }, { k: 'b' }, { k: 'a', v: 2 }],
    ],
    [
      'first(result) == 1 && last(result) == 3 && first([]) == nil && first("a") == nil && take(result, 2) == [1, 2] && take(result, 9) == result',
      [1, 2, 3],
    ],
    ['len(result) == 3 && len([]) == 0 && len({a: 1}) == 1 && len("") == 0', 'aé😀'],
    [
      'string(result) == "map[a:[1 1.5 <nil> 1e+06] b:true]" && string(1e-05) == "1e-05" && string(0.0001) == "0.0001"',
      { b: true, a: [1, 1.5, null, 1e6] },
    ],
    [
      'string(duration("90m1.5s")) == "1h30m1.5s" && string(duration("1500us")) == "1.5ms" && string(duration("-3us")) == "-3µs" && string(duration("0")) == "0s"',
      1,
    ],
    ['string(now()) == "2026-03-01 12:00:00 +0000 UTC" && string(-result) == "-0" && string(1/0) == "+Inf"', 0],
    [
      'trim("  a ") == "a" && trim("xxaxx", "x") == "a" && trimPrefix("abc", "a") == "bc" && trimSuffix("abc", "c") == "ab"',
      1,
    ],
    ['lower("ÀB") == "àb" && upper("àb") == "ÀB" && hasPrefix("abc", "ab") && hasSuffix("abc", "bc")', 1],
    [
      'split("a,b,c", ",") == ["a", "b", "c"] && split("a,b,c", ",", 2) == ["a", "b,c"] && split("ab", "") == ["a", "b"] && split("a", ",", 0) == []',
      1,
    ],
    ['splitAfter("a,b", ",") == ["a,", "b"] && join(["a", "b"], "-") == "a-b" && join(["a", "b"]) == "ab"', 1],
    [
      'replace("aaa", "a", "b") == "bbb" && replace("aaa", "a", "b", 2) == "bba" && replace("ab", "", "-") == "-a-b-" && repeat("ab", 2) == "abab"',
      1,
    ],
    ['indexOf("é1", "1") == 1 && indexOf("a", "b") == -1 && lastIndexOf("aba", "a") == 2', 1],
    [
      'keys(result) == ["a", "b"] && values(result) == [1, 2] && get(result, "a") == 1 && get(result, "z") == nil && get([1], 5) == nil',
      { a: 1, b: 2 },
    ],
    ['toPairs(result) == [["a", 1]] && fromPairs([["a", 1]])["a"] == 1', { a: 1 }],
    ['concat([1], [2], [3]) == flatten([1, [2, [3]]]) && reverse([1, 2]) == [2, 1] && uniq([1, 1.0, 2]) == [1, 2]', 1],
    [
      'toJSON(result) == "{\\n  \\"a\\": [\\n    1.5\\n  ],\\n  \\"b\\": \\"\\\\u003c\\"\\n}" && fromJSON("{\\"a\\": [1]}").a[0] == 1',
      { b: '<', a: [1.5] },
    ],
    ['toBase64("abc") == "YWJj" && fromBase64("YWJj") == "abc"', 1],
    ['bitand(6, 3) == 2 && bitor(6, 3) == 7 && bitxor(6, 3) == 5 && bitnand(6, 3) == 4 && bitnot(0) == -1', 1],
    ['bitshl(1, 62) > 0 && bitshl(1, 64) == 0 && bitshr(-8, 1) == -4 && bitushr(-1, 63) == 1', 1],
    [
      'now() - duration("1h") < now() && duration("1h") * 2 == duration("120m") && 0.5 * duration("1h") == duration("30m")',
      1,
    ],
    [
      'date("2026-03-01") + duration("12h") == now() && now() - date("2026-03-01") == duration("12h") && duration("1h") - duration("1m") == duration("59m")',
      1,
    ],
    ['date("2026-01-01T10:00:00+02:00") == date("2026-01-01 08:00:00") && date("10:00:00") < date("2026-01-01")', 1],
    [
      'date("02 Jan 26 15:04 UTC") == date("Fri, 02 Jan 2026 15:04:00 GMT") && date("Friday, 02-Jan-26 15:04:05 UTC") > date("2026-01-02")',
      1,
    ],
  ])('%s', (expression, result) => expect(outcome(expression, result)).toBe(true));
});
