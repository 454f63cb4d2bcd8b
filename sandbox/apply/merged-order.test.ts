import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergedOrder } from './merged-order.ts';

const order = (live: string, applied: string): string =>
  mergedOrder([...live], [...applied])
    .map(({ element }) => element)
    .join('');

describe('the order of merged lists', () => {
  it.each<[sentence: string, live: string, applied: string, merged: string]>([
    ['keeps live items in their place', 'abc', 'b', 'abc'],
    ['takes the order of the configuration', 'abc', 'cba', 'cba'],
    ['puts new items before the next one that both have', 'ac', 'bc', 'abc'],
    ['puts new items last', 'ab', 'abc', 'abc'],
    ['keeps live items between moved ones', 'axb', 'ba', 'xba'],
    ['makes a list of its own of what is all new', '', 'ab', 'ab'],
  ])('%s', (_, live, applied, merged) => expect(order(live, applied)).toBe(merged));

  it('holds every item once, applied ones as applied and others as they were', () => {
    const items = fc.uniqueArray(fc.constantFrom(...'abcdefg')).map((list) => list.join(''));
    fc.assert(
      fc.property(items, items, (live, applied) => {
        const merged = order(live, applied);
        const only = (text: string, of: string, not = '') =>
          [...text].filter((one) => of.includes(one) && !not.includes(one)).join('');
        expect([...merged].sort()).toEqual([...new Set(live + applied)].sort());
        expect(only(merged, applied)).toBe(applied);
        expect(only(merged, live, applied)).toBe(only(live, live, applied));
      }),
    );
  });
});
