/** Rules for single values that pods and workloads share. */
import { type FieldError, forbidden, invalid, required, unsupported } from '../../api/field-error.ts';
import { between } from '../rules/ports.ts';

export const NO_ERRORS: readonly FieldError[] = [];

export const notFoundAt = (field: string, value: unknown): FieldError => ({
  type: 'FieldValueNotFound',
  field,
  value,
});

export const tooManyAt = (field: string, count: number, most: number): FieldError => ({
  type: 'FieldValueTooMany',
  field,
  value: count,
  detail: `must have at most ${most} items`,
});

/** `value` must be one of `allowed`, which is in the order that the text lists them; empty counts as missing. */
export function choiceErrors(
  value: string | undefined,
  field: string,
  allowed: readonly string[],
): readonly FieldError[] {
  if (value !== undefined && allowed.includes(value)) return NO_ERRORS;
  return [value === undefined || value === '' ? required(field) : unsupported(field, value, allowed)];
}

/** Like `choiceErrors`, for a field that may be left out. */
export const optionalChoiceErrors = (
  value: string | undefined,
  field: string,
  allowed: readonly string[],
): readonly FieldError[] =>
  value === undefined || allowed.includes(value) ? NO_ERRORS : [unsupported(field, value, allowed)];

export const positiveErrors = (value: number, field: string): readonly FieldError[] =>
  value > 0 ? NO_ERRORS : [invalid(field, value, 'must be greater than zero')];

/** User and group ids. */
export const idErrors = (value: number | undefined, field: string): readonly FieldError[] =>
  value === undefined || (value >= 0 && value <= 2_147_483_647)
    ? NO_ERRORS
    : [invalid(field, value, between(0, 2_147_483_647))];

export const immutableError = (field: string, value: unknown): FieldError =>
  invalid(field, value, 'field is immutable');

/** Where names stand that occur before in the list. */
export function repeatedAt(names: readonly (string | undefined)[]): ReadonlySet<number> {
  const repeated = new Set<number>();
  if (names.length < 2) return repeated;
  const seen = new Set<string | undefined>();
  names.forEach((name, index) => {
    if (seen.has(name)) repeated.add(index);
    else seen.add(name);
  });
  return repeated;
}

const climbs = (path: string): boolean => path.split('/').includes('..');

export const backstepErrors = (path: string, field: string): readonly FieldError[] =>
  path.includes('..') && climbs(path) ? [invalid(field, path, "must not contain '..'")] : NO_ERRORS;

/** A path below some directory. */
export const relativePathErrors = (path: string, field: string): readonly FieldError[] => [
  ...(path.startsWith('/') ? [invalid(field, path, 'must be a relative path')] : NO_ERRORS),
  ...backstepErrors(path, field),
];

/** Names starting with two dots belong to the kubelet. */
export const filePathErrors = (path: string, field: string): readonly FieldError[] => [
  ...relativePathErrors(path, field),
  ...(path.startsWith('..') && !path.startsWith('../') && !climbs(path)
    ? [invalid(field, path, "must not start with '..'")]
    : NO_ERRORS),
];

export const modeErrors = (mode: unknown, field: string): readonly FieldError[] =>
  typeof mode === 'number' && (mode < 0 || mode > 0o777)
    ? [invalid(field, mode, 'must be a number between 0 and 0777 (octal), both inclusive')]
    : NO_ERRORS;

export const missing = (value: unknown, field: string): readonly FieldError[] =>
  value === undefined || value === '' ? [required(field)] : NO_ERRORS;

export const forbiddenIf = (condition: boolean, field: string, why: string): readonly FieldError[] =>
  condition ? [forbidden(field, why)] : NO_ERRORS;

export const invalidIf = (condition: boolean, field: string, value: unknown, why: string): readonly FieldError[] =>
  condition ? [invalid(field, value, why)] : NO_ERRORS;
