import fc from 'fast-check';
import { expect, it } from 'vitest';
import { comparison, quantity } from './quantities.ts';

const NANO = 10n ** 9n;

it.each<[text: unknown, value: bigint | undefined]>([
  ['1', NANO],
  [1.5, (3n * NANO) / 2n],
  ['1k', 1000n * NANO],
  ['1Ki', 1024n * NANO],
  ['1.5Gi', 1_610_612_736n * NANO],
  ['100m', NANO / 10n],
  ['-1', -NANO],
  ['+2', 2n * NANO],
  ['.5', NANO / 2n],
  ['5.', 5n * NANO],
  ['2e3', 2000n * NANO],
  ['2E-3', NANO / 500n],
  ['1E', 10n ** 18n * NANO],
  ['1n', 1n],
  ['0.1n', 1n],
  ['-0.1n', -1n],
  ['0e99', 0n],
  ['1e999999999', (2n ** 63n - 1n) * NANO],
  ['1e-999999999', 1n],
  ['9'.repeat(200), (2n ** 63n - 1n) * NANO],
  ['', undefined],
  ['.', undefined],
  ['a', undefined],
  ['1 ', undefined],
  ['1KI', undefined],
  ['1e', undefined],
  ['1'.repeat(300), undefined],
  [null, undefined],
  [Number.NaN, undefined],
])('%j is %s', (text, value) => {
  expect(quantity(text)).toBe(value);
});

it.each<[a: unknown, b: unknown, result: number]>([
  ['1', '1000m', 0],
  ['1Gi', '1G', 1],
  ['1', '2', -1],
  [undefined, '0', 0],
])('%j compared with %j is %i', (a, b, result) => {
  expect(comparison(a, b)).toBe(result);
});

it('orders like numbers', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer(), (a, b) => {
      expect(comparison(`${a}m`, `${b}m`)).toBe(Math.sign(a - b) + 0);
    }),
  );
});
