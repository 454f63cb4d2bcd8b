/** Numbers and lists as the status has always shown them, which is as Go prints them. */

/** From this power of ten on, and below the other one, numbers get an exponent. */
const LARGE = 6;
const SMALL = -4;

/** The shortest text that reads back as the same number: `0.95`, `100000`, `1e+06`, `1e-05`, `NaN`, `+Inf`. */
export function shortestText(value: number): string {
  if (!Number.isFinite(value)) return unusual(value);
  const [digits = '', power = ''] = value.toExponential().split('e');
  const exponent = Number(power);
  if (exponent >= SMALL && exponent < LARGE) return signed(value, plain(Math.abs(value)));
  const sign = exponent < 0 ? '-' : '+';
  return `${digits}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** The same without exponents: `1000000`, `0.00001`. */
export function plainText(value: number): string {
  return Number.isFinite(value) ? signed(value, plain(Math.abs(value))) : unusual(value);
}

/** With that many decimals: `0.950000`, `0.95`. Halves go to the even digit. */
export function decimalText(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return unusual(value);
  return signed(value, rounded(Math.abs(value), decimals));
}

/** A list as Go prints it: `[1 2]`. */
export function listText(values: readonly unknown[]): string {
  return `[${values.map(itemText).join(' ')}]`;
}

function itemText(value: unknown): string {
  if (typeof value === 'number') return shortestText(value);
  if (Array.isArray(value)) return listText(value);
  return value === null || value === undefined ? '<nil>' : String(value);
}

function unusual(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '+Inf' : '-Inf';
}

const signed = (value: number, text: string): string => (value < 0 || Object.is(value, -0) ? `-${text}` : text);

/** Digits of the shortest text, moved to where the point belongs. */
function plain(value: number): string {
  const [mantissa = '', power = '0'] = value.toExponential().split('e');
  const digits = mantissa.replace('.', '');
  const point = Number(power) + 1;
  if (point <= 0) return value === 0 ? '0' : `0.${'0'.repeat(-point)}${digits}`;
  if (digits.length <= point) return digits.padEnd(point, '0');
  return `${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** From here on, all numbers are whole and `toFixed` writes exponents. */
const WHOLE = 1e21;
/** More decimals than any number has whose next digits could be an exact half. */
const ALL_DECIMALS = 100;

function rounded(value: number, decimals: number): string {
  if (value >= WHOLE) return `${BigInt(value)}.${'0'.repeat(decimals)}`;
  const text = value.toFixed(decimals);
  const exact = value.toFixed(ALL_DECIMALS);
  const rest = exact.slice(exact.length - ALL_DECIMALS + decimals);
  const isHalf = /^50*$/.test(rest);
  const isOdd = /[13579]$/.test(text);
  return isHalf && isOdd ? exact.slice(0, exact.length - ALL_DECIMALS + decimals) : text;
}
