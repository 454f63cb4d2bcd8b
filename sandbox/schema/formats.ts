/** Which strings a format admits; formats that are not listed here admit every value. */
import { cidr, date, dateTime, duration, hostname, ipv4, ipv6, mac } from './formats-of-networks-and-times.ts';

export type FormatTest = (text: string) => boolean;

const MOST_LENGTH = 65_536;

/** How the numbers of the card companies begin, and how long they are. */
const CARDS: readonly (readonly [start: RegExp, length: number])[] = [
  [/^4/, 13],
  [/^4/, 16],
  [/^5[1-5]/, 16],
  [/^6(?:011|5)/, 16],
  [/^3[47]/, 15],
  [/^3(?:0[0-5]|[68])/, 14],
  [/^(?:2131|1800)/, 15],
  [/^35/, 16],
];

const uuid = (version: string, variant: string): RegExp =>
  new RegExp(`^[0-9a-f]{8}-?[0-9a-f]{4}-?${version}[0-9a-f]{3}-?${variant}[0-9a-f]{3}-?[0-9a-f]{12}$`, 'i');
const ANY = '[0-9a-f]';

const matching =
  (expression: RegExp): FormatTest =>
  (text) =>
    expression.test(text);

const FORMATS: Readonly<Record<string, FormatTest>> = {
  bsonobjectid: matching(/^[0-9a-fA-F]{24}$/),
  byte: (text) => text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text),
  cidr,
  creditcard: creditCard,
  date,
  datetime: dateTime,
  duration,
  email,
  hexcolor: matching(/^#?[0-9a-fA-F]{3}(?:[0-9a-fA-F]{3})?$/),
  hostname,
  ipv4,
  ipv6,
  isbn: (text) => isbn10(text) || isbn13(text),
  isbn10,
  isbn13,
  mac,
  password: () => true,
  rgbcolor: rgbColor,
  ssn: matching(/^\d{3}[- ]\d{2}[- ]\d{4}$/),
  uri,
  uuid: matching(uuid(ANY, ANY)),
  uuid3: matching(uuid('3', ANY)),
  uuid4: matching(uuid('4', '[89ab]')),
  uuid5: matching(uuid('5', '[89ab]')),
};

/** `undefined` for formats that the API server does not know, such as int32. */
export function formatTest(format: string | undefined): FormatTest | undefined {
  const name = format?.replaceAll('-', '');
  const test = name !== undefined && Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
  return test && ((text) => text.length <= MOST_LENGTH && test(text));
}

function creditCard(text: string): boolean {
  const digits = text.replace(/[^0-9]+/g, '');
  if (!CARDS.some(([start, length]) => digits.length === length && start.test(digits))) return false;
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return total + (value >= 10 ? (value % 10) + 1 : value);
  }, 0);
  return sum % 10 === 0;
}

function rgbColor(text: string): boolean {
  const parts = /^rgb\(([^()]*)\)$/.exec(text)?.[1]?.split(',') ?? [];
  return parts.length === 3 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part.trim()) && Number(part) <= 255);
}

function isbn10(text: string): boolean {
  const digits = text.replace(/[\s-]+/g, '');
  if (!/^\d{9}[\dX]$/.test(digits)) return false;
  const sum = [...digits].reduce(
    (total, digit, index) => total + (index + 1) * (digit === 'X' ? 10 : Number(digit)),
    0,
  );
  return sum % 11 === 0;
}

function isbn13(text: string): boolean {
  const digits = text.replace(/[\s-]+/g, '');
  if (!/^\d{13}$/.test(digits)) return false;
  const sum = [...digits].slice(0, 12).reduce((total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 1 : 3), 0);
  return Number(digits[12]) === (10 - (sum % 10)) % 10;
}

/** An address, alone or in angle brackets after a display name. */
function email(text: string): boolean {
  const bracketed = /^([^<>]*)<([^<>]+)>$/.exec(text.trim());
  const address = (bracketed?.[2] ?? text).trim();
  const name = (bracketed?.[1] ?? '').trim();
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at);
  if (at < 1 || !/^"[^"]*"$|^[^"(),:;<>@[\]\\]*$/.test(name)) return false;
  return (isDotted(local) || /^"[^"\\\r\n]+"$/.test(local)) && isDomain(address.slice(at + 1));
}

/** Runs of the letters that an address may have, one dot between two. */
const isDotted = (text: string): boolean =>
  text.split('.').every((part) => /^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~\u0080-\uffff]+$/.test(part));

const isDomain = (text: string): boolean => isDotted(text) || /^\[[^[\]\s]+\]$/.test(text);

/** An absolute URI or an absolute path. */
function uri(text: string): boolean {
  if (text === '*') return true;
  if (hasControl(text)) return false;
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:/.exec(text)?.[0] ?? '';
  const rest = text.slice(scheme.length);
  if (!rest.startsWith('/')) return scheme !== '';
  const path = rest.split('?', 1)[0] ?? '';
  if (scheme === '' || !path.startsWith('//')) return hasEscapes(path);
  const authority = path.slice(2).split('/', 1)[0] ?? '';
  return hasEscapes(path.slice(authority.length + 2)) && isAuthority(authority);
}

const hasControl = (text: string): boolean => [...text].some((one) => one < ' ' || one === '\u007f');

const hasEscapes = (text: string): boolean => !/%(?![0-9A-Fa-f]{2})/.test(text);

function isAuthority(text: string): boolean {
  const host = text.slice(text.lastIndexOf('@') + 1);
  const user = text.slice(0, Math.max(0, text.lastIndexOf('@')));
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(user) || !hasEscapes(user)) return false;
  if (host.startsWith('[')) return /^\[[^\]]*\](?::\d*)?$/.test(host);
  return /^[A-Za-z0-9\-._~!$&'()*+,;=%<>"\u0080-\uffff]*(?::\d*)?$/.test(host) && hasEscapes(host);
}
