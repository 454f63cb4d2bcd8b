/** Formulas: what they give, what they refuse, and that nothing escapes or runs on. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileFormula, formulaValue, isFormulaProblem } from './formula.ts';

type Values = Readonly<Record<string, unknown>>;

/** The value, or the text of what is wrong. */
async function outcome(text: string, values: Values): Promise<unknown> {
  const formula = await compileFormula(text, Object.keys(values));
  if (isFormulaProblem(formula)) return `${formula.message} (${formula.line}:${formula.column})`;
  const found = formulaValue(formula, values);
  return 'error' in found ? found.error : found.value;
}

describe('a formula gives', () => {
  it.each<readonly [text: string, values: Values, value: unknown]>([
    ['errors / (requests + 1)', { errors: 5, requests: 99 }, 0.05],
    ['quantileSeq(p99, 0.5)', { p99: [3, 1, 2] }, 2],
    ['quantileSeq(p99, [0, 0.25, 1])', { p99: [4, 2] }, [2, 2.5, 4]],
    ['p99 * 1000', { p99: [0.5, 1] }, [500, 1000]],
    ['errors / requests', { errors: [1, 2], requests: [4, 4] }, [0.25, 0.5]],
    ['requests > 10 ? errors / requests : 0', { errors: 1, requests: 5 }, 0],
    ['requests >= 5 and not (errors > 1) ? 1 : 2', { errors: 1, requests: 5 }, 1],
    ['0 < a < 3 ? 1 : 2', { a: 2 }, 1],
    ['a == 0.95 ? 1 : 2', { a: 0.95 - 1e-13 }, 2],
    ['sum(p99 > 1) / 3', { p99: [0.5, 2, 3] }, 2 / 3],
    ['max(a, 5) + min(a, b)', { a: [1, 7], b: 3 }, 8],
    ['mean(a) + median(a) + median(a, 9)', { a: [1, 2, 6] }, 3 + 2 + 4],
    ['round(std(a), 4) + variance(b)', { a: [1, 2, 3, 4], b: [1, 2, 3] }, 2.291],
    ['abs(-a) + ceil(1.2) + floor(1.8) + sign(-3) + sqrt(a) + cbrt(27)', { a: 4 }, 4 + 2 + 1 - 1 + 2 + 3],
    ['log(a, 2) + log2(a) + log10(100) + log(exp(1)) + log1p(0)', { a: 8 }, 9],
    ['pow(a, 2) + a ^ 2 + mod(a, 3) + a % 3 + prod([a, 2]) + -a + +a', { a: 4 }, 16 + 16 + 1 + 1 + 8],
    ['a * 5%', { a: 2 }, 0.1],
    ['[a, b]', { a: 1, b: 2 }, [1, 2]],
    ['mean(a)', { a: [1, Number.NaN] }, Number.NaN],
    ['max(a)', { a: [1, Number.NaN] }, Number.NaN],
    ['median(a)', { a: [1, Number.NaN, 2] }, Number.NaN],
    ['a / 0 + sqrt(-1)', { a: 0 }, Number.NaN],
    ['isNaN(a / 0) ? 0 : 1', { a: 0 }, 0],
    ['a / 0', { a: 1 }, Number.POSITIVE_INFINITY],
    ['e + pi', { e: 1, pi: 2 }, 3],
  ])('%s', async (text, values, value) => {
    const found = await outcome(text, values);
    expect(typeof value === 'number' && Number.isFinite(value) ? Math.round(Number(found) * 1e9) / 1e9 : found).toEqual(
      typeof value === 'number' && Number.isFinite(value) ? Math.round(value * 1e9) / 1e9 : value,
    );
  });
});

describe('a formula has no value', () => {
  it.each<readonly [text: string, values: Values, error: string]>([
    ['a > 5', { a: 1 }, 'expected a number, but got a boolean'],
    ['[[a], [a]]', { a: 1 }, 'expected a number, but got a list of other values'],
    ['a + b', { a: [1], b: [1, 2] }, 'lists of 1 and 2 values cannot be combined'],
    ['a + 1', { a: null }, 'query a gave no data, not numbers'],
    ['a + 1', { a: 'x' }, 'query a gave a string, not numbers'],
    ['a + 1', { a: ['x'] }, 'query a gave a list of other values, not numbers'],
    ['mean(a)', { a: [] }, 'no values to calculate with'],
    ['quantileSeq(a, 0.5)', { a: [] }, 'no values to calculate with'],
    ['quantileSeq(a, 99)', { a: [1] }, 'a quantile is between 0 and 1'],
    ['a + a', { a: Array.from({ length: 1_000_000 }, () => 1) }, 'too many values: 1000000 for a formula of 3 parts'],
  ])('%s', async (text, values, error) => expect(await outcome(text, values)).toBe(error));

  it('of equal values takes no longer than of others', async () => {
    const a = Array.from({ length: 100_000 }, () => 1);
    expect(await outcome('quantileSeq(a, 0.9) + median(a)', { a })).toBe(2);
  });
});

describe('a formula is refused', () => {
  it.each(
    [
      ['a +', 'Unexpected end of expression (1:4)'],
      ['a +\n* 2', 'Value expected (2:1)'],
      ['', 'a formula has numbers only (1:1)'],
      ['a b', 'multiplication is written * (1:1)'],
      ['5 cm', 'multiplication is written * (1:1)'],
      ['unknown', 'unknown name unknown (1:1)'],
      ['pi', 'unknown name pi (1:1)'],
      ['i', 'unknown name i (1:1)'],
      ['abs', 'unknown name abs (1:1)'],
      ['"x"', 'a formula has numbers only (1:1)'],
      ['null', 'a formula has numbers only (1:1)'],
      ['a.b', 'AccessorNode is not allowed in a formula (1:1)'],
      ['a["constructor"]', 'AccessorNode is not allowed in a formula (1:1)'],
      ['a[1]', 'AccessorNode is not allowed in a formula (1:1)'],
      ['x = 1', 'AssignmentNode is not allowed in a formula (1:1)'],
      ['f(x) = 1', 'FunctionAssignmentNode is not allowed in a formula (1:1)'],
      ['1:20000000', 'RangeNode is not allowed in a formula (1:1)'],
      ['a; a', 'BlockNode is not allowed in a formula (1:1)'],
      ['{a: 1}', 'ObjectNode is not allowed in a formula (1:1)'],
      ['a!', 'operator ! is not allowed in a formula (1:1)'],
      ["a'", "operator ' is not allowed in a formula (1:1)"],
      ['a to b', 'operator to is not allowed in a formula (1:1)'],
      ['a << 5', 'operator << is not allowed in a formula (1:1)'],
      ...[
        'evaluate("1")',
        'import({})',
        'createUnit("x")',
        'config({})',
        'simplify("a")',
        'parse("a")',
        'compile("a")',
      ].map(unknown),
      ...[
        'derivative("a", "a")',
        'print("$a.constructor", {})',
        'constructor(1)',
        'toString()',
        'chain(1)',
        'help(1)',
      ].map(unknown),
      ...[
        'typed("x")',
        'parser()',
        'random()',
        'factorial(5)',
        'cos(a)',
        'a(1)',
        '__proto__(1)',
        'reviver(1)',
        'unit(5)',
      ].map(unknown),
      ['a.constructor("return process")()', 'Value expected (1:33)'],
      ['a.constructor("return process")', 'only functions by their name can be called (1:1)'],
      ['a.max(1)', 'only functions by their name can be called (1:1)'],
      ['(max)(1)', 'multiplication is written * (1:1)'],
      ['__proto__', 'unknown name __proto__ (1:1)'],
      ['constructor', 'unknown name constructor (1:1)'],
      ['('.repeat(1_999), 'too deeply nested'],
      [`1${'+1'.repeat(600)}`, 'too long or too deeply nested'],
      [`${'-'.repeat(1_900)}1`, 'too long or too deeply nested'],
      [`[${'1,'.repeat(600)}1]`, 'too long or too deeply nested'],
      ['1'.repeat(2_001), 'a formula of more than 2000 characters (1:1)'],
    ].map(([text = '', problem]) => [text.slice(0, 60), text, problem] as const),
  )('%s', async (_, text, problem) => {
    expect(await outcome(text, { a: 1, b: 2 })).toContain(problem);
  });

  it.each([
    ['max', 'a query cannot be named max: it means something in formulas (1:1)'],
    ['true', 'a query cannot be named true: it means something in formulas (1:1)'],
    ['a-b', 'a query cannot be named "a-b" (1:1)'],
  ])('for a query named %s', async (name, problem) => expect(await outcome('1', { [name]: 1 })).toBe(problem));
});

function unknown(text: string): [string, string] {
  return [text, `unknown function ${text.slice(0, text.indexOf('('))} (1:1)`];
}

describe('a formula made at random', () => {
  const word = fc.constantFrom(
    ...[
      'a',
      'b',
      '1',
      '2.5',
      '+',
      '-',
      '*',
      '/',
      '^',
      '%',
      '(',
      ')',
      ',',
      '?',
      ':',
      '<',
      '==',
      'and',
      'not',
      '[',
      ']',
      '!',
    ],
    ...[
      'max(',
      'quantileSeq(',
      'sum(',
      'log(',
      'evaluate(',
      'x =',
      '.constructor',
      '"s"',
      ';',
      '{',
      '}',
      '=',
      "'",
      'NaN',
    ],
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.array(word, { maxLength: 15 }).map((words) => words.join(' ')),
  );
  const value = fc.oneof(fc.double(), fc.array(fc.double(), { maxLength: 4 }));

  it('gives numbers or says what is wrong', async () => {
    await fc.assert(
      fc.asyncProperty(text, value, value, async (written, a, b) => {
        const found = await outcome(written, { a, b });
        const isNumbers =
          typeof found === 'number' || (Array.isArray(found) && found.every((item) => typeof item === 'number'));
        expect(isNumbers || (typeof found === 'string' && found !== '')).toBe(true);
      }),
      { numRuns: 1_500 },
    );
  });
});
