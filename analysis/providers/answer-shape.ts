/** What answers in JSON have to look like to be taken. */
import type { z } from 'zod';
import { plainText, shortestText } from '../number-text.ts';

/** More values than this are no measurement. */
export const MOST_VALUES = 10_000;

/** The answer as the schema has it; anything else is an error that says where it is not. */
export function shaped<S extends z.ZodType>(system: string, schema: S, answer: unknown): z.output<S> {
  const { success, data, error } = schema.safeParse(answer);
  if (success) return data;
  const [{ path, message } = { path: [], message: 'unknown' }] = error.issues;
  const place = path.slice(0, 8).map(String).join('.').slice(0, 100);
  throw new Error(`${system} answered in another form than expected${place && ` at ${place}`}: ${message}`);
}

export function fewEnough<T>(system: string, values: readonly T[]): readonly T[] {
  if (values.length > MOST_VALUES)
    throw new Error(`${system} answered ${values.length} values: at most ${MOST_VALUES} are taken`);
  return values;
}

/** From here on, an exponent is harder to read than all digits. */
const LARGE = 1e6;

/** Of measured numbers: `[0.95,NaN]`. */
export const numbersText = (values: readonly number[]): string => `[${values.map(numberText).join(',')}]`;

export const numberText = (value: number): string =>
  Math.abs(value) >= LARGE ? plainText(value) : shortestText(value);
