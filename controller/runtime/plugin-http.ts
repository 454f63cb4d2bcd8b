/** One plugin behind its endpoint: calls that are bounded in time and size, over TLS with a certificate of ours if wanted. */
import { Pool } from 'undici';
import type { Clock } from '../../kube/clock.ts';
import { networkProblem } from '../../kube/network-problems.ts';

export interface Line {
  /** Rejects with one line that says why there is no answer. */
  post(path: string, body: object, call: { readonly key?: string; readonly signal?: AbortSignal }): Promise<unknown>;
  close(): Promise<void>;
}

export interface LineOptions {
  readonly endpoint: string;
  /** Milliseconds. */
  readonly timeout: number;
  /** PEM texts. */
  readonly tls: { readonly ca?: string; readonly cert?: string; readonly key?: string };
  readonly clock: Pick<Clock, 'after' | 'monotonic'>;
}

const CONNECTIONS = 8;
const MOST_BYTES = 1024 * 1024;
/** Of what a plugin says in its refusal. */
const MOST_SAID = 300;
/** Milliseconds for which a plugin that has let us wait is not asked again: a dead one must not hold up everybody. */
const REST = 5_000;

export function lineTo({ endpoint, timeout, tls, clock }: LineOptions): Line {
  const { origin, pathname } = new URL(endpoint);
  const base = pathname.replace(/\/$/, '');
  const pool = new Pool(origin, { connections: CONNECTIONS, connect: { ...tls }, headersTimeout: 0, bodyTimeout: 0 });
  let restUntil = 0;
  return {
    post: async (path, body, { key, signal }) => {
      if (clock.monotonic() < restUntil) throw new Error(`no answer within ${timeout / 1000} s a moment ago`);
      const headers = { 'content-type': 'application/json', ...keyHeader(key) };
      const deadline = deadlineIn(timeout, clock, signal);
      const asking = { path: `${base}${path}`, headers, body: JSON.stringify(body), signal: deadline.signal };
      try {
        return await Promise.race([askedTwice(pool, asking), deadline.over]);
      } catch (error) {
        if (deadline.isLate()) restUntil = clock.monotonic() + REST;
        throw inWords(error, deadline.signal);
      } finally {
        deadline.cancel();
      }
    },
    close: () => pool.close(),
  };
}

const keyHeader = (key: string | undefined): Record<string, string> =>
  key === undefined ? {} : { 'idempotency-key': key };

/** A connection that was kept may have been closed on the other side meanwhile, and every call may be made twice. */
async function askedTwice(pool: Pool, asking: Asking): Promise<unknown> {
  try {
    return await answered(pool, asking);
  } catch (error) {
    if (!isLostConnection(error)) throw error;
    return await answered(pool, asking);
  }
}

function inWords(error: unknown, { aborted, reason }: AbortSignal): unknown {
  if (aborted) return reason;
  return error instanceof Refusal ? error : new Error(networkProblem(error as Error), { cause: error });
}

/** It has answered, though not what was asked for. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

const isLostConnection = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'UND_ERR_SOCKET' || error.code === 'ECONNRESET');

function deadlineIn(timeout: number, clock: LineOptions['clock'], outer?: AbortSignal) {
  const late = new Error(`no answer within ${timeout / 1000} s`);
  const own = new AbortController();
  const signal = outer ? AbortSignal.any([own.signal, outer]) : own.signal;
  const cancel = clock.after(timeout, () => own.abort(late));
  const over = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    if (signal.aborted) reject(signal.reason);
  });
  // Nobody may be waiting any more.
  over.catch(() => undefined);
  return { signal, over, cancel, isLate: () => own.signal.aborted };
}

interface Asking {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly signal: AbortSignal;
}

/** Redirects are not followed: an endpoint is where the settings say. */
async function answered(pool: Pool, asking: Asking): Promise<unknown> {
  const { statusCode, body } = await pool.request({ method: 'POST', ...asking });
  const text = await textOf(body);
  const value = text === '' ? null : jsonOf(text);
  if (statusCode < 200 || statusCode > 299) throw new Refusal(`answered ${statusCode}${saidIn(value)}`);
  if (value === undefined) throw new Refusal('answered what is not JSON');
  return value;
}

async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new Refusal('answered more than 1 MiB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function saidIn(value: unknown): string {
  const { message } = (value ?? {}) as { readonly message?: unknown };
  return typeof message === 'string' ? `: ${message.replaceAll(/\s+/g, ' ').slice(0, MOST_SAID)}` : '';
}
