/** How many pods a Rollout may have too many, and too few, while it changes. */

export interface Surge {
  readonly surge: number;
  readonly unavailable: number;
}

export function surgeOf(replicas: number, maxSurge: number | string, maxUnavailable: number | string): Surge {
  const surge = resolved(maxSurge, replicas, Math.ceil);
  const unavailable = resolved(maxUnavailable, replicas, Math.floor);
  // With neither more nor fewer pods allowed nothing could ever change.
  return { surge, unavailable: Math.min(replicas, surge === 0 && unavailable === 0 ? 1 : unavailable) };
}

/** Text is a percentage, with or without its sign. What cannot be read allows nothing. */
function resolved(amount: number | string, replicas: number, rounded: (value: number) => number): number {
  if (typeof amount === 'number') return Math.max(0, amount);
  const [, percent = '0'] = /^(\d+)%?$/.exec(amount) ?? [];
  return rounded((Number(percent) * replicas) / 100);
}
