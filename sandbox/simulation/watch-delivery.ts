/** Brings the lines of a watch to a simulated process: in their order, late, and with the faults that befall them. */
import { Pieces } from '../bodies.ts';
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

export class WatchDelivery {
  readonly #delivery: Delivery;
  readonly #pieces = new Pieces();
  #lastDue = 0;
  #isOver = false;
  #hasLost = false;

  constructor(delivery: Delivery) {
    this.#delivery = delivery;
  }

  /** What the process reads. Rejects with the signal's reason when that is aborted. */
  read(signal: AbortSignal): AsyncIterable<Uint8Array> {
    return this.#pieces.read(signal, this.#delivery.stop);
  }

  /** Takes what the server sends. */
  async pump(body: AsyncIterable<Uint8Array>): Promise<void> {
    try {
      for await (const chunk of body) {
        const lines = Buffer.from(chunk).toString().split('\n');
        for (const line of lines) if (line !== '') this.#take(`${line}\n`);
      }
      this.#send(() => this.#pieces.end());
    } catch {
      // The process has stopped it.
    }
  }

  #take(line: string): void {
    const { misfortune, machine, kind } = this.#delivery;
    if (this.#isOver) return;
    const fault = line.startsWith(BOOKMARK) ? undefined : misfortune.ofEvent();
    if (fault) machine.note(`fault: ${fault} ${kind} event ${aboutOf(line)}`);
    if (fault !== 'drop' && fault !== 'break') this.#send(() => this.#pieces.write(line));
    if (fault) this.#strike(fault, line);
  }

  #strike(fault: EventFault, line: string): void {
    const { misfortune, machine, kind, timeline } = this.#delivery;
    const again = () => machine.enter(() => this.#pieces.write(line));
    if (fault === 'drop') {
      this.#hasLost = true;
      timeline.after(misfortune.upTo(LATEST_EXPIRY), () => this.#end());
    }
    if (fault === 'duplicate') timeline.after(misfortune.upTo(LATEST_DUPLICATE), again);
    if (fault === 'break') this.#end(new Error(`watch ${kind}: ECONNRESET`));
  }

  /** Without an error it has expired, and so it has where an event is lost: no server goes on after one. */
  #end(error?: Error): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (!error || this.#hasLost) this.#send(() => this.#pieces.write(EXPIRED));
    this.#send(() => this.#pieces.end(error));
    this.#delivery.stop();
  }

  #send(arrive: () => void): void {
    const { timeline, machine, latency, misfortune } = this.#delivery;
    const due = Math.max(this.#lastDue + APART, timeline.elapsed + latency() + misfortune.ofDelivery());
    this.#lastDue = due;
    timeline.after(due - timeline.elapsed, () => machine.enter(arrive));
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
