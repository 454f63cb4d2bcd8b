/** How long nodes wait before they pull or start again what failed. Pure. */
import type { Terminated } from './pod.ts';

const FIRST_BACKOFF = 10_000;
const LONGEST_BACKOFF = 300_000;
/** Who has run so long starts again as if it were the first time. */
const FORGIVEN = 600_000;
/** How long a pull takes to fail. */
const PULLING = 2_000;

/** Pulls are tried again and again, each time later. `until`: when that changes. */
export function pullAt(elapsed: number): { readonly isPulling: boolean; readonly until: number } {
  let attempt = 0;
  let wait = FIRST_BACKOFF;
  for (; wait < LONGEST_BACKOFF && elapsed >= attempt + wait; wait = Math.min(wait * 2, LONGEST_BACKOFF))
    attempt += wait;
  const last = attempt + Math.floor((elapsed - attempt) / wait) * wait;
  const isPulling = elapsed < last + PULLING;
  return { isPulling, until: isPulling ? last + PULLING : last + wait };
}

export function backoffAfter(restarts: number, { startedAt, finishedAt }: Terminated): number {
  if (restarts === 0 || Date.parse(finishedAt) - Date.parse(startedAt) >= FORGIVEN) return 0;
  return Math.min(FIRST_BACKOFF * 2 ** (restarts - 1), LONGEST_BACKOFF);
}

/** As Go prints durations. */
export function backoffText(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
