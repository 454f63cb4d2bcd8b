/** AWS Signature Version 4, carried by headers. Pure: who signs, when, and for which service is handed in. */
import { createHash, createHmac } from 'node:crypto';
import type { HttpRequest } from '../providers/provider.ts';

export interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of temporary keys. */
  readonly sessionToken?: string | undefined;
}

export interface Signing {
  readonly keys: AwsKeys;
  readonly region: string;
  readonly service: string;
  readonly now: Date;
}

type Headers = Readonly<Record<string, string>>;

const ALGORITHM = 'AWS4-HMAC-SHA256';

/** The headers that sign a request, beside its own, all of which are signed. */
export function signatureHeaders(
  request: Pick<HttpRequest, 'method' | 'url' | 'headers' | 'body'>,
  { keys, region, service, now }: Signing,
): Headers {
  const moment = now.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const { accessKeyId, secretAccessKey, sessionToken } = keys;
  const added = { 'x-amz-date': moment, ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }) };
  const { host, pathname, searchParams } = new URL(request.url);
  const headers = signable({ ...request.headers, ...added, host });
  const names = headers.map(([name]) => name).join(';');
  const canonical = [
    ...[request.method, pathText(pathname, service), queryText(searchParams)],
    ...[...headers.map(([name, value]) => `${name}:${value}`), '', names, digest(request.body ?? '')],
  ].join('\n');
  const scope = [moment.slice(0, 8), region, service, 'aws4_request'];
  const key = scope.reduce<string | Buffer>((secret, part) => hmac(secret, part).digest(), `AWS4${secretAccessKey}`);
  const signature = hmac(key, [ALGORITHM, moment, scope.join('/'), digest(canonical)].join('\n')).digest('hex');
  const credential = `${accessKeyId}/${scope.join('/')}`;
  return {
    ...added,
    authorization: `${ALGORITHM} Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`,
  };
}

function signable(headers: Headers): readonly (readonly [name: string, value: string])[] {
  return Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), value.trim().replaceAll(/ +/g, ' ')] as const)
    .sort(([one], [other]) => compared(one, other));
}

/** As it goes over the wire, and encoded once more: all services but one read it so. */
const pathText = (pathname: string, service: string): string =>
  service === 's3' ? pathname : pathname.split('/').map(encoded).join('/');

function queryText(parameters: URLSearchParams): string {
  return [...parameters]
    .map(([name, value]) => [encoded(name), encoded(value)] as const)
    .sort(([one, first], [other, second]) => compared(one, other) || compared(first, second))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** By code points, whatever the language of the machine. */
const compared = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

/** Stricter than URLs have to be. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const digest = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text, 'utf8');
