/** Answers that are asked for once by all who want them at about the same time, and hold for a while. */

interface Kept {
  readonly value: Promise<unknown>;
  /** Endless until there is an answer. */
  until: number;
}

export type Keep = <T>(id: string, ask: () => Promise<T>, until: (value: T) => number) => Promise<T>;

/** Milliseconds for which a failure holds: what is dead must not hold up everybody. */
const REST = 3_000;
const MOST_KEPT = 1_000;

export function answerMemory(now: () => number): Keep {
  const kept = new Map<string, Kept>();
  return async <T>(id: string, ask: () => Promise<T>, until: (value: T) => number) => {
    const known = kept.get(id);
    if (known && now() < known.until) return (await known.value) as T;
    const value = ask();
    const entry: Kept = { value, until: Number.POSITIVE_INFINITY };
    // The last ones to be asked are the last in the map.
    kept.delete(id);
    trim(kept.set(id, entry));
    try {
      const answer = await value;
      entry.until = until(answer);
      return answer;
    } catch (error) {
      entry.until = now() + REST;
      throw error;
    }
  };
}

function trim(kept: Map<string, Kept>): void {
  const [oldest] = kept.keys();
  if (oldest !== undefined && kept.size > MOST_KEPT) kept.delete(oldest);
}
