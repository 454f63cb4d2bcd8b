/** The cookie of a weighted destination of Gloo Edge: where it goes, and that nothing is left of it. */
import { expect, it } from 'vitest';
import { fingerprint } from '../leases.ts';
import { cookies } from './cookies.ts';

const value = 'side=canary-c-20; Max-Age=60; Path=/; HttpOnly';
const ours = { header: { key: 'Set-Cookie', value }, append: true };
const theirs = { header: { key: 'Set-Cookie', value: 'a=b' }, append: true };
const LIST = '.options.headerManipulation.responseHeadersToAdd';

it.each<[string, object, object, string]>([
  ['alone', {}, { headerManipulation: { responseHeadersToAdd: [ours] } }, '.options'],
  [
    'beside other options',
    { options: { csrf: {} } },
    { csrf: {}, headerManipulation: { responseHeadersToAdd: [ours] } },
    '.options.headerManipulation',
  ],
  [
    'beside headers that go',
    { options: { headerManipulation: { responseHeadersToRemove: ['server'] } } },
    { headerManipulation: { responseHeadersToRemove: ['server'], responseHeadersToAdd: [ours] } },
    LIST,
  ],
  [
    'beside another cookie',
    { options: { headerManipulation: { responseHeadersToAdd: [theirs] } } },
    { headerManipulation: { responseHeadersToAdd: [theirs, ours] } },
    `${LIST}[header.value=#${fingerprint(value)}]`,
  ],
])('it comes %s, and goes again', (_, more, options, lease) => {
  const backend = { destination: { upstream: { name: 'a' } }, weight: 20, ...more };
  const cooked = cookies.withCookie(backend, value);
  expect(cooked).toEqual({ ...backend, options });
  expect(cookies.lease(backend, value)).toBe(lease);
  expect(cooked && cookies.withoutCookie(cooked)).toEqual(backend);
  expect(cookies.withoutCookie(backend)).toBe(backend);
});
