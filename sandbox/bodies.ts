/** Bodies of answers in memory: one that is there at once, and one that comes piece by piece. */
import type { Sink } from './server/answer.ts';

/** May be read more than once. */
export const once = (body: string | Uint8Array): AsyncIterable<Uint8Array> => ({
  [Symbol.asyncIterator]() {
    const pieces = [typeof body === 'string' ? Buffer.from(body) : body].values();
    return { next: () => Promise.resolve(pieces.next()) };
  },
});

/** Pieces that wait are read as one. */
export class Pieces implements Sink {
  #waiting = '';
  #end: { readonly error: Error | undefined } | undefined;
  #wake: () => void = () => undefined;

  write(piece: string): void {
    this.#waiting += piece;
    this.#wake();
  }

  /** Whoever reads is told of an error. */
  end(error?: Error): void {
    this.#end = { error };
    this.#wake();
  }

  /** Can be read once; calls `stop` when nobody reads on. Rejects with the signal's reason when that is aborted. */
  async *read(signal: AbortSignal, stop: () => void): AsyncGenerator<Uint8Array> {
    const wake = () => this.#wake();
    signal.addEventListener('abort', wake, { once: true });
    try {
      while (!this.#end || this.#waiting !== '') {
        signal.throwIfAborted();
        const piece = this.#waiting;
        this.#waiting = '';
        if (piece !== '') yield Buffer.from(piece);
        else await this.#more();
      }
      if (this.#end.error) throw this.#end.error;
    } finally {
      signal.removeEventListener('abort', wake);
      stop();
    }
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
