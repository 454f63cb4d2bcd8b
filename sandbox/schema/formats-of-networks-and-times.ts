/** Formats of hosts, addresses, dates and durations. */
import { isIPv4, isIPv6 } from 'node:net';

/** Also with leading zeros, as the API server reads addresses. */
function isSloppyIPv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^\d{1,20}$/.test(part) && Number(part) <= 255);
}

export const ipv4 = (text: string): boolean => isSloppyIPv4(text) || (text.includes('.') && ipv6(text));

export const ipv6 = (text: string): boolean => !text.includes('%') && isIPv6(text);

export function cidr(text: string): boolean {
  const match = /^(.+)\/(\d{1,9})$/.exec(text);
  const [, address = '', prefix] = match ?? [];
  if (isSloppyIPv4(address) || isIPv4(address)) return Number(prefix) <= 32;
  return ipv6(address) && Number(prefix) <= 128;
}

export function mac(text: string): boolean {
  const pairs = /^[0-9a-fA-F]{2}(?:([:-])[0-9a-fA-F]{2})(?:\1[0-9a-fA-F]{2})*$/.test(text);
  if (pairs) return [6, 8, 20].includes((text.length + 1) / 3);
  return /^[0-9a-fA-F]{4}(?:\.[0-9a-fA-F]{4})+$/.test(text) && [3, 4, 10].includes((text.length + 1) / 5);
}

export function hostname(text: string): boolean {
  if (Buffer.byteLength(text) > 255) return false;
  const labels = text.split('.');
  if (labels.some((label) => Buffer.byteLength(label) > 63)) return false;
  const last = labels.at(-1) ?? '';
  if (labels.length === 1) return /^[a-zA-Z0-9\p{S}\p{L}]-?[a-zA-Z0-9\p{S}\p{L}]*$/u.test(last);
  return (
    /^[a-zA-Z\p{L}]{2,63}$/u.test(last) &&
    labels
      .slice(0, -1)
      .every((label) => /^[a-zA-Z0-9\p{S}\p{L}](?:[a-zA-Z0-9\-\p{S}\p{L}]*[a-zA-Z0-9\p{S}\p{L}])?$/u.test(label))
  );
}

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

export function date(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return false;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const most = month === 2 && !isLeap ? 28 : (DAYS[month - 1] ?? 0);
  return day >= 1 && day <= most;
}

export function dateTime(text: string): boolean {
  const [day = '', time] = text.toLowerCase().split('t');
  if (time === undefined || !date(day)) return false;
  const match = /^(\d{2}):(\d{2}):(\d{2})(?:.\d+)?(?:z|[+-]\d{2}:\d{2})$/.exec(time);
  const [, hour = '', minute = '', second = ''] = match ?? [];
  return match !== null && hour <= '23' && minute <= '59' && second <= '59';
}

const UNITS = /^(?:ns|us|µs|ms|s|m|h|hr|d|w|wk|nano.*|micro.*|milli.*|sec.*|min.*|hour.*|day.*|week.*)$/i;

/** As Go writes durations, or in words: `5 days`. */
export function duration(text: string): boolean {
  if (/^[-+]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/.test(text)) return true;
  const parts = [...text.matchAll(/(\d+)\s*([A-Za-zµ]+)/g)];
  return parts.every(([, count = '']) => count.length < 19) && parts.some(([, , unit = '']) => UNITS.test(unit));
}
