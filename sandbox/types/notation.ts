/**
 * Reads the tables' notation, one string per field:
 *
 *     "2 []Container required shown list=map:name patch=merge:name -- What runs in the pod."
 *      | |           |        |     |             |                   description
 *      | |           |        |     |             how strategic merge patches treat it, and by which key
 *      | |           |        |     atomic, set, or map with its keys; map=atomic for maps
 *      | |           |        written even when empty (Go: no omitempty)
 *      | |           required by OpenAPI
 *      | type: * pointer, [] list, {} map of strings to, then a scalar, `Type` or `package.Type`; Go's name in parentheses
 *      number on the protobuf wire; 2.5 is field 5 of the embedded message 2
 */

export interface FieldNotation {
  /** On the protobuf wire: of the embedded message that holds it, 0 if none does, and its own. */
  readonly outer: number;
  readonly number: number;
  readonly type: string;
  readonly isPointer: boolean;
  readonly isRequired: boolean;
  readonly isShown: boolean;
  readonly list?: string;
  readonly map?: string;
  readonly patch?: string;
  readonly default?: string;
  readonly description?: string;
}

export interface TypeNotation {
  /** Carries apiVersion and kind. */
  readonly isObject: boolean;
  readonly map?: string;
  readonly description?: string;
}

export function fieldNotation(text: string): FieldNotation {
  const [words, description] = parts(text);
  const [number = '', type = '', ...rest] = words;
  const isPointer = type.startsWith('*');
  const dot = number.indexOf('.');
  return {
    outer: dot < 0 ? 0 : Number(number.slice(0, dot)),
    number: Number(number.slice(dot + 1)),
    type: isPointer ? type.slice(1) : type,
    isPointer,
    isRequired: rest.includes('required'),
    isShown: rest.includes('shown'),
    ...settings(rest),
    ...(description !== undefined && { description }),
  };
}

export function typeNotation(text: string | undefined): TypeNotation {
  const [words, description] = parts(text ?? '');
  return {
    isObject: words.includes('object'),
    ...settings(words),
    ...(description !== undefined && { description }),
  };
}

function parts(text: string): [words: string[], description: string | undefined] {
  const end = text.indexOf('-- ');
  if (end < 0) return [text.split(' '), undefined];
  return [text.slice(0, end).split(' '), text.slice(end + 3)];
}

function settings(words: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const word of words) {
    const equals = word.indexOf('=');
    if (equals > 0) found[word.slice(0, equals)] = word.slice(equals + 1);
  }
  return found;
}
