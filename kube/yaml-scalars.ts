/** What plain YAML scalars mean to kubectl: the rules of go-yaml, which are neither YAML 1.1 nor 1.2. Pure. */

type Scalar = string | number | boolean | null;

const CORE = 'tag:yaml.org,2002:';
const WORDS: ReadonlyMap<string, Scalar> = new Map<string, Scalar>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON', 'true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF', 'false', 'False', 'FALSE'].map((word) => [word, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
]);
const ENDLESS = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const INTEGER = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const MOST = 2n ** 64n;

/** A scalar without quotes and tag. Infinite ones cannot be said in JSON: they throw. */
export function plainScalar(text: string): Scalar {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  if (!/^[-+.0-9]/.test(text)) return text;
  if (ENDLESS.test(text)) throw new Error(`unsupported value: ${text}`);
  return numberIn(text) ?? text;
}

function numberIn(text: string): number | undefined {
  const plain = text.replaceAll('_', '');
  const integer = INTEGER.exec(plain);
  const whole = integer && integerOf(integer[1] ?? '', integer[2] ?? '');
  if (whole !== null && whole !== undefined) return whole;
  const float = FLOAT.test(plain) ? Number(plain) : Number.NaN;
  return Number.isFinite(float) ? float : undefined;
}

function integerOf(sign: string, digits: string): number | undefined {
  const isOldOctal = /^0[0-7]/.test(digits);
  const value = BigInt(isOldOctal ? `0o${digits}` : digits);
  if (value >= MOST) return undefined;
  // There is no negative zero among integers.
  return sign === '-' ? Number(-value) : Number(value);
}

/** A scalar with a tag; unknown tags say nothing. */
export function taggedScalar(tag: string, text: string): Scalar {
  switch (tag.startsWith(CORE) ? tag.slice(CORE.length) : '') {
    case 'binary':
      return binary(text);
    case 'int':
      return assured(text, plainScalar(text), Number.isInteger, 'int');
    case 'float':
      return assured(text, plainScalar(text), (value) => typeof value === 'number', 'float');
    case 'bool':
      return assured(text, plainScalar(text), (value) => typeof value === 'boolean', 'bool');
    case 'null':
      return assured(text, plainScalar(text), (value) => value === null, 'null');
    default:
      return text;
  }
}

function binary(text: string): string {
  const digits = text.replaceAll('\n', '');
  if (digits.length % 4 === 0 && BASE64.test(digits)) return Buffer.from(digits, 'base64').toString();
  throw new Error('!!binary value contains invalid base64 data');
}

function assured(text: string, value: Scalar, isRight: (value: Scalar) => boolean, tag: string): Scalar {
  if (isRight(value)) return value;
  throw new Error(`cannot decode \`${text}\` as a !!${tag}`);
}
