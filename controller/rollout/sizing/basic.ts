/**
 * The next sizes of current and stable where the numbers of pods are the weights.
 *
 * A pass grows first and shrinks last, so between the two both sizes count against the surge. What is given up is
 * decided on pods that were seen to be available, never on those that this pass asks for:
 *
 *     grow:    stable, then current, as far as replicas + surge allows
 *     shrink:  current, then stable, while its size and the other's available pods make replicas - unavailable
 *     limit:   pods that are not ready go until replicas + surge is kept (somebody lowered replicas)
 */
import { type Counts, proven, total } from './counts.ts';
import { basicSplit } from './split.ts';
import type { Surge } from './surge.ts';

export interface BasicInput extends Surge {
  readonly replicas: number;
  readonly weight: number;
  readonly maxWeight: number;
  readonly current?: Counts | undefined;
  /** Undefined, too, if the current revision is the stable one. */
  readonly stable?: Counts | undefined;
  readonly others: readonly Counts[];
}

export interface BasicSizes {
  readonly current?: number;
  readonly stable?: number;
}

interface Side extends Counts {
  readonly goal: number;
}

/** A revision that does not exist has no pods, and its size after the pass is left out. */
interface Sides {
  readonly current: Side;
  readonly stable: Side;
}

const NOTHING: Counts = { size: 0, pods: 0, ready: 0, available: 0 };

/** Sizes after this pass, of the revisions that exist. Pass after pass they become those of `basicSplit`. */
export function basicSizes(input: BasicInput): BasicSizes {
  const most = input.replicas + input.surge;
  const grown = afterGrowth(sidesOf(input), most - total(input.others, ({ size }) => size));
  // Old revisions go first: what they may give up must not be given up twice.
  const hasOld = input.others.some(({ size }) => size > 0);
  const { current, stable } = hasOld
    ? grown
    : withinLimit(afterShrinking(grown, Math.max(0, input.replicas - input.unavailable)), most);
  return {
    ...(input.current && { current: current.size }),
    ...(input.stable && { stable: stable.size }),
  };
}

/** Available is what was so at the size before this pass: a pod that is asked for now must not be taken for one. */
function sidesOf(input: BasicInput): Sides {
  const side = (revision: Counts, goal: number): Side => ({ ...revision, available: proven(revision), goal });
  const { current = NOTHING, stable } = input;
  if (!stable) return { current: side(current, input.replicas), stable: side(NOTHING, 0) };
  const split = basicSplit(input);
  return { current: side(current, split.canary), stable: side(stable, split.stable) };
}

function afterGrowth({ current, stable }: Sides, room: number): Sides {
  const budget = Math.max(0, room - current.size - stable.size);
  const forStable = Math.min(budget, lack(stable));
  const forCurrent = Math.min(budget - forStable, lack(current));
  return { current: resized(current, current.size + forCurrent), stable: resized(stable, stable.size + forStable) };
}

const lack = ({ goal, size }: Side): number => Math.max(0, goal - size);

function afterShrinking(sides: Sides, least: number): Sides {
  const current = shrunk(sides.current, least - proven(sides.stable));
  return { current, stable: shrunk(sides.stable, least - proven(current)) };
}

/** Pods that are not available count here: they may come back, and must be enough when they do. */
function shrunk(side: Side, needed: number): Side {
  return side.size > side.goal ? resized(side, Math.min(side.size, Math.max(side.goal, needed))) : side;
}

function withinLimit(sides: Sides, most: number): Sides {
  const over = (current: Side) => Math.max(0, current.size + sides.stable.size - most);
  const current = withoutUnready(sides.current, over(sides.current));
  return { current, stable: withoutUnready(sides.stable, over(current)) };
}

const withoutUnready = (side: Side, count: number): Side =>
  resized(side, side.size - Math.min(count, Math.max(0, side.size - side.ready)));

const resized = (side: Side, size: number): Side => (size === side.size ? side : { ...side, size });
