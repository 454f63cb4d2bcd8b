/** Which requests a managed route asks for, and what paths have in common. */
import { describe, expect, it } from 'vitest';
import type { StringMatch } from '../../../crds/rollout/steps.ts';
import { splitAt } from '../routers.testkit.ts';
import { choicesOf, commonPath, inOrder, isUnderSegments, isUnderText, wholeRegex } from './narrowing.ts';

const on = (headerName: string, exact: string) => ({ headerName, headerValue: { exact } });

describe('choices', () => {
  it.each<[string, readonly { headerName: string; headerValue: StringMatch }[], unknown]>([
    ['are none without headers', [], []],
    [
      'ask for different headers together',
      [on('a', '1'), on('b', '2')],
      [
        {
          headers: [
            ['a', { exact: '1' }],
            ['b', { exact: '2' }],
          ],
        },
      ],
    ],
    [
      'ask for values of one header one by one',
      [on('a', '1'), on('A', '2')],
      [{ headers: [['a', { exact: '1' }]] }, { headers: [['A', { exact: '2' }]] }],
    ],
    ['ask for no header without a value', [{ headerName: 'a', headerValue: {} }], 'match a header without a value'],
  ])('of a header route %s', (_, match, choices) => {
    expect(choicesOf({ name: 'hdr', header: { name: 'hdr', match } })).toEqual(choices);
  });

  it.each<[string, object, unknown]>([
    [
      'ask for all of a match',
      { method: { exact: 'GET' }, path: { prefix: '/a' }, headers: { b: { regex: 'c' } } },
      [{ method: 'GET', path: { prefix: '/a' }, headers: [['b', { regex: 'c' }]] }],
    ],
    ['ask for whole methods', { method: { prefix: 'G' } }, 'match a method other than exactly'],
    ['ask for no path without a value', { path: {} }, 'match a path without a value'],
    ['ask for all requests where nothing is given', {}, [{ headers: [] }]],
  ])('of a mirror route %s', (_, match, choices) => {
    expect(choicesOf({ name: 'm', mirror: { name: 'm', match: [match], percentage: 5 } })).toEqual(choices);
  });
});

it('has managed routes in the order of the Rollout, and others behind', () => {
  const split = splitAt(20, {
    headerRoutes: [
      { name: 'new', match: [] },
      { name: 'b', match: [] },
    ],
    mirrorRoutes: [{ name: 'a', match: [], percentage: 5 }],
  });
  expect(inOrder(split, ['a', 'b']).map(({ name }) => name)).toEqual(['a', 'b', 'new']);
});

it.each<[StringMatch | undefined, StringMatch, StringMatch | 'unknown' | undefined]>([
  [undefined, { prefix: '/a' }, { prefix: '/a' }],
  [{ prefix: '/' }, { regex: '/a+' }, { regex: '/a+' }],
  [{ prefix: '/a' }, { exact: '/a/b' }, { exact: '/a/b' }],
  [{ prefix: '/a/b' }, { prefix: '/a' }, { prefix: '/a/b' }],
  [{ exact: '/a' }, { prefix: '/' }, { exact: '/a' }],
  [{ exact: '/a' }, { exact: '/b' }, undefined],
  [{ prefix: '/a' }, { prefix: '/b' }, undefined],
  [{ regex: '/a+' }, { regex: '/a+' }, { regex: '/a+' }],
  [{ regex: '/a+' }, { prefix: '/a' }, 'unknown'],
  [{ prefix: '/a' }, { regex: '/a+' }, 'unknown'],
])('%j and %j have %j in common', (base, wanted, common) => {
  for (const isUnder of [isUnderText, isUnderSegments]) expect(commonPath(base, wanted, isUnder)).toEqual(common);
});

it('compares prefixes by characters or by segments', () => {
  expect(commonPath({ prefix: '/a' }, { prefix: '/ab' }, isUnderText)).toEqual({ prefix: '/ab' });
  expect(commonPath({ prefix: '/a' }, { prefix: '/ab' }, isUnderSegments)).toBe(undefined);
});

it.each<[StringMatch, string]>([
  [{ exact: 'a.b' }, 'a\\.b'],
  [{ prefix: 'a.b' }, 'a\\.b.*'],
  [{ regex: 'a.b' }, 'a.b'],
])('writes %j as an expression of the whole text', (match, regex) => expect(wholeRegex(match)).toBe(regex));
