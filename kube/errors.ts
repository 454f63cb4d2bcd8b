/** What an API server refuses, with its reason. */

/** The `Status` object that refusals carry. */
interface Status {
  readonly reason?: string;
  readonly message?: string;
  readonly details?: { readonly retryAfterSeconds?: number; readonly causes?: readonly Cause[] };
}

/** One thing that is wrong with an object. */
interface Cause {
  readonly field?: string;
  readonly message?: string;
}

/** Most of a refusal's text that is kept: it ends in conditions, events and logs. */
const MOST_CHARACTERS = 1000;
const MOST_CAUSES = 20;

export class KubeError extends Error {
  override readonly name = 'KubeError';
  readonly code: number;
  /** The server's word for it: NotFound, Conflict, AlreadyExists, Forbidden, Invalid, Expired, ... */
  readonly reason: string;
  /** Seconds the server asks to wait. */
  readonly retryAfter: number | undefined;
  /** What is wrong with an object that is Invalid, field by field. */
  readonly causes: readonly Cause[];

  constructor(what: string, code: number, { status, retryAfter }: { status: Status; retryAfter?: number }) {
    super(`${what}: ${code} ${status.reason ?? ''}: ${(status.message ?? '').slice(0, MOST_CHARACTERS)}`);
    this.code = code;
    this.reason = status.reason ?? reasonOf(code);
    this.retryAfter = retryAfter ?? status.details?.retryAfterSeconds;
    this.causes = (status.details?.causes ?? []).slice(0, MOST_CAUSES).map(({ field = '', message = '' }) => ({
      field: field.slice(0, MOST_CHARACTERS),
      message: message.slice(0, MOST_CHARACTERS),
    }));
  }
}

const REASONS: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  409: 'Conflict',
  410: 'Expired',
  413: 'RequestEntityTooLarge',
  422: 'Invalid',
  429: 'TooManyRequests',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

const reasonOf = (code: number): string => REASONS[code] ?? 'InternalError';

export function hasReason(error: unknown, ...reasons: readonly string[]): boolean {
  return error instanceof KubeError && reasons.includes(error.reason);
}

/** The server no longer has the history that a watch or the next page of a list asks for. */
export const isExpired = (error: unknown): boolean =>
  error instanceof KubeError && (error.code === 410 || error.reason === 'Expired' || error.reason === 'Gone');
