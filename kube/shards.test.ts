import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { manualClock } from './clock.testkit.ts';
import type { Random } from './clock.ts';
import { goodNetwork, LeaseApi, type Network, ProcessClock } from './lease-api.testkit.ts';
import { shardOf } from './shard-key.ts';
import { Shards } from './shards.ts';

/** Steps in which time passes; the rules are checked after each, and whenever a shard is gained. */
const STEP = 200;
const COUNTS = [4, 6];
/** One key for each pair of shards that a key can have by 4 and by 6. */
const KEYS = Array.from({ length: 12 }, (_, rest) =>
  Array.from({ length: 1000 }, (_, i) => `uid-${i}`).find((key) => shardOf(key, 12) === rest),
).map((key = '') => [key, new Map(COUNTS.map((count) => [count, shardOf(key, count)]))] as const);

interface Start {
  readonly count: number;
  readonly identity?: string;
  readonly rate?: number;
  readonly wrong?: number;
  /** Milliseconds the work in hand takes. */
  readonly work?: number;
}

class Replica {
  readonly clock: ProcessClock;
  readonly count: number;
  readonly identity: string;
  readonly shards: Shards;
  readonly problems: string[] = [];
  /** The shards in which there is work in hand. */
  readonly working = new Set<number>();
  network: Network;
  stopped = false;
  readonly #broken: (what: string) => void;

  constructor(fleet: Fleet, { count, identity, rate = 1, wrong = 0, work = 100 }: Required<Start>) {
    this.clock = new ProcessClock(fleet.world, { rate, wrong });
    this.count = count;
    this.identity = identity;
    this.network = goodNetwork(fleet.random);
    this.#broken = (what) => fleet.broken.push(`${fleet.world.monotonic()}: ${identity} ${what}`);
    this.shards = new Shards({
      client: fleet.api.client(identity, this.clock, (verb, name) => this.network(verb, name)),
      clock: this.clock,
      random: fleet.random,
      namespace: 'system',
      prefix: 'sluice',
      count,
      identity,
      onGained: (shard) => {
        if (this.working.has(shard)) this.#broken(`gained ${shard} while it still had work in it`);
        if (!this.shards.owns(shard)) this.#broken(`gained ${shard} without owning it`);
        this.working.add(shard);
        fleet.check();
      },
      onLosing: async (shard) => {
        if (!this.working.has(shard)) this.#broken(`was to lose ${shard} without having it`);
        await new Promise<void>((resolve) => this.clock.after(work, resolve));
        this.working.delete(shard);
      },
      onLost: (shard) => {
        if (this.shards.owns(shard)) this.#broken(`lost ${shard} and owns it`);
        this.working.delete(shard);
      },
      onProblem: (message) => this.problems.push(message),
    });
    this.shards.start();
  }

  get lives(): boolean {
    return this.clock.alive && !this.stopped;
  }

  owned(): number[] {
    return [...Array(this.count).keys()].filter((shard) => this.clock.alive && this.shards.owns(shard));
  }

  stop(): void {
    this.stopped = true;
    void this.shards.stop();
  }
}

class Fleet {
  readonly world = manualClock();
  readonly api = new LeaseApi(this.world);
  readonly random: Random;
  readonly replicas: Replica[] = [];
  /** Rules that were broken. */
  readonly broken: string[] = [];

  constructor(seed = 1) {
    this.random = randomFrom(seed);
  }

  start(start: Start): Replica {
    const identity = `r${this.replicas.length}`;
    const replica = new Replica(this, { identity, rate: 1, wrong: 0, work: 100, ...start });
    this.replicas.push(replica);
    return replica;
  }

  async pass(ms: number): Promise<void> {
    for (let rest = ms; rest > 0; rest -= STEP) {
      await this.world.advance(Math.min(rest, STEP));
      this.check();
    }
    expect(this.broken).toEqual([]);
  }

  /** Milliseconds until it is so. */
  async until(isSo: () => boolean, most = 60_000): Promise<number> {
    const started = this.world.monotonic();
    while (!isSo()) {
      if (this.world.monotonic() - started > most) throw new Error(`not so after ${most} ms: ${this.describe()}`);
      await this.pass(STEP);
    }
    return this.world.monotonic() - started;
  }

  check(): void {
    const living = this.replicas.filter(({ clock }) => clock.alive);
    for (const [key, shardBy] of KEYS) {
      const owners = living.filter(({ shards, count }) => shards.owns(shardBy.get(count) ?? 0));
      if (owners.length > 1) this.broken.push(`${key} has ${owners.length} owners: ${this.describe()}`);
    }
  }

  /** Whether every shard has an owner, and every living replica that works with this count its fair share. */
  isServed(count: number): boolean {
    const living = this.replicas.filter((replica) => replica.lives && replica.count === count);
    const shares = living.map((replica) => replica.shards.held().length);
    const owned = this.replicas.filter((replica) => replica.count === count).flatMap((replica) => replica.owned());
    return (
      owned.length === count &&
      shares.every((share) => share >= Math.floor(count / living.length) && share <= Math.ceil(count / living.length))
    );
  }

  describe(): string {
    const replicas = this.replicas.map(({ identity, count, lives, ...it }) => {
      const owned = this.replicas.find((replica) => replica.identity === identity)?.owned() ?? [];
      return `${identity}/${count}${lives ? '' : ' gone'} [${owned}] ${it.problems.at(-1) ?? ''}`;
    });
    return `${this.world.monotonic()}: ${replicas.join('; ')}`;
  }
}

function randomFrom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}


const MOODS: Readonly<Record<string, (random: Random) => Network>> = {
  good: goodNetwork,
  slow: (random) => () => ({ request: 7000 * random() ** 3, answer: 7000 * random() ** 3 }),
  flaky: (random) => () => ({ request: 50 * random(), answer: 200 * random(), ...endOf(random() * 8) }),
  unanswered: () => () => ({ request: 5, answer: 5, end: 'unanswered' }),
  'writes answered late': (random) => (verb) => ({ request: 5, answer: verb === 'list' ? 5 : 2000 + 6000 * random() }),
  lost: () => () => ({ request: 5, answer: 5, end: 'lost' }),
};

const ENDS = ['lost', 'refused', 'unanswered', 'answered with an error'] as const;
const endOf = (random: number) => {
  const end = ENDS[Math.floor(random)];
  return end ? { end } : {};
};

const action = fc.oneof(
  { weight: 3, arbitrary: fc.record({ does: fc.constant('start' as const), count: fc.constantFrom(...COUNTS), rate: fc.double({ min: 0.9, max: 1.1, noNaN: true }), wrong: fc.integer({ min: -1e7, max: 1e7 }), work: fc.integer({ min: 0, max: 25_000 }) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('kill' as const), who: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('stop' as const), who: fc.nat() }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('sleep' as const), who: fc.nat(), ms: fc.integer({ min: 500, max: 40_000 }), order: fc.constantFrom('as due' as const, 'latest first' as const) }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('network' as const), who: fc.option(fc.nat()), mood: fc.constantFrom(...Object.keys(MOODS)) }) },
);
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

function perform(fleet: Fleet, it: Action): void {
  if (it.does === 'start') {
    if (fleet.replicas.filter(r => r.lives).length < 5) fleet.start(it);
    return;
  }
  const living = fleet.replicas.filter(({ lives }) => lives);
  const replica = it.who === null ? undefined : living[it.who % living.length];
  if (it.does === 'network') {
    for (const one of replica ? [replica] : living) one.network = (MOODS[it.mood] ?? goodNetwork)(fleet.random);
    return;
  }
  if (!replica) return;
  if (it.does === 'kill') replica.clock.kill();
  if (it.does === 'stop') replica.stop();
  if (it.does === 'sleep') {
    replica.clock.sleep();
    fleet.world.after(it.ms, () => replica.clock.wake(it.order));
  }
}

describe('replicas', () => {
  const events = fc.array(fc.tuple(fc.integer({ min: 0, max: 8000 }), action), { maxLength: 14 });
  const two = (count: number) => [0, { does: 'start' as const, count, rate: 1, wrong: 0, work: 100 }] as [number, Action];

  it('never own a key together', async () => {
    let worst = 0;
    const t = performance.now();
    const runs = Number(process.env['RUNS'] ?? 60);
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.constantFrom(...COUNTS), fc.constantFrom(...COUNTS), events, async (seed, a, b, then) => {
        const fleet = new Fleet(seed);
        for (const [after, it] of [two(a), two(b), ...then]) {
          await fleet.pass(after);
          perform(fleet, it);
        }
        await fleet.pass(10_000);
        for (const replica of fleet.replicas) {
          replica.clock.wake();
          replica.network = goodNetwork(fleet.random);
        }
        if (!fleet.replicas.some(({ lives }) => lives)) return;
        const took = await fleet.until(() => COUNTS.some((count) => fleet.replicas.some((r) => r.lives && r.count === count) && fleet.isServed(count)));
        if (took > worst) { worst = took; console.log('worst', worst, fleet.describe()); }
        const before = fleet.replicas.map((r) => r.shards.held());
        await fleet.pass(15_000);
        expect(fleet.replicas.map((r) => r.shards.held())).toEqual(before);
      }),
      { numRuns: runs, endOnFailure: true },
    );
    console.log('ms', performance.now() - t);
  });
});
