/** The cookie that the answers of one destination set: a header among those it adds. */
import { isNewCookie, isSetCookie } from '../cohorts.ts';
import { type Fields, fieldsOf, isRecord } from '../records.ts';

const NAME = 'Set-Cookie';

/** Undefined if the destination sets a cookie already: the API adds each header once. */
export function withCookie(entry: Fields, value: string): Fields | undefined {
  const headers = fieldsOf(entry['headers']);
  const response = fieldsOf(headers['response']);
  const add = fieldsOf(response['add']);
  if (Object.keys({ ...add, ...fieldsOf(response['set']) }).some(isSetCookie)) return undefined;
  return { ...entry, headers: { ...headers, response: { ...response, add: { ...add, [NAME]: value } } } };
}

/** What of the destination is not its user's then. */
export function cookieLease({ headers }: Fields): string {
  if (!isRecord(headers)) return '.headers';
  if (!isRecord(headers['response'])) return '.headers.response';
  return `.headers.response.add${isRecord(headers['response']['add']) ? `[${NAME}]` : ''}`;
}

/** The destination as its user wrote it. */
export function withoutCookie(entry: Fields): Fields {
  const headers = fieldsOf(entry['headers']);
  const response = fieldsOf(headers['response']);
  const { [NAME]: cookie, ...add } = fieldsOf(response['add']);
  return isNewCookie(cookie)
    ? without(entry, 'headers', without(headers, 'response', without(response, 'add', add)))
    : entry;
}

/** Nothing is left of a field that was there for the cookie alone. */
function without(fields: Fields, name: string, left: Fields): Fields {
  const { [name]: _, ...rest } = fields;
  return Object.keys(left).length > 0 ? { ...fields, [name]: left } : rest;
}
