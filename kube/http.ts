/** Requests to an API server over sockets: connections are kept, credentials renewed, errors named. */
import { setMaxListeners } from 'node:events';
import type { Dispatcher } from 'undici';
import type { Access, Credentials } from './access.ts';
import { networkProblem } from './network-problems.ts';
import { type PoolOptions, Pools } from './pools.ts';
import type { Request, Response, Transport } from './transport.ts';

export interface HttpTransport {
  readonly send: Transport;
  /** Lets what is under way come to its end, for a few seconds. */
  close(): Promise<void>;
}

type Answer = Dispatcher.ResponseData;

/** Bytes of a refusal that are read to use its connection again. */
const MOST_DUMPED = 64 * 1024;

export function httpTransport(access: Access, options: PoolOptions): HttpTransport {
  const { server } = access;
  const { origin, pathname } = new URL(server);
  const prefix = pathname.replace(/\/$/, '');
  const pools = new Pools(origin, options);

  const ask = async (request: Request, credentials: Credentials): Promise<Answer> => {
    const { method, signal, body = null } = request;
    const headers = { accept: 'application/json', ...request.headers, ...mutable(credentials.headers) };
    const path = `${prefix}${request.path}`;
    try {
      const pool = pools.for(credentials, isStream(path));
      return await unlessAborted(pool.request({ path, method, headers, body, signal }), signal);
    } catch (error) {
      throw named(error, server, signal);
    }
  };

  const send: Transport = async (request) => {
    const { signal } = request;
    signal.throwIfAborted();
    // As many requests as the caller likes may depend on one signal.
    setMaxListeners(0, signal);
    const credentials = await unlessAborted(access.credentials(), signal);
    const answer = await ask(request, credentials);
    if (answer.statusCode !== 401) return responseOf(answer, server, signal);
    await answer.body.dump({ limit: MOST_DUMPED, signal });
    access.invalidate(credentials);
    return responseOf(await ask(request, await unlessAborted(access.credentials(), signal)), server, signal);
  };

  return { send, close: () => pools.close() };
}

/** undici's types know no readonly lists; it does not change them. */
const mutable = (headers: Credentials['headers']) => headers as Record<string, string | string[]>;

/** Whether the answer has no end of its own. */
const isStream = (path: string): boolean => /[?&](watch|follow)=(1|true)\b/.test(path);

function responseOf({ statusCode, headers, body }: Answer, server: string, signal: AbortSignal): Response {
  return { status: statusCode, headers: joined(headers), body: chunksOf(body, server, signal) };
}

function joined(headers: Answer['headers']): Response['headers'] {
  const lines = Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]);
  return Object.fromEntries(lines);
}

async function* chunksOf(body: Response['body'], server: string, signal: AbortSignal): Response['body'] {
  try {
    yield* body;
  } catch (error) {
    throw named(error, server, signal);
  }
}

/** The caller's own reason if the signal was aborted, else one line that says where it happened. */
function named(error: unknown, server: string, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  const { cause = error } = error as Error;
  return new Error(`${server}: ${networkProblem(error as Error)}`, { cause });
}

/** undici sees an abort only once a request is under way, not while it waits for a connection. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    void promise.then(resolve, reject).then(() => signal.removeEventListener('abort', abort));
  });
}
