/** What a metric system answered over HTTP, or one line that says why it cannot be used. */
import type { HttpAnswer } from './provider.ts';

/** Of what a server says of itself. */
const MOST_SAID = 200;

/** The text of an answer whose status is 2xx; anything else is an error that says so. */
export function okText(system: string, { status, text }: Pick<HttpAnswer, 'status' | 'text'>): string {
  if (status >= 200 && status < 300) return text;
  throw new Error(`${system} answered ${status}${text.trim() === '' ? '' : `: ${said(text)}`}`);
}

/** The same, where JSON is due. */
export function okJson(system: string, answer: Pick<HttpAnswer, 'status' | 'text'>): unknown {
  const text = okText(system, answer);
  const value = jsonOf(text);
  if (value === undefined) throw new Error(`${system} answered what is not JSON: ${said(text) || 'nothing'}`);
  return value;
}

/** Undefined if the text is no JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** What a server said, in one short line. */
export function said(text: string): string {
  const line = text
    .slice(0, 4 * MOST_SAID)
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  const isWhole = line.length <= MOST_SAID && text.length <= 4 * MOST_SAID;
  return isWhole ? line : `${line.slice(0, MOST_SAID)}…`;
}
