/** Choices that a seed determines. */

export interface Dice {
  /** A whole number from 0 to below `below`. */
  number(below: number): number;
  /** True once in so many times. */
  once(inSoMany: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** Some of the fields, each from its own choices. */
  some(choices: Readonly<Record<string, readonly unknown[]>>): Record<string, unknown>;
}

/** The mulberry32 generator. */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const number = (below: number): number => Math.floor(next() * below);
  const pick = <T>(items: readonly T[]): T => items[number(items.length)] as T;
  const some: Dice['some'] = (choices) =>
    Object.fromEntries(
      Object.entries(choices)
        .filter(() => next() < 0.4)
        .map(([field, values]) => [field, pick(values)]),
    );
  return { number, once: (inSoMany) => number(inSoMany) === 0, pick, some };
}
