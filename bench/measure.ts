/** Repeats a piece of work and says how long it took. */
import { performance } from 'node:perf_hooks';

export interface Spread {
  readonly p50: number;
  readonly p99: number;
}

/** Milliseconds of each of `runs` runs, after some that do not count. */
export async function measured(runs: number, work: () => unknown): Promise<Spread> {
  const warmUp = Math.ceil(runs / 10);
  const times: number[] = [];
  for (let run = 0; run < warmUp + runs; run++) {
    const start = performance.now();
    await work();
    if (run >= warmUp) times.push(performance.now() - start);
  }
  return spreadOf(times);
}

export function spreadOf(times: readonly number[]): Spread {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}

export function row(name: string, { p50, p99 }: Spread, unit: 'ms' | 'µs', aim: string): string {
  const shown = (value: number): string => (unit === 'µs' ? value * 1000 : value).toFixed(1).padStart(8);
  return `${name.padEnd(44)} p50 ${shown(p50)} ${unit}   p99 ${shown(p99)} ${unit}   ${aim}`;
}
