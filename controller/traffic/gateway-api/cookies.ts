/** The cookie that an answer of one backend sets: a response header among the backend's own filters. */
import { isNewCookie, isSetCookie } from '../cohorts.ts';
import { type Fields, fieldsOf, isRecord, listOf, recordsOf } from '../records.ts';

const TYPE = 'ResponseHeaderModifier';
const MODIFIER = 'responseHeaderModifier';

/** The backend as its user wrote it. */
export function withoutCookie(ref: Fields): Fields {
  if (!recordsOf(ref['filters']).some(hasCookie)) return ref;
  const { filters, ...rest } = ref;
  const left = listOf(filters).flatMap((filter): readonly unknown[] =>
    isRecord(filter) && hasCookie(filter) ? lessCookie(filter) : [filter],
  );
  return left.length > 0 ? { ...rest, filters: left } : rest;
}

function hasCookie(filter: Fields): boolean {
  return filter['type'] === TYPE && recordsOf(fieldsOf(filter[MODIFIER])['add']).some(isOurs);
}

function isOurs(header: unknown): boolean {
  return isRecord(header) && isSetCookie(header['name']) && isNewCookie(header['value']);
}

/** None if it was there for the cookie alone. */
function lessCookie(filter: Fields): readonly Fields[] {
  const { add, ...modifier } = fieldsOf(filter[MODIFIER]);
  const headers = listOf(add).filter((header) => !isOurs(header));
  const left = { ...modifier, ...(headers.length > 0 && { add: headers }) };
  return Object.keys(left).length > 0 ? [{ ...filter, [MODIFIER]: left }] : [];
}

export interface Cooked {
  readonly ref: Fields;
  /** Below the backend. */
  readonly lease: string;
}

/** The API knows one such filter for each backend and each header once in it: undefined if that is taken. */
export function withCookie(ref: Fields, value: string): Cooked | undefined {
  const header = { name: 'Set-Cookie', value };
  const filters = listOf(ref['filters']);
  const own = filters.find((filter): filter is Fields => isRecord(filter) && filter['type'] === TYPE);
  const at = `.filters[type=${TYPE}]`;
  if (!own) {
    const filter = { type: TYPE, [MODIFIER]: { add: [header] } };
    return { ref: { ...ref, filters: [...filters, filter] }, lease: filters.length > 0 ? at : '.filters' };
  }
  const modifier = fieldsOf(own[MODIFIER]);
  const add = listOf(modifier['add']);
  if ([...add, ...listOf(modifier['set'])].some((one) => isRecord(one) && isSetCookie(one['name']))) return undefined;
  const next = { ...own, [MODIFIER]: { ...modifier, add: [...add, header] } };
  const lease = `${at}.${MODIFIER}.add${add.length > 0 ? '[name=Set-Cookie]' : ''}`;
  return { ref: { ...ref, filters: filters.map((filter) => (filter === own ? next : filter)) }, lease };
}
