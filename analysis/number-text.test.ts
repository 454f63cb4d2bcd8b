import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decimalText, listText, plainText, shortestText } from './number-text.ts';

/** As Go prints them: `%v`, `'f' -1`, `%f`, `%.2f`. */
const ROWS: readonly (readonly [number, string, string, string, string])[] = [
  [0.95, '0.95', '0.95', '0.950000', '0.95'],
  [1, '1', '1', '1.000000', '1.00'],
  [1e-5, '1e-05', '0.00001', '0.000010', '0.00'],
  [0.0001, '0.0001', '0.0001', '0.000100', '0.00'],
  [0.00001234, '1.234e-05', '0.00001234', '0.000012', '0.00'],
  [100000, '100000', '100000', '100000.000000', '100000.00'],
  [999999, '999999', '999999', '999999.000000', '999999.00'],
  [1e6, '1e+06', '1000000', '1000000.000000', '1000000.00'],
  [1234567, '1.234567e+06', '1234567', '1234567.000000', '1234567.00'],
  [123456789.5, '1.234567895e+08', '123456789.5', '123456789.500000', '123456789.50'],
  [1e20, '1e+20', '100000000000000000000', '100000000000000000000.000000', '100000000000000000000.00'],
  [2.5e21, '2.5e+21', '2500000000000000000000', '2500000000000000000000.000000', '2500000000000000000000.00'],
  [-0.5, '-0.5', '-0.5', '-0.500000', '-0.50'],
  [0, '0', '0', '0.000000', '0.00'],
  [-0, '-0', '-0', '-0.000000', '-0.00'],
  [NaN, 'NaN', 'NaN', 'NaN', 'NaN'],
  [Infinity, '+Inf', '+Inf', '+Inf', '+Inf'],
  [-Infinity, '-Inf', '-Inf', '-Inf', '-Inf'],
  [0.1 + 0.2, '0.30000000000000004', '0.30000000000000004', '0.300000', '0.30'],
  [1e-7, '1e-07', '0.0000001', '0.000000', '0.00'],
  [1.5e300, '1.5e+300', `15${'0'.repeat(299)}`, `${BigInt(1.5e300)}.000000`, `${BigInt(1.5e300)}.00`],
];

it.each(ROWS)('%f has its shortest text, its plain one, six and two decimals', (value, ...texts) => {
  expect([shortestText(value), plainText(value), decimalText(value, 6), decimalText(value, 2)]).toEqual(texts);
});

it.each([
  [0.005, '0.01'],
  [1.005, '1.00'],
  [2.675, '2.67'],
  [0.125, '0.12'],
  [0.375, '0.38'],
  [-0.625, '-0.62'],
])('%f goes to the even digit only if it is an exact half', (value, text) => expect(decimalText(value, 2)).toBe(text));

it('prints a list as Go does', () => {
  expect(listText([1.5, 3, 'a b', true, null, 1e6, [1, 2]])).toBe('[1.5 3 a b true <nil> 1e+06 [1 2]]');
});

it('reads back as the same number', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(Number(shortestText(value))).toBe(value);
      expect(Number(plainText(value))).toBe(value);
    }),
  );
});
