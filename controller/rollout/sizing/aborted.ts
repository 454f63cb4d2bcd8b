/** What becomes of the current revision's pods when its update is aborted. */
import { DEFAULT_DELAY_SECONDS, later } from './delay.ts';

export interface AbortedInput {
  readonly strategy: 'basic' | 'traffic' | 'blueGreen';
  readonly isDynamic: boolean;
  /** As the user set it, undefined if he did not; 0 means that the pods stay. */
  readonly delaySeconds?: number | undefined;
  readonly now: Date;
  readonly replicas: number;
  readonly current: { readonly size: number; readonly deadline: Date | undefined };
  /** Undefined, too, if the current revision is the stable one. */
  readonly stable?: { readonly available: number } | undefined;
  /** Requests still go to it, whatever was wanted. */
  readonly isServing: boolean;
  /** What it would be sized to if there were no delay. */
  readonly target: number;
}

export interface AbortedCurrent {
  readonly size: number;
  /** What its annotation has to say; undefined if there is to be none. */
  readonly deadline: Date | undefined;
  readonly wakeAt?: Date;
}

export function abortedCurrent(input: AbortedInput): AbortedCurrent {
  const { now, current, stable, isDynamic, delaySeconds = DEFAULT_DELAY_SECONDS } = input;
  const hasDelay = !isDynamic || Boolean(input.delaySeconds);
  if (!stable || input.strategy === 'basic' || !hasDelay) return { size: input.target, deadline: undefined };
  if (delaySeconds === 0) return { size: current.size, deadline: undefined };
  // The deadline stays when it has passed: without one the wait would start again.
  if (current.deadline) return afterDeadline(input, current.deadline);
  // The canary may be needed until stable can do without it.
  if (current.size === 0 || stable.available < input.replicas) return { size: current.size, deadline: undefined };
  const deadline = later(now, delaySeconds);
  return { size: current.size, deadline, wakeAt: deadline };
}

function afterDeadline({ now, current, isServing }: AbortedInput, deadline: Date): AbortedCurrent {
  if (deadline > now) return { size: current.size, deadline, wakeAt: deadline };
  return { size: isServing ? current.size : 0, deadline };
}
