/** The order of a merged list: applied items as the configuration orders them, other items near where they were. */

export interface Slot {
  readonly element: string;
  /** Set for an item of the live list that stays as it is. */
  readonly liveIndex?: number;
}

/**
 * Goes through the live list. Items that the configuration does not name are put down where they are met. One that it
 * does name brings what the configuration has up to it, but only when it is its turn there; else it waits for its turn.
 */
export function mergedOrder(live: readonly string[], applied: readonly string[]): Slot[] {
  const inLive = new Set(live);
  const inApplied = new Set(applied);
  const turns = applied.filter((element) => inLive.has(element));
  const slots: Slot[] = [];
  let turn = 0;
  let placed = 0;
  const placeUpTo = (end: number) => {
    for (; placed < end; placed++) slots.push({ element: applied[placed] ?? '' });
  };
  for (const [liveIndex, element] of live.entries()) {
    if (!inApplied.has(element)) slots.push({ element, liveIndex });
    else if (turn === turns.length) placeUpTo(Math.min(placed + 1, applied.length));
    else if (turns[turn] === element) {
      placeUpTo(applied.indexOf(element, placed) + 1);
      turn += 1;
    }
  }
  placeUpTo(applied.length);
  return slots;
}
