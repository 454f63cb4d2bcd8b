/** The way between a simulated process and its API server: requests and answers take their time, and may come to harm. */
import type { Random } from '../../kube/clock.ts';
import type { Request, Response, Transport } from '../../kube/transport.ts';
import { ApiError } from '../api/api-error.ts';
import { once } from '../bodies.ts';
import { errorAnswer } from '../server/answer.ts';
import type { CrashOutcome, Misfortune, RequestFault } from './faults.ts';
import type { Machine } from './machine.ts';
import { isWrite, type Subject, subjectOf } from './subject.ts';
import type { Timeline } from './timeline.ts';
import { bodyText } from './trace.ts';
import { WatchDelivery } from './watch-delivery.ts';

export interface NetworkOptions {
  /** To the API server, without delay. */
  readonly server: Transport;
  readonly timeline: Timeline;
  readonly machine: Machine;
  readonly misfortune: Misfortune;
  readonly random: Random;
  /** Milliseconds that a message takes at most. */
  readonly latency: number;
  /** The server's revision. */
  readonly revision: () => number;
  /** Called after every write that reached the server. */
  readonly onWrite: () => void;
}

/** A request on its way. */
interface Exchange {
  readonly request: Request;
  readonly subject: Subject;
  readonly resolve: (response: Response) => void;
  readonly reject: (error: unknown) => void;
}

/** So far back reaches what an old list shows. */
const MOST_BEHIND = 30;

export class Network {
  readonly #options: NetworkOptions;

  constructor(options: NetworkOptions) {
    this.#options = options;
  }

  readonly send: Transport = (request) =>
    new Promise((resolve, reject) => {
      const { signal } = request;
      if (signal.aborted) reject(signal.reason);
      else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      const exchange = { request, subject: subjectOf(request), resolve, reject };
      this.#options.timeline.after(this.#latency(), () => void this.#arrive(exchange));
    });

  readonly #latency = (): number => this.#options.random() * this.#options.latency;

  /** The request has reached the server, unless its process died before. */
  async #arrive(exchange: Exchange): Promise<void> {
    const { machine, misfortune } = this.#options;
    const { subject } = exchange;
    if (machine.isDead) return;
    const end = isWrite(subject) ? misfortune.ofLife() : undefined;
    const fault = end ? undefined : misfortune.ofRequest(subject);
    if (fault) machine.note(`fault: ${fault} for ${words(subject)}`);
    if (end === 'not sent') this.#crash(`instead of ${words(subject)}`);
    else if (fault) await this.#fail(exchange, fault);
    else this.#finish(exchange, await this.#acted(exchange), end);
  }

  async #fail(exchange: Exchange, fault: RequestFault): Promise<void> {
    const { subject } = exchange;
    if (isRefusal(fault)) this.#answer(exchange, refusal(fault, subject));
    // Nobody reads the answer: only what it changes is left of the request.
    else if (isWrite(subject) && this.#options.misfortune.upTo(1) < 0.5) await this.#acted(exchange);
    if (fault === 'reset') this.#reset(exchange);
  }

  #finish(exchange: Exchange, response: Response, end: CrashOutcome | undefined): void {
    const { timeline, latency } = this.#options;
    const { subject } = exchange;
    if (end === 'answer lost') this.#crash(`before the answer to ${words(subject)}`);
    else this.#answer(exchange, response);
    if (end === 'answered') timeline.after(latency + 1, () => this.#crash(`after ${words(subject)}`));
  }

  #answer({ resolve }: Exchange, response: Response): void {
    const { timeline, machine } = this.#options;
    timeline.after(this.#latency(), () => machine.enter(() => resolve(response)));
  }

  #reset({ reject, subject }: Exchange): void {
    const { timeline, machine } = this.#options;
    const error = Object.assign(new Error(`${words(subject)}: ECONNRESET`), { code: 'ECONNRESET' });
    timeline.after(this.#latency(), () => machine.enter(() => reject(error)));
  }

  #crash(when: string): void {
    const { machine } = this.#options;
    if (machine.isDead) return;
    machine.note(`CRASH ${when}`);
    machine.crash();
  }

  /** The server has done what was asked. */
  async #acted(exchange: Exchange): Promise<Response> {
    const { request, subject } = exchange;
    const response = await this.#asked(exchange);
    if (isWrite(subject)) await this.#tell(request, subject, response);
    return response;
  }

  /** The server's answer, whole, or the beginning of a watch. */
  async #asked({ request, subject }: Exchange): Promise<Response> {
    if (subject.verb === 'watch') return await this.#watch(request, subject);
    const { signal } = new AbortController();
    const old = subject.verb === 'list' ? this.#agedPath(request.path) : undefined;
    const asked = old === undefined ? undefined : await this.#whole({ ...request, path: old, signal });
    if (asked && asked.status < 300) {
      this.#options.machine.note(`stale ${words(subject)}`);
      return asked;
    }
    return await this.#whole({ ...request, signal });
  }

  async #whole(request: Request): Promise<Response> {
    const { status, headers, body } = await this.#options.server(request);
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk);
    return { status, headers, body: once(Buffer.concat(chunks)) };
  }

  async #watch(request: Request, { kind }: Subject): Promise<Response> {
    const { server, machine, timeline, misfortune } = this.#options;
    const stop = new AbortController();
    const forget = machine.onDeath(() => stop.abort());
    const response = await server({ ...request, signal: stop.signal });
    const end = () => {
      forget();
      stop.abort();
    };
    if (response.status >= 300) return response;
    const delivery = new WatchDelivery({ timeline, machine, misfortune, latency: this.#latency, kind, stop: end });
    void delivery.pump(response.body);
    return { ...response, body: delivery.read(request.signal) };
  }

  /** The same list as it was some changes ago; undefined if it is to be the newest. */
  #agedPath(path: string): string | undefined {
    const { misfortune, revision } = this.#options;
    if (path.includes('continue=') || !misfortune.ofList()) return undefined;
    const then = revision() - 1 - Math.floor(misfortune.upTo(MOST_BEHIND));
    return `${path}${path.includes('?') ? '&' : '?'}resourceVersion=${then}&resourceVersionMatch=Exact`;
  }

  async #tell(request: Request, subject: Subject, { status, body }: Response): Promise<void> {
    const { machine, onWrite } = this.#options;
    const said = request.body === undefined ? '' : ` ${bodyText(request.body)}`;
    machine.note(`${words(subject)}${said} -> ${status}${await madeName(subject, body)}`);
    onWrite();
  }
}

const words = ({ verb, kind, name }: Subject): string => [verb, kind, name].filter((part) => part !== '').join(' ');

/** A created object may have got its name from the server. */
async function madeName({ verb }: Subject, body: AsyncIterable<Uint8Array>): Promise<string> {
  if (verb !== 'create') return '';
  for await (const chunk of body) {
    const { metadata } = JSON.parse(Buffer.from(chunk).toString()) as {
      readonly metadata?: { readonly name?: string };
    };
    return metadata?.name === undefined ? '' : ` ${metadata.name}`;
  }
  return '';
}

type Refusal = 'conflict' | 'busy' | 'error';

const isRefusal = (fault: RequestFault): fault is Refusal => fault !== 'reset' && fault !== 'silence';

function refusal(fault: Refusal, subject: Subject): Response {
  const about = `${subject.kind} ${JSON.stringify(subject.name)}`;
  const errors = {
    conflict: new ApiError(409, 'Conflict', `Operation cannot be fulfilled on ${about}: the object has been modified`),
    busy: new ApiError(429, 'TooManyRequests', 'too many requests, please try again later', { retryAfterSeconds: 1 }),
    error: new ApiError(500, 'InternalError', `Internal error occurred: a fault of the simulation for ${about}`),
  };
  const answer = errorAnswer(errors[fault]);
  return { ...answer, body: once(answer.body) };
}
