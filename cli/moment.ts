/** A moment as people read it: by the clock, and how far away. */

const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
] as const;

/** `2026-01-01T12:00:00Z (in 9m 50s)`. */
export function momentText(moment: Date, now: Date): string {
  const seconds = Math.round((moment.getTime() - now.getTime()) / 1000);
  // What is stored in whole seconds may be a little ahead.
  const distance = seconds <= 0 ? `${spanText(-seconds)} ago` : `in ${spanText(seconds)}`;
  return `${clockText(moment)} (${distance})`;
}

export const clockText = (moment: Date): string => moment.toISOString().replace(/\.\d+Z$/, 'Z');

/** The two largest units. */
function spanText(seconds: number): string {
  const first = UNITS.findIndex(([, unit]) => seconds >= unit);
  if (first < 0) return '0s';
  let left = seconds;
  const parts = UNITS.slice(first, first + 2).map(([name, unit]) => {
    const count = Math.floor(left / unit);
    left -= count * unit;
    return { count, text: `${count}${name}` };
  });
  return parts.flatMap(({ count, text }) => (count > 0 ? [text] : [])).join(' ');
}
