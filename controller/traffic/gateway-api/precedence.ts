/** Which of two rules of a route gets a request that both match, as far as one header more can change it. */
import { isEqual } from '../../runtime/merge-patch.ts';
import { type Fields, fieldsOf, listOf } from '../records.ts';

/**
 * Whether the other rule goes before this one today, and would not go before one that asks for a header more and stands
 * at the end. Paths and methods count before headers, and those before parameters; among equals, the first rule wins.
 */
export function isOvertaken(rule: Fields, other: Fields, isFirst: boolean): boolean {
  return matchesOf(rule).some((own) => matchesOf(other).some((match) => isPassed(own, match, isFirst)));
}

function isPassed(own: Fields, other: Fields, isFirst: boolean): boolean {
  if (!isEqual(pathOf(own), pathOf(other)) || own['method'] !== other['method']) return false;
  const headers = countOf(other, 'headers') - countOf(own, 'headers');
  const parameters = countOf(other, 'queryParams') - countOf(own, 'queryParams');
  if (headers === 0) return parameters > 0 || (parameters === 0 && isFirst);
  return headers === 1 && parameters < 0;
}

const countOf = (match: Fields, field: string): number => listOf(match[field]).length;

/** With what the API fills in. */
function pathOf({ path }: Fields): Fields {
  const { type = 'PathPrefix', value = '/' } = fieldsOf(path);
  return { type, value };
}

function matchesOf({ matches }: Fields): readonly Fields[] {
  const all = listOf(matches).map(fieldsOf);
  return all.length > 0 ? all : [{}];
}
