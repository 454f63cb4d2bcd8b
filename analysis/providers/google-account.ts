/** Who asks Google: a service account by its key file, or the account that the pod runs as. */
import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { z } from 'zod';
import { tokenHeader } from './access-token.ts';
import { addressOf } from './address.ts';
import { jsonOf } from './http-answer.ts';
import type { Asking } from './provider.ts';

const SCOPE = 'https://www.googleapis.com/auth/monitoring.read';
const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
/** Seconds that an assertion holds: the longest that is taken. */
const LIFE = 3600;

/** The server that every machine of Google's cloud has at hand. */
const METADATA = 'metadata.google.internal';
const METADATA_PATH = '/computeMetadata/v1/instance/service-accounts/default/token';

const KeyFile = z.object({
  client_email: z.string(),
  private_key: z.string(),
  private_key_id: z.string().optional(),
  project_id: z.string().optional(),
  token_uri: z.string().default('https://oauth2.googleapis.com/token'),
});
export type KeyFile = z.output<typeof KeyFile>;

/** A key file as it is downloaded, of which no error tells anything. */
export function keyFileIn(text: string): KeyFile {
  const { data } = KeyFile.safeParse(jsonOf(text));
  if (!data) throw new Error('serviceAccountKey is no key file of a service account');
  return data;
}

/** The header that a request to Google needs. Without a key file the account is that of the pod. */
export function accountHeader(
  key: KeyFile | undefined,
  asking: Asking,
  timeout: number,
): Promise<Readonly<Record<string, string>>> {
  if (!key) {
    const host = asking.setting('GCE_METADATA_HOST') || METADATA;
    const headers = { 'metadata-flavor': 'Google' };
    const request = () => ({ method: 'GET', url: `http://${host}${METADATA_PATH}`, headers, timeout }) as const;
    return tokenHeader({ system: 'the metadata server of Google', request, identity: [host] }, asking);
  }
  const url = addressOf('the token server of Google', key.token_uri);
  const request = () => {
    const form = new URLSearchParams({ grant_type: GRANT, assertion: assertionOf(key, asking.now) });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return { method: 'POST', url, headers, body: String(form), timeout } as const;
  };
  const identity = [url, key.client_email, key.private_key];
  return tokenHeader({ system: 'the token server of Google', request, identity }, asking);
}

function assertionOf(
  { client_email: iss, private_key, private_key_id: kid, token_uri: aud }: KeyFile,
  now: Date,
): string {
  const iat = Math.floor(now.getTime() / 1000);
  const parts = [
    { alg: 'RS256', typ: 'JWT', ...(kid && { kid }) },
    { iss, scope: SCOPE, aud, iat, exp: iat + LIFE },
  ];
  const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), rsaKey(private_key)).toString('base64url')}`;
}

function rsaKey(text: string): KeyObject {
  const key = privateKey(text);
  if (key?.asymmetricKeyType !== 'rsa') throw new Error('the private_key of serviceAccountKey is no RSA key');
  return key;
}

function privateKey(text: string): KeyObject | undefined {
  try {
    return createPrivateKey(text);
  } catch {
    return undefined;
  }
}
