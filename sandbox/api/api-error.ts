/** Refusals: the codes, reasons and texts that a real API server answers with. */
import { bodyOf, type FieldError, messageOf } from './field-error.ts';

export interface Cause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

export interface Details {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly Cause[];
  readonly retryAfterSeconds?: number;
}

/** The group and the plural of a resource (or a kind, where validation speaks), as errors name it. */
export interface Named {
  readonly group: string;
  readonly resource: string;
}

export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: number;
  readonly reason: string;
  readonly details: Details | undefined;

  constructor(code: number, reason: string, message: string, details?: Details) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  /** The `Status` object that carries it. */
  body(): object {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: this.message,
      ...(this.reason !== '' && { reason: this.reason }),
      ...(this.details && { details: this.details }),
      code: this.code,
    };
  }
}

/** `deployments.apps`, or `pods`. */
export const qualified = ({ group, resource }: Named): string => (group === '' ? resource : `${resource}.${group}`);

const detailsOf = ({ group, resource }: Named, name: string): Details => ({
  ...(name !== '' && { name }),
  ...(group !== '' && { group }),
  ...(resource !== '' && { kind: resource }),
});

export const notFound = (named: Named, name: string): ApiError =>
  new ApiError(404, 'NotFound', `${qualified(named)} "${name}" not found`, detailsOf(named, name));

export const alreadyExists = (named: Named, name: string): ApiError =>
  new ApiError(409, 'AlreadyExists', `${qualified(named)} "${name}" already exists`, detailsOf(named, name));

export const conflict = (named: Named, name: string, why: string): ApiError =>
  new ApiError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualified(named)} "${name}": ${why}`,
    detailsOf(named, name),
  );

export const STALE = 'the object has been modified; please apply your changes to the latest version and try again';

export const badRequest = (message: string): ApiError => new ApiError(400, 'BadRequest', message);

export const forbiddenFor = (named: Named, name: string, why: string): ApiError =>
  new ApiError(403, 'Forbidden', `${qualified(named)} "${name}" is forbidden: ${why}`, detailsOf(named, name));

/** What validation has to say; `named.resource` is the kind here. */
export function invalidObject(named: Named, name: string, errors: readonly FieldError[]): ApiError {
  const texts = [...new Set(errors.map(messageOf))];
  const list = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`;
  const causes = errors.map((error) => ({ reason: error.type, message: bodyOf(error), field: error.field }));
  const message = `${qualified(named)} "${name}" is invalid: ${list}`;
  return new ApiError(422, 'Invalid', message, { ...detailsOf(named, name), causes });
}

export const expired = (message: string): ApiError => new ApiError(410, 'Expired', message);

export const tooManyRequests = (message: string, retryAfterSeconds: number, causes?: readonly Cause[]): ApiError =>
  new ApiError(429, 'TooManyRequests', message, {
    ...(causes && { causes }),
    ...(retryAfterSeconds > 0 && { retryAfterSeconds }),
  });

export const unsupportedMedia = (accepted: readonly string[]): ApiError =>
  new ApiError(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  );

export const methodNotAllowed = (): ApiError =>
  new ApiError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});
