/** Durations as Go writes them: `1h30m`, `1.5h`, `300ms`. */

const MILLISECONDS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1e3,
  m: 60e3,
  h: 3600e3,
};

/** Milliseconds, or undefined if `text` is no duration. */
export function milliseconds(text: string): number | undefined {
  const [, sign, amount = ''] = /^([+-]?)(.+)$/.exec(text) ?? [];
  if (amount === '0') return 0;
  if (!/^((\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h))+$/.test(amount)) return undefined;
  const parts = [...amount.matchAll(/([\d.]+)(ns|us|µs|ms|s|m|h)/g)];
  const total = parts.reduce((sum, [, number, unit = '']) => sum + Number(number) * (MILLISECONDS[unit] ?? 0), 0);
  return sign === '-' ? -total : total;
}

/** Whole seconds of a pause: a number, text that is a number, or a duration. */
export function pauseSeconds(duration: number | string): number | undefined {
  if (typeof duration === 'number') return duration;
  if (/^[+-]?\d+$/.test(duration)) return Number(duration);
  const total = milliseconds(duration);
  return total === undefined ? undefined : Math.trunc(total / 1000);
}
