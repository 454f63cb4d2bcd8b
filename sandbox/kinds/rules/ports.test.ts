import { expect, it } from 'vitest';
import { portName, portNumber } from './ports.ts';
import { repeats } from './repeats.ts';

it.each<[name: string, ...texts: string[]]>([
  ['http'],
  ['a1-b'],
  ['a'.repeat(16), 'must be no more than 15 characters'],
  [
    'A',
    'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
    'must contain at least one letter (a-z)',
  ],
  ['1', 'must contain at least one letter (a-z)'],
  ['a--b', 'must not contain consecutive hyphens'],
  ['-a', 'must not begin or end with a hyphen'],
])('a port called %j', (name, ...texts) => {
  expect(portName(name)).toEqual(texts);
});

it.each([
  [0, 'must be between 1 and 65535, inclusive'],
  [1, undefined],
  [65_535, undefined],
  [65_536, 'must be between 1 and 65535, inclusive'],
])('port %i', (port, text) => {
  expect(portNumber(port)).toBe(text);
});

it('finds what is said again', () => {
  expect([...repeats(['a', 'b', 'a', undefined, 'a', undefined])]).toEqual([2, 4, 5]);
});
