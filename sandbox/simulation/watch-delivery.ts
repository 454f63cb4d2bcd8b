/** Brings the lines of a watch to a simulated process: in their order, late, and with the faults that befall them. */
import type { EventFault, Misfortune } from './faults.ts';
import type { Machine } from './machine.ts';
import type { Timeline } from './timeline.ts';

export interface Delivery {
  readonly timeline: Timeline;
  readonly machine: Machine;
  readonly misfortune: Misfortune;
  /** Milliseconds a line takes. */
  readonly latency: () => number;
  /** What the watch is of. */
  readonly kind: string;
  /** Ends the watch at the server. */
  readonly stop: () => void;
}

/** Between two lines of a watch, so that they keep their order. */
const APART = 0.001;
const LATEST_DUPLICATE = 1_000;
const LATEST_EXPIRY = 30_000;
const EXPIRED = '{"type":"ERROR","object":{"kind":"Status","status":"Failure","reason":"Expired","code":410}}\n';
const BOOKMARK = '{"type":"BOOKMARK"';

type Piece = string | Error | 'end';

export class WatchDelivery {
  readonly #delivery: Delivery;
  readonly #waiting: Piece[] = [];
  #lastDue = 0;
  #wake: () => void = () => undefined;
  #isOver = false;

  constructor(delivery: Delivery) {
    this.#delivery = delivery;
  }

  /** What the process reads. Rejects with the signal's reason when that is aborted. */
  async *read(signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const wake = () => this.#wake();
    signal.addEventListener('abort', wake, { once: true });
    try {
      for (;;) {
        signal.throwIfAborted();
        const piece = this.#waiting.shift();
        if (piece === 'end') return;
        if (piece instanceof Error) throw piece;
        if (piece !== undefined) yield Buffer.from(piece);
        else await this.#more();
      }
    } finally {
      signal.removeEventListener('abort', wake);
      this.#delivery.stop();
    }
  }

  /** Takes what the server sends. */
  async pump(body: AsyncIterable<Uint8Array>): Promise<void> {
    try {
      for await (const chunk of body) {
        const lines = Buffer.from(chunk).toString().split('\n');
        for (const line of lines) if (line !== '') this.#take(`${line}\n`);
      }
      this.#send('end');
    } catch {
      // The process has stopped it.
    }
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #take(line: string): void {
    const { misfortune, machine, kind } = this.#delivery;
    if (this.#isOver) return;
    const fault = line.startsWith(BOOKMARK) ? undefined : misfortune.ofEvent();
    if (fault) machine.note(`fault: ${fault} ${kind} event ${aboutOf(line)}`);
    if (fault !== 'drop' && fault !== 'break') this.#send(line);
    if (fault) this.#strike(fault, line);
  }

  #strike(fault: EventFault, line: string): void {
    const { misfortune, kind, timeline } = this.#delivery;
    if (fault === 'drop') timeline.after(misfortune.upTo(LATEST_EXPIRY), () => this.#end(EXPIRED));
    else if (fault === 'duplicate') timeline.after(misfortune.upTo(LATEST_DUPLICATE), () => this.#arrive(line));
    else this.#end(new Error(`watch ${kind}: ECONNRESET`));
  }

  #end(last: string | Error): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#send(last);
    if (typeof last === 'string') this.#send('end');
    this.#delivery.stop();
  }

  #send(piece: Piece): void {
    const { timeline, latency, misfortune } = this.#delivery;
    const due = Math.max(this.#lastDue + APART, timeline.elapsed + latency() + misfortune.ofDelivery());
    this.#lastDue = due;
    timeline.after(due - timeline.elapsed, () => this.#arrive(piece));
  }

  #arrive(piece: Piece): void {
    this.#delivery.machine.enter(() => {
      this.#waiting.push(piece);
      this.#wake();
    });
  }
}

/** `shop/web @123`, to find the line again. */
function aboutOf(line: string): string {
  const { object } = JSON.parse(line) as {
    readonly object: { readonly metadata?: { namespace?: string; name?: string; resourceVersion?: string } };
  };
  const { namespace, name, resourceVersion } = object.metadata ?? {};
  return `${[namespace, name].filter((part) => part !== undefined).join('/')} @${resourceVersion}`;
}
