/** The API server behind a socket: Node's HTTP server on loopback, with or without TLS. */
import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { ApiError } from './api/api-error.ts';
import { errorAnswer, isStream, type StreamAnswer, type WholeAnswer } from './server/answer.ts';
import type { ApiServer } from './server/api-server.ts';
import { MOST_BODY, tooLarge } from './server/body.ts';
import type { ApiRequest } from './server/call.ts';

export interface ListenOptions {
  /** 0 for any that is free. */
  readonly port: number;
  /** With TLS, whoever asks must know the token. */
  readonly tls?: { readonly key: string; readonly certificate: string; readonly token: string };
}

export interface Listening {
  readonly url: string;
  readonly port: number;
  /** Ends watches, lets requests under way finish. */
  close(): Promise<void>;
}

/** Without TLS nobody can prove who he is: only this machine is served, and no web page in its browsers. */
const LOOPBACK = '127.0.0.1';
/** What a slow watcher may leave unread. */
const MOST_UNREAD_BYTES = 64 * 1024 * 1024;
const CLOSING_MS = 2000;
const SWEEP_MS = 20;

export async function listen(server: ApiServer, { port, tls }: ListenOptions): Promise<Listening> {
  const streams = new Set<() => void>();
  const onRequest = (request: IncomingMessage, response: ServerResponse) =>
    void respond(server, { request, response, streams, token: tls?.token });
  const listener = tls
    ? createSecureServer({ key: tls.key, cert: tls.certificate }, onRequest)
    : createServer(onRequest);
  // Clients keep connections; Node's default would cut them in the middle of their idle time.
  listener.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve, reject) => {
    listener.once('error', (error) => reject(problem(error, port)));
    listener.listen(port, LOOPBACK, resolve);
  });
  const { port: given } = listener.address() as AddressInfo;
  return {
    url: `${tls ? 'https' : 'http'}://${LOOPBACK}:${given}`,
    port: given,
    close: () => closed(listener, streams),
  };
}

function closed(listener: Server, streams: ReadonlySet<() => void>): Promise<void> {
  for (const end of streams) end();
  // Connections are idle only once their last answer has left.
  const sweep = setInterval(() => listener.closeIdleConnections(), SWEEP_MS);
  const last = setTimeout(() => listener.closeAllConnections(), CLOSING_MS);
  return new Promise((resolve) => {
    listener.close(() => {
      clearInterval(sweep);
      clearTimeout(last);
      resolve();
    });
  });
}

function problem(error: NodeJS.ErrnoException, port: number): Error {
  const where = `port ${port} on ${LOOPBACK}`;
  if (error.code === 'EADDRINUSE') return new Error(`${where} is in use; choose another with --port`);
  if (error.code === 'EACCES') return new Error(`${where} is not open to this user; choose another with --port`);
  return error;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly streams: Set<() => void>;
  readonly token: string | undefined;
}

async function respond(server: ApiServer, exchange: Exchange): Promise<void> {
  const { request, response, token } = exchange;
  try {
    const answer = refusalOf(request, token) ?? server.handle(await asked(request));
    if (isStream(answer)) stream(answer, exchange);
    else send(answer, request, response);
  } catch (error) {
    if (error instanceof ApiError) send(errorAnswer(error), request, response);
    else response.destroy();
  }
}

async function asked(request: IncomingMessage): Promise<ApiRequest> {
  const { method = 'GET', url: path = '/' } = request;
  const body = await bodyOf(request);
  return { method, path, headers: request.headers as Record<string, string>, ...(body && { body }) };
}

/** A page in a browser may reach loopback, too, but always says where it comes from, or calls the host by another name. */
function refusalOf({ headers }: IncomingMessage, token: string | undefined): WholeAnswer | undefined {
  if (token !== undefined) {
    const given = headers.authorization ?? '';
    if (isSame(given, `Bearer ${token}`)) return undefined;
    return errorAnswer(new ApiError(401, 'Unauthorized', 'Unauthorized'));
  }
  const host = (headers.host ?? '').replace(/:\d+$/, '');
  const isLocal = ['localhost', LOOPBACK, '[::1]'].includes(host);
  if (isLocal && headers.origin === undefined && headers['sec-fetch-site'] === undefined) return undefined;
  return errorAnswer(new ApiError(403, 'Forbidden', 'the sandbox serves no web pages and no other host', {}));
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function bodyOf(request: IncomingMessage): Promise<Uint8Array | undefined> | undefined {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  if ((length === undefined || length === '0') && encoding === undefined) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MOST_BODY) chunks.push(chunk);
      else reject(tooLarge());
    });
    request.on('end', () => resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
    request.on('error', reject);
  });
}

/** Node sends head and body together if the body is a string. */
function send({ status, headers, body }: WholeAnswer, request: IncomingMessage, response: ServerResponse): void {
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
  response.writeHead(status, status === 204 ? headers : { ...headers, 'content-length': length });
  response.end(request.method === 'HEAD' || length === 0 ? undefined : body);
}

/** Pieces that come in one turn of the event loop leave together. */
function stream(answer: StreamAnswer, { response, streams }: Exchange): void {
  const waiting: string[] = [];
  let isOver = false;
  const flush = () => {
    if (response.destroyed) return;
    if (waiting.length > 0) response.write(waiting.splice(0).join(''));
    if (isOver) response.end();
    // Who does not read in time loses the stream, as on a real server.
    else if (response.writableLength > MOST_UNREAD_BYTES) response.destroy();
  };
  const later = () => {
    if (waiting.length === 0 && !isOver) setImmediate(flush);
  };
  const sink = {
    write(piece: string) {
      later();
      waiting.push(piece);
    },
    end() {
      later();
      isOver = true;
    },
  };
  // Not in chunks, but up to the connection's end: a third of the cost of an event.
  response.removeHeader('transfer-encoding');
  response.writeHead(answer.status, { ...answer.headers, connection: 'close' });
  response.flushHeaders();
  const stop = answer.stream(sink);
  const end = () => sink.end();
  streams.add(end);
  response.once('close', () => {
    streams.delete(end);
    stop();
  });
}
