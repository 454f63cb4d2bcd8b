/** Bounds of numbers. */
import { type FieldError, invalid } from '../../api/field-error.ts';

export const NOT_NEGATIVE = 'must be greater than or equal to 0';

export const notNegative = (value: unknown, field: string): FieldError[] =>
  typeof value === 'number' && value < 0 ? [invalid(field, value, NOT_NEGATIVE)] : [];
