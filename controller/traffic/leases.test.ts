/** The record of who writes what. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fingerprint, LEASES, leasedBy, leaseText } from './leases.ts';
import { ingress } from './routers.testkit.ts';

const holding = (text: string) => ingress('web', {}, { [LEASES]: text });

describe('leases', () => {
  it.each([
    ['are none without an annotation', ingress('web', {}), []],
    ['are those of the Rollout', holding('{"me":["a","b"],"you":["c"]}'), ['a', 'b']],
    ['are none in a text nobody can read', holding('{'), []],
    ['are none in a list', holding('["me"]'), []],
    ['are none that is no text', holding('{"me":[1,"a"]}'), ['a']],
    ['are none if it is no list', holding('{"me":"a"}'), []],
  ])('%s', (_, object, paths) => expect(leasedBy('me', object)).toEqual(paths));

  it.each([
    ['are written in order', ingress('web', {}), ['b', 'a'], '{"me":["a","b"]}'],
    ['stand beside those of others', holding('{"you":["c"]}'), ['a'], '{"me":["a"],"you":["c"]}'],
    ['go alone', holding('{"you":["c"],"me":["a"]}'), [], '{"you":["c"]}'],
    ['take the annotation along if they are the last', holding('{"me":["a"]}'), [], null],
    ['replace what nobody can read', holding('?'), ['a'], '{"me":["a"]}'],
  ])('%s', (_, object, paths, text) => expect(leaseText('me', object, paths)).toBe(text));
});

describe('a fingerprint', () => {
  it('is that of other programs', () => expect(fingerprint({})).toBe('5465b825'));

  it('does not see the order of fields, or absent ones', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const turned = Object.fromEntries([...Object.entries(value).reverse(), ['absent', undefined]]);
        return fingerprint(turned) === fingerprint({ ...value, absent: null });
      }),
    );
  });

  it('sees the order of elements', () => expect(fingerprint([1, 2])).not.toBe(fingerprint([2, 1])));
});
