/** Who looks on while a command shows something: the terminal, and the time until he has seen enough. */
import type { Clock, Random } from '../../kube/clock.ts';
import { systemClock } from '../../kube/clock.ts';
import { type Colors, colorsFor } from '../colors.ts';
import { stopSignal } from '../stop-signal.ts';
import type { Terminal } from './canvas.ts';

export interface Viewer {
  readonly terminal: Terminal;
  readonly colors: Colors;
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
}

/** Whoever does not watch ends the process itself. */
export const viewerHere = ({ watch = false, color = true }: { watch?: boolean; color?: boolean }): Viewer => ({
  ...{ terminal: process.stdout, clock: systemClock, random: Math.random },
  colors: colorsFor(color ? process.stdout : {}),
  signal: watch ? stopSignal() : new AbortController().signal,
});

/** Aborted with the viewer's signal, after so many milliseconds if there are any, or when `end` is called. */
export function limited({ clock, signal }: Pick<Viewer, 'clock' | 'signal'>, ms: number) {
  const limit = new AbortController();
  const cancel = ms === 0 ? () => undefined : clock.after(ms, () => limit.abort());
  return {
    signal: AbortSignal.any([signal, limit.signal]),
    end: () => {
      cancel();
      limit.abort();
    },
  };
}
