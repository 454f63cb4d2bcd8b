/** Quantities of resources, in the one form in which Go prints each of them: `1000m` is `1`, `1024Mi` is `1Gi`. */

type Format = 'binary' | 'decimal' | 'exponent';

interface Digits {
  readonly isNegative: boolean;
  /** A suffix alone, or a point. */
  readonly hasNone: boolean;
  /** Before the point, without leading zeros. */
  readonly whole: string;
  readonly fraction: string;
  readonly suffix: string;
}

export interface QuantityProblem {
  readonly problem: string;
}

const WRONG_FORMAT: QuantityProblem = {
  problem: "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
};
const WRONG_SUFFIX: QuantityProblem = { problem: "unable to parse quantity's suffix" };
const WITHOUT_NUMBER: QuantityProblem = { problem: 'unable to parse numeric part of quantity' };
const LONGEST = 1000;

const PATTERN = /^([+-]?)(0*)([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[-+]?[0-9]*)$/;
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'] as const;
const DECIMAL = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'] as const;
const PLAIN: readonly string[] = ['', 'm', 'Ki', 'Mi', 'Gi'];
const SMALLEST = -9;
/** Binary quantities stop there. */
const LARGEST = 2n ** 63n - 1n;

/** The canonical text of a quantity, or what is wrong with it. */
export function canonicalQuantity(text: string): string | QuantityProblem {
  const trimmed = text.trim();
  // The most frequent of all.
  if (isPlainlyCanonical(trimmed)) return trimmed;
  const digits = trimmed.length > LONGEST ? undefined : digitsOf(trimmed);
  if (!digits) return WRONG_FORMAT;
  const unit = unitOf(digits.suffix);
  if (!unit) return WRONG_SUFFIX;
  if (digits.hasNone && isOutOfTheWay(unit)) return WITHOUT_NUMBER;
  return isReused(digits, unit) ? trimmed : formatted(digits, unit);
}

/** Units of ordinary size may stand alone, for none of them. */
const isOutOfTheWay = ({ format, exponent }: Unit): boolean =>
  exponent < SMALLEST || (format === 'binary' && exponent > 40);

function formatted({ isNegative, whole, fraction }: Digits, unit: Unit): string {
  const mantissa = BigInt(`${whole}${fraction}` || '0');
  if (mantissa === 0n) return '0';
  const scale = -fraction.length;
  const size = unit.format === 'binary' ? binary(mantissa, scale, unit.exponent) : decimal(mantissa, scale, unit);
  return isNegative ? `-${size}` : size;
}

/** `250m`, `64Mi`, `1` with a first digit that is not 0 and a last one that cannot be carried into the suffix. */
function isPlainlyCanonical(text: string): boolean {
  let end = 0;
  while (end < text.length && isDigit(text.charCodeAt(end))) end += 1;
  if (end === 0 || end > 3 || text.charCodeAt(0) === 48) return false;
  return PLAIN.includes(text.slice(end));
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

function digitsOf(text: string): Digits | undefined {
  const found = PATTERN.exec(text);
  if (!found || text === '') return undefined;
  const [, sign, zeros, whole = '', fraction = '', suffix = ''] = found;
  return { isNegative: sign === '-', hasNone: `${zeros}${whole}${fraction}` === '', whole, fraction, suffix };
}

interface Unit {
  readonly format: Format;
  readonly exponent: number;
}

function unitOf(suffix: string): Unit | undefined {
  const decimalIndex = (DECIMAL as readonly string[]).indexOf(suffix);
  if (decimalIndex >= 0) return { format: 'decimal', exponent: decimalIndex * 3 + SMALLEST };
  const binaryIndex = (BINARY as readonly string[]).indexOf(suffix);
  if (binaryIndex > 0) return { format: 'binary', exponent: binaryIndex * 10 };
  if (!/^[eE][-+]?[0-9]{1,9}$/.test(suffix)) return undefined;
  return { format: 'exponent', exponent: Number(suffix.slice(1)) };
}

/** Go keeps the text where it takes it to be canonical; it looks no closer than this. */
function isReused({ whole, fraction }: Digits, { format, exponent }: Unit): boolean {
  const shifted = `${whole === '' ? '0' : whole}${fraction}`;
  if (format === 'binary') {
    const isSmall = shifted.length + Math.floor((exponent * 3) / 10) < 15;
    return isSmall && fraction === '' && Number(shifted) % 8 !== 0;
  }
  const scale = exponent - fraction.length;
  if (shifted.length > 18 || scale < SMALLEST || scale % 3 !== 0) return false;
  return !shifted.endsWith('000') && !shifted.startsWith('0');
}

function binary(mantissa: bigint, scale: number, exponent: number): string {
  const shifted = mantissa << BigInt(exponent);
  const unit = 10n ** BigInt(-scale);
  const whole = shifted / unit;
  if (whole >= LARGEST) return `${LARGEST}`;
  // Fractions and what is below 1Ki would lose digits.
  if (shifted % unit !== 0n || whole < 1024n) return decimal(shifted, scale, { format: 'decimal', exponent: 0 });
  let amount = whole;
  let times = 0;
  while (times < BINARY.length - 1 && amount % 1024n === 0n) {
    amount /= 1024n;
    times += 1;
  }
  return `${amount}${BINARY[times]}`;
}

function decimal(mantissa: bigint, scale: number, unit: Unit): string {
  let { amount, exponent } = rounded(mantissa, scale + unit.exponent);
  while (amount % 10n === 0n) {
    amount /= 10n;
    exponent += 1;
  }
  while (exponent % 3 !== 0) {
    amount *= 10n;
    exponent -= 1;
  }
  return `${amount}${unit.format === 'exponent' ? exponentText(exponent) : (DECIMAL[(exponent - SMALLEST) / 3] ?? '')}`;
}

const exponentText = (exponent: number): string => (exponent === 0 ? '' : `e${exponent}`);

/** Nothing is finer than a billionth; what is, is rounded up. */
function rounded(mantissa: bigint, exponent: number): { amount: bigint; exponent: number } {
  const excess = SMALLEST - exponent;
  if (excess <= 0) return { amount: mantissa, exponent };
  if (excess > LONGEST) return { amount: 1n, exponent: SMALLEST };
  const unit = 10n ** BigInt(excess);
  return { amount: (mantissa + unit - 1n) / unit, exponent: SMALLEST };
}
