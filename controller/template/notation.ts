/**
 * How the fields of Go's types are written down here: their names, and what decides whether an empty one shows.
 *
 *     name     a scalar, left out when zero          name!    text, always there
 *     name?    a pointer, left out when absent       name#    a number, always there
 *     name=T   a T, always there                     name*T   a pointer to a T, left out when absent
 *     name[]T  a list, left out when empty           name{}T  a map, left out when empty
 *
 * Without a T, lists and maps hold scalars. `!` before `?`, `*` or `[]` stands for fields that are null when absent.
 * `-` marks what only the libraries of Argo Rollouts up to 1.8 know, `+` what only later ones do.
 */

export type Types = Readonly<Record<string, string>>;

export type Mark = '' | '?' | '#' | '=' | '*' | '[]' | '{}';

export interface Field {
  readonly name: string;
  readonly isAlways: boolean;
  readonly mark: Mark;
  /** Empty for scalars. */
  readonly type: string;
}

const FIELD = /^([+-]?)(\w+)(!?)(\?|#|=|\*|\[\]|\{\}|)(\w*)$/;

/** The fields of a type, or undefined if it is none of `types`. */
export function fieldsOf(types: Types, type: string, isOld: boolean): readonly Field[] | undefined {
  const missing = isOld ? '+' : '-';
  return types[type]
    ?.split(' ')
    .filter((text) => !text.startsWith(missing))
    .map(fieldOf);
}

function fieldOf(text: string): Field {
  const [, , name = '', always, mark = '', type = ''] = FIELD.exec(text) ?? [];
  return { name, isAlways: always === '!', mark: mark as Mark, type };
}

export const isAbsent = (value: unknown): value is undefined | null => value === undefined || value === null;

/** What Go leaves out where it does not tell an empty value from none. */
export const isZero = (value: unknown): boolean => isAbsent(value) || value === '' || value === 0 || value === false;

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
