/** Reads the language of field selectors: `metadata.name=a,status.phase!=Running`. */
import { badRequest } from '../api/api-error.ts';

export interface FieldRequirement {
  readonly field: string;
  readonly op: '=' | '!=';
  readonly value: string;
}

/** Which fields exist is for the kind to say; a requirement without a field and a value says nothing and is left out. */
export function fieldSelector(text: string): readonly FieldRequirement[] {
  return termsOf(text)
    .map((term) => requirementOf(term, text))
    .filter(({ field, value }) => field !== '' || value !== '');
}

/** Split at commas that no backslash precedes; in the server's order, for the error that is found first. */
function termsOf(text: string): string[] {
  const terms: string[] = [];
  let start = 0;
  for (let at = 0; at <= text.length; at++) {
    if (text[at] === '\\') at += 1;
    else if (at === text.length || text[at] === ',') {
      terms.push(text.slice(start, at));
      start = at + 1;
    }
  }
  if (start < text.length) terms.push(text.slice(start));
  return terms.filter((term) => term !== '').sort();
}

function requirementOf(term: string, text: string): FieldRequirement {
  const equals = term.indexOf('=');
  if (equals < 0) throw badRequest(`invalid selector: '${text}'; can't understand '${term}'`);
  if (term[equals - 1] === '!') return requirement(term.slice(0, equals - 1), '!=', term.slice(equals + 1));
  const isDoubled = term[equals + 1] === '=';
  return requirement(term.slice(0, equals), '=', term.slice(equals + (isDoubled ? 2 : 1)));
}

const requirement = (field: string, op: '=' | '!=', value: string): FieldRequirement => ({
  field,
  op,
  value: unescaped(value),
});

function unescaped(value: string): string {
  let plain = '';
  for (let at = 0; at < value.length; at++) {
    const character = value[at] ?? '';
    if (character === '\\') {
      at += 1;
      plain += escaped(value[at]);
    } else if (character === ',' || character === '=') {
      throw badRequest(`invalid field selector: unescaped character in value: ${character.charCodeAt(0)}`);
    } else plain += character;
  }
  return plain;
}

function escaped(character = ''): string {
  if (character !== '' && '\\,='.includes(character)) return character;
  throw badRequest(`invalid field selector: invalid escape sequence: \\${character}`);
}
