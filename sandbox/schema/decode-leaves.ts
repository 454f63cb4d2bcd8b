/** Decodes the leaves of built-in types: numbers, texts, times, quantities, and values that are kept as they come. */
import type { GoScalar } from '../types/go-type.ts';
import { base64Fault } from './decode-base64.ts';
import { canonicalQuantity } from './decode-quantity.ts';
import { checkDepth, type Decoding, mismatchText, noteMismatch, noteProblem, refusal } from './decode-state.ts';
import { canonicalMicroTime, canonicalTime, type TimeProblem } from './decode-time.ts';

const MAX_INT32 = 2 ** 31 - 1;
const MAX_INT64 = 2 ** 63;

type Reader = (state: Decoding, value: unknown, type: GoScalar) => unknown;

const text: Reader = (state, value, type) =>
  typeof value === 'string' ? value : noteMismatch(state, value, type.text);
const double: Reader = (state, value, type) =>
  typeof value === 'number' ? value : noteMismatch(state, value, type.text);
const bool: Reader = (state, value, type) =>
  typeof value === 'boolean' ? value : noteMismatch(state, value, type.text);
const integer: Reader = (state, value, type) =>
  isInteger(value, type.shape) ? value : noteMismatch(state, value, type.text);
const intOrString: Reader = (state, value) => (typeof value === 'string' ? value : decodedNumber(state, value));
const time: Reader = (state, value) => decodedTime(state, value, canonicalTime);
const microTime: Reader = (state, value) => decodedTime(state, value, canonicalMicroTime);

/** What is kept as it comes is still bounded. */
const anything: Reader = (state, value) => {
  checkDepth(state, value, 1);
  return value;
};

const READERS: Readonly<Record<GoScalar['shape'], Reader>> = {
  string: text,
  bool,
  int32: integer,
  int64: integer,
  double,
  bytes: decodedBytes,
  quantity: decodedQuantity,
  'int-or-string': intOrString,
  time,
  'micro-time': microTime,
  raw: anything,
  fields: anything,
  json: anything,
  // Read by whoever knows the type that they stand in.
  'schema-or-bool': anything,
  'schema-or-array': anything,
  'schema-or-strings': anything,
};

/** The value as Go would write it again; undefined if it has the wrong type. Never called with null. */
export function decodedLeaf(state: Decoding, type: GoScalar, value: unknown): unknown {
  // Nearly all leaves are texts.
  if (type.shape === 'string' && typeof value === 'string') return value;
  return READERS[type.shape](state, value, type);
}

const isInteger = (value: unknown, shape: string): boolean =>
  Number.isInteger(value) &&
  (shape === 'int32'
    ? (value as number) <= MAX_INT32 && (value as number) >= -MAX_INT32 - 1
    : Math.abs(value as number) < MAX_INT64);

/** A type that reads itself gives up at once. */
function decodedNumber(state: Decoding, value: unknown): unknown {
  if (isInteger(value, 'int32')) return value;
  throw refusal(state, mismatchText(state, value, 'int32'));
}

function decodedTime(
  state: Decoding,
  value: unknown,
  canonical: (text: string) => string | null | TimeProblem,
): string | null {
  if (typeof value !== 'string') throw refusal(state, mismatchText(state, value, 'string'));
  const time = canonical(value);
  if (time !== null && typeof time === 'object') throw refusal(state, time.problem);
  return time;
}

function decodedQuantity(state: Decoding, value: unknown): string {
  const quantity = canonicalQuantity(typeof value === 'string' || typeof value === 'number' ? String(value) : '{}');
  if (typeof quantity === 'object') throw refusal(state, quantity.problem);
  return quantity;
}

function decodedBytes(state: Decoding, value: unknown): string | undefined {
  if (typeof value !== 'string') return noteMismatch(state, value, '[]uint8');
  const canonical = Buffer.from(value, 'base64').toString('base64');
  if (canonical === value) return value;
  const wrong = base64Fault(value);
  return wrong === undefined ? canonical : noteProblem(state, `illegal base64 data at input byte ${wrong}`);
}
