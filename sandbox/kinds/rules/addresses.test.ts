import { expect, it } from 'vitest';
import { address, addressErrors, contains, dotted, endpointAddressErrors, range, rangeErrors } from './addresses.ts';

it.each<[text: string, value: bigint | undefined, bits?: number]>([
  ['1.2.3.4', 0x01020304n, 32],
  ['010.002.003.004', 0x0a020304n, 32],
  ['0.0.0.0', 0n, 32],
  ['::', 0n, 128],
  ['::1', 1n, 128],
  ['2001:db8::ffff', 0x20010db800000000000000000000ffffn, 128],
  ['1:2:3:4:5:6:7:8', 0x00010002000300040005000600070008n, 128],
  ['::ffff:1.2.3.4', 0x01020304n, 32],
  ['64:ff9b::1.2.3.4', 0x0064ff9b000000000000000001020304n, 128],
  ['fe80::1%eth0', undefined],
  ['1.2.3', undefined],
  ['1.2.3.256', undefined],
  ['', undefined],
  ['a'.repeat(100), undefined],
])('%s is read', (text, value, bits) => {
  expect(address(text)?.value).toBe(value);
  expect(address(text)?.bits).toBe(bits);
});

it.each<[outer: string, inner: string, isInside: boolean]>([
  ['10.0.0.0/8', '10.1.2.3', true],
  ['10.0.0.0/8', '11.0.0.0', false],
  ['0.0.0.0/0', '1.2.3.4', true],
  ['::/0', '1.2.3.4', false],
  ['fe80::/10', 'fe90::1', true],
])('%s and %s', (outer, inner, isInside) => {
  const [network, one] = [range(outer), address(inner)];
  expect(network && one && contains(network, one)).toBe(isInside);
});

it.each(['10.0.0.0', '10.0.0.0/33', '10.0.0.0/x', '/8', '10.0.0.0/', '::/129'])('%s is no range', (text) => {
  expect(rangeErrors('a', text)).toMatchObject([{ detail: expect.stringContaining('must be a valid CIDR value') }]);
});

it.each<[text: string, ...details: RegExp[]]>([
  ['1.2.3.4'],
  ['abc', /^must be a valid IP address$/],
  ['0.0.0.0', /^may not be unspecified \(0\.0\.0\.0\)$/],
  ['127.1.2.3', /loopback/],
  ['::1', /loopback/],
  ['169.254.1.1', /link-local range/],
  ['fe80::1', /link-local range/],
  ['224.0.0.1', /multicast/],
  ['ff02::1', /multicast/],
])('no endpoint is at %s', (text, ...details) => {
  expect(endpointAddressErrors('a', text)).toMatchObject(
    details.map((detail) => ({ detail: expect.stringMatching(detail) })),
  );
});

it('says what an address looks like', () => {
  expect(addressErrors('a', 'b')).toMatchObject([
    { detail: 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)' },
  ]);
});

it('writes addresses', () => {
  expect(dotted(0x0a600101)).toBe('10.96.1.1');
});
