import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { manualClock } from './clock.testkit.ts';
import type { Random } from './clock.ts';
import type { LeaseRecord } from './lease.ts';
import { goodNetwork, LeaseApi, type Network, ProcessClock } from './lease-api.testkit.ts';
import { changeFor, shardOf } from './shard-key.ts';
import { Shards, type ShardsOptions } from './shards.ts';

/** Steps in which time passes; the rules are checked after each, and whenever a shard is gained. */
const STEP = 100;
const COUNTS = [1, 4, 6];
/** One key for each pair of shards that a key can have by 4 and by 6. */
const KEYS = Array.from({ length: 12 }, (_, rest) =>
  Array.from({ length: 1000 }, (_, i) => `uid-${i}`).find((key) => shardOf(key, 12) === rest),
).map((key = '') => ({ key, shards: new Map(COUNTS.map((count) => [count, shardOf(key, count)])) }));

interface Start {
  readonly count: number;
  readonly identity?: string;
  /** Of its clock, and by how much that is wrong. */
  readonly rate?: number;
  readonly wrong?: number;
  /** Milliseconds the work in hand takes. */
  readonly work?: number;
}

/** One process with its shards, which keeps account of what it is told. */
class Replica {
  readonly clock: ProcessClock;
  readonly count: number;
  readonly identity: string;
  readonly shards: Shards;
  readonly problems: string[] = [];
  /** The shards in which there is work in hand. */
  readonly working = new Map<number, object>();
  network: Network;
  stopped: Promise<void> | undefined;
  /** Whether it gave everything back. */
  gone = false;
  readonly #fleet: Fleet;
  readonly #work: number;

  constructor(fleet: Fleet, { count, identity, rate, wrong, work }: Required<Start>) {
    this.clock = new ProcessClock(fleet.world, { rate, wrong });
    this.count = count;
    this.identity = identity;
    this.network = goodNetwork(fleet.random);
    this.#fleet = fleet;
    this.#work = work;
    this.shards = new Shards({
      client: fleet.api.client(identity, this.clock, (verb, name) => this.network(verb, name)),
      clock: this.clock,
      random: fleet.random,
      namespace: 'system',
      prefix: 'sluice',
      count,
      identity,
      onGained: (shard) => this.#gained(shard),
      onLosing: (shard) => this.#losing(shard),
      onLost: (shard) => this.#lost(shard),
      onProblem: (message) => this.problems.push(message),
    });
    this.shards.start();
  }

  get lives(): boolean {
    return this.clock.alive && this.stopped === undefined;
  }

  owned(): number[] {
    return [...Array(this.count).keys()].filter((shard) => this.clock.alive && this.shards.owns(shard));
  }

  stop(): Promise<void> {
    this.stopped ??= this.shards.stop().then(() => {
      this.gone = true;
    });
    return this.stopped;
  }

  #gained(shard: number): void {
    if (this.working.has(shard)) this.#fleet.broken(`${this.identity} gained ${shard} with work still in hand`);
    if (!this.shards.owns(shard)) this.#fleet.broken(`${this.identity} gained ${shard} without owning it`);
    this.working.set(shard, {});
    this.#fleet.check();
  }

  async #losing(shard: number): Promise<void> {
    const inHand = this.working.get(shard);
    if (!inHand) this.#fleet.broken(`${this.identity} was to lose ${shard} without having it`);
    await new Promise<void>((resolve) => this.clock.after(this.#work, resolve));
    if (this.working.get(shard) === inHand) this.working.delete(shard);
  }

  #lost(shard: number): void {
    if (this.shards.owns(shard)) this.#fleet.broken(`${this.identity} lost ${shard} and owns it`);
    if (!this.working.has(shard)) this.#fleet.broken(`${this.identity} lost ${shard} without work in hand`);
    this.working.delete(shard);
  }
}

class Fleet {
  readonly world = manualClock();
  readonly api = new LeaseApi(this.world);
  readonly random: Random;
  readonly replicas: Replica[] = [];
  readonly #broken: string[] = [];

  constructor(seed = 1) {
    this.random = randomFrom(seed);
  }

  start(start: Start): Replica {
    const identity = `web-${this.replicas.length}`;
    const replica = new Replica(this, { identity, rate: 1, wrong: 0, work: 100, ...start });
    this.replicas.push(replica);
    return replica;
  }

  broken(rule: string): void {
    this.#broken.push(`at ${this.world.monotonic()} ${rule}: ${this.describe()}`);
  }

  check(): void {
    const living = this.replicas.filter(({ clock }) => clock.alive);
    for (const { key, shards } of KEYS) {
      const owners = living.filter((replica) => replica.shards.owns(shards.get(replica.count) ?? -1));
      if (owners.length > 1) this.broken(`${key} has two owners`);
    }
  }

  async pass(ms: number): Promise<void> {
    for (let rest = ms; rest > 0; rest -= STEP) {
      await this.world.advance(Math.min(rest, STEP));
      this.check();
    }
    expect(this.#broken).toEqual([]);
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

  /** Whether every shard has an owner, be it one that is about to give it away. */
  isOwned(count: number): boolean {
    const ours = this.replicas.filter((replica) => replica.count === count);
    return ours.flatMap((replica) => replica.owned()).length === count;
  }

  /** Whether every shard has an owner, and every living replica of this count its fair share. */
  isBalanced(count: number): boolean {
    const living = this.replicas.filter((replica) => replica.lives && replica.count === count);
    const shares = living.map((replica) => replica.shards.held().length);
    return shares.reduce((sum, share) => sum + share, 0) === count && Math.max(...shares) - Math.min(...shares) <= 1;
  }

  describe(): string {
    return this.replicas
      .map((it) => `${it.identity} of ${it.count}${it.lives ? '' : ' (gone)'} has ${it.owned()}, ${it.problems.at(-1)}`)
      .join('; ');
  }
}

/** Mulberry32. */
function randomFrom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

async function balanced(count: number, replicas: number, start: Partial<Start> = {}): Promise<Fleet> {
  const fleet = new Fleet();
  for (let i = 0; i < replicas; i++) fleet.start({ count, ...start });
  await fleet.until(() => fleet.isBalanced(count));
  await fleet.pass(5_000);
  return fleet;
}

const first = ({ replicas: [replica] }: Fleet): Replica => {
  if (!replica) throw new Error('nobody there');
  return replica;
};

const last = ({ replicas }: Fleet): Replica => first({ replicas: replicas.slice(-1) } as Fleet);

describe('one replica', () => {
  it.each(COUNTS)('has all of %s shards within a second', async (count) => {
    const fleet = new Fleet();
    const replica = fleet.start({ count });
    expect(await fleet.until(() => fleet.isBalanced(count))).toBeLessThan(1_000);
    expect(replica.shards.held()).toEqual([...Array(count).keys()]);
    expect(replica.shards.owns(count)).toBe(false);
    expect(replica.problems).toEqual([]);
  });

  it('is plain leader election if there is one shard', async () => {
    const fleet = await balanced(1, 1);
    expect(fleet.api.names()).toEqual(['sluice-1-0', 'sluice-member-web-0']);
    expect(fleet.api.record('sluice-1-0')?.spec).toMatchObject({ holderIdentity: 'web-0', leaseDurationSeconds: 10 });
    const standby = fleet.start({ count: 1 });
    await fleet.pass(20_000);
    expect(standby.shards.held()).toEqual([]);
    void first(fleet).stop();
    await fleet.until(() => fleet.isBalanced(1), 2_500);
    expect(standby.shards.held()).toEqual([0]);
  });

  it('writes each lease about once per renewal while nothing happens', async () => {
    const fleet = await balanced(6, 3);
    const [writes, reads] = [fleet.api.writes.length, fleet.api.reads];
    await fleet.pass(60_000);
    const leases = 6 + 3;
    expect(fleet.api.writes.length - writes).toBeLessThanOrEqual((leases * 60) / 2.7);
    expect(fleet.api.writes.length - writes).toBeGreaterThan((leases * 60) / 3.3 - leases);
    expect(fleet.api.reads - reads).toBeLessThanOrEqual((3 * 60) / 1.8);
  });

  it('goes on after an outage, and tells of it once', async () => {
    const fleet = await balanced(4, 1);
    const replica = first(fleet);
    replica.network = () => ({ request: 5, answer: 5, end: 'refused' });
    await fleet.pass(60_000);
    expect(replica.owned()).toEqual([]);
    expect(replica.working.size).toBe(0);
    expect(new Set(replica.problems.map((problem) => problem.replace(/:.*/, '')))).toEqual(
      new Set(['cannot renew leases', 'cannot look after the shards', 'lost shards']),
    );
    expect(replica.problems.length).toBe(3);
    replica.network = goodNetwork(fleet.random);
    expect(await fleet.until(() => fleet.isBalanced(4))).toBeLessThan(3_000);
  });

  it.each(['lost', 'unanswered'] as const)('goes on when calls were %s for a while', async (end) => {
    const fleet = await balanced(4, 1);
    const replica = first(fleet);
    replica.network = () => ({ request: 5, answer: 5, end });
    await fleet.pass(30_000);
    expect(replica.owned()).toEqual([]);
    replica.network = goodNetwork(fleet.random);
    expect(await fleet.until(() => fleet.isBalanced(4))).toBeLessThan(15_000);
  });

  it.each([7_500, 30_000])('takes its shards back at once when it slept %s ms and nobody came', async (ms) => {
    const fleet = await balanced(4, 1);
    const { clock } = first(fleet);
    clock.sleep();
    await fleet.pass(ms);
    expect(fleet.isOwned(4)).toBe(false);
    clock.wake();
    expect(await fleet.until(() => fleet.isBalanced(4))).toBeLessThan(1_000);
  });

  it('gains nothing when it slept between claim and look', async () => {
    const fleet = new Fleet();
    const replica = fleet.start({ count: 4 });
    replica.network = () => ({ request: 100, answer: 100 });
    await fleet.pass(850);
    expect(fleet.api.names()).toContain('sluice-4-3');
    expect(replica.owned()).toEqual([]);
    replica.clock.sleep();
    await fleet.pass(7_500);
    replica.clock.wake();
    await fleet.pass(10_000);
    expect(fleet.isBalanced(4)).toBe(true);
  });

  it('waits for its predecessor to expire if it has the same name', async () => {
    const fleet = await balanced(4, 1, { identity: 'web' });
    first(fleet).clock.kill();
    const writes = fleet.api.writes.length;
    fleet.start({ count: 4, identity: 'web' });
    await fleet.pass(6_000);
    expect(fleet.api.writes.length).toBe(writes);
    await fleet.until(() => fleet.isBalanced(4), 9_000);
  });

  it('leaves free leases and no timers when it is stopped, whenever that is', async () => {
    for (let moment = 0; moment < 3_000; moment += 10) {
      const fleet = new Fleet();
      const replica = fleet.start({ count: 4 });
      await fleet.world.advance(moment < 200 ? moment : 10 * moment);
      const stopped = replica.stop();
      await fleet.world.advance(500);
      await stopped;
      const holders = fleet.api.names().map((name) => fleet.api.record(name)?.spec?.holderIdentity);
      expect([holders.join(''), fleet.world.timers, replica.working.size]).toEqual(['', 0, 0]);
    }
  });

  it('is told within a poll that somebody else holds a shard', async () => {
    for (let moment = 0; moment < 3_000; moment += 300) {
      const fleet = await balanced(4, 1);
      await fleet.pass(moment);
      fleet.api.put('sluice-4-1', { holderIdentity: 'stranger', leaseDurationSeconds: 3600 });
      await fleet.pass(2_300);
      expect(first(fleet).shards.held()).toEqual([0, 2, 3]);
      expect([...first(fleet).working.keys()]).toEqual([0, 2, 3]);
    }
  });

  it.each<[what: string, options: Partial<ShardsOptions>]>([
    ['no shards', { count: 0 }],
    ['half a shard', { count: 1.5 }],
    ['an identity that no object can have', { identity: 'Web_1' }],
    ['a lease shorter than three renewals', { durations: { lease: 8_000 } }],
    ['a lease shorter than three polls', { durations: { poll: 5_000 } }],
  ])('cannot be asked for %s', (_, options) => {
    const fleet = new Fleet();
    const client = fleet.api.client('web', fleet.world, goodNetwork(fleet.random));
    const callbacks = { onGained: () => {}, onLosing: async () => {}, onLost: () => {}, onProblem: () => {} };
    const sound = { client, clock: fleet.world, random: fleet.random, namespace: 'system', prefix: 'sluice' };
    expect(() => new Shards({ ...sound, ...callbacks, count: 1, identity: 'web', ...options })).toThrow(RangeError);
  });
});

describe('several replicas', () => {
  it.each([
    [4, 2],
    [4, 3],
    [6, 4],
    [1, 3],
    [4, 6],
  ])('share %s shards evenly among %s, and then leave them where they are', async (count, replicas) => {
    const fleet = await balanced(count, replicas);
    const before = fleet.replicas.map(({ shards }) => shards.held());
    await fleet.pass(60_000);
    expect(fleet.replicas.map(({ shards }) => shards.held())).toEqual(before);
    expect(fleet.replicas.flatMap(({ problems }) => problems)).toEqual([]);
  });

  it('give a newcomer its share when the work in hand is finished, and not before', async () => {
    const fleet = await balanced(4, 1, { work: 7_000 });
    const giver = first(fleet);
    const newcomer = fleet.start({ count: 4 });
    await fleet.until(() => giver.shards.held().length === 2);
    expect(giver.owned()).toEqual([0, 1, 2, 3]);
    await fleet.pass(6_500);
    expect(giver.owned()).toEqual([0, 1, 2, 3]);
    expect(newcomer.owned()).toEqual([]);
    expect(await fleet.until(() => fleet.isBalanced(4))).toBeLessThan(3_500);
  });

  it('do not wait for ever for work in hand: it is told that the shard is lost', async () => {
    const fleet = await balanced(4, 1, { work: 1e9 });
    fleet.start({ count: 4 });
    await fleet.until(() => fleet.isBalanced(4));
    expect(fleet.world.monotonic()).toBeLessThan(35_000);
    expect([...first(fleet).working.keys()]).toEqual(first(fleet).shards.held());
    expect(first(fleet).problems).toContain('work in hand did not finish: sluice-4-2');
  });

  it('are told once of a shard that is lost while it is given away', async () => {
    const fleet = await balanced(4, 1, { work: 1e9 });
    fleet.start({ count: 4 });
    await fleet.until(() => first(fleet).shards.held().length === 2);
    first(fleet).network = () => ({ request: 5, answer: 5, end: 'lost' });
    await fleet.until(() => first(fleet).working.size === 0, 7_000);
    await fleet.pass(30_000);
    expect(last(fleet).shards.held()).toEqual([0, 1, 2, 3]);
  });

  it('have the shards of one that is stopped within a poll', async () => {
    for (let i = 0; i < 10; i++) {
      const fleet = await balanced(6, 3);
      await fleet.pass(i * 300);
      void first(fleet).stop();
      expect(await fleet.until(() => fleet.isBalanced(6))).toBeLessThanOrEqual(2_500);
      expect(fleet.api.names()).not.toContain('sluice-member-web-0');
      expect(first(fleet).working.size).toBe(0);
    }
  });

  it('are not kept waiting by one that is stopped with no server to tell', async () => {
    const fleet = await balanced(4, 2, { work: 1_000 });
    first(fleet).network = () => ({ request: 5, answer: 5, end: 'lost' });
    const stopped = first(fleet).stop();
    await fleet.pass(15_000);
    await stopped;
    expect(last(fleet).shards.held()).toEqual([0, 1, 2, 3]);
    expect(first(fleet).problems.filter((problem) => problem.startsWith('cannot release'))).toHaveLength(1);
  });

  it('have the shards of one that dies within 15 seconds, whenever it dies and however clocks differ', async () => {
    const rate = fc.double({ min: 0.97, max: 1.03, noNaN: true });
    const times: number[] = [];
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(9_000), fc.tuple(rate, rate, rate), async (seed, moment, rates) => {
        const fleet = new Fleet(seed);
        for (const rate of rates) fleet.start({ count: 6, rate, wrong: 1e9 * (rate - 1) });
        await fleet.until(() => fleet.isBalanced(6));
        await fleet.pass(moment);
        first(fleet).clock.kill();
        times.push(await fleet.until(() => fleet.isOwned(6)));
        await fleet.until(() => fleet.isBalanced(6), 1_000);
      }),
      { numRuns: 60 },
    );
    expect(Math.max(...times)).toBeLessThan(13_000);
    expect(Math.min(...times)).toBeGreaterThan(6_000);
  });

  it('forget a member that died long ago, and none that lives', async () => {
    const fleet = await balanced(4, 3);
    first(fleet).clock.kill();
    await fleet.pass(95_000);
    expect(fleet.api.names()).toContain('sluice-member-web-0');
    await fleet.pass(20_000);
    expect(fleet.api.names().filter((name) => name.includes('member'))).toEqual([
      'sluice-member-web-1',
      'sluice-member-web-2',
    ]);
  });

  it('do not take a lease that somebody deletes before its owner can know of it', async () => {
    const fleet = await balanced(4, 2);
    for (const name of fleet.api.names().filter((it) => it.startsWith('sluice-4'))) fleet.api.remove(name);
    await fleet.until(() => fleet.isBalanced(4), 20_000);
  });

  it('leave alone what others hold under their names', async () => {
    const fleet = new Fleet();
    const taken: LeaseRecord['spec'] = { holderIdentity: 'stranger', leaseDurationSeconds: 3600 };
    fleet.api.put('sluice-4-2', taken);
    fleet.start({ count: 4 });
    await fleet.pass(30_000);
    expect(first(fleet).shards.held()).toEqual([0, 1, 3]);
    expect(fleet.api.record('sluice-4-2')?.spec).toEqual(taken);
  });
});

describe('a change of the count', () => {
  it('waits for the last replica of the old count, and then takes one poll', async () => {
    const fleet = await balanced(4, 2);
    const newcomers = [fleet.start({ count: 6 }), fleet.start({ count: 6 })];
    for (const old of fleet.replicas.slice(0, 2)) {
      await fleet.pass(20_000);
      expect(newcomers.flatMap((replica) => replica.owned())).toEqual([]);
      expect(fleet.isBalanced(4)).toBe(true);
      void old.stop();
    }
    expect(await fleet.until(() => fleet.isOwned(6))).toBeLessThan(3_000);
    await fleet.until(() => fleet.isBalanced(6), 3_000);
    expect(newcomers.map(({ problems }) => problems)).toEqual(
      Array(2).fill([expect.stringMatching(/^waits while others divide by 4: sluice-4-\d$/)]),
    );
  });

  it('waits for those who died to expire', async () => {
    const fleet = await balanced(6, 1);
    first(fleet).clock.kill();
    const newcomer = fleet.start({ count: 4 });
    expect(await fleet.until(() => fleet.isOwned(4))).toBeGreaterThan(9_000);
    expect(newcomer.shards.held()).toEqual([0, 1, 2, 3]);
  });

  it('does not keep the old ones from taking over from their dead', async () => {
    const fleet = await balanced(6, 2);
    fleet.start({ count: 4 });
    first(fleet).clock.kill();
    expect(await fleet.until(() => fleet.isOwned(6))).toBeLessThan(15_000);
  });

  it('is settled if both begin at once: one works within 15 seconds, and never both', async () => {
    const network = fc.record({ request: fc.nat(400), answer: fc.nat(400) });
    const winners: number[] = [];
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(200), network, network, async (seed, after, left, right) => {
        const fleet = new Fleet(seed);
        fleet.start({ count: 4 }).network = () => left;
        await fleet.pass(after);
        fleet.start({ count: 6 }).network = () => right;
        await fleet.until(() => fleet.isOwned(4) || fleet.isOwned(6), 15_000);
        winners.push(fleet.isOwned(4) ? 4 : 6);
        await fleet.pass(15_000);
        expect(fleet.isOwned(4) || fleet.isOwned(6)).toBe(true);
      }),
      { numRuns: 100 },
    );
    expect(new Set(winners)).toEqual(new Set([4, 6]));
  });
});

const MOODS: Readonly<Record<string, (random: Random) => Network>> = {
  good: goodNetwork,
  slow: (random) => () => ({ request: 7_000 * random() ** 3, answer: 7_000 * random() ** 3 }),
  failing: (random) => () => ({ request: 50 * random(), answer: 200 * random(), ...endOf(random()) }),
  'late with writes': (random) => (verb) => ({ request: 5, answer: verb === 'list' ? 5 : 2_000 + 6_000 * random() }),
  lost: () => () => ({ request: 5, answer: 5, end: 'lost' }),
  unanswered: () => () => ({ request: 5, answer: 5, end: 'unanswered' }),
};

const ENDS = ['lost', 'refused', 'unanswered', 'answered with an error'] as const;

/** Half of the calls end well. */
function endOf(random: number) {
  const end = ENDS[Math.floor(random * 2 * ENDS.length)];
  return end ? { end } : {};
}

const started = fc.record({
  does: fc.constant('start' as const),
  count: fc.constantFrom(...COUNTS),
  rate: fc.double({ min: 0.9, max: 1.1, noNaN: true }),
  wrong: fc.integer({ min: -1e7, max: 1e7 }),
  work: fc.nat(25_000),
});
const ended = fc.record({ does: fc.constantFrom('kill' as const, 'stop' as const), who: fc.nat() });
const slept = fc.record({
  does: fc.constant('sleep' as const),
  who: fc.nat(),
  ms: fc.integer({ min: 500, max: 40_000 }),
  order: fc.constantFrom('as due' as const, 'latest first' as const),
});
const disturbed = fc.record({
  does: fc.constant('disturb' as const),
  who: fc.option(fc.nat()),
  mood: fc.constantFrom(...Object.keys(MOODS)),
});
const happening = fc.oneof(started, ended, slept, disturbed);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

const MOST_REPLICAS = 5;

function happen(fleet: Fleet, it: Happening): void {
  const living = fleet.replicas.filter(({ lives }) => lives);
  if (it.does === 'start') {
    if (living.length < MOST_REPLICAS) fleet.start(it);
    return;
  }
  const which = (it.who ?? 0) % living.length;
  const meant = living.filter((_, index) => it.who === null || index === which);
  for (const replica of meant) befall(fleet, replica, it);
}

function befall(fleet: Fleet, replica: Replica, it: Exclude<Happening, { does: 'start' }>): void {
  if (it.does === 'kill') replica.clock.kill();
  if (it.does === 'stop') void replica.stop();
  if (it.does === 'disturb') replica.network = (MOODS[it.mood] ?? goodNetwork)(fleet.random);
  if (it.does === 'sleep') {
    replica.clock.sleep();
    fleet.world.after(it.ms, () => replica.clock.wake(it.order));
  }
}

/** Ends every fault, and waits for calls that are still under way, and for work in hand of those who were stopped. */
async function calm(fleet: Fleet): Promise<void> {
  for (const replica of fleet.replicas) {
    replica.clock.wake();
    replica.network = goodNetwork(fleet.random);
  }
  await fleet.pass(8_000);
  await fleet.until(() => fleet.replicas.every(({ clock, lives, gone }) => !clock.alive || lives || gone));
}

describe('whatever happens', () => {
  const count = fc.constantFrom(...COUNTS);
  const story = fc.array(fc.tuple(fc.nat(8_000), happening), { maxLength: 14 });

  it('no key has two owners; afterwards every shard has one, evenly, and stays there', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.tuple(count, count), story, async (seed, counts, happenings) => {
        const fleet = new Fleet(seed);
        for (const count of counts) fleet.start({ count });
        for (const [after, it] of happenings) {
          await fleet.pass(after);
          happen(fleet, it);
        }
        await calm(fleet);
        const remaining = COUNTS.filter((count) => fleet.replicas.some((it) => it.lives && it.count === count));
        if (remaining.length === 0) return;
        await fleet.until(() => COUNTS.some((count) => fleet.isOwned(count)), 15_000);
        await fleet.pass(30_000);
        await fleet.until(() => remaining.some((count) => fleet.isBalanced(count)));
        const before = fleet.replicas.map(({ shards }) => shards.held());
        await fleet.pass(10_000);
        expect(fleet.replicas.map(({ shards }) => shards.held())).toEqual(before);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the shard of a key', () => {
  it.each([
    ['', 16, 11],
    ['shop/web', 16, 14],
    ['shop/web', 1_000_003, 878_861],
    ['0c5a1f6e-8d0f-4d0b-9c4e-2f6f0a9b7d11', 16, 4],
    ['größe/ün', 16, 4],
    ['shop/web', 1, 0],
  ])('of "%s" by %s is %s, for ever', (key, count, shard) => {
    expect(shardOf(key, count)).toBe(shard);
  });

  it.each([2, 3, 6, 16, 64])('is spread evenly over %s, even for keys that hardly differ', (count) => {
    for (const keyOf of [(i: number) => `shop/web-${i}`, (i: number) => `team-${i}/app`, (i: number) => `${2 * i}`]) {
      const shares = Array<number>(count).fill(0);
      for (let i = 0; i < 1000 * count; i++) {
        const shard = shardOf(keyOf(i), count);
        shares[shard] = (shares[shard] ?? Number.NaN) + 1;
      }
      expect(Math.min(...shares)).toBeGreaterThan(850);
      expect(Math.max(...shares)).toBeLessThan(1150);
    }
  });
});

describe('an even distribution', () => {
  const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const distribution = fc.integer({ min: 1, max: NAMES.length }).chain((living) =>
    fc.record({
      members: fc.constant(NAMES.slice(0, living)),
      holders: fc.array(fc.option(fc.constantFrom(...NAMES.slice(0, living)), { nil: undefined }), {
        minLength: 1,
        maxLength: 20,
      }),
      order: fc.shuffledSubarray(NAMES.slice(0, living), { minLength: living }),
    }),
  );

  const has = (holders: readonly unknown[], member: string) => holders.filter((holder) => holder === member).length;

  /** Lets everybody act in turn, a few rounds; the answer is how many shards were given away. */
  function settle(members: readonly string[], holders: (string | undefined)[], order: readonly string[]): number {
    let given = 0;
    for (const self of Array(4).fill(order).flat()) {
      const { take, release } = changeFor({ self, members, holders });
      for (const shard of take) holders[shard] = self;
      for (const shard of release) holders[shard] = undefined;
      given += release.length;
    }
    return given;
  }

  it('is reached by everybody on their own in a few rounds, moving no more than must move', () => {
    fc.assert(
      fc.property(distribution, ({ members, holders, order }) => {
        const floor = Math.floor(holders.length / members.length);
        const most = members.reduce((sum, member) => sum + Math.max(0, has(holders, member) - floor), 0);
        expect(settle(members, holders, order)).toBeLessThanOrEqual(most);
        const shares = members.map((member) => has(holders, member));
        expect(holders).not.toContain(undefined);
        expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it.each<[what: string, holders: string, self: string, change: ReturnType<typeof changeFor>]>([
    ['takes everything if alone', '....', 'a of a', { take: [0, 1, 2, 3], release: [] }],
    ['takes half if there are two, and another half than the other', '....', 'b of ab', { take: [2, 3], release: [] }],
    ['leaves to others what they lack', 'aa...', 'a of ab', { take: [2], release: [] }],
    ['takes what nobody lacks', 'abb.a', 'a of ab', { take: [3], release: [] }],
    ['gives what is above its share', 'aaaa', 'a of ab', { take: [], release: [2, 3] }],
    ['gives one to who lacks it, if it has one more than it must', 'aabb', 'a of abc', { take: [], release: [1] }],
    ['gives enough at once', 'aaaaaaaabbbbbbbb', 'a of abc', { take: [], release: [5, 6, 7] }],
    ['but not more than enough', 'aaaaaaaabbbbbbbb', 'b of abc', { take: [], release: [14, 15] }],
    ['gives nothing for what is on its way', 'aab-', 'a of abc', { take: [], release: [] }],
    ['gives nothing if another one does', 'aabb', 'b of abc', { take: [], release: [] }],
    ['gives nothing if there is something free', 'aab.', 'a of abc', { take: [], release: [] }],
    ['gives nothing if somebody has more than its share', 'aaabb', 'b of abc', { take: [], release: [] }],
    ['takes nothing of what is on its way', '--aa', 'b of ab', { take: [], release: [] }],
    ['has nothing if there are more members than shards', 'a', 'b of ab', { take: [], release: [] }],
  ])('%s', (_, holders, who, change) => {
    const [self = '', members = ''] = who.split(' of ');
    const parsed = [...holders].map((it) => (it === '.' ? undefined : it === '-' ? '' : it));
    expect(changeFor({ self, members: [...members], holders: parsed })).toEqual(change);
  });
});
