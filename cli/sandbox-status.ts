/** One line on a terminal that shows, each second, how the simulated traffic fares; nothing where nobody watches. */
import { systemClock as clock } from '../kube/clock.ts';
import type { Exchange } from '../sandbox/traffic/exchange.ts';
import { recent, type Seen } from '../sandbox/traffic/recent.ts';
import { type Colors, colorsFor } from './colors.ts';

interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  hasColors?(): boolean;
  write(text: string): unknown;
}

export interface LiveStatus {
  readonly add: (exchange: Exchange) => void;
  begin(): void;
  /** Makes room for another line; it comes back with the next second. */
  clear(): void;
  end(): void;
}

const EVERY = 1_000;
const COLUMNS = 80;
const WELL = 0.99;
const CLEARED = '\r\x1b[2K';

export function liveStatus(terminal: Terminal): LiveStatus {
  const all = recent();
  let cancel: () => void = () => undefined;
  let isShown = false;
  const clear = () => {
    if (isShown) terminal.write(CLEARED);
    isShown = false;
  };
  const show = () => {
    const seen = all.seen(clock.monotonic());
    clear();
    if (seen) {
      // The cursor goes back to the start, so that whatever else is written begins a line.
      terminal.write(`${statusLine(seen, colorsFor(terminal), terminal.columns ?? COLUMNS)}\r`);
      isShown = true;
    }
    cancel = clock.after(EVERY, show);
  };
  return {
    add: (exchange) => {
      if (terminal.isTTY) all.add(exchange, clock.monotonic());
    },
    begin() {
      if (terminal.isTTY) show();
    },
    clear,
    end() {
      cancel();
      clear();
    },
  };
}

/** As many of its parts as fit: a line that wraps cannot be taken back. */
function statusLine(seen: Seen, { bold, good, bad }: Colors, columns: number): string {
  const { name, rate, shares, successes, p99 } = seen;
  // Not rounded up: a hundred means all of them.
  const success = `${percent(Math.floor(successes * 1000) / 1000, 1)} success`;
  const parts: readonly (readonly [text: string, paint: (text: string) => string])[] = [
    [`${rate.toFixed(1)} requests/s`, bold],
    [name, (text) => text],
    [shares.map(({ version, share }) => `${version} ${percent(share)}`).join(', ') || 'no answers', bold],
    [success, successes >= WELL ? good : bad],
    [`p99 ${Math.round(p99)} ms`, (text) => text],
  ];
  let left = columns - 1;
  const fitting = parts.filter(([text]) => {
    left -= text.length + 3;
    return left >= 0;
  });
  return fitting.map(([text, paint]) => paint(text)).join('   ');
}

const percent = (share: number, digits = 0): string => `${(share * 100).toFixed(digits)} %`;
