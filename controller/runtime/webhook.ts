/** The admission webhook's server: objects come in over TLS before they are stored, and a verdict goes out. */
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { createSecureContext } from 'node:tls';
import type { Clock } from '../../kube/clock.ts';
import type { Log } from './log.ts';
import { listening, type Serving } from './servers.ts';

export interface WebhookOptions {
  /** 0 takes any. */
  readonly port: number;
  /** Paths of PEM files. They are read again now and then, because certificates are renewed. */
  readonly tls: { readonly key: string; readonly cert: string };
  /** The answer to a request; undefined if there is nothing to answer to. */
  readonly review: (body: unknown) => object | undefined;
  readonly clock: Pick<Clock, 'after'>;
  readonly log: Pick<Log, 'info' | 'warn'>;
}

interface Certificate {
  readonly key: Buffer;
  readonly cert: Buffer;
}

const PATH = '/validate';
/** etcd takes no object above 1.5 MiB, and a review holds two of them. */
const MOST_BYTES = 3 * 1024 * 1024;
const TIMEOUT = 10_000;
/** API servers keep a connection for 90 s: whoever hangs up first may do so while a review is on its way. */
const IDLE = 120_000;
/** Milliseconds from one look at the certificate to the next. */
const LOOK = 10_000;

/** Rejects with one line if the certificate cannot be used or the port is taken. */
export async function webhookServer(options: WebhookOptions): Promise<Serving> {
  const first = await certificateOf(options.tls);
  const timeouts = {
    requestTimeout: TIMEOUT,
    headersTimeout: TIMEOUT,
    handshakeTimeout: TIMEOUT,
    keepAliveTimeout: IDLE,
  };
  const server = createServer({ ...first, ...timeouts }, (request, response) => {
    answer(request, response, options.review).catch(() => response.destroy());
  });
  const { port, close } = await listening('webhook', options.port, server);
  const unfollow = followed(server, first, options);
  return {
    port,
    close: () => {
      unfollow();
      return close();
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  review: WebhookOptions['review'],
): Promise<void> {
  const said = refusal(request) ?? (await reviewed(request, review));
  const { status, body } = said;
  const isJson = typeof body !== 'string';
  const type = isJson ? 'application/json' : 'text/plain; charset=utf-8';
  // What is left of a request that was not read to its end must not be taken for the next one.
  const connection = request.complete ? {} : { connection: 'close' };
  response.writeHead(status, { 'content-type': type, ...connection });
  response.end(isJson ? JSON.stringify(body) : `${body}\n`);
}

interface Answer {
  readonly status: number;
  /** An object goes out as JSON. */
  readonly body: string | object;
}

function refusal({ method, url = '' }: IncomingMessage): Answer | undefined {
  if (url.replace(/\?.*/s, '') !== PATH) return { status: 404, body: 'not found' };
  return method === 'POST' ? undefined : { status: 405, body: 'only POST' };
}

async function reviewed(request: IncomingMessage, review: WebhookOptions['review']): Promise<Answer> {
  const text = await textOf(request);
  if (text === undefined) return { status: 413, body: `more than ${MOST_BYTES} bytes` };
  const parsed = jsonOf(text);
  if (!parsed) return { status: 400, body: 'not JSON' };
  try {
    const body = review(parsed.value);
    return body ? { status: 200, body } : { status: 400, body: 'not an AdmissionReview of admission.k8s.io/v1' };
  } catch {
    return { status: 500, body: 'failed' };
  }
}

/** Undefined if there is too much of it. */
async function textOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  if (Number(request.headers['content-length'] ?? 0) > MOST_BYTES) return undefined;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += (chunk as Buffer).length;
    if (size > MOST_BYTES) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function jsonOf(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** Looks at the files from time to time. Until they hold another pair that fits, the last one is shown. */
function followed(server: Server, first: Certificate, { tls, clock, log }: WebhookOptions): () => void {
  let shown = first;
  let isOver = false;
  let cancel: () => void = () => undefined;
  const wait = () => {
    if (!isOver) cancel = clock.after(LOOK, () => void look().then(wait));
  };
  const look = async () => {
    try {
      const next = await certificateOf(tls);
      if (isOver || (next.key.equals(shown.key) && next.cert.equals(shown.cert))) return;
      server.setSecureContext({ ...next });
      shown = next;
      log.info({ cert: tls.cert }, 'webhook shows a new certificate');
    } catch (error) {
      log.warn({ error: (error as Error).message }, 'webhook keeps its certificate');
    }
  };
  wait();
  return () => {
    isOver = true;
    cancel();
  };
}

/** The two files are written one after the other: a pair that does not fit is not taken. */
async function certificateOf(files: WebhookOptions['tls']): Promise<Certificate> {
  try {
    const [key, cert] = await Promise.all([readFile(files.key), readFile(files.cert)]);
    createSecureContext({ key, cert });
    return { key, cert };
  } catch (error) {
    throw new Error(`webhook certificate ${files.cert}: ${(error as Error).message}`, { cause: error });
  }
}
