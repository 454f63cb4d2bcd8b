/** Narrowing never lets a managed route have a request that its base would not have had. */
import { describe, expect, it } from 'vitest';
import type { RequestMatch } from '../router.ts';
import { withHeaders, withRequests } from './matches.ts';

const prefix = (value: string) => ({ type: 'PathPrefix', value });
const exact = (value: string) => ({ type: 'Exact', value });
const regex = (value: string) => ({ type: 'RegularExpression', value });
const header = (name: string, value: string, type = 'Exact') => ({ type, name, value });

describe('header routes', () => {
  it.each<[string, [string, object][], object[] | undefined]>([
    [
      'ask for all their headers',
      [
        ['a', { exact: '1' }],
        ['b', { exact: '2' }],
      ],
      [{ headers: [header('a', '1'), header('b', '2')] }],
    ],
    ['spell out a prefix', [['a', { prefix: 'v1.' }]], [{ headers: [header('a', '^v1\\..*', 'RegularExpression')] }]],
    ['take regular expressions', [['a', { regex: '.+' }]], [{ headers: [header('a', '.+', 'RegularExpression')] }]],
    [
      'take either value of one header',
      [
        ['a', { exact: '1' }],
        ['A', { exact: '2' }],
      ],
      [{ headers: [header('a', '1')] }, { headers: [header('A', '2')] }],
    ],
    ['match nothing without headers', [], []],
    ['match nothing without a value', [['a', {}]], undefined],
  ])('%s', (_, match, matches) => {
    const route = { name: 'r', match: match.map(([headerName, headerValue]) => ({ headerName, headerValue })) };
    const { cannot, ...found } = withHeaders([{}], route);
    expect(found.matches).toEqual(matches ?? []);
    expect(cannot).toBe(matches ? undefined : 'match a header without a value');
  });

  it('keep what the base asks for, but for the header itself', () => {
    const base = { path: prefix('/cart'), headers: [header('X', 'old'), header('y', '1')] };
    const route = { name: 'r', match: [{ headerName: 'x', headerValue: { exact: 'new' } }] };
    expect(withHeaders([base], route).matches).toEqual([{ ...base, headers: [header('y', '1'), header('x', 'new')] }]);
  });
});

describe('mirror routes', () => {
  it.each<[string, object, RequestMatch, object[] | string]>([
    ['take the path of a base for all', { path: prefix('/') }, { path: { exact: '/a' } }, [{ path: exact('/a') }]],
    [
      'take a regular expression within all',
      { path: prefix('/') },
      { path: { regex: '/a.*' } },
      [{ path: regex('/a.*') }],
    ],
    ['take a longer prefix', { path: prefix('/a') }, { path: { prefix: '/a/b' } }, [{ path: prefix('/a/b') }]],
    ['keep a longer prefix', { path: prefix('/a/b') }, { path: { prefix: '/a' } }, [{ path: prefix('/a/b') }]],
    ['keep an exact path', { path: exact('/a/b') }, { path: { prefix: '/a' } }, [{ path: exact('/a/b') }]],
    ['take an exact path', { path: prefix('/a') }, { path: { exact: '/a/b' } }, [{ path: exact('/a/b') }]],
    ['keep the same path', { path: regex('/a') }, { path: { regex: '/a' } }, [{ path: regex('/a') }]],
    ['compare whole segments', { path: prefix('/a') }, { path: { prefix: '/ab' } }, []],
    ['leave other paths', { path: exact('/a') }, { path: { exact: '/b' } }, []],
    ['take a method', {}, { method: { exact: 'GET' } }, [{ method: 'GET' }]],
    ['leave other methods', { method: 'POST' }, { method: { exact: 'GET' } }, []],
    ['take headers', {}, { headers: { a: { exact: '1' } } }, [{ headers: [header('a', '1')] }]],
    ['take everything', { path: prefix('/a') }, {}, [{ path: prefix('/a') }]],
    ['cannot match a method loosely', {}, { method: { prefix: 'P' } }, 'match a method other than exactly'],
    [
      'cannot compare regular expressions',
      { path: prefix('/a') },
      { path: { regex: '/.*' } },
      'match a regular expression for a path within another path',
    ],
    ['cannot match a header without value', {}, { headers: { a: {} } }, 'match a header without a value'],
  ])('%s', (_, base, match, expected) => {
    expect(withRequests([base as never], [match])).toEqual(
      typeof expected === 'string' ? { matches: [], cannot: expected } : { matches: expected },
    );
  });

  it('take any of their matches', () => {
    expect(withRequests([{}], [{ method: { exact: 'GET' } }, { method: { exact: 'PUT' } }]).matches).toHaveLength(2);
  });
});
