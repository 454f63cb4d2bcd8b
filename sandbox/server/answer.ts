/** Answers of the API server before they meet a socket: a status and a text, or a stream that goes on. */
import type { ApiError } from '../api/api-error.ts';

export interface WholeAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** Where a stream's pieces go. */
export interface Sink {
  write(piece: string): void;
  end(): void;
}

export interface StreamAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Begins to write; the answer stops it. */
  stream(sink: Sink): () => void;
}

export type Answer = WholeAnswer | StreamAnswer;

export const isStream = (answer: Answer): answer is StreamAnswer => 'stream' in answer;

/** `299 - "text"` for each warning, as one header. */
export function warningHeader(warnings: readonly string[]): Readonly<Record<string, string>> {
  if (warnings.length === 0) return {};
  return { warning: warnings.map((text) => `299 - ${JSON.stringify(text)}`).join(', ') };
}

export function jsonAnswer(status: number, body: string, warnings: readonly string[] = []): WholeAnswer {
  return { status, headers: { 'content-type': 'application/json', ...warningHeader(warnings) }, body };
}

export const plainAnswer = (status: number, body: string): WholeAnswer => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body,
});

/** What a server's outermost layer says of paths that nobody handles. */
export const pageNotFound = (): WholeAnswer => plainAnswer(404, '404 page not found\n');

export function errorAnswer(error: ApiError): WholeAnswer {
  const seconds = error.details?.retryAfterSeconds;
  const answer = jsonAnswer(error.code, `${JSON.stringify(error.body())}\n`);
  return seconds ? { ...answer, headers: { ...answer.headers, 'retry-after': String(seconds) } } : answer;
}
