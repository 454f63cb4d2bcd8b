/** Durations as people write them: `5s`, `1m30s`, `250ms`. Pure. */

const FORM = /^(?:(\d{1,4})h)?(?:(\d{1,6})m(?!s))?(?:(\d{1,6}(?:\.\d{1,3})?)s)?(?:(\d{1,9})ms)?$/;
const UNITS: readonly number[] = [3_600_000, 60_000, 1_000, 1];

/** In milliseconds; undefined if it is none. Each unit at most once, the largest first. */
export function durationOf(text: string): number | undefined {
  const parts = text === '' ? null : FORM.exec(text);
  if (!parts) return undefined;
  const milliseconds = UNITS.reduce((sum, unit, index) => sum + Number(parts[index + 1] ?? 0) * unit, 0);
  return Math.round(milliseconds);
}
