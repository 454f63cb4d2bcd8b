/** What a login comes to at one moment: headers, and TLS material, with the tokens and files as they are now. */
import { readFile } from 'node:fs/promises';
import type { RequestOptions } from 'node:https';
import { ConfigError, type Credentials, type TlsMaterial } from './access.ts';
import type { Login, UserSettings } from './kubeconfig.ts';
import { present } from './present.ts';
import { hostOf, isLoopback } from './proxy.ts';

/** Fills in what its plugins and files give. Plugins run when they must: it remembers what they gave. */
export type Session = (options: RequestOptions) => Promise<void>;

export async function credentialsOf(login: Login, session: Session): Promise<Credentials> {
  const options: RequestOptions = { headers: {} };
  await session(options);
  const headers = mayKnow(login) ? await headersOf(login.user, options) : {};
  return present<Credentials>({
    headers,
    tls: login.server.startsWith('https:') ? tlsOf(options) : {},
    proxy: login.proxy,
  });
}

/** As with kubectl, no secret goes over the network without TLS; unlike there, one may go to this very machine. */
export const mayKnow = ({ server, cluster }: Login): boolean =>
  server.startsWith('https:') || cluster['insecure-skip-tls-verify'] === true || isLoopback(hostOf(new URL(server)));

async function headersOf(user: UserSettings, options: RequestOptions): Promise<Credentials['headers']> {
  const extra = Object.entries(user['as-user-extra'] ?? {}).map(
    ([key, values]) => [`impersonate-extra-${encodeURIComponent(key).toLowerCase()}`, values] as const,
  );
  return present<Credentials['headers']>({
    authorization: await authorizationOf(user, options),
    'impersonate-user': user.as,
    'impersonate-uid': user['as-uid'],
    'impersonate-group': user['as-groups'],
    ...Object.fromEntries(extra),
  });
}

/** Token files win over tokens and plugins, these over passwords. */
async function authorizationOf(user: UserSettings, { headers }: RequestOptions): Promise<string | undefined> {
  if (user.tokenFile) {
    const token = (await readFile(user.tokenFile, 'utf8')).trim();
    if (token === '') throw new ConfigError(`token file ${user.tokenFile}: empty`);
    return `Bearer ${token}`;
  }
  const given = (headers as Readonly<Record<string, unknown>>)['Authorization'];
  if (given) return String(given).trim();
  if (!user.username) return undefined;
  return `Basic ${Buffer.from(`${user.username}:${user.password ?? ''}`).toString('base64')}`;
}

function tlsOf(options: RequestOptions): TlsMaterial {
  const { ca, cert, key, passphrase, servername, rejectUnauthorized } = options;
  return present<TlsMaterial>({
    ca: ca === undefined ? undefined : String(ca),
    cert: cert === undefined ? undefined : String(cert),
    key: key === undefined ? undefined : String(key),
    passphrase,
    servername,
    rejectUnauthorized,
  });
}
