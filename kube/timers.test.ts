import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { manualClock } from './clock.testkit.ts';
import { Heap, WakeUps } from './timers.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const keys = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g');

describe('manualClock', () => {
  it('runs what falls due in its order, and lets promises settle in between', async () => {
    const clock = manualClock();
    const seen: string[] = [];
    clock.after(20, () => seen.push('late'));
    clock.after(10, () => {
      seen.push('early');
      void Promise.resolve().then(() => clock.after(5, () => seen.push(`between, at ${clock.monotonic()}`)));
    });
    clock.after(20, () => seen.push('late as well'));
    clock.after(21, () => seen.push('too late'));
    await clock.advance(20);
    expect(seen).toEqual(['early', 'between, at 15', 'late', 'late as well']);
    expect([clock.monotonic(), clock.timers]).toEqual([20, 1]);
  });

  it('runs nothing that was cancelled', async () => {
    const clock = manualClock();
    const cancel = clock.after(1, () => expect.unreachable());
    cancel();
    cancel();
    await clock.advance(1);
    expect(clock.timers).toBe(0);
  });

  it('shows a jump on the wall alone', async () => {
    const clock = manualClock(new Date('2026-03-01T00:00:00Z'));
    clock.jump(-HOUR);
    await clock.advance(1);
    expect([clock.now().toISOString(), clock.monotonic()]).toEqual(['2026-02-28T23:00:00.001Z', 1]);
  });

  it('refuses to run in circles', async () => {
    const clock = manualClock();
    const again = () => void clock.after(0, again);
    again();
    await expect(clock.advance(1)).rejects.toThrow('events never end at 2026-01-01T00:00:00.000Z');
  });
});

/** What a heap is, told simply. */
class SortedList {
  #entries: { readonly key: string; readonly at: number }[] = [];

  get size() {
    return this.#entries.length;
  }
  get first() {
    return this.#entries[0];
  }
  at(key: string) {
    return this.#entries.find((entry) => entry.key === key)?.at;
  }
  set(key: string, at: number) {
    this.delete(key);
    this.#entries = [...this.#entries, { key, at }].sort((a, b) => a.at - b.at);
  }
  delete(key: string) {
    const at = this.at(key);
    this.#entries = this.#entries.filter((entry) => entry.key !== key);
    return at;
  }
}

describe('Heap', () => {
  type Step = (heap: Heap | SortedList) => unknown;
  const anyKey = fc.nat(40).map(String);
  const anyStep: fc.Arbitrary<Step> = fc.oneof(
    fc.tuple(anyKey, fc.nat(20)).map(
      ([key, at]): Step =>
        (heap) =>
          heap.set(key, at),
    ),
    anyKey.map(
      (key): Step =>
        (heap) =>
          heap.delete(key),
    ),
    fc.constant<Step>((heap) => heap.delete(heap.first?.key ?? '')),
  );
  const seen = (heap: Heap | SortedList) => [heap.size, heap.first?.key, heap.first?.at];

  it('gives back the same keys, in the same order, as sorting them would', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { size: 'large' }), (steps) => {
        const trace = (heap: Heap | SortedList) => steps.map((step) => [step(heap), ...seen(heap)]);
        expect(trace(new Heap())).toEqual(trace(new SortedList()));
      }),
    );
  });

  it('forgets everything at once', () => {
    const heap = new Heap();
    heap.set('a', 1);
    heap.clear();
    expect([heap.size, heap.first, heap.at('a')]).toEqual([0, undefined, undefined]);
  });
});

/** Notes `key@ms since the start` for each key told. */
function wakeUps() {
  const clock = manualClock();
  const start = clock.now().getTime();
  const told: string[] = [];
  const wakeUps = new WakeUps(clock, (key) => told.push(`${key}@${clock.monotonic()}`));
  return { clock, told, wakeUps, at: (ms: number) => start + ms };
}

describe('WakeUps', () => {
  type Given = ReturnType<typeof wakeUps>;

  it.each<[name: string, given: (g: Given) => void, told: string[]]>([
    [
      'tells keys in the order of their moments',
      ({ wakeUps, at }) => {
        wakeUps.set('b', at(20));
        wakeUps.set('a', at(10));
        wakeUps.set('c', at(20));
      },
      ['a@10', 'b@20', 'c@20'],
    ],
    ['tells at once what is past', ({ wakeUps, at }) => wakeUps.set('a', at(-HOUR)), ['a@0']],
    [
      'keeps the earliest of several moments',
      ({ wakeUps, at }) => {
        wakeUps.set('a', at(20));
        wakeUps.set('a', at(10));
        wakeUps.set('a', at(30));
      },
      ['a@10'],
    ],
    [
      'takes a later moment in place of an earlier one',
      ({ wakeUps, at }) => {
        wakeUps.set('a', at(10));
        wakeUps.replace('a', at(30));
      },
      ['a@30'],
    ],
    [
      'takes none in place of one',
      ({ wakeUps, at }) => {
        wakeUps.set('a', at(10));
        wakeUps.replace('a', undefined);
      },
      [],
    ],
    [
      'tells nothing of what was deleted',
      ({ wakeUps, at }) => {
        wakeUps.set('a', at(10));
        wakeUps.set('b', at(20));
        wakeUps.delete('a');
      },
      ['b@20'],
    ],
    [
      'tells nothing of what was cleared',
      ({ wakeUps, at }) => {
        wakeUps.set('a', at(10));
        wakeUps.clear();
      },
      [],
    ],
    [
      'waits for moments far away',
      ({ wakeUps, at }) => {
        wakeUps.set('a', at(MINUTE + 0.5));
        wakeUps.set('b', at(HOUR - 1));
      },
      [`a@${MINUTE + 1}`, `b@${HOUR - 1}`],
    ],
  ])('%s', async (_, prepare, told) => {
    const given = wakeUps();
    prepare(given);
    await given.clock.advance(HOUR);
    expect(given.told).toEqual(told);
    expect([given.wakeUps.size, given.clock.timers]).toEqual([0, 0]);
  });

  it('refuses a moment that is none', () => {
    expect(() => wakeUps().wakeUps.set('shop/web', Number.NaN)).toThrow('no moment at which to wake shop/web');
  });

  it('says which moment it gave up', () => {
    const { wakeUps: given, at } = wakeUps();
    given.set('a', at(5));
    expect([given.delete('a'), given.delete('a')]).toEqual([at(5), undefined]);
  });

  it('notices within a minute that the clock jumped forward', async () => {
    const { clock, told, wakeUps: given, at } = wakeUps();
    given.set('a', at(2 * HOUR));
    await clock.advance(90_000);
    clock.jump(3 * HOUR);
    await clock.advance(MINUTE);
    expect(told).toEqual([`a@${2 * MINUTE}`]);
  });

  it('does not trust a timer set before the clock jumped forward', async () => {
    const { clock, told, wakeUps: given, at } = wakeUps();
    given.set('later', at(HOUR));
    clock.jump(10 * MINUTE);
    given.set('a', at(10 * MINUTE + 5));
    await clock.advance(10);
    expect(told).toEqual(['a@5']);
  });

  it('notices a jump forward at once if it is asked for anything', async () => {
    const { clock, told, wakeUps: given, at } = wakeUps();
    given.set('a', at(HOUR));
    clock.jump(2 * HOUR);
    given.set('b', at(3 * HOUR));
    await clock.advance(0);
    expect(told).toEqual(['a@0']);
  });

  it('loses nothing when the clock jumps back', async () => {
    const { clock, told, wakeUps: given, at } = wakeUps();
    given.set('a', at(10));
    clock.jump(-HOUR);
    await clock.advance(HOUR);
    expect(told).toEqual([]);
    await clock.advance(10);
    expect(told).toEqual([`a@${HOUR + 10}`]);
  });

  it('has one timer for a hundred thousand keys, and tells a thousand of them in a turn', async () => {
    const clock = manualClock();
    const start = clock.now().getTime();
    const turns: number[] = [];
    let timers = 0;
    const after: typeof clock.after = (ms, run) => {
      timers++;
      return clock.after(ms, () => {
        turns.push(0);
        run();
      });
    };
    const given = new WakeUps({ ...clock, after }, () => turns.push((turns.pop() ?? 0) + 1));
    for (let n = 0; n < 100_000; n++) given.set(`${n}`, start + (n % 977));
    expect([timers, clock.timers]).toEqual([1, 1]);
    clock.jump(1000);
    await clock.advance(0);
    expect(turns).toEqual(Array.from({ length: 100 }, () => 1000));
    expect([given.size, clock.timers]).toEqual([0, 0]);
  });

  it('lets a key that is always due not keep the others or the event loop waiting', async () => {
    const clock = manualClock();
    const told = new Map<string, number>();
    const given = new WakeUps(clock, (key) => {
      told.set(key, (told.get(key) ?? 0) + 1);
      if (key === 'restless' && (told.get(key) ?? 0) < 5000) given.set(key, 0);
    });
    given.set('restless', 0);
    given.set('other', clock.now().getTime());
    await clock.advance(0);
    expect(Object.fromEntries(told)).toEqual({ restless: 5000, other: 1 });
  });

  it('tells exactly what looking through a list would', async () => {
    type Step = (target: { given: WakeUps; model: Map<string, number>; at: number }) => void;
    const start = manualClock().now().getTime();
    const anyMoment = fc.tuple(keys, fc.integer({ min: -20, max: 200_000 }));
    const anyStep: fc.Arbitrary<Step> = fc.oneof(
      anyMoment.map(
        ([key, ms]): Step =>
          ({ given, model, at }) => {
            given.set(key, start + at + ms);
            model.set(key, Math.min(at + ms, model.get(key) ?? Number.POSITIVE_INFINITY));
          },
      ),
      anyMoment.map(
        ([key, ms]): Step =>
          ({ given, model, at }) => {
            given.replace(key, start + at + ms);
            model.set(key, at + ms);
          },
      ),
      keys.map(
        (key): Step =>
          ({ given, model }) => {
            given.delete(key);
            model.delete(key);
          },
      ),
    );
    const due = (model: Map<string, number>, from: number, until: number) =>
      [...model].filter(([, at]) => at <= until).map(([key, at]) => `${key}@${Math.max(from, at)}`);

    const phase = fc.tuple(fc.array(anyStep), fc.nat(150_000));
    await fc.assert(
      fc.asyncProperty(fc.array(phase), async (phases) => {
        const { clock, told, wakeUps: given } = wakeUps();
        let model = new Map<string, number>();
        for (const [steps, ms] of phases) {
          const at = clock.monotonic();
          for (const step of steps) step({ given, model, at });
          const expected = due(model, at, at + ms);
          model = new Map([...model].filter(([, moment]) => moment > at + ms));
          await clock.advance(ms);
          expect(told.splice(0).sort()).toEqual(expected.sort());
          expect([given.size, clock.timers]).toEqual([model.size, Math.min(model.size, 1)]);
        }
      }),
    );
  });

  it('tells nothing before its moment and everything within a minute after, however the clock jumps', async () => {
    const jumps = fc.array(fc.record({ jump: fc.integer({ min: -HOUR, max: HOUR }), pass: fc.nat(HOUR) }));
    await fc.assert(
      fc.asyncProperty(jumps, fc.uniqueArray(fc.nat(2 * HOUR)), async (leaps, moments) => {
        const clock = manualClock();
        const start = clock.now().getTime();
        const shown = () => clock.now().getTime() - start;
        const waiting = new Set(moments);
        const given = new WakeUps(clock, (moment) => {
          expect(shown()).toBeGreaterThanOrEqual(Number(moment));
          waiting.delete(Number(moment));
        });
        for (const moment of moments) given.set(`${moment}`, start + moment);
        for (const { jump, pass } of leaps) {
          clock.jump(jump);
          await clock.advance(MINUTE + pass);
          expect([...waiting].filter((moment) => moment <= shown())).toEqual([]);
        }
        await clock.advance((leaps.length + 2) * HOUR);
        expect([waiting.size, clock.timers]).toEqual([0, 0]);
      }),
      { numRuns: 30 },
    );
  });
});
