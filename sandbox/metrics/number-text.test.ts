import { describe, expect, it } from 'vitest';
import { numberText, plainNumberText } from './number-text.ts';

describe('a number', () => {
  it.each([
    [0.95, '0.95', '0.95'],
    [1e6, '1000000', '1000000'],
    [-1e21, '-1e+21', '-1000000000000000000000'],
    [1.5e300, '1.5e+300', `15${'0'.repeat(299)}`],
    [1e-7, '1e-07', '0.0000001'],
    [-1.25e-10, '-1.25e-10', '-0.000000000125'],
    [1e-6, '0.000001', '0.000001'],
    [-0, '-0', '-0'],
    [Number.NaN, 'NaN', 'NaN'],
    [Number.POSITIVE_INFINITY, '+Inf', '+Inf'],
    [Number.NEGATIVE_INFINITY, '-Inf', '-Inf'],
  ])('%d is written as %s in vectors and as %s alone', (value, text, plain) => {
    expect([numberText(value), plainNumberText(value)]).toEqual([text, plain]);
  });
});
