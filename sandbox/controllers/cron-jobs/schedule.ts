/** When something is due by a schedule in cron's notation, in UTC. Pure. */

export interface Schedule {
  /** The first moment after this one; undefined if there is none in the next years. */
  next(after: Date): Date | undefined;
  /** The last moment up to and with `until`, and after `after`. */
  last(after: Date, until: Date): Date | undefined;
}

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
/** February 29th is never further away. */
const MOST_DAYS = 366 * 8;
const DESCRIPTORS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};
const NAMES = {
  months: ['', 'jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  days: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'],
} as const;
const UNITS: Readonly<Record<string, number>> = {
  ...{ h: 3_600_000, m: MINUTE, s: 1000, ms: 1, us: 1e-3, µs: 1e-3, μs: 1e-3, ns: 1e-6 },
};
const PART = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/gy;

/** Undefined if it is no schedule. */
export function scheduleOf(text: string): Schedule | undefined {
  const trimmed = text.trim();
  if (trimmed.startsWith('@every ')) return periodic(trimmed.slice('@every '.length));
  const fields = (DESCRIPTORS[trimmed] ?? trimmed).split(/\s+/);
  const [minutes, hours, days, months, weekdays] = [
    valuesOf(fields[0], 0, 59),
    valuesOf(fields[1], 0, 23),
    valuesOf(fields[2], 1, 31),
    valuesOf(fields[3], 1, 12, NAMES.months),
    valuesOf(fields[4], 0, 6, NAMES.days),
  ];
  if (fields.length !== 5 || !minutes || !hours || !days || !months || !weekdays) return undefined;
  const times = [...hours.values].flatMap((hour) => [...minutes.values].map((minute) => (hour * 60 + minute) * MINUTE));
  times.sort((a, b) => a - b);
  return calendar(times, (date) => {
    if (!months.values.has(date.getUTCMonth() + 1)) return false;
    const [isDay, isWeekday] = [days.values.has(date.getUTCDate()), weekdays.values.has(date.getUTCDay())];
    // Of two that are restricted one is enough.
    return days.isAny || weekdays.isAny ? isDay && isWeekday : isDay || isWeekday;
  });
}

interface Field {
  readonly values: ReadonlySet<number>;
  /** Not restricted. */
  readonly isAny: boolean;
}

function valuesOf(
  text: string | undefined,
  least: number,
  most: number,
  names: readonly string[] = [],
): Field | undefined {
  const ranges = (text ?? '').split(',').filter((range) => range !== '');
  const fields = ranges.map((range) => rangeOf(range, { least, most, names }));
  if (fields.some((field) => !field)) return undefined;
  return {
    values: new Set(fields.flatMap((field) => [...(field?.values ?? [])])),
    isAny: fields.some((field) => field?.isAny),
  };
}

interface Bounds {
  readonly least: number;
  readonly most: number;
  readonly names: readonly string[];
}

function rangeOf(range: string, { least, most, names }: Bounds): Field | undefined {
  const [span = '', step] = range.split('/');
  const isStar = span === '*' || span === '?';
  const [low = '', high] = isStar ? [String(least), String(most)] : span.split('-');
  const start = numberOf(low, names);
  const open = step === undefined ? start : most;
  const end = high === undefined ? open : numberOf(high, names);
  const every = Number(step ?? 1);
  if (!isSpan([least, start, end, most]) || !(every > 0)) return undefined;
  const values = Array.from({ length: Math.floor((end - start) / every) + 1 }, (_, index) => start + index * every);
  return { values: new Set(values), isAny: isStar && every === 1 };
}

const isSpan = (figures: readonly number[]): boolean =>
  figures.every((one, index) => Number.isInteger(one) && one >= (figures[index - 1] ?? one));

function numberOf(text: string, names: readonly string[]): number {
  const name = names.indexOf(text.toLowerCase());
  return name >= 0 && text !== '' ? name : text === '' ? Number.NaN : Number(text);
}

/** From one moment to the next the same time passes, whole seconds and at least one. */
function periodic(duration: string): Schedule | undefined {
  const parts = [...duration.matchAll(PART)];
  if (parts.map(([part]) => part).join('') !== duration || duration === '') return undefined;
  const total = parts.reduce((sum, [, figure, unit]) => sum + Number(figure) * (UNITS[unit ?? ''] ?? 0), 0);
  const period = Math.max(1, Math.floor(total / 1000)) * 1000;
  const first = (after: Date) => Math.floor(after.getTime() / 1000) * 1000 + period;
  return {
    next: (after) => new Date(first(after)),
    last: (after, until) => {
      const periods = Math.floor((until.getTime() - first(after)) / period);
      return periods < 0 ? undefined : new Date(first(after) + periods * period);
    },
  };
}

/** `times`: milliseconds since midnight, the earliest first. */
function calendar(times: readonly number[], isDay: (date: Date) => boolean): Schedule {
  return {
    next: (after) => {
      const fits = (moment: number) => moment > after.getTime();
      return found(after, 1, (day) => isDay(day) && times.map((time) => day.getTime() + time).find(fits));
    },
    last: (after, until) => {
      const fits = (moment: number) => moment <= until.getTime();
      const last = found(until, -1, (day) => isDay(day) && times.map((time) => day.getTime() + time).findLast(fits));
      return last && last > after ? last : undefined;
    },
  };
}

/** From day to day. */
function found(from: Date, step: 1 | -1, momentOn: (day: Date) => number | undefined | false): Date | undefined {
  const midnight = Math.floor(from.getTime() / DAY) * DAY;
  for (let days = 0; days < MOST_DAYS; days++) {
    const moment = momentOn(new Date(midnight + step * days * DAY));
    if (moment) return new Date(moment);
  }
  return undefined;
}
