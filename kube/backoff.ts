/** How long to wait after failures in a row. */
import type { Random } from './clock.ts';
import { KubeError } from './errors.ts';

/** Milliseconds after the first failure, and at most; it doubles in between. */
export interface Backoff {
  readonly baseMs: number;
  readonly maxMs: number;
}

const JITTER = 0.2;
const LONGEST_REST = 1_000;

/** Spread, so that those that failed together do not return together; and no less than the server asked for. */
export function waitAfter(failures: number, error: unknown, options: { backoff: Backoff; random: Random }): number {
  const chance = options.random();
  const wait = doubled(options.backoff, failures);
  return Math.max(wait * (1 - JITTER + 2 * JITTER * chance), retryAfterMs(error) * (1 + JITTER * chance));
}

/** The least to wait, however much it is wanted: a failing pass whose own writes ask for the next must not spin. */
export const restAfter = (failures: number, backoff: Backoff): number =>
  Math.min(doubled(backoff, failures), LONGEST_REST);

const doubled = ({ baseMs, maxMs }: Backoff, failures: number): number => Math.min(baseMs * 2 ** (failures - 1), maxMs);

/** What the server asked for, also if one of several failures carries it. */
function retryAfterMs(error: unknown): number {
  if (error instanceof AggregateError) return Math.max(0, ...error.errors.map(retryAfterMs));
  return error instanceof KubeError ? 1000 * (error.retryAfter || 0) : 0;
}
