/** The connections to an API server. Those made with TLS material that has been replaced end with their requests. */
import { createHash } from 'node:crypto';
import { type buildConnector, Client, type Dispatcher, Pool } from 'undici';
import type { Credentials } from './access.ts';
import type { Clock } from './clock.ts';
import { connectorOf } from './connect.ts';

export interface PoolOptions {
  /** At most so many at a time. Watches and followed logs have their own, or they would leave none to others. */
  readonly connections?: number;
  readonly clock: Clock;
  /** Called for each new connection. */
  readonly onConnect?: () => void;
}

/** What serves one kind of TLS material. */
interface Generation {
  readonly digest: string;
  readonly requests: Pool;
  readonly streams: Pool;
}

const CONNECTIONS = 32;
/** Milliseconds a connection waits for its next request: less than API servers wait, so that they never hang up first. */
const IDLE = 60_000;
/** Milliseconds until an answer must begin. How long it takes to end is for the caller's signal to bound. */
const ANSWER = 60_000;
/** Milliseconds for requests under way to end after `close`. */
const GRACE = 5_000;

export class Pools {
  readonly #origin: string;
  readonly #options: PoolOptions;
  readonly #open = new Set<Pool>();
  #current: Generation | undefined;
  /** Whose the current generation is: the same object needs no second look. */
  #owner: Credentials | undefined;
  #isClosed = false;

  constructor(origin: string, options: PoolOptions) {
    this.#origin = origin;
    this.#options = options;
  }

  for(credentials: Credentials, isStream: boolean): Pool {
    if (this.#isClosed) throw new Error('closed on this side');
    const { requests, streams } = this.#generationOf(credentials);
    return isStream ? streams : requests;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const cancel = this.#options.clock.after(GRACE, () => {
      for (const pool of this.#open) void pool.destroy();
    });
    await Promise.all([...this.#open].map((pool) => this.#drain(pool)));
    cancel();
  }

  #generationOf(credentials: Credentials): Generation {
    const current = this.#current;
    if (current && credentials === this.#owner) return current;
    const digest = digestOf(credentials);
    const generation = current?.digest === digest ? current : this.#newGeneration(digest, credentials);
    if (current && current !== generation) {
      void this.#drain(current.requests);
      void this.#drain(current.streams);
    }
    this.#current = generation;
    this.#owner = credentials;
    return generation;
  }

  #newGeneration(digest: string, credentials: Credentials): Generation {
    const connect = connectorOf(credentials, this.#options.onConnect);
    const requests = this.#newPool(connect, this.#options.connections ?? CONNECTIONS);
    return { digest, requests, streams: this.#newPool(connect, null) };
  }

  #newPool(connect: buildConnector.connector, connections: number | null): Pool {
    const limits = { connections, keepAliveTimeout: IDLE, headersTimeout: ANSWER, bodyTimeout: 0 };
    const factory = (origin: URL, options: object) => new Lane(origin, options);
    const pool = new Pool(this.#origin, { connect, factory, allowH2: false, ...limits });
    this.#open.add(pool);
    return pool;
  }

  #drain(pool: Pool): Promise<void> {
    const forget = () => void this.#open.delete(pool);
    return pool.close().then(forget, forget);
  }
}

/** Leaves out requests that were aborted while they waited: to end those, undici would close the connection under them. */
class Lane extends Client {
  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    const { signal } = options as { readonly signal?: AbortSignal };
    if (!signal?.aborted) return super.dispatch(options, handler);
    handler.onError?.(signal.reason);
    return true;
  }
}

/** Of what connections depend on, which tokens are not. */
function digestOf({ tls, proxy }: Credentials): string {
  const { ca, cert, key, passphrase, servername, rejectUnauthorized } = tls;
  const parts = [ca, cert, key, passphrase, servername, rejectUnauthorized, proxy];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
