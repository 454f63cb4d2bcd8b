/** Where a text is shown that changes: a terminal is painted anew, whoever reads through a pipe gets each new state once. */
import type { Clock } from '../../kube/clock.ts';
import type { Output } from '../colors.ts';

export interface Terminal extends Output {
  write(text: string): unknown;
}

/** What is to be seen at a moment. */
export type Picture = (now: Date) => string;

const CLEARED = '\x1b[H\x1b[2J';
const LEAST_BETWEEN = 200;
/** Ages grow though nothing changes. */
const EVERY = 1_000;

export class Canvas {
  readonly #terminal: Terminal;
  readonly #clock: Clock;
  /** States are compared as they would look then: that time passes is no news. */
  readonly #start: Date;
  #picture: Picture | undefined;
  #cancel: (() => void) | undefined;
  #drawnAt = Number.NEGATIVE_INFINITY;
  #last: string | undefined;

  constructor(terminal: Terminal, clock: Clock) {
    this.#terminal = terminal;
    this.#clock = clock;
    this.#start = clock.now();
  }

  show(picture: Picture): void {
    const wait = this.#drawnAt + LEAST_BETWEEN - this.#clock.monotonic();
    this.#picture = picture;
    this.#cancel?.();
    if (wait > 0) this.#later(wait);
    else this.#draw(picture);
  }

  /** What is not yet drawn is drawn now. */
  end(): void {
    this.#cancel?.();
    if (this.#picture && this.#terminal.isTTY !== true) this.#write(this.#picture);
  }

  #later(ms: number): void {
    this.#cancel = this.#clock.after(ms, () => this.#picture && this.#draw(this.#picture));
  }

  #draw(picture: Picture): void {
    this.#drawnAt = this.#clock.monotonic();
    if (this.#terminal.isTTY === true) {
      this.#terminal.write(`${CLEARED}${picture(this.#clock.now())}`);
      this.#later(EVERY);
    } else this.#write(picture);
  }

  #write(picture: Picture): void {
    const state = picture(this.#start);
    if (state === this.#last) return;
    const gap = this.#last === undefined ? '' : '\n';
    this.#last = state;
    this.#terminal.write(`${gap}${picture(this.#clock.now())}`);
  }
}
