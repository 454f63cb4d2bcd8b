/** One thing that is wrong with a field, in the words of a real API server. */
import { isObject } from './object.ts';

export type FieldErrorType =
  | 'FieldValueNotFound'
  | 'FieldValueRequired'
  | 'FieldValueDuplicate'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueForbidden'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'FieldValueTypeInvalid'
  | 'InternalError';

export interface FieldError {
  readonly type: FieldErrorType;
  /** `spec.template.spec.containers[0].name`; map keys as `metadata.labels[app]`. */
  readonly field: string;
  readonly value?: unknown;
  readonly detail?: string;
}

const WORDS: Readonly<Record<FieldErrorType, string>> = {
  FieldValueNotFound: 'Not found',
  FieldValueRequired: 'Required value',
  FieldValueDuplicate: 'Duplicate value',
  FieldValueInvalid: 'Invalid value',
  FieldValueNotSupported: 'Unsupported value',
  FieldValueForbidden: 'Forbidden',
  FieldValueTooLong: 'Too long',
  FieldValueTooMany: 'Too many',
  FieldValueTypeInvalid: 'Invalid value',
  InternalError: 'Internal error',
};

const VALUELESS: readonly FieldErrorType[] = [
  'FieldValueRequired',
  'FieldValueForbidden',
  'FieldValueTooLong',
  'InternalError',
];

export const invalid = (field: string, value: unknown, detail: string): FieldError => ({
  type: 'FieldValueInvalid',
  field,
  value,
  detail,
});

export const required = (field: string, detail = ''): FieldError => ({ type: 'FieldValueRequired', field, detail });

export const forbidden = (field: string, detail: string): FieldError => ({
  type: 'FieldValueForbidden',
  field,
  detail,
});

export const duplicate = (field: string, value: unknown): FieldError => ({ type: 'FieldValueDuplicate', field, value });

export const unsupported = (field: string, value: unknown, allowed: readonly string[]): FieldError => ({
  type: 'FieldValueNotSupported',
  field,
  value,
  detail: `supported values: ${allowed.map((one) => JSON.stringify(one)).join(', ')}`,
});

export const tooLong = (field: string, most: number): FieldError => ({
  type: 'FieldValueTooLong',
  field,
  detail: `must have at most ${most} bytes`,
});

/** What the error says without its field: a cause's message. */
export function bodyOf({ type, value, detail = '' }: FieldError): string {
  const head = VALUELESS.includes(type) ? WORDS[type] : `${WORDS[type]}: ${shown(value)}`;
  return detail === '' ? head : `${head}: ${detail}`;
}

export const messageOf = (error: FieldError): string => `${error.field}: ${bodyOf(error)}`;

/** A value that errors show as it is, where a real server prints Go's own notation. */
export const verbatim = (text: string): Verbatim => ({ verbatim: () => text });

interface Verbatim {
  readonly verbatim: () => string;
}

const isVerbatim = (value: unknown): value is Verbatim => isObject(value) && typeof value['verbatim'] === 'function';

const PLAIN = /^[ -~]*$/;

/** Text in quotes, as Go writes it: what is not printable as a number. */
const quoted = (text: string): string =>
  PLAIN.test(text) ? JSON.stringify(text) : `"${[...text].map(escaped).join('')}"`;

const ESCAPES: Readonly<Record<string, string>> = {
  ...{ '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' },
  ...{ '\u0007': '\\a', '\b': '\\b', '\f': '\\f', '\v': '\\v' },
};

function escaped(character: string): string {
  const short = ESCAPES[character];
  if (short !== undefined) return short;
  if (/[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  const digits = (length: number) => code.toString(16).padStart(length, '0');
  if (code < 0x80) return `\\x${digits(2)}`;
  return code < 0x1_00_00 ? `\\u${digits(4)}` : `\\U${digits(8)}`;
}

function shown(value: unknown): string {
  if (isVerbatim(value)) return value.verbatim();
  if (value === undefined) return 'null';
  if (value === null) return '"null"';
  if (typeof value === 'string') return quoted(value);
  return isObject(value) || Array.isArray(value) ? JSON.stringify(value) : String(value);
}
