/** How long ago something was, as `kubectl get` prints it. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/** What is counted up to a limit, alone or with the next smaller unit. */
interface Unit {
  readonly below: number;
  readonly size: number;
  readonly letter: string;
  readonly rest?: { readonly size: number; readonly letter: string };
}

const UNITS: readonly Unit[] = [
  { below: 2 * MINUTE, size: SECOND, letter: 's' },
  { below: 10 * MINUTE, size: MINUTE, letter: 'm', rest: { size: SECOND, letter: 's' } },
  { below: 3 * HOUR, size: MINUTE, letter: 'm' },
  { below: 8 * HOUR, size: HOUR, letter: 'h', rest: { size: MINUTE, letter: 'm' } },
  { below: 2 * DAY, size: HOUR, letter: 'h' },
  { below: 8 * DAY, size: DAY, letter: 'd', rest: { size: HOUR, letter: 'h' } },
  { below: 2 * YEAR, size: DAY, letter: 'd' },
  { below: 8 * YEAR, size: YEAR, letter: 'y', rest: { size: DAY, letter: 'd' } },
  { below: Number.POSITIVE_INFINITY, size: YEAR, letter: 'y' },
];

/** `45s`, `5m30s`, `3h`, `2d4h`, ... Clocks may differ by a second: what is to come in less than two has just been. */
export function durationText(milliseconds: number): string {
  if (!(milliseconds > -2 * SECOND)) return '<invalid>';
  const passed = Math.max(0, milliseconds);
  const unit = UNITS.find(({ below }) => passed < below);
  if (!unit) return '<invalid>';
  const { size, letter, rest } = unit;
  const whole = `${Math.floor(passed / size)}${letter}`;
  const remainder = rest ? Math.floor((passed % size) / rest.size) : 0;
  return rest && remainder > 0 ? `${whole}${remainder}${rest.letter}` : whole;
}

/** How long before `now` the time was; both RFC 3339. */
export function ageText(time: unknown, now: string): string {
  if (typeof time !== 'string' || time === '') return '<unknown>';
  return durationText(Date.parse(now) - Date.parse(time));
}
