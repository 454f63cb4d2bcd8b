/** Small HTTP servers on this machine alone: bounded, and closed to web pages in its browsers. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LoopbackOptions {
  /** 0 for any that is free. */
  readonly port: number;
  /** Takes another port if this one is in use. */
  readonly isOptional?: boolean;
  /** Users of simulated sites call the host by the site's name: then any name is right. */
  readonly isAnyHost?: boolean;
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;
}

export interface Loopback {
  readonly port: number;
  readonly url: string;
  /** Cuts off what is under way. */
  close(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';
const MOST_CONNECTIONS = 1_000;
const MOST_HEADERS = 16 * 1024;
const SLOWEST_REQUEST = 30_000;
/** Longer than our own clients keep them: whoever closes first is never in the way of a request. */
const KEPT = 120_000;

export async function listenOnLoopback(options: LoopbackOptions): Promise<Loopback> {
  const server = createServer({ maxHeaderSize: MOST_HEADERS, requestTimeout: SLOWEST_REQUEST }, (request, response) => {
    void handled(options, request, response);
  });
  server.maxConnections = MOST_CONNECTIONS;
  server.keepAliveTimeout = KEPT;
  await bound(server, options);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://${LOOPBACK}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function bound(server: Server, { port, isOptional = false }: LoopbackOptions): Promise<void> {
  try {
    await attempt(server, port);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!isOptional || port === 0 || (code !== 'EADDRINUSE' && code !== 'EACCES')) throw error;
    await attempt(server, 0);
  }
}

function attempt(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function handled(options: LoopbackOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    if (isRefused(request, options)) answer(response, 403, 'the sandbox serves no web pages and no other host\n');
    else await options.handle(request, response);
  } catch {
    response.destroy();
  }
}

/** Browsers say where a page comes from, or call the host by another name. */
function isRefused({ headers }: IncomingMessage, { isAnyHost }: LoopbackOptions): boolean {
  if (headers.origin !== undefined || headers['sec-fetch-site'] !== undefined) return true;
  const host = (headers.host ?? '').replace(/:\d+$/, '');
  return !isAnyHost && !['localhost', LOOPBACK, '[::1]'].includes(host);
}

export function answer(response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}) {
  const type = body.startsWith('{') ? 'application/json' : 'text/plain; charset=utf-8';
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body), ...headers });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

/** Undefined if there is more of it than that. */
export async function bodyIn(request: IncomingMessage, most: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
