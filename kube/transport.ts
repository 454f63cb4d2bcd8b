/** The seam below the client: one request to an API server, over a socket or in process. */

export interface Request {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path and query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

export interface Response {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Must be read to its end or cancelled by the request's signal. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** Rejects only if there was no answer. */
export type Transport = (request: Request) => Promise<Response>;
