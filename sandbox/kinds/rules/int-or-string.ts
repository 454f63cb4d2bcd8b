/** Numbers that may be given as percentages. */
import { type FieldError, invalid } from '../../api/field-error.ts';
import { notNegative } from './numbers.ts';

const PERCENT = /^[0-9]+%$/;
const NO_PERCENT =
  "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";

/** The figure of `25%`. */
export const percentOf = (value: unknown): number | undefined =>
  typeof value === 'string' && PERCENT.test(value) ? Number(value.slice(0, -1)) : undefined;

/** A count or a share, neither of them negative. */
export function intOrPercentErrors(value: unknown, field: string): FieldError[] {
  if (typeof value === 'number') return notNegative(value, field);
  return percentOf(value) === undefined ? [invalid(field, value, NO_PERCENT)] : [];
}

/** A share may not exceed the whole. */
export function above100Errors(value: unknown, field: string): FieldError[] {
  return (percentOf(value) ?? 0) > 100 ? [invalid(field, value, 'must not be greater than 100%')] : [];
}
