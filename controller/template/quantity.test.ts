import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalQuantity, quantityValue } from './quantity.ts';

describe('a quantity', () => {
  it.each([
    ['0.5', '500m'],
    ['1000m', '1'],
    ['1024Mi', '1Gi'],
    ['1500m', '1500m'],
    ['2', '2'],
    ['1000', '1k'],
    ['1000000', '1M'],
    ['1024', '1024'],
    ['1.5Gi', '1536Mi'],
    ['0.5Ki', '512'],
    ['0.9765625Ki', '1k'],
    ['0.1Ki', '102400m'],
    ['1e3', '1e3'],
    ['10e3', '10e3'],
    ['1000e3', '1e6'],
    ['1e-1', '100e-3'],
    ['0', '0'],
    ['0Gi', '0'],
    ['-0.5', '-500m'],
    ['0.1n', '1n'],
    ['.5', '500m'],
    ['16Ei', '9223372036854775807'],
  ])('%s is printed as %s', (text, canonical) => expect(canonicalQuantity(text)).toBe(canonical));

  it.each(['1.500', '5.', '+5', '007', '0100m'])('%s is printed as it came, because Go looks no closer', (text) => {
    expect(canonicalQuantity(text)).toBe(text);
  });

  it.each(['', '.', 'm', '1x', '1 Gi', '1e', '1Gii', '9'.repeat(101)])('%j is none and stays as it is', (text) => {
    expect([canonicalQuantity(text), quantityValue(text)]).toEqual([text, text]);
  });

  it('loses what is beyond the largest suffix, as in Go', () => expect(canonicalQuantity('1000E')).toBe('1'));

  it('keeps its value when it is printed', () => {
    const suffix = fc.constantFrom('m', '', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi', 'e3', 'e-3');
    fc.assert(
      fc.property(fc.integer({ min: -9999, max: 99_999 }), suffix, (number, unit) => {
        const canonical = canonicalQuantity(`${number}${unit}`);
        expect(quantityValue(canonical)).toBe(quantityValue(`${number}${unit}`));
        expect(canonicalQuantity(canonical)).toBe(canonical);
      }),
    );
  });

  it.each([
    ['1Gi', '1073741824'],
    ['1', '1000m'],
    ['1.500', '1500m'],
    ['1e3', '1k'],
    ['0', '0Gi'],
    ['0', '-0'],
    ['100u', '1m'],
  ])('%s has the value of %s', (one, other) => expect(quantityValue(one)).toBe(quantityValue(other)));

  it.each([
    ['1', '-1'],
    ['1G', '1Gi'],
    ['1', '1001m'],
  ])('%s has another value than %s', (one, other) => expect(quantityValue(one)).not.toBe(quantityValue(other)));
});
