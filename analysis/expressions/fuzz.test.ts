/** No text, however it is made, crashes a condition, runs on, or reaches beyond the result. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_DEPTH, MOST_NODES, MOST_TEXT } from './budget.ts';
import { outcome } from './condition.testkit.ts';
import { compileCondition, evaluated } from './condition.ts';
import { ESCAPES } from './escapes.testkit.ts';
import { problemsIn } from './lint.ts';
import { isProblem } from './problem.ts';
import { evaluatedTime } from './time.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const RUNS = { numRuns: 1_500 };

/** True or false or an error text; what is no condition says where it is wrong. */
function expectAnswer(text: string, result: unknown): void {
  const condition = compileCondition(text);
  expect(Array.isArray(problemsIn(text))).toBe(true);
  evaluatedTime(text, NOW);
  if (isProblem(condition)) {
    expect(condition.message).not.toBe('');
    expect(condition.line).toBeGreaterThan(0);
    expect(condition.column).toBeGreaterThan(0);
    return;
  }
  const found = evaluated(condition, { result, now: NOW });
  expect('error' in found ? typeof found.error : typeof found.value).toBe('error' in found ? 'string' : 'boolean');
}

const leaf = fc.constantFrom(
  ...['result', 'result.a', 'result[0]', 'result["b"]', '1', '2.5', '0', '-1', '"a"', '"1h"', 'nil', 'true', 'false'],
  ...['[]', '[1, 2, 3]', '{a: 1}', 'now()', 'duration("1h")', '#', '#index', '.a', '1..9', '"2026-01-01"', '1e308'],
);
const infix = fc.constantFrom(
  ...['+', '-', '*', '/', '%', '**', '==', '!=', '<', '>', '<=', '>=', '&&', '||', 'and', 'or', '??', '..'],
  ...['in', 'not in', 'contains', 'matches', 'startsWith', 'endsWith', '|'],
);
const FUNCTIONS = [
  ...['len', 'abs', 'ceil', 'floor', 'round', 'int', 'float', 'string', 'trim', 'lower', 'upper', 'split', 'join'],
  ...['replace', 'repeat', 'hasPrefix', 'indexOf', 'now', 'duration', 'date', 'keys', 'values', 'toJSON', 'fromJSON'],
  ...['type', 'get', 'concat', 'flatten', 'uniq', 'reverse', 'sort', 'first', 'last', 'take', 'mean', 'median', 'min'],
  ...['max', 'asInt', 'asFloat', 'isNaN', 'isInf', 'isNil', 'default', 'toPairs', 'fromPairs', 'bitshl', 'fromBase64'],
];
const PREDICATES = [
  ...['all', 'any', 'none', 'one', 'filter', 'map', 'find', 'findIndex', 'findLast', 'count', 'sum', 'groupBy'],
  ...['sortBy', 'reduce'],
];

const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 5, depthSize: 'medium', withCrossShrink: true },
    leaf,
    fc.tuple(tie('expression'), infix, tie('expression')).map((parts) => parts.join(' ')),
    fc.tuple(fc.constantFrom('!', '-', '+', 'not '), tie('expression')).map((parts) => parts.join('')),
    tie('expression').map((inner) => `(${inner})`),
    fc.tuple(tie('expression'), tie('expression')).map(([of, key]) => `(${of})[${key}]`),
    fc.tuple(tie('expression'), tie('expression')).map(([of, key]) => `(${of})[${key}:]`),
    fc.tuple(tie('expression'), tie('expression'), tie('expression')).map(([a, b, c]) => `(${a}) ? (${b}) : (${c})`),
    fc.tuple(tie('expression'), tie('expression')).map(([value, body]) => `(let v = ${value}; ${body} == v)`),
    fc
      .tuple(fc.constantFrom(...FUNCTIONS), fc.array(tie('expression'), { maxLength: 3 }))
      .map(([name, given]) => `${name}(${given.join(', ')})`),
    fc
      .tuple(fc.constantFrom(...PREDICATES), tie('expression'), tie('expression'))
      .map(([name, list, body]) => `${name}(${list}, {${body}})`),
  ),
}));

describe('a condition made at random', () => {
  it('of any characters has an answer', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.jsonValue(), (text, result) => {
        expectAnswer(text, result);
      }),
      RUNS,
    );
  });

  it('of words of the language has an answer', () => {
    const words = fc.array(
      fc.oneof(leaf, infix, fc.constantFrom('(', ')', '[', ']', '{', '}', ',', '?', ':', ';', 'let x =', '?.')),
      {
        maxLength: 20,
      },
    );
    fc.assert(
      fc.property(words, fc.jsonValue(), (parts, result) => {
        expectAnswer(parts.join(' '), result);
      }),
      RUNS,
    );
  });

  it('by the grammar has an answer', () => {
    fc.assert(
      fc.property(expression, fc.jsonValue(), (text, result) => {
        expectAnswer(text, result);
        expectAnswer(`(${text}) == 1`, result);
      }),
      RUNS,
    );
  });

  it('by the grammar gives the same answer again', () => {
    fc.assert(
      fc.property(expression, fc.jsonValue(), (text, result) => {
        expect(outcome(text, result)).toEqual(outcome(text, structuredClone(result)));
      }),
      RUNS,
    );
  });
});

describe('nothing but the result is reached', () => {
  it.each(ESCAPES)('%s', (attempt) => {
    for (const result of [{ a: 1 }, [1], 'text', 5, JSON.parse('{"a": {"b": []}}')]) {
      expect(outcome(`(${attempt}) == true`, result)).not.toBe(true);
      expect(outcome(`type(${attempt}) in ["unknown", "func", "struct"]`, result)).not.toBe(true);
    }
    expect(({} as { polluted?: unknown }).polluted).toBe(undefined);
  });

  it('an own field may have any name', () => {
    expect(
      outcome('result.constructor == 5 && result.__proto__ == 6', JSON.parse('{"constructor": 5, "__proto__": 6}')),
    ).toBe(true);
  });
});

describe('what would take long or much', () => {
  const many = Array.from({ length: 2_000 }, (_, i) => i);

  const rows: readonly (readonly [text: string, result: unknown, problem: string])[] = [
    [`1${'+1'.repeat(MOST_DEPTH + 1)}`, 1, 'too deeply nested'],
    [`${'('.repeat(MOST_DEPTH + 1)}1`, 1, 'too deeply nested'],
    [`${'-'.repeat(MOST_DEPTH + 1)}1`, 1, 'too deeply nested'],
    [`1${'<1'.repeat(MOST_DEPTH + 1)}`, 1, 'too deeply nested'],
    [`result${'.a'.repeat(MOST_DEPTH + 1)}`, 1, 'too deeply nested'],
    [`if true {1} ${'else if true {1} '.repeat(MOST_DEPTH + 1)}`, 1, 'too deeply nested'],
    [`${'let x = '.repeat(MOST_DEPTH + 1)}1`, 1, 'too deeply nested'],
    [' '.repeat(MOST_TEXT + 1), 1, `more than ${MOST_TEXT} characters`],
    [`[${'1,'.repeat(MOST_NODES)}]`, 1, `more than ${MOST_NODES} parts`],
    [`result matches "${'a'.repeat(1_001)}"`, 1, 'a regular expression of more than 1000 characters'],
    ['result matches "((a{100}){100}){100}"', 'a', 'error parsing regexp'],
    ['len(1..10000000) > 0', 1, 'step budget exceeded'],
    ['all(result, all(1..2000, # > 0))', many, 'step budget exceeded'],
    ['all(1..9999, all(1..9999, true))', 1, 'step budget exceeded'],
    ['map(1..1000, result == result) == 1', many, 'step budget exceeded'],
    ['map(1..9999, 1 in result) == 1', many.slice(2), 'step budget exceeded'],
    ['len(uniq(1..9999)) > 0', 1, 'step budget exceeded'],
    ['reduce(1..99, #acc + #acc, "ab") == ""', 1, 'a text of more than 1000000 characters'],
    ['reduce(1..99, concat(#acc, #acc), [1]) == []', 1, 'step budget exceeded'],
    ['reduce(1..99, [#acc, #acc], 1) == reduce(1..99, [#acc, #acc], 1)', 1, 'step budget exceeded'],
    ['string(reduce(1..99, [#acc, #acc], 1)) == ""', 1, 'step budget exceeded'],
    ['toJSON(reduce(1..99, [#acc, #acc], 1)) == ""', 1, 'step budget exceeded'],
    ['flatten(reduce(1..99, [#acc, #acc], 1)) == []', 1, 'step budget exceeded'],
    ['max(reduce(1..99, [#acc, #acc], 1)) == 1', 1, 'step budget exceeded'],
    ['flatten(reduce(1..999, [#acc], 1)) == []', 1, 'a value too deeply nested'],
    ['string(reduce(1..999, ({a: #acc}), 1)) == ""', 1, 'a value too deeply nested'],
    ['repeat("a", 1000001) == ""', 1, 'a text of more than 1000000 characters'],
    ['replace(repeat("a", 9999), "a", repeat("b", 9999)) == ""', 1, 'a text of more than 1000000 characters'],
    ['join(map(1..9999, repeat("a", 101)), "") == ""', 1, 'a text of more than 1000000 characters'],
    ['map(1..9999, repeat("a", 2000) contains "b") == 1', 1, 'step budget exceeded'],
    ['map(1..9999, "a" matches string(#)) == 1', 1, 'step budget exceeded'],
    ['map(1..9999, repeat("a", 1000) matches "(a|a)*b") == 1', 1, 'step budget exceeded'],
    ['map(1..9999, sort(result)) == 1', many, 'step budget exceeded'],
    ['repeat("a", 1000000) contains "b" + repeat("a", 499999)', 1, 'step budget exceeded'],
    ['indexOf(repeat("a", 1000000), "b" + repeat("a", 499999)) == 1', 1, 'step budget exceeded'],
    ['split(repeat("a", 900000), "b" + repeat("a", 499999)) == []', 1, 'step budget exceeded'],
    ['replace(repeat("a", 900000), "b" + repeat("a", 499999), "") == ""', 1, 'step budget exceeded'],
    ['let long = repeat("a", 900000); map(1..9999, long + "a" < long + "b") == 1', 1, 'step budget exceeded'],
    ['let long = repeat("a", 900000); map(1..9999, hasPrefix(long + "b", long)) == 1', 1, 'step budget exceeded'],
    ['let all = fromPairs(map(1..9999, [string(#), #])); map(1..9999, all == {}) == 1', 1, ''],
    ['map(1..9999, len(result)) == 1', Object.fromEntries(many.map((i) => [`f${i}`, i])), 'step budget exceeded'],
    ['map(1..9999, result == {}) == 1', Object.fromEntries(many.map((i) => [`f${i}`, i])), 'step budget exceeded'],
    ['map(1..99999, date("Mon, 02 Jan 2006 15:04:05 MST")) == 1', 1, 'step budget exceeded'],
    [`duration("${'1'.repeat(98)}..") == 1`, 1, 'time: invalid duration'],
    [`asFloat("${'1'.repeat(99)}x") == 1`, 1, 'invalid syntax'],
    ['bitshl(1, 1000000000000) == 1', 1, ''],
    ['9999 ** 9999 ** 9999 == 1', 1, ''],
    ['reduce(1..9999, #acc + duration("2000000h"), now()) == 1', 1, ''],
  ];

  it.each(rows.map(([text, ...row]) => [text.slice(0, 60), text, ...row] as const))(
    '%s',
    (_, text, result, problem) => {
      const answer = outcome(text, result);
      if (problem === '') expect(answer).toBe(false);
      else expect(answer).toContain(problem);
    },
  );

  it('compares deep results to their bound', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`);
    expect(outcome('result == fromJSON(toJSON(result))', deep)).toContain('a value too deeply nested');
    expect(outcome('len(string(result)) > 1', deep)).toContain('a value too deeply nested');
    expect(outcome('len(flatten(result)) > 1', deep)).toContain('a value too deeply nested');
  });

  it.each(['^(a+)+$', '(a|aa)+$', '(.*)*x', '^(([a-z])+.)+[A-Z]([a-z])+$', '(a*)*b'])(
    'matches %s in time by the length of the text',
    (regex) => expect(outcome(`result matches "${regex}"`, `${'a'.repeat(20_000)}!`)).toBe(false),
  );
});
