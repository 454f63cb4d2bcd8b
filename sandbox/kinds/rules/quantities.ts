/** Quantities such as `100m`, `1.5Gi` or `2e3`, as exact numbers that can be compared and added. */

const SHAPE = /^([+-]?)([0-9]*)(?:\.([0-9]*))?(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?[0-9]{1,9}))?$/;
const NANO = 9;
const POWERS: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const BINARY = 'KMGTPE';
/** Servers cap what is larger. */
const MOST = (2n ** 63n - 1n) * 10n ** 9n;
/** No figure is that long; it bounds the work. */
const LONGEST = 256;

/** In billionths, rounded away from zero like the server does; undefined if it is no quantity. */
export function quantity(value: unknown): bigint | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  const match = typeof text === 'string' && text.length <= LONGEST ? SHAPE.exec(text) : null;
  if (!match) return undefined;
  const [, sign, whole = '', fraction = '', suffix = '', exponent] = match;
  if (whole === '' && fraction === '') return undefined;
  const digits = BigInt(`${whole}${fraction}`) * 1024n ** BigInt(binaryPower(suffix));
  const power = (exponent === undefined ? (POWERS[suffix] ?? 0) : Number(exponent)) + NANO - fraction.length;
  const size = capped(digits, power);
  return sign === '-' ? -size : size;
}

const binaryPower = (suffix: string): number => (suffix.length === 2 ? BINARY.indexOf(suffix.charAt(0)) + 1 : 0);

function capped(digits: bigint, power: number): bigint {
  if (digits === 0n) return 0n;
  if (power >= 0) {
    if (power > 30) return MOST;
    const size = digits * 10n ** BigInt(power);
    return size > MOST ? MOST : size;
  }
  if (-power > LONGEST + 30) return 1n;
  const divisor = 10n ** BigInt(-power);
  const size = (digits + divisor - 1n) / divisor;
  return size > MOST ? MOST : size;
}

/** Below, at or above zero as `a` is below, at or above `b`; what is no quantity counts as zero. */
export function comparison(a: unknown, b: unknown): number {
  const difference = (quantity(a) ?? 0n) - (quantity(b) ?? 0n);
  if (difference === 0n) return 0;
  return difference < 0n ? -1 : 1;
}
