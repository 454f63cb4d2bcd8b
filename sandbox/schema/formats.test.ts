import { describe, expect, it } from 'vitest';
import { formatTest } from './formats.ts';

describe('a format', () => {
  it.each<[format: string, admitted: readonly string[], refused: readonly string[]]>([
    ['bsonobjectid', ['507f1f77bcf86cd799439011'], ['x']],
    ['byte', ['YQ==', 'YWI=', 'YWJj'], ['', 'YQ', 'a b=', '____']],
    ['cidr', ['1.2.3.4/8', '::/0', '01.2.3.4/8'], ['1.2.3.4/33', '::/129', '1.2.3.4']],
    ['creditcard', ['4111 1111 1111 1111'], ['4111111111111112', '1']],
    ['date', ['2020-02-29'], ['2021-02-29', '2020-13-01', '2020-1-1']],
    ['date-time', ['2020-01-01T00:00:00Z', '2020-01-01t00:00:00.5+01:00'], ['2020-01-01', '2020-01-01T24:00:00Z', '']],
    ['duration', ['1s', '1.5h', '-1s', '5 days', '0'], ['x', '', '1', '10 parsecs']],
    ['email', ['a@b', 'Bob <a@b.c>', '"a b"@c'], ['a', '@b', 'a b@c', 'a..b@c']],
    ['hexcolor', ['#fff', 'ABCDEF'], ['#ffff']],
    ['hostname', ['a.bc', 'xn--a.com', 'a'], ['-a', 'a_b', 'a.b', 'a..bc', '']],
    ['ipv4', ['1.2.3.4', '01.2.3.4'], ['1.2.3', '256.1.1.1']],
    ['ipv6', ['::1'], ['1.2.3.4', 'fe80::1%eth0']],
    ['isbn', ['0321751043', '978-0321751041'], ['9780321751042']],
    ['mac', ['01:23:45:67:89:ab', '0123.4567.89ab'], ['01:23', '01:23-45:67:89:ab']],
    ['password', ['', 'x'], []],
    ['rgbcolor', ['rgb(1, 2, 3)'], ['rgb(256,1,1)', 'rgb(1%,2%,3%)', 'rgb(01,2,3)']],
    ['ssn', ['111-22-3333'], ['111223333']],
    ['uri', ['http://a/b', '/a', 'mailto:a', 'http://[::1]:80/'], ['a', '', 'http://a b/', '/%zz', '://a']],
    ['uuid', ['123e4567-e89b-12d3-a456-426614174000'], ['x']],
    ['uuid3', ['123e4567-e89b-32d3-a456-426614174000'], ['123e4567-e89b-12d3-a456-426614174000']],
    ['uuid4', ['123E4567E89B42D3A456426614174000'], ['123e4567-e89b-42d3-c456-426614174000']],
    ['uuid5', ['123e4567-e89b-52d3-a456-426614174000'], ['123e4567-e89b-42d3-a456-426614174000']],
  ])('admits and refuses: %s', (format, admitted, refused) => {
    const test = formatTest(format);
    expect([...admitted, ...refused].filter((text) => test?.(text))).toEqual(admitted);
  });

  it.each(['int32', 'int64', 'double', 'quantity', 'constructor', undefined])('is not looked at: %s', (format) => {
    expect(formatTest(format)).toBeUndefined();
  });

  it('refuses text beyond all measure at once', () => {
    expect(formatTest('email')?.(`${'a'.repeat(100_000)}@b`)).toBe(false);
  });
});
