/** What the language's own implementation answered: where it says true or false, so must we. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { outcome } from './condition.testkit.ts';

interface Recorded {
  readonly results: readonly ({ readonly value: unknown } | { readonly special: 'NaN' | 'Inf' })[];
  readonly cases: readonly (readonly [expression: string, result: number, answer: boolean | string])[];
}

const { results, cases } = JSON.parse(
  readFileSync(new URL('./testdata/cases.json', import.meta.url), 'utf8'),
) as Recorded;

function resultOf(index: number): unknown {
  const result = results[index];
  if (result === undefined) throw new Error(`no result ${index}`);
  if ('value' in result) return result.value;
  return result.special === 'NaN' ? Number.NaN : Number.POSITIVE_INFINITY;
}

const decided = cases.filter(([, , answer]) => typeof answer === 'boolean');
const stopped = cases.filter(([, , answer]) => answer === 'runtime error' || answer === 'not a boolean');

describe('recorded conditions', () => {
  it('are all there', () => expect([cases.length, decided.length, stopped.length]).toEqual([1952, 452, 26]));

  it.each(decided)('%s', (expression, result, answer) => {
    expect(outcome(expression, resultOf(result))).toBe(answer);
  });

  it.each(stopped)('%s has no answer', (expression, result) => {
    expect(outcome(expression, resultOf(result))).toEqual(expect.any(String));
  });

  it('that the type checker refuses are answered or are an error with its place', () => {
    const answers = cases.map(([expression, result]) => outcome(expression, resultOf(result)));
    const errors = answers.filter((answer) => typeof answer === 'string');
    expect(
      errors.filter((error) => !/ \(\d+:\d+\)$|^metric result is nil|^expected bool, but got /.test(error)),
    ).toEqual([]);
  });
});
