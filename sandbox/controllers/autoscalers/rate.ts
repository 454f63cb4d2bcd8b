/** How far replicas may go now, after what was done lately. Pure. */
import { MOST_REPLICAS } from './autoscaler.ts';
import type { Rules } from './behavior.ts';

/** Replicas that came or went at a time. */
export interface Step {
  readonly change: number;
  readonly at: number;
}

export interface Steps {
  readonly ups: readonly Step[];
  readonly downs: readonly Step[];
}

/** Up to how many. */
export function upLimit(current: number, steps: Steps, rules: Rules, now: number): number {
  if (rules.select === 'Disabled') return current;
  const limits = rules.policies.map(({ type, value, periodSeconds }) => {
    const before = replicasBefore(current, steps, now - periodSeconds * 1000);
    return type === 'Percent' ? Math.ceil(before * (1 + value / 100)) : before + value;
  });
  const limit = rules.select === 'Min' ? Math.min(...limits) : Math.max(...limits);
  return Math.min(Math.max(limit, current), MOST_REPLICAS);
}

/** Down to how many. */
export function downLimit(current: number, steps: Steps, rules: Rules, now: number): number {
  if (rules.select === 'Disabled') return current;
  const limits = rules.policies.map(({ type, value, periodSeconds }) => {
    const before = replicasBefore(current, steps, now - periodSeconds * 1000);
    return type === 'Percent' ? Math.trunc(before * (1 - value / 100)) : before - value;
  });
  const limit = rules.select === 'Min' ? Math.max(...limits) : Math.min(...limits);
  return Math.min(limit, current);
}

const replicasBefore = (current: number, { ups, downs }: Steps, since: number): number =>
  current - changeSince(ups, since) + changeSince(downs, since);

const changeSince = (steps: readonly Step[], since: number): number =>
  steps.reduce((sum, { change, at }) => (at > since ? sum + change : sum), 0);
