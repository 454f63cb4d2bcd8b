/** Where the next page of a list begins, as the opaque text that clients hand back. */
import { badRequest } from '../api/api-error.ts';
import { isObject } from '../api/object.ts';
import { syntaxProblem } from '../patch/json-syntax.ts';

export interface ContinueToken {
  /** The moment that all pages show. */
  readonly revision: number;
  /** The key of the last object that was sent. */
  readonly after: string;
}

export function writtenToken({ revision, after }: ContinueToken): string {
  return Buffer.from(JSON.stringify({ v: 'sluice', rv: revision, after })).toString('base64url');
}

export function readToken(text: string): ContinueToken {
  const value = parsed(Buffer.from(text, 'base64url').toString());
  const { rv, after } = isObject(value) ? value : {};
  if (typeof rv === 'number' && Number.isSafeInteger(rv) && rv > 0 && typeof after === 'string')
    return { revision: rv, after };
  throw badRequest('invalid continue token: continue key is not valid');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest(`invalid continue token: continue key is not valid: ${syntaxProblem(text)}`);
  }
}
