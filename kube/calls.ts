/** One call to the API server: bounded in time, size and number, patient when the server is busy, its refusals typed. */
import { type Clock, pause, type Random } from './clock.ts';
import { KubeError } from './errors.ts';
import { Gate } from './gate.ts';
import type { Request, Response, Transport } from './transport.ts';

export interface Call {
  readonly method: Request['method'];
  readonly path: string;
  /** For errors and metrics, such as `patch`. */
  readonly verb: string;
  readonly kind: string;
  readonly body?: unknown;
  readonly contentType?: string;
  /** Whether a busy server is for the caller to handle, as with evictions, where 429 means something else. */
  readonly impatient?: boolean;
}

export interface Answer {
  readonly value: unknown;
  readonly bytes: number;
}

export interface CallOutcome {
  readonly verb: string;
  readonly kind: string;
  /** As in paths, such as `replicasets`. Empty if the call is about no resource. */
  readonly plural: string;
  /** 0 if there was no answer. */
  readonly code: number;
  readonly milliseconds: number;
}

export interface CallOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  /** Calls at a time; watches do not count. */
  readonly concurrency?: number;
  /** Milliseconds an attempt may take. */
  readonly deadline?: number;
  readonly onOutcome?: (outcome: CallOutcome) => void;
}

const CONCURRENCY = 64;
const DEADLINE = 30_000;
const MOST_BYTES = 256 * 1024 * 1024;
/** What of a refusal is read. */
const MOST_ERROR_BYTES = 64 * 1024;
const ATTEMPTS = 6;
const LONGEST_WAIT = 15_000;
/** What follows the version, or the namespace if there is more than that. */
const PLURAL = /^\/(?:api|apis\/[^/]+)\/[^/]+\/(?:namespaces\/[^/]+\/)?([^/?]+)/;

export class Calls {
  readonly #options: CallOptions;
  readonly #gate: Gate;

  constructor(options: CallOptions) {
    this.#options = options;
    this.#gate = new Gate(options.concurrency ?? CONCURRENCY);
  }

  /** A call with an answer, repeated while the server asks for patience: then it has not acted yet. */
  async json(call: Call): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#gate.through(() => this.#once(call));
      } catch (error) {
        const wait = call.impatient ? undefined : patience(error);
        if (wait === undefined || attempt === ATTEMPTS) throw error;
        const { clock, random } = this.#options;
        await pause(clock, Math.min(wait, LONGEST_WAIT) * (1 + random()));
      }
    }
  }

  /** A call whose answer goes on, until `signal` ends it. */
  async stream(call: Call, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    const response = await this.#send(call, signal);
    return response.body;
  }

  async #once(call: Call): Promise<Answer> {
    const { clock, deadline = DEADLINE } = this.#options;
    const stop = new AbortController();
    const cancel = clock.after(deadline, () => stop.abort(new Error(`${named(call)}: no answer in ${deadline} ms`)));
    try {
      const { body } = await this.#send(call, stop.signal);
      const text = await textOf(body, MOST_BYTES, named(call));
      return { value: text === '' ? undefined : JSON.parse(text), bytes: Buffer.byteLength(text) };
    } catch (error) {
      // Whatever of the answer is left need not come. What came in whole is left alone: to abort makes an exception.
      stop.abort(error);
      throw error;
    } finally {
      cancel();
    }
  }

  async #send(call: Call, signal: AbortSignal): Promise<Response> {
    const { transport, clock, onOutcome } = this.#options;
    const started = clock.monotonic();
    const { verb, kind, path } = call;
    const plural = PLURAL.exec(path)?.[1] ?? '';
    const outcome = (code: number) =>
      onOutcome?.({ verb, kind, plural, code, milliseconds: clock.monotonic() - started });
    try {
      const response = await transport(requestOf(call, signal));
      outcome(response.status);
      if (response.status >= 300) throw await refusal(call, response);
      return response;
    } catch (error) {
      if (!(error instanceof KubeError)) outcome(0);
      throw signal.aborted && signal.reason instanceof Error ? signal.reason : error;
    }
  }
}

const named = ({ verb, path }: Call): string => `${verb} ${path.replace(/\?.*/, '')}`;

function requestOf({ method, path, body, contentType = 'application/json' }: Call, signal: AbortSignal): Request {
  if (body === undefined) return { method, path, signal };
  return { method, path, signal, body: JSON.stringify(body), headers: { 'content-type': contentType } };
}

async function refusal(call: Call, { status, headers, body }: Response): Promise<KubeError> {
  const text = await textOf(body, MOST_ERROR_BYTES, named(call)).catch(() => '');
  const asked = Number(headers['retry-after']);
  return new KubeError(named(call), status, {
    status: parsed(text) ?? { message: text },
    ...(asked > 0 && { retryAfter: asked }),
  });
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

async function textOf(body: AsyncIterable<Uint8Array>, most: number, what: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > most) throw new Error(`${what}: the answer is longer than ${most} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size).toString('utf8');
}

/** Milliseconds the server asks to wait, if it does. */
function patience(error: unknown): number | undefined {
  if (!(error instanceof KubeError)) return undefined;
  if (error.code === 429) return (error.retryAfter ?? 1) * 1000;
  return error.code >= 500 && error.retryAfter !== undefined ? error.retryAfter * 1000 : undefined;
}
