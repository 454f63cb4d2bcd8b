/** Questions and answers in GraphQL. */
import { okJson, said } from './http-answer.ts';
import { partOf, worded } from './json-answer.ts';
import type { HttpAnswer, HttpRequest } from './provider.ts';

const MOST_ERRORS = 5;

export function graphqlRequest(url: string, query: string, variables: object): HttpRequest {
  const headers = { accept: 'application/json', 'content-type': 'application/json' };
  return { method: 'POST', url, headers, body: JSON.stringify({ query, variables }) };
}

/** Whatever is below `data`, if the query had no errors. */
export function graphqlData(system: string, answer: Pick<HttpAnswer, 'status' | 'text'>): unknown {
  const body = okJson(system, answer);
  const errors = partOf(body, 'errors');
  if (Array.isArray(errors) && errors.length > 0) {
    const messages = errors.slice(0, MOST_ERRORS).map((error) => worded(partOf(error, 'message') ?? 'no message'));
    throw new Error(`${system} could not answer the query: ${said(messages.join('; '))}`);
  }
  return partOf(body, 'data');
}
