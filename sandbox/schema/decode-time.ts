/** Times as Go reads and writes them, with Go's words for what is not one. */

export interface TimeProblem {
  readonly problem: string;
}

/** A part of a layout, by which Go names it: a number, or a separator if it has no name. */
interface Part {
  readonly layout: string;
  readonly least: number;
  readonly most: number;
  readonly name: string;
}

const separator = (layout: string): Part => ({ layout, least: 0, most: 0, name: '' });

const PARTS: readonly Part[] = [
  { layout: '2006', least: 0, most: 9999, name: 'year' },
  separator('-'),
  { layout: '01', least: 1, most: 12, name: 'month' },
  separator('-'),
  // Go tells a day that no month has only at the end.
  { layout: '02', least: 0, most: 99, name: 'day' },
  separator('T'),
  { layout: '15', least: 0, most: 23, name: 'hour' },
  separator(':'),
  { layout: '04', least: 0, most: 59, name: 'minute' },
  separator(':'),
  { layout: '05', least: 0, most: 59, name: 'second' },
];

const UNREADABLE = '';
const LAYOUT = '2006-01-02T15:04:05Z07:00';
const MICRO_LAYOUT = '2006-01-02T15:04:05.000000Z07:00';
const ZONE = /^[+-]\d\d:\d\d/;
const ZERO = '0001-01-01T00:00:00Z';
const MICROS = /^\.\d{6}/;

/** In UTC and whole seconds; null for Go's zero time. */
export function canonicalTime(text: string): string | null | TimeProblem {
  const read = timeOf(text, false);
  if ('problem' in read) return read;
  const utc = inUtc(text, read);
  return utc === ZERO ? null : utc;
}

/** In UTC with six digits of fraction; null for Go's zero time. */
export function canonicalMicroTime(text: string): string | null | TimeProblem {
  const read = timeOf(text, true);
  if ('problem' in read) return read;
  const utc = inUtc(text, read);
  const fraction = text.slice(19, 26);
  return utc === ZERO && fraction === '.000000' ? null : `${utc.slice(0, -1)}${fraction}Z`;
}

interface Read {
  /** Minutes east of UTC. */
  readonly offset: number;
}

function timeOf(text: string, isMicro: boolean): Read | TimeProblem {
  const cannot = (at: number, part: string): TimeProblem => ({
    problem: `parsing time ${quoted(text)} as "${isMicro ? MICRO_LAYOUT : LAYOUT}": cannot parse ${quoted(text.slice(at))} as "${part}"`,
  });
  let at = 0;
  for (const part of PARTS) {
    const wrong = digitsProblem(text, at, part);
    if (wrong === UNREADABLE) return cannot(at, part.layout);
    if (wrong !== undefined) return complaint(text, wrong);
    at += part.layout.length;
  }
  const end = fractionEnd(text, at, isMicro);
  if (end === undefined) return cannot(at, '.000000');
  return hasZone(text, end) ? finished(text, text.slice(end)) : cannot(end, 'Z07:00');
}

const hasZone = (text: string, at: number): boolean => text[at] === 'Z' || ZONE.test(text.slice(at));

const complaint = (text: string, why: string): TimeProblem => ({ problem: `parsing time ${quoted(text)}: ${why}` });

/** Go's time package quotes byte by byte. */
function quoted(text: string): string {
  let inner = '';
  for (const byte of Buffer.from(text)) {
    const character = String.fromCharCode(byte);
    if (byte >= 0x80 || byte < 0x20) inner += `\\x${byte.toString(16).padStart(2, '0')}`;
    else inner += character === '"' || character === '\\' ? `\\${character}` : character;
  }
  return `"${inner}"`;
}

/** Undefined if all is well. */
function digitsProblem(text: string, at: number, { layout, least, most, name }: Part): string | undefined {
  if (name === '') return text[at] === layout ? undefined : UNREADABLE;
  let value = 0;
  for (let index = at; index < at + layout.length; index += 1) {
    const digit = text.charCodeAt(index) - 48;
    if (!(digit >= 0 && digit <= 9)) return UNREADABLE;
    value = value * 10 + digit;
  }
  return value < least || value > most ? `${name} out of range` : undefined;
}

/** Where the fraction ends; undefined if one is missing. */
function fractionEnd(text: string, at: number, isMicro: boolean): number | undefined {
  if (isMicro) return MICROS.test(text.slice(at)) ? at + 7 : undefined;
  if (text[at] !== '.' && text[at] !== ',') return at;
  let end = at + 1;
  while (end < text.length && text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57) end += 1;
  return end > at + 1 ? end : at;
}

function finished(text: string, zone: string): Read | TimeProblem {
  const length = zone.startsWith('Z') ? 1 : 6;
  if (zone.length > length) return complaint(text, `extra text: ${quoted(zone.slice(length))}`);
  const hours = zone === 'Z' ? 0 : Number(zone.slice(1, 3));
  const minutes = zone === 'Z' ? 0 : Number(zone.slice(4, 6));
  if (hours > 24) return complaint(text, 'time zone offset hour out of range');
  if (minutes > 60) return complaint(text, 'time zone offset minute out of range');
  const day = Number(text.slice(8, 10));
  if (day < 1 || day > daysIn(Number(text.slice(0, 4)), Number(text.slice(5, 7))))
    return complaint(text, 'day out of range');
  return { offset: (hours * 60 + minutes) * (zone.startsWith('-') ? -1 : 1) };
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function inUtc(text: string, { offset }: Read): string {
  const local = `${text.slice(0, 19)}Z`;
  if (offset === 0) return local;
  const utc = new Date(Date.parse(local) - offset * 60_000).toISOString();
  // Years above 9999 and below 0 have a sign and two more digits.
  return `${utc.replace(/^\+0/, '').slice(0, -5)}Z`;
}
