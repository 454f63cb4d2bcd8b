/** IP addresses and ranges, as numbers and as the server judges them: leading zeros are put up with. */
import { isIPv4, isIPv6 } from 'node:net';
import { type FieldError, invalid } from '../../api/field-error.ts';

export interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

export interface Range extends Address {
  readonly length: number;
}

/** An address as a number; undefined if the text is none. */
export function address(text: string): Address | undefined {
  if (text.length > 64) return undefined;
  const plain = text.includes(':') ? text : withoutZeros(text);
  if (isIPv4(plain)) return { bits: 32, value: number(plain.split('.').map(Number), 8n) };
  return isIPv6(plain) && !plain.includes('%') ? mapped({ bits: 128, value: sixteenBytes(plain) }) : undefined;
}

const withoutZeros = (text: string): string => text.replace(/(^|\.)0+(?=[0-9])/g, '$1');

const number = (parts: readonly number[], width: bigint): bigint =>
  parts.reduce((sum, part) => (sum << width) | BigInt(part), 0n);

function sixteenBytes(text: string): bigint {
  const dot = text.lastIndexOf(':') + 1;
  const last = text.slice(dot);
  const four = last.includes('.') ? last.split('.').map(Number) : undefined;
  const words = four ? `${text.slice(0, dot)}${hex(four, 0)}:${hex(four, 2)}` : text;
  const [head = '', tail] = words.split('::');
  const before = wordsOf(head);
  const after = tail === undefined ? [] : wordsOf(tail);
  const gap = tail === undefined ? [] : new Array<number>(8 - before.length - after.length).fill(0);
  return number([...before, ...gap, ...after], 16n);
}

const wordsOf = (text: string): number[] => (text === '' ? [] : text.split(':').map((one) => Number.parseInt(one, 16)));

const hex = (bytes: readonly number[], at: number): string =>
  (((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)).toString(16);

/** `::ffff:1.2.3.4` is an IPv4 address. */
const mapped = (one: Address): Address =>
  one.value >> 32n === 0xffffn ? { bits: 32, value: one.value & 0xffff_ffffn } : one;

/** `10.0.0.0/8`; undefined if the text is no range. */
export function range(text: string): Range | undefined {
  const slash = text.indexOf('/');
  const base = slash < 0 ? undefined : address(text.slice(0, slash));
  const digits = text.slice(slash + 1);
  if (!base || !/^[0-9]{1,4}$/.test(digits) || Number(digits) > base.bits) return undefined;
  return { ...base, length: Number(digits) };
}

export function contains(outer: Range, inner: Address): boolean {
  const shift = BigInt(outer.bits - outer.length);
  return outer.bits === inner.bits && outer.value >> shift === inner.value >> shift;
}

export const addressErrors = (field: string, text: string): FieldError[] =>
  address(text) ? [] : [invalid(field, text, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)')];

export const rangeErrors = (field: string, text: string): FieldError[] =>
  range(text) ? [] : [invalid(field, text, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)')];

/** Addresses that no traffic may be sent to. */
export function endpointAddressErrors(field: string, text: string): FieldError[] {
  const one = address(text);
  if (!one) return [invalid(field, text, 'must be a valid IP address')];
  const wrong: string[] = [];
  if (one.value === 0n) wrong.push(`may not be unspecified (${text})`);
  if (within(one, ['127.0.0.0/8', '::1/128'])) wrong.push('may not be in the loopback range (127.0.0.0/8, ::1/128)');
  if (within(one, ['169.254.0.0/16', 'fe80::/10']))
    wrong.push('may not be in the link-local range (169.254.0.0/16, fe80::/10)');
  if (within(one, ['224.0.0.0/24', 'ff02::/16']))
    wrong.push('may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)');
  return wrong.map((detail) => invalid(field, text, detail));
}

const within = (one: Address, ranges: readonly string[]): boolean =>
  ranges.some((text) => {
    const outer = range(text);
    return outer !== undefined && contains(outer, one);
  });

/** `10.96.0.7`, of a 32-bit number. */
export const dotted = (value: number): string => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
