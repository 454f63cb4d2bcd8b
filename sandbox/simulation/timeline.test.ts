import { describe, expect, it } from 'vitest';
import { seeded } from './seeded.ts';
import { Timeline } from './timeline.ts';

const start = new Date('2026-01-01T00:00:00Z');
const newTimeline = (seed = 1) => new Timeline({ start, random: seeded(seed, 'timeline') });

/** The order in which ten events of one moment are handled. */
async function orderOf(seed: number): Promise<string> {
  const timeline = newTimeline(seed);
  const order: number[] = [];
  for (let index = 0; index < 10; index++) timeline.after(5, () => order.push(index));
  await timeline.advance(5.1);
  return order.join('');
}

describe('virtual time', () => {
  it('handles events in the order of their moments, and shows each its own', async () => {
    const timeline = newTimeline();
    const seen: string[] = [];
    for (const ms of [3_000, 1_000, 2_000])
      timeline.after(ms, () => seen.push(timeline.now().toISOString().slice(17, 19)));
    await timeline.advance(2_500);
    expect(seen).toEqual(['01', '02']);
    expect(timeline.elapsed).toBe(2_500);
    await timeline.advance(10_000);
    expect(seen).toEqual(['01', '02', '03']);
  });

  it('lets promises settle between two events', async () => {
    const timeline = newTimeline();
    const seen: string[] = [];
    timeline.after(
      1,
      () =>
        void Promise.resolve().then(async () => {
          await null;
          seen.push('promise');
        }),
    );
    timeline.after(1.1, () => seen.push('event'));
    await timeline.advance(2);
    expect(seen).toEqual(['promise', 'event']);
  });

  it('orders what is due at one moment by the seed', async () => {
    const orders = await Promise.all([1, 1, 2, 3].map(orderOf));
    expect(orders[0]).toBe(orders[1]);
    expect(new Set(orders).size).toBe(3);
  });

  it('forgets what was cancelled', async () => {
    const timeline = newTimeline();
    let isHandled = false;
    timeline.after(1, () => {
      isHandled = true;
    })();
    expect(timeline.waiting).toBe(0);
    let events = 0;
    await timeline.advance(10, () => ++events > 0);
    expect(isHandled).toBe(false);
    expect(events).toBe(0);
  });

  it('stops at once when it is told to', async () => {
    const timeline = newTimeline();
    let handled = 0;
    for (let ms = 1; ms < 10; ms++) timeline.after(ms, () => handled++);
    await timeline.advance(100, () => handled === 3);
    expect(handled).toBe(3);
    expect(timeline.elapsed).toBeLessThan(4);
  });

  it('gives up on a loop that takes no time', async () => {
    const timeline = newTimeline();
    const again = () => timeline.after(0, again);
    again();
    await expect(timeline.advance(1_000)).rejects.toThrow('events never end at 2026-01-01T00:00:00');
  });
});

describe('seeded chance', () => {
  it('is the same for the same seed and purpose, and another for another', () => {
    const first = (seed: number, purpose: string) => Array.from({ length: 5 }, seeded(seed, purpose)).join();
    expect(first(1, 'a')).toBe(first(1, 'a'));
    expect(new Set([first(1, 'a'), first(2, 'a'), first(1, 'b')]).size).toBe(3);
  });

  it('is even', () => {
    const random = seeded(7, 'even');
    const tenths = Array.from({ length: 10 }, () => 0);
    for (let draw = 0; draw < 10_000; draw++) {
      const tenth = Math.floor(random() * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    for (const count of tenths) expect(count).toBeGreaterThan(900);
  });
});
