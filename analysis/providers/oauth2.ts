/** Tokens that are issued for a client id and its secret (RFC 6749, 4.4). */
import { tokenIn } from './access-token.ts';
import { addressOf } from './address.ts';
import { basicAuthorization, withoutNewline } from './headers.ts';
import type { Asking, HttpRequest } from './provider.ts';
import { answered } from './question.ts';

export interface ClientCredentials {
  readonly tokenUrl?: string | undefined;
  readonly clientId?: string | undefined;
  readonly clientSecret?: string | undefined;
  readonly scopes?: readonly string[] | undefined;
}

type Texts = Readonly<Record<string, string>>;

const SYSTEM = 'the token server';

/** The value of `authorization`. */
export function bearer(how: ClientCredentials, asking: Asking): Promise<string> {
  const { tokenUrl, scopes = [] } = how;
  const [clientId, clientSecret] = [how.clientId, how.clientSecret].map((text = '') => withoutNewline(text));
  if (!(tokenUrl && clientId && clientSecret)) throw new Error('oauth2 needs tokenUrl, clientId and clientSecret');
  const url = addressOf('oauth2', tokenUrl);
  const form = { grant_type: 'client_credentials', ...(scopes.length > 0 && { scope: scopes.join(' ') }) };
  return asking.remembered(JSON.stringify(['oauth2', url, clientId, clientSecret, scopes]), async () => {
    const basic = basicAuthorization(encodeURIComponent(clientId), encodeURIComponent(clientSecret));
    const first = await answered(SYSTEM, asking, request(url, form, { authorization: basic }));
    // Servers need not know both ways; those that know only the other one say so in many ways.
    const isRefused = first.status >= 400 && first.status < 500 && first.status !== 429;
    const credentials = { client_id: clientId, client_secret: clientSecret };
    const answer = isRefused ? await answered(SYSTEM, asking, request(url, { ...form, ...credentials }, {})) : first;
    return tokenIn(SYSTEM, answer, asking.now);
  });
}

function request(url: string, form: Texts, headers: Texts): HttpRequest {
  const all = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded', ...headers };
  return { method: 'POST', url, headers: all, body: String(new URLSearchParams(form)) };
}
