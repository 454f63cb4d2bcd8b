/** From what metrics ask for to what is done: not too soon, not too fast, within bounds. Pure. */
import type { AutoscalerSpec } from '../../kinds/objects/autoscaler-spec.ts';
import type { Statement } from './autoscaler.ts';
import { downRules, USUAL_WINDOW, upRules } from './behavior.ts';
import { type Memory, type Recommendation, withRecommendation } from './memory.ts';
import { downLimit, upLimit } from './rate.ts';

export interface Wish {
  readonly spec: AutoscalerSpec;
  readonly current: number;
  readonly desired: number;
  readonly memory: Memory;
  readonly now: number;
}

export interface Bounded {
  readonly replicas: number;
  readonly statements: readonly Statement[];
  readonly memory: Memory;
}

type Reason = Pick<Statement, 'reason' | 'message'>;
type Limited = Reason & { readonly replicas: number };

const READY: Reason = { reason: 'ReadyForNewScale', message: 'recommended size matches current size' };
const WITHIN: Reason = {
  reason: 'DesiredWithinRange',
  message: 'the desired count is within the acceptable range',
};
const UP_STABILIZED: Reason = {
  reason: 'ScaleUpStabilized',
  message: 'recent recommendations were lower than current one, applying the lowest recent recommendation',
};
const DOWN_STABILIZED: Reason = {
  reason: 'ScaleDownStabilized',
  message: 'recent recommendations were higher than current one, applying the highest recent recommendation',
};
const TOO_MANY: Reason = {
  reason: 'TooManyReplicas',
  message: 'the desired replica count is more than the maximum replica count',
};
const TOO_FEW: Reason = {
  reason: 'TooFewReplicas',
  message: 'the desired replica count is less than the minimum replica count',
};
const UP_LIMIT: Reason = {
  reason: 'ScaleUpLimit',
  message: 'the desired replica count is increasing faster than the maximum scale rate',
};
const DOWN_LIMIT: Reason = {
  reason: 'ScaleDownLimit',
  message: 'the desired replica count is decreasing faster than the maximum scale rate',
};
/** Without rules of its own, an autoscaler may double replicas, or make them so many. */
const DOUBLE = 2;
const SMALL = 4;

export const leastOf = ({ minReplicas = 1 }: AutoscalerSpec): number => minReplicas;

export function bounded(wish: Wish): Bounded {
  const { spec, current, desired } = wish;
  const stable = spec.behavior ? stableByRules(wish) : usuallyStable(wish);
  const why = spec.behavior && desired >= current ? UP_STABILIZED : DOWN_STABILIZED;
  const { replicas, ...reason } = spec.behavior ? limitedByRules(wish, stable) : usuallyLimited(wish, stable);
  return {
    replicas,
    statements: [
      { type: 'AbleToScale', status: 'True', ...(stable === desired ? READY : why) },
      { type: 'ScalingLimited', status: replicas === stable ? 'False' : 'True', ...reason },
    ],
    memory: withRecommendation(wish.memory, desired, wish.now),
  };
}

function usuallyStable({ desired, memory, now }: Wish): number {
  return highest(memory.recommendations, desired, (at) => at >= now - USUAL_WINDOW * 1000);
}

/** Only as far up, and as far down, as all recommendations of the window went. */
function stableByRules({ spec, current, desired, memory, now }: Wish): number {
  const [up, down] = [now - upRules(spec).window, now - downRules(spec).window];
  const least = lowest(memory.recommendations, desired, (at) => at > up);
  const most = highest(memory.recommendations, desired, (at) => at > down);
  return Math.min(Math.max(current, least), most);
}

type Counts = (at: number) => boolean;

const highest = (list: readonly Recommendation[], first: number, counts: Counts): number =>
  list.reduce((most, { replicas, at }) => (counts(at) ? Math.max(most, replicas) : most), first);

const lowest = (list: readonly Recommendation[], first: number, counts: Counts): number =>
  list.reduce((least, { replicas, at }) => (counts(at) ? Math.min(least, replicas) : least), first);

function usuallyLimited({ spec, current }: Wish, stable: number): Limited {
  const least = leastOf(spec);
  if (stable < least) return { replicas: least, ...TOO_FEW };
  return limitedUp(spec, stable, Math.max(DOUBLE * current, SMALL));
}

function limitedByRules({ spec, current, memory, now }: Wish, stable: number): Limited {
  if (stable > current) return limitedUp(spec, stable, upLimit(current, memory, upRules(spec), now));
  if (stable < current) return limitedDown(spec, stable, downLimit(current, memory, downRules(spec), now));
  return { replicas: stable, ...WITHIN };
}

function limitedUp({ maxReplicas = 0 }: AutoscalerSpec, stable: number, limit: number): Limited {
  if (stable <= Math.min(maxReplicas, limit)) return { replicas: stable, ...WITHIN };
  return maxReplicas > limit ? { replicas: limit, ...UP_LIMIT } : { replicas: maxReplicas, ...TOO_MANY };
}

function limitedDown(spec: AutoscalerSpec, stable: number, limit: number): Limited {
  const least = leastOf(spec);
  if (stable >= Math.max(least, limit)) return { replicas: stable, ...WITHIN };
  return least < limit ? { replicas: limit, ...DOWN_LIMIT } : { replicas: least, ...TOO_FEW };
}
