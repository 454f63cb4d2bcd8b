/** A schema made ready for use: validation, defaulting and structure checks of custom objects. */
import type { FieldError } from '../api/field-error.ts';
import type { JsonObject } from '../api/object.ts';
import { type Defaulting, defaultingOf } from './default.ts';
import { embeddedResourceCheck } from './embedded-resource.ts';
import { judgeOf } from './judge.ts';
import type { Schema } from './schema.ts';
import { type Check, listTypeCheck, structureCheck } from './structure-check.ts';
import type { Finding } from './verdict.ts';

export interface Compiled {
  /** What the schema says against a value; `field` is put before the fields' names, as in `status`. */
  errors(value: unknown, field?: string): readonly FieldError[];
  /** Duplicates in lists that are sets or maps. */
  listErrors(value: unknown, field?: string): readonly FieldError[];
  /** What embedded resources lack. */
  embeddedErrors(value: unknown, field?: string): readonly FieldError[];
  /** The value with its defaults, and without nulls that are not allowed; the same one if nothing changes. */
  readonly defaulted: Defaulting;
}

export function compiled(schema: Schema): Compiled {
  const judge = judgeOf(schema);
  const lists = structureCheck(schema, listTypeCheck);
  const embedded = structureCheck(schema, embeddedResourceCheck);
  return {
    errors: (value, field = '') => (judge.holds(value) ? [] : errorsOf(judge.verdict(value, '').findings, field)),
    listErrors: (value, field = '') => checked(lists, value, field),
    embeddedErrors: (value, field = '') => checked(embedded, value, field),
    defaulted: defaultingOf(schema),
  };
}

/** All that is wrong with a value; compile the schema where more than one value is to be checked. */
export function schemaErrors(schema: Schema, value: unknown, field = ''): readonly FieldError[] {
  const { errors, listErrors, embeddedErrors } = compiled(schema);
  return [...errors(value, field), ...embeddedErrors(value, field), ...listErrors(value, field)];
}

export const defaulted = <T extends JsonObject>(schema: Schema, object: T): T => defaultingOf(schema)(object);

function checked(check: Check | undefined, value: unknown, field: string): readonly FieldError[] {
  if (!check) return [];
  const errors: FieldError[] = [];
  check(value, field, errors);
  return errors;
}

/** Each sentence once. */
function errorsOf(findings: readonly Finding[], prefix: string): readonly FieldError[] {
  const told = new Set<string>();
  const errors: FieldError[] = [];
  for (const { error, sentence } of findings) {
    if (told.has(sentence)) continue;
    told.add(sentence);
    errors.push({ ...error, field: fieldOf(prefix, error.field) });
  }
  return errors;
}

/** What is said about no field in particular is said of `<nil>`. */
function fieldOf(prefix: string, path: string): string {
  const name = path.startsWith('.') ? path.slice(1) : path;
  if (name === '') return prefix === '' ? '<nil>' : prefix;
  return prefix === '' ? name : `${prefix}.${name}`;
}
