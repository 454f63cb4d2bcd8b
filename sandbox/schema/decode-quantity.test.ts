/** Quantities, as Go's own parser and printer treat them: all expectations are its answers. */
import { describe, expect, it } from 'vitest';
import { canonicalQuantity } from './decode-quantity.ts';

const FORMAT = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const SUFFIX = "unable to parse quantity's suffix";
const NUMBER = 'unable to parse numeric part of quantity';

describe('a quantity', () => {
  it.each([
    ['is whole where it can be', '1000m', '1'],
    ['gets the greatest unit that leaves no fraction', '1024Mi', '1Gi'],
    ['keeps a unit that leaves none', '1536Mi', '1536Mi'],
    ['trades a fraction for a smaller unit', '0.5', '500m'],
    ['trades fractions of binary units too', '1.5Gi', '1536Mi'],
    ['leaves binary units below 1Ki', '0.5Ki', '512'],
    ['leaves binary units where they do not come out even', '1.0001Ki', '1024102400u'],
    ['keeps exponents', '1e3', '1e3'],
    ['makes exponents multiples of three', '1e20', '100e18'],
    ['is rounded up to a billionth', '0.1n', '1n'],
    ['has one zero', '0.0Ki', '0'],
    ['may be negative', '-1500m', '-1500m'],
    ['carries thousands into the unit', '1000000', '1M'],
    ['ends at 2^63-1 with binary units', '16Ei', '9223372036854775807'],
    ['is trimmed', ' 1 ', '1'],
    ['is kept as written where it looks canonical', '1.500', '1.500'],
    ['may be very large without being worked out', '1e1000', '10e999'],
    ['may be very small without being worked out', '1e-1000', '1e-9'],
  ])('%s: %j is %j', (_, text, canonical) => expect(canonicalQuantity(text)).toBe(canonical));

  it.each([
    ['', FORMAT],
    ['abc', FORMAT],
    ['1x', FORMAT],
    ['1.2.3', FORMAT],
    ['1_000', FORMAT],
    ['1Kii', SUFFIX],
    ['1K', SUFFIX],
    ['1e', SUFFIX],
    ['Ei', NUMBER],
    ['e-11', NUMBER],
    ['9'.repeat(100_000), FORMAT],
  ])('is not one: %j', (text, problem) => expect(canonicalQuantity(text)).toEqual({ problem }));
});
