import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { restAfter } from './backoff.ts';
import { manualClock } from './clock.testkit.ts';
import { KubeError } from './errors.ts';
import { Queue, type QueueOptions } from './queue.ts';

const HOUR = 3_600_000;
const failure = new Error('no');

interface Pass {
  readonly key: string;
  readonly signal: AbortSignal;
  done(when?: Date): void;
  fail(error?: unknown): void;
}

/** A queue whose passes end when the test says so. */
function harness(options: Partial<QueueOptions> = {}) {
  const clock = manualClock();
  const start = clock.now().getTime();
  const passes: Pass[] = [];
  const begun: string[] = [];
  const errors: string[] = [];
  const queue = new Queue({
    clock,
    random: () => 0.5,
    concurrency: 1,
    run: (key, signal) => {
      begun.push(`${key}@${clock.monotonic()}`);
      return new Promise((done, fail) => passes.push({ key, signal, done, fail }));
    },
    onError: (key, error, ms) => errors.push(`${key}: ${error instanceof Error ? error.message : error}, ${ms}`),
    ...options,
  });
  const end = async (how: (pass: Pass) => void) => {
    const pass = passes.shift();
    if (!pass) throw new Error('no pass in hand');
    how(pass);
    await clock.advance(0);
  };
  return {
    clock,
    queue,
    passes,
    errors,
    /** What began since last asked, as key@ms. */
    begun: () => begun.splice(0),
    at: (ms: number) => new Date(start + ms),
    done: (when?: Date) => end((pass) => pass.done(when)),
    fail: (error: unknown = failure) => end((pass) => pass.fail(error)),
    async add(...keys: string[]) {
      for (const key of keys) queue.add(key);
      await clock.advance(0);
    },
  };
}

function started(options: Partial<QueueOptions> = {}) {
  const given = harness(options);
  given.queue.start();
  return given;
}

const expectIdle = async ({ clock, queue }: ReturnType<typeof harness>) => {
  await clock.advance(0);
  expect([queue.remembered, queue.depth, queue.running, clock.timers]).toEqual([0, 0, 0, 0]);
};

describe('passes', () => {
  it('begin once the queue is started', async () => {
    const given = harness();
    await given.add('a', 'b');
    expect([given.begun(), given.queue.depth]).toEqual([[], 2]);
    given.queue.start();
    given.queue.start();
    await given.clock.advance(0);
    expect([given.begun(), given.queue.depth, given.queue.running]).toEqual([['a@0'], 1, 1]);
    await given.done();
    await given.done();
    expect(given.begun()).toEqual(['b@0']);
    await expectIdle(given);
  });

  it('are one for many adds of a waiting key', async () => {
    const given = started();
    await given.add('a', 'b', 'b', 'a', 'b');
    await given.done();
    await given.done();
    expect(given.begun()).toEqual(['a@0', 'b@0']);
    await expectIdle(given);
  });

  it('are one more for a thousand adds during a pass, after it', async () => {
    const given = started({ concurrency: 4 });
    await given.add('a');
    for (let n = 0; n < 1000; n++) await given.add('a');
    expect(given.begun()).toEqual(['a@0']);
    await given.done();
    expect(given.begun()).toEqual(['a@0']);
    await given.done();
    await expectIdle(given);
  });

  it('begin in the order in which keys were added', async () => {
    const given = started();
    await given.add('c', 'a', 'b');
    for (let n = 0; n < 3; n++) await given.done();
    expect(given.begun()).toEqual(['c@0', 'a@0', 'b@0']);
  });

  it('are no more at once than allowed', async () => {
    const given = started({ concurrency: 3 });
    await given.add('a', 'b', 'c', 'd', 'e');
    expect([given.begun(), given.queue.running, given.queue.depth]).toEqual([['a@0', 'b@0', 'c@0'], 3, 2]);
    await given.done();
    expect([given.begun(), given.queue.running, given.queue.depth]).toEqual([['d@0'], 3, 1]);
  });

  it('of keys that add themselves again and again keep nobody waiting', async () => {
    const counts = new Map(['greedy', 'b', 'c', 'late'].map((key) => [key, 0]));
    const greedySeenByLate: (number | undefined)[] = [];
    const run = (key: string) => {
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      if (count < 50) queue.add(key);
      if (`${key} ${count}` === 'greedy 10') queue.add('late');
      if (key === 'late') greedySeenByLate.push(counts.get('greedy'));
      return Promise.resolve(undefined);
    };
    const given = harness({ run });
    const { queue } = given;
    queue.start();
    await given.add('greedy', 'b', 'c');
    expect(Object.fromEntries(counts)).toEqual({ greedy: 50, b: 50, c: 50, late: 50 });
    expect(greedySeenByLate.slice(0, 3)).toEqual([10, 11, 12]);
    await expectIdle(given);
  });

  it('that end at once let the event loop turn', async () => {
    const clock = manualClock();
    const turns: number[] = [];
    const after: typeof clock.after = (ms, run) =>
      clock.after(ms, () => {
        turns.push(0);
        run();
      });
    const queue = new Queue({
      clock: { ...clock, after },
      random: () => 0,
      concurrency: 10,
      run: () => {
        turns.push((turns.pop() ?? 0) + 1);
        return Promise.resolve(undefined);
      },
      onError: () => expect.unreachable(),
    });
    for (let n = 0; n < 1000; n++) queue.add(`${n}`);
    queue.start();
    await clock.advance(0);
    expect(turns.reduce((sum, turn) => sum + turn)).toBe(1000);
    expect(Math.max(...turns)).toBe(32);
  });
});

describe('a failed pass', () => {
  it('is repeated after 5 ms, doubling to 10 s', async () => {
    const given = started();
    await given.add('a');
    const waits: number[] = [];
    for (let n = 0; n < 14; n++) {
      const failedAt = given.clock.monotonic();
      await given.fail();
      while (given.passes.length === 0) await given.clock.advance(1);
      waits.push(given.clock.monotonic() - failedAt);
    }
    expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 5120, 10_000, 10_000, 10_000]);
  });

  it('is forgiven once one succeeds', async () => {
    const given = started();
    await given.add('a');
    for (let n = 0; n < 3; n++) {
      await given.fail();
      await given.clock.advance(100);
    }
    await given.done();
    await expectIdle(given);
    await given.add('a');
    await given.fail();
    expect(given.errors).toEqual(['a: no, 5', 'a: no, 10', 'a: no, 20', 'a: no, 5']);
  });

  it.each<[name: string, chance: number, error: unknown, ms: number]>([
    ['is repeated up to a fifth earlier', 0, failure, 80],
    ['is repeated up to a fifth later', 0.999_999, failure, 120],
    ['waits no shorter than the server asks', 0, asking(7), 7000],
    ['spreads what the server asked of everybody', 0.999_999, asking(7), 8400],
    ['waits its own time if the server asks for less', 0.5, asking(0.01), 100],
    ['waits its own time if the server asks for nothing', 0.5, asking(undefined), 100],
    ['waits its own time if nobody can tell what the server asks', 0.5, asking(Number.NaN), 100],
    [
      'waits for the longest time that several refusals ask for',
      0,
      new AggregateError([asking(2), failure, new AggregateError([asking(3)])]),
      3000,
    ],
    ['may be no error at all', 0.5, 'sorry', 100],
  ])('%s', async (_, chance, error, ms) => {
    const given = started({ random: () => chance, backoff: { baseMs: 100, maxMs: 1000 } });
    await given.add('a');
    await given.fail(error);
    expect(Number(given.errors[0]?.split(', ').at(-1))).toBeCloseTo(ms, 2);
    await given.clock.advance(Math.floor(ms) - 1);
    expect(given.begun()).toEqual(['a@0']);
    await given.clock.advance(2);
    expect(given.begun()).toHaveLength(1);
  });

  it('may fail before it promises anything', async () => {
    const given = started({
      run: () => {
        throw failure;
      },
    });
    await given.add('a');
    expect(given.errors).toEqual(['a: no, 5']);
  });

  it('fails if it asks for a moment that is none', async () => {
    const given = started();
    await given.add('a');
    await given.done(new Date(Number.NaN));
    expect(given.errors).toEqual(['a: no moment at which to wake a, 5']);
  });

  it('lets others pass meanwhile', async () => {
    const given = started();
    await given.add('a', 'b');
    await given.fail();
    expect(given.begun()).toEqual(['a@0', 'b@0']);
  });

  it('is repeated in time though the clock on the wall jumps back', async () => {
    const given = started();
    await given.add('a');
    await given.fail();
    given.clock.jump(-HOUR);
    await given.clock.advance(5);
    expect(given.begun()).toEqual(['a@0', 'a@5']);
  });

  /** Failed eleven times in a row; the next pass is due after five seconds. */
  async function resting() {
    const given = started();
    await given.add('a');
    for (const ms of [6, 11, 21, 41, 81, 161, 321, 641, 1_281, 2_561]) {
      await given.fail();
      await given.clock.advance(ms);
    }
    await given.fail();
    expect(given.errors.at(-1)).toBe('a: no, 5120');
    given.begun();
    return { ...given, failedAt: given.clock.monotonic() };
  }

  it('is repeated at once when the key is added and it has rested for a second', async () => {
    const given = await resting();
    await given.clock.advance(1_000);
    await given.add('a');
    expect(given.begun()).toEqual([`a@${given.failedAt + 1_000}`]);
    await given.done();
    await expectIdle(given);
  });

  it('is repeated after a second when the key is added before', async () => {
    const given = await resting();
    await given.clock.advance(1);
    await given.add('a', 'a');
    await given.clock.advance(998);
    expect(given.begun()).toEqual([]);
    await given.clock.advance(1);
    expect(given.begun()).toEqual([`a@${given.failedAt + 1_000}`]);
  });

  it('is repeated when a wake-up is due', async () => {
    const given = await resting();
    given.queue.addAt('a', given.at(given.failedAt + 2_000));
    await given.clock.advance(2_000);
    expect(given.begun()).toEqual([`a@${given.failedAt + 2_000}`]);
  });

  it('does not become a hot loop, however often its key is added', async () => {
    const given = harness({
      run: () => {
        given.queue.add('a');
        return Promise.reject(failure);
      },
    });
    given.queue.start();
    await given.add('a');
    await given.clock.advance(60_000);
    expect(given.errors.length).toBeLessThan(70);
    expect(given.errors.at(-1)).toBe('a: no, 1000');
  });
});

function asking(seconds: number | undefined) {
  return new KubeError('patch', 429, { status: {}, ...(seconds !== undefined && { retryAfter: seconds }) });
}

describe('wake-ups', () => {
  type Given = ReturnType<typeof harness>;

  it.each<[name: string, given: (g: Given) => unknown, begun: string[]]>([
    ['come at their moment', ({ queue, at }) => queue.addAt('a', at(50)), ['a@50']],
    ['come at once if it is past', ({ queue, at }) => queue.addAt('a', at(-50)), ['a@0']],
    [
      'come at the earliest of several moments, once',
      ({ queue, at }) => [60, 50, 70].map((ms) => queue.addAt('a', at(ms))),
      ['a@50'],
    ],
    [
      'are replaced by what the next pass asks',
      async ({ queue, at, add, done }) => {
        queue.addAt('a', at(50));
        await add('a');
        await done(at(80));
      },
      ['a@0', 'a@80'],
    ],
    [
      'are dropped if the next pass asks for none',
      async ({ queue, at, add, done }) => {
        queue.addAt('a', at(50));
        await add('a');
        await done();
      },
      ['a@0'],
    ],
    [
      'stay if they were asked for during the pass, though it asks for none',
      async ({ queue, at, add, done }) => {
        await add('a');
        queue.addAt('a', at(50));
        await done();
      },
      ['a@0', 'a@50'],
    ],
    [
      'stay if they were asked for during the pass and are earlier than what it asks',
      async ({ queue, at, add, done }) => {
        await add('a');
        queue.addAt('a', at(50));
        await done(at(70));
      },
      ['a@0', 'a@50'],
    ],
    [
      'stay if the pass fails, and others come from its repetition',
      async ({ queue, at, add, fail, done, clock }) => {
        queue.addAt('a', at(50));
        await add('a');
        await fail(asking(1));
        await clock.advance(50);
        await done();
      },
      ['a@0', 'a@50'],
    ],
    [
      'that were due when the pass began are over, though it fails',
      async ({ at, add, done, fail }) => {
        await add('a');
        await add('a');
        await done(at(0));
        await fail(asking(1));
      },
      ['a@0', 'a@0', 'a@1100'],
    ],
    [
      'that come during a pass are one more pass',
      async ({ queue, at, add, done, clock }) => {
        await add('a');
        queue.addAt('a', at(50));
        await clock.advance(100);
        await done();
      },
      ['a@0', 'a@100'],
    ],
  ])('%s', async (_, prepare, begun) => {
    const given = started();
    await prepare(given);
    await given.clock.advance(HOUR);
    expect(given.begun()).toEqual(begun);
    while (given.passes.length > 0) await given.done();
    await expectIdle(given);
  });

  it('of a hundred thousand keys take one timer', () => {
    const given = harness();
    for (let n = 0; n < 100_000; n++) given.queue.addAt(`${n}`, given.at(n));
    expect([given.clock.timers, given.queue.remembered]).toEqual([1, 100_000]);
  });

  it('at a moment that is none are refused', () => {
    expect(() => harness().queue.addAt('a', new Date(Number.NaN))).toThrow('no moment at which to wake a');
  });
});

describe('forget', () => {
  type Given = ReturnType<typeof harness>;

  it.each<[name: string, given: (g: Given) => unknown]>([
    ['a key nobody knows', ({ queue }) => queue.forget('b')],
    ['a key that waits for a slot', ({ add }) => add('other', 'b')],
    ['a wake-up', ({ queue, at }) => queue.addAt('b', at(50))],
    [
      'a key that rests after a failure',
      async ({ add, fail, begun }) => {
        await add('b');
        await fail();
        begun();
      },
    ],
  ])('drops %s', async (_, prepare) => {
    const given = started();
    await prepare(given);
    given.queue.forget('b');
    expect(given.queue.depth).toBe(0);
    await given.clock.advance(HOUR);
    if (given.passes.length > 0) await given.done();
    expect(given.begun().filter((pass) => pass.startsWith('b'))).toEqual([]);
    await expectIdle(given);
  });

  it.each<[name: string, end: (g: Given) => Promise<void>]>([
    ['asks to be woken', ({ done, at }) => done(at(50))],
    ['was asked for again', ({ done }) => done()],
    ['fails', ({ fail }) => fail()],
  ])('ignores that a pass in hand %s', async (_, end) => {
    const given = started();
    await given.add('b');
    await given.add('b');
    given.queue.forget('b');
    await end(given);
    await given.clock.advance(HOUR);
    expect(given.begun()).toEqual(['b@0']);
    await expectIdle(given);
  });

  it('reports a failure that will not be repeated', async () => {
    const given = started();
    await given.add('b');
    given.queue.forget('b');
    await given.fail();
    expect(given.errors).toEqual(['b: no, Infinity']);
  });

  it.each<[name: string, end: (g: Given) => Promise<void>]>([
    ['succeeds', ({ done, at }) => done(at(50))],
    ['fails', ({ fail }) => fail()],
  ])('takes the key up again if it is added afterwards, once the pass in hand %s', async (_, end) => {
    const given = started({ concurrency: 2 });
    await given.add('b');
    given.queue.forget('b');
    await given.add('b');
    expect(given.begun()).toEqual(['b@0']);
    await end(given);
    expect(given.begun()).toEqual(['b@0']);
    await given.done();
    await expectIdle(given);
  });

  it('makes a key as good as new', async () => {
    const given = started();
    await given.add('b');
    for (let n = 0; n < 5; n++) {
      await given.fail();
      await given.clock.advance(200);
    }
    await given.fail();
    given.queue.forget('b');
    await given.add('b');
    await given.fail();
    expect(given.errors.at(-1)).toBe('b: no, 5');
  });
});

describe('stop', () => {
  const stopping = (given: ReturnType<typeof harness>, graceMs: number) => {
    const state = { stopped: false };
    void given.queue.stop(graceMs).then(() => {
      state.stopped = true;
    });
    return state;
  };

  it('is at once if there is nothing in hand, and drops what waits', async () => {
    const given = started();
    given.queue.add('a');
    given.queue.addAt('b', given.at(50));
    await given.queue.stop(1000);
    expect(given.clock.timers).toBe(0);
    await expectIdle(given);
    expect(given.begun()).toEqual([]);
  });

  it('waits for the passes in hand and begins none', async () => {
    const given = started({ concurrency: 2 });
    await given.add('a', 'b', 'c');
    await given.add('a');
    const state = stopping(given, 1000);
    await given.add('d');
    given.queue.addAt('e', given.at(0));
    await given.clock.advance(999);
    expect(given.passes.map(({ signal }) => signal.aborted)).toEqual([false, false]);
    await given.done(given.at(0));
    expect(state.stopped).toBe(false);
    await given.fail();
    expect(state.stopped).toBe(true);
    expect(given.begun()).toEqual(['a@0', 'b@0']);
    expect(given.errors).toEqual(['b: no, Infinity']);
    given.queue.start();
    await expectIdle(given);
  });

  it('aborts what takes too long, and still waits for its end', async () => {
    const given = started();
    await given.add('a');
    const [first, second] = [stopping(given, 1000), stopping(given, 2000)];
    await given.clock.advance(1000);
    expect([given.passes[0]?.signal.aborted, first.stopped, second.stopped]).toEqual([true, false, false]);
    await given.done();
    expect([first.stopped, second.stopped]).toEqual([true, true]);
    await expectIdle(given);
  });
});

describe('the observer', () => {
  it('learns how many passes were asked for and repeated, how long keys wait, and how long passes take', async () => {
    const seen: string[] = [];
    const given = started({
      observer: {
        added: () => seen.push('added'),
        started: (waited) => seen.push(`started after ${waited}`),
        ended: (took) => seen.push(`ended after ${took}`),
        retried: () => seen.push('retried'),
      },
    });
    await given.add('a', 'b');
    await given.clock.advance(30);
    await given.fail();
    expect(seen.splice(0)).toEqual([
      ...['added', 'added', 'started after 0', 'retried', 'ended after 30', 'started after 30'],
    ]);
    await given.clock.advance(4);
    await given.add('b');
    await given.clock.advance(6);
    await given.done();
    expect(seen.splice(0)).toEqual(['added', 'added', 'ended after 10', 'started after 5']);
    given.queue.forget('b');
    expect(seen).toEqual([]);
  });

  type Given = ReturnType<typeof harness>;

  it.each<[name: string, added: number, happens: (g: Given) => unknown]>([
    ['a key that waits already, once', 1, ({ add }) => add('a', 'a', 'a')],
    ['a key that is added during its pass, once more', 2, ({ add }) => add('a').then(() => add('a', 'a'))],
    ['each key for itself', 2, ({ add }) => add('a', 'b')],
    [
      'a wake-up when it comes',
      1,
      async ({ queue, at, clock }) => {
        queue.addAt('a', at(50));
        await clock.advance(50);
      },
    ],
    [
      'no wake-up before it comes',
      0,
      async ({ queue, at, clock }) => {
        queue.addAt('a', at(50));
        await clock.advance(49);
      },
    ],
    [
      'a failed pass when it is repeated',
      2,
      async ({ add, fail, clock }) => {
        await add('a');
        await fail();
        await clock.advance(5);
      },
    ],
    [
      'a key that is added while it rests, once',
      2,
      async ({ add, fail, clock }) => {
        await add('a');
        await fail();
        await add('a');
        await clock.advance(5);
      },
    ],
    [
      'a key that is added after it was forgotten',
      2,
      async ({ add, queue }) => {
        await add('a');
        queue.forget('a');
        await add('a');
      },
    ],
    ['nothing that comes after the stop', 0, ({ add, queue }) => queue.stop(0).then(() => add('a'))],
  ])('counts %s', async (_, added, happens) => {
    let count = 0;
    const given = started({ observer: { added: () => count++ } });
    await happens(given);
    expect(count).toBe(added);
  });
});

describe('passes in hand', () => {
  it('say for how long they have run, until they have ended', async () => {
    const given = started({ concurrency: 2 });
    const { queue, clock } = given;
    expect(queue.runningFor).toEqual([]);
    await given.add('a');
    await clock.advance(30);
    await given.add('b', 'c');
    await clock.advance(10);
    expect(queue.runningFor).toEqual([40, 10]);
    await given.fail();
    expect(queue.runningFor).toEqual([10, 0]);
    queue.forget('b');
    await clock.advance(1);
    expect(queue.runningFor).toEqual([11, 1]);
    await given.done();
    await given.done();
    expect(queue.runningFor).toEqual([]);
  });
});

/** What one key is known to want. */
interface Wish {
  /** Since when a pass is wanted, if one is. */
  wanted?: number | undefined;
  wake?: number | undefined;
  /** Rests after a failure until then at the latest. */
  retry?: number | undefined;
  failures: number;
  failedAt: number;
  pass?: { readonly earlier: number | undefined; forgotten: boolean; isOver: boolean; end: Pass } | undefined;
}

const BACKOFF = { baseMs: 5, maxMs: 10_000 };

/** A queue beside a simple idea of what it owes each key, which judges every pass that begins. */
class World {
  readonly clock = manualClock();
  readonly concurrency: number;
  /** What broke where nobody could be told. */
  readonly #wrongs: unknown[] = [];
  readonly #wishes = new Map<string, Wish>();
  readonly #start = this.clock.now().getTime();
  readonly #queue: Queue;

  constructor(concurrency: number, random: () => number) {
    this.concurrency = concurrency;
    this.#queue = new Queue({
      clock: this.clock,
      random,
      concurrency,
      run: (key, signal) => this.#begin(key, signal),
      onError: (key, error, ms) => {
        if (error !== failure) this.#wrongs.push(error);
        else this.#failed(key, ms);
      },
    });
    this.#queue.start();
  }

  get #now() {
    return this.clock.monotonic();
  }
  get running() {
    return [...this.#wishes.values()].flatMap(({ pass }) => pass ?? []);
  }
  #running(nth: number) {
    const passes = this.running.filter(({ isOver }) => !isOver);
    return passes[nth % passes.length];
  }

  #wish(key: string): Wish {
    const wish = this.#wishes.get(key) ?? { failures: 0, failedAt: Number.NEGATIVE_INFINITY };
    this.#wishes.set(key, wish);
    return wish;
  }
  /** Wake-ups whose moment has come are adds. */
  #woken(wish: Wish): Wish {
    if (wish.wake === undefined || wish.wake > this.#now) return wish;
    wish.wanted = Math.min(wish.wanted ?? wish.wake, wish.wake);
    wish.wake = undefined;
    return wish;
  }
  /** When the key should be in line. */
  #dueAt({ wanted = Number.POSITIVE_INFINITY, retry = Number.POSITIVE_INFINITY, failedAt, failures }: Wish): number {
    return Math.min(
      retry,
      retry === Number.POSITIVE_INFINITY ? wanted : Math.max(wanted, failedAt + restAfter(failures, BACKOFF)),
    );
  }

  #begin(key: string, signal: AbortSignal) {
    const wish = this.#woken(this.#wish(key));
    expect(wish.pass).toBeUndefined();
    expect(this.running.length).toBeLessThan(this.concurrency);
    expect(this.#dueAt(wish)).toBeLessThanOrEqual(this.#now);
    return new Promise<Date | undefined>((done, fail) => {
      wish.pass = { earlier: wish.wake, forgotten: false, isOver: false, end: { key, signal, done, fail } };
      Object.assign(wish, { wanted: undefined, retry: undefined, wake: undefined });
    });
  }
  #failed(key: string, ms: number) {
    const wish = this.#wish(key);
    const { pass } = wish;
    wish.pass = undefined;
    if (pass?.forgotten) {
      if (ms !== Number.POSITIVE_INFINITY) this.#wrongs.push(`${key} is repeated though it was forgotten`);
      return;
    }
    const usual = Math.min(BACKOFF.baseMs * 2 ** wish.failures, BACKOFF.maxMs);
    const isUsual = 0.8 * usual <= ms && ms <= 1.2 * usual;
    const isRest = ms === restAfter(wish.failures + 1, BACKOFF) && wish.wanted !== undefined;
    if (!isUsual && !isRest) this.#wrongs.push(`${key} rests for ${ms}`);
    wish.failures++;
    wish.failedAt = this.#now;
    wish.retry = this.#now + ms;
    const earlier = pass?.earlier ?? Number.POSITIVE_INFINITY;
    const wake = Math.min(earlier, wish.wake ?? earlier);
    wish.wake = wake === Number.POSITIVE_INFINITY ? undefined : wake;
  }

  add(key: string) {
    this.#wish(key).wanted ??= this.#now;
    this.#queue.add(key);
  }
  addAt(key: string, ms: number) {
    const wish = this.#wish(key);
    wish.wake = Math.min(this.#now + ms, wish.wake ?? Number.POSITIVE_INFINITY);
    this.#queue.addAt(key, new Date(this.#start + this.#now + ms));
  }
  forget(key: string) {
    const { pass } = this.#wish(key);
    if (pass) pass.forgotten = true;
    this.#wishes.set(key, { failures: 0, failedAt: Number.NEGATIVE_INFINITY, pass });
    this.#queue.forget(key);
  }
  finish(nth: number, ms: number | undefined) {
    const pass = this.#running(nth);
    if (!pass) return;
    const wish = this.#wish(pass.end.key);
    wish.pass = undefined;
    wish.failures = 0;
    if (ms !== undefined && !pass.forgotten) wish.wake = Math.min(this.#now + ms, wish.wake ?? this.#now + ms);
    pass.end.done(ms === undefined ? undefined : new Date(this.#start + this.#now + ms));
  }
  fail(nth: number) {
    const pass = this.#running(nth);
    if (!pass) return;
    pass.isOver = true;
    pass.end.fail(failure);
  }

  async advance(ms: number) {
    await this.clock.advance(ms);
    for (const wish of this.#wishes.values()) this.#woken(wish);
  }

  /** A key that is due runs or waits for a slot, and slots are free only if no key is due. */
  async check() {
    await this.advance(0);
    expect(this.#wrongs).toEqual([]);
    const waiting = [...this.#wishes.values()].filter((wish) => !wish.pass && this.#dueAt(wish) <= this.#now);
    expect([this.#queue.running, this.#queue.depth]).toEqual([this.running.length, waiting.length]);
    if (waiting.length > 0) expect(this.running).toHaveLength(this.concurrency);
  }

  /** Lets everything succeed that was asked for; afterwards nothing is left, here or there. */
  async drain() {
    await this.check();
    for (let round = 0; this.#queue.remembered > 0; round++) {
      expect(round).toBeLessThan(1000);
      while (this.running.length > 0) {
        this.finish(0, undefined);
        await this.check();
      }
      await this.advance(1000);
      await this.check();
    }
    const wishes = [...this.#wishes.values()].filter(({ wanted, wake, retry }) => wanted ?? wake ?? retry);
    expect([this.#queue.depth, this.#queue.running, this.clock.timers, wishes]).toEqual([0, 0, 0, []]);
  }
}

describe('any sequence of adds, wake-ups, endings and failures', () => {
  type Step = (world: World) => unknown;
  /** Counterexamples are read by people. */
  const told = (text: string, step: Step): Step => Object.assign(step, { [fc.toStringMethod]: () => text });
  const anyKey = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const anyPass = fc.nat(4);
  const anyMs = fc.integer({ min: -5, max: 40 });
  const anyStep: fc.Arbitrary<Step> = fc.oneof(
    { weight: 4, arbitrary: anyKey.map((key) => told(`add ${key}`, (world) => world.add(key))) },
    {
      weight: 3,
      arbitrary: fc.tuple(anyKey, anyMs).map(([key, ms]) => told(`wake ${key} in ${ms}`, (w) => w.addAt(key, ms))),
    },
    { weight: 2, arbitrary: anyPass.map((nth) => told(`finish ${nth}`, (world) => world.finish(nth, undefined))) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(anyPass, anyMs)
        .map(([nth, ms]) => told(`finish ${nth}, again in ${ms}`, (w) => w.finish(nth, ms))),
    },
    { weight: 4, arbitrary: anyPass.map((nth) => told(`fail ${nth}`, (world) => world.fail(nth))) },
    { weight: 4, arbitrary: fc.nat(30).map((ms) => told(`advance ${ms}`, (world) => world.advance(ms))) },
    { weight: 1, arbitrary: anyKey.map((key) => told(`forget ${key}`, (world) => world.forget(key))) },
  );

  it('runs every key when it is due and a slot is free, never twice at once, never for nothing', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 1 }),
        fc.array(fc.array(anyStep, { minLength: 1, maxLength: 3 }), { maxLength: 50, size: 'max' }),
        async (concurrency, chances, bursts) => {
          let drawn = 0;
          const world = new World(concurrency, () => chances[drawn++ % chances.length] ?? 0);
          for (const burst of bursts) {
            for (const step of burst) await step(world);
            await world.check();
          }
          await world.drain();
        },
      ),
    );
  });
});
