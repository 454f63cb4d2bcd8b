/** Quantities of resources in the one form in which Go prints them, `1Gi` for `1024Mi`, and by their value. */

type Format = 'binary' | 'decimal' | 'exponent';

/** `digits` times ten to the power of `exponent`. */
interface Amount {
  readonly digits: bigint;
  readonly exponent: number;
}

interface Quantity extends Amount {
  readonly isNegative: boolean;
  readonly format: Format;
  /** Whether Go would print the text as it came. It looks at no more than a few digits, so this may be `1.500`. */
  readonly isKept: boolean;
}

/** No figure is that long; it bounds the work. */
const LONGEST = 100;
const SHAPE = /^([+-]?)0*(\d*)(?:\.(\d*))?(?:([KMGTPE]i)|([numkMGTPE]?)|[eE]([+-]?\d{1,3}))$/;
const USUAL = /^[1-9]\d{0,3}(?:m|[KMG]i)?$/;
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'] as const;
const DECIMAL = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'] as const;
const NANO = -9;
const MILLI = -3;
/** Binary quantities are capped there. */
const MOST = 2n ** 63n - 1n;

/** As Go prints it; what is no quantity stays as it is. */
export function canonicalQuantity(text: string): string {
  if (USUAL.test(text) && isUncarried(Number.parseInt(text, 10))) return text;
  const quantity = quantityOf(text.trim());
  if (!quantity) return text;
  if (quantity.isKept) return text.trim();
  if (quantity.digits === 0n) return '0';
  return `${quantity.isNegative ? '-' : ''}${sizeText(quantity)}`;
}

/** Whether no suffix would take up a part of the number. */
const isUncarried = (number: number): boolean => number % 1000 !== 0 && number % 1024 !== 0;

/** The same text for the same amount, in thousandths: that is as fine as API servers keep resources. */
export function quantityValue(text: string): string {
  const quantity = quantityOf(text.trim());
  if (!quantity) return text;
  const { digits, exponent } = stripped(rounded(quantity, MILLI));
  return digits === 0n ? '0' : `${quantity.isNegative ? '-' : ''}${digits}e${exponent}`;
}

function quantityOf(text: string): Quantity | undefined {
  const match = text.length > LONGEST ? null : SHAPE.exec(text);
  if (!match || !/^[+-]?\.?\d/.test(text)) return undefined;
  const [, sign, whole = '', fraction = '', binary = '', unit = '', power] = match;
  const figures = { shown: `${whole || '0'}${fraction}`, places: fraction.length };
  const size = binary === '' ? decimalSize(figures, unit, power) : binarySize(figures, binary);
  return { ...size, isNegative: sign === '-' };
}

interface Figures {
  /** Without the point. */
  readonly shown: string;
  /** Behind the point. */
  readonly places: number;
}

type Size = Omit<Quantity, 'isNegative'>;

function binarySize({ shown, places }: Figures, unit: string): Size {
  const shift = (BINARY as readonly string[]).indexOf(unit) * 10;
  const isShort = shown.length + Math.floor(shift * 0.3) < 15;
  const isKept = isShort && places === 0 && Number(shown) % 8 !== 0;
  const digits = BigInt(shown) << BigInt(shift);
  return { ...rounded({ digits, exponent: -places }, NANO), format: 'binary', isKept };
}

function decimalSize({ shown, places }: Figures, unit: string, power: string | undefined): Size {
  const scale = power === undefined ? (DECIMAL as readonly string[]).indexOf(unit) * 3 + NANO : Number(power);
  const exponent = scale - places;
  const isShort = shown.length <= 18 && exponent >= NANO;
  const isKept = isShort && exponent % 3 === 0 && !shown.endsWith('000') && !shown.startsWith('0');
  const format = power === undefined ? 'decimal' : 'exponent';
  return { ...rounded({ digits: BigInt(shown), exponent }, NANO), format, isKept };
}

/** Up, to no finer than ten to the power of `finest`. */
function rounded({ digits, exponent }: Amount, finest: number): Amount {
  if (exponent >= finest) return { digits, exponent };
  const unit = 10n ** BigInt(finest - exponent);
  return { digits: (digits + unit - 1n) / unit, exponent: finest };
}

function stripped({ digits, exponent }: Amount): Amount {
  if (digits === 0n || digits % 10n !== 0n) return { digits, exponent };
  return stripped({ digits: digits / 10n, exponent: exponent + 1 });
}

function sizeText(quantity: Quantity): string {
  if (quantity.format === 'binary') return binaryText(stripped(quantity));
  return decimalText(stripped(quantity), quantity.format);
}

function binaryText(amount: Amount): string {
  // Fractions and what is below 1Ki are decimal.
  if (amount.exponent < 0 || wholeSize(amount) < 1024n) return decimalText(amount, 'decimal');
  let size = wholeSize(amount);
  if (size >= MOST) return `${MOST}`;
  let times = 0;
  while (times < BINARY.length - 1 && size % 1024n === 0n) {
    size /= 1024n;
    times += 1;
  }
  return `${size}${BINARY[times]}`;
}

const wholeSize = ({ digits, exponent }: Amount): bigint => digits * 10n ** BigInt(exponent);

function decimalText({ digits, exponent }: Amount, format: Format): string {
  const excess = ((exponent % 3) + 3) % 3;
  const power = exponent - excess;
  const size = wholeSize({ digits, exponent: excess });
  if (format === 'exponent') return power === 0 ? `${size}` : `${size}e${power}`;
  // Go has no suffix beyond E and then prints none, too.
  return `${size}${DECIMAL[(power - NANO) / 3] ?? ''}`;
}
