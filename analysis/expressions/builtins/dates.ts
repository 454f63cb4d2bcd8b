/** Reads dates in the forms the reference tries. */

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const CLOCK = String.raw`(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?<fraction>[.,]\d+)?)?`;
const MONTH = `(?<month>${MONTHS.join('|')})`;
const WEEKDAY = '(?:mon|tue|wed|thu|fri|sat|sun)';

/** The day alone, the time alone, both, RFC 3339, RFC 822, RFC 850, RFC 1123. */
const FORMS: readonly RegExp[] = [
  /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})$/,
  new RegExp(`^${CLOCK}$`),
  new RegExp(String.raw`^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2}) ${CLOCK}$`),
  new RegExp(String.raw`^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})T${CLOCK}(?<zone>Z|[+-]\d{2}:\d{2})$`),
  new RegExp(String.raw`^(?<day>\d{2}) ${MONTH} (?<year>\d{2}) ${CLOCK} (?<zone>[A-Z]{3,4})$`, 'i'),
  new RegExp(
    String.raw`^${WEEKDAY}[a-z]*day, (?<day>\d{2})-${MONTH}-(?<year>\d{2}) ${CLOCK} (?<zone>[A-Z]{3,4})$`,
    'i',
  ),
  new RegExp(String.raw`^${WEEKDAY}, (?<day>\d{2}) ${MONTH} (?<year>\d{4}) ${CLOCK} (?<zone>[A-Z]{3,4})$`, 'i'),
];

export function dateOf(text: string): Date | undefined {
  if (text.length > 100) return undefined;
  for (const form of FORMS) {
    const found = form.exec(text)?.groups;
    if (found !== undefined) return moment(found);
  }
  return undefined;
}

/** The names of zones other than UTC say nothing, as in the reference; offsets do. */
function moment(found: Readonly<Record<string, string | undefined>>): Date | undefined {
  const {
    year = '0000',
    month = '01',
    day = '01',
    hour = '0',
    minute = '0',
    second = '0',
    fraction = '',
    zone = 'Z',
  } = found;
  const date = new Date(0);
  const monthIndex = /^\d/.test(month) ? Number(month) - 1 : MONTHS.indexOf(month.toLowerCase());
  date.setUTCFullYear(fullYear(year), monthIndex, Number(day));
  if (date.getUTCMonth() !== monthIndex || date.getUTCDate() !== Number(day)) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const milliseconds = fraction === '' ? 0 : Math.floor(Number(`0.${fraction.slice(1)}`) * 1_000);
  date.setUTCHours(Number(hour), Number(minute), Number(second), milliseconds);
  return new Date(date.getTime() - offset(zone));
}

function fullYear(year: string): number {
  if (year.length === 4) return Number(year);
  return Number(year) + (Number(year) < 69 ? 2000 : 1900);
}

function offset(zone: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):(\d{2})$/.exec(zone) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000;
}
