/** Numbers of pods that come close to a weight, for canaries whose traffic nobody divides. */

export interface Split {
  readonly canary: number;
  readonly stable: number;
}

export interface SplitInput {
  readonly replicas: number;
  readonly weight: number;
  readonly maxWeight: number;
  readonly surge: number;
}

interface Option {
  readonly canary: number;
  readonly total: number;
}

/** One pod more than replicas is used where it comes closer and may be had. */
export function basicSplit(input: SplitInput): Split {
  const { replicas, weight, maxWeight } = input;
  if (replicas === 0) return { canary: 0, stable: 0 };
  const distance = ({ canary, total }: Option) => Math.abs((canary * maxWeight) / total - weight);
  const best = options(input).reduce((one, other) => (distance(other) < distance(one) ? other : one));
  return { canary: best.canary, stable: best.total - best.canary };
}

/** In order of preference, never none: where two come equally close the larger canary is taken. */
function options({ replicas, weight, maxWeight, surge }: SplitInput): readonly [Option, ...Option[]] {
  const exact = (replicas * weight) / maxWeight;
  const [more, less] = [Math.ceil(exact), Math.floor(exact)];
  // A weight between the ends is to be seen by both sides, even if that takes a pod more.
  const mayBeEmpty = weight === maxWeight || weight === 0 || (replicas === 1 && surge === 0);
  const isTied = (total: number) => 2 * ((total * weight) % maxWeight) === maxWeight;
  const withTotal = (total: number, mayUseMore: boolean): Option[] => [
    ...(mayUseMore ? [{ canary: more, total }] : []),
    ...(!isTied(total) && (less > 0 || mayBeEmpty) ? [{ canary: less, total }] : []),
  ];
  const found = [
    ...withTotal(replicas, more < replicas || mayBeEmpty),
    ...(surge > 0 ? withTotal(replicas + 1, true) : []),
  ];
  const [first = { canary: 0, total: replicas }, ...others] = found;
  return [first, ...others];
}
