/**
 * Divides work among replicas: N shards, each a Lease, taken, balanced and given back by whoever lives.
 *
 * The name of a lease says the count, `sluice-16-3`: replicas that divide by 16 and by 32 do not compete for the same
 * leases, but may not work side by side either. So nobody takes a shard while a lease of another count is in use. As
 * two may look at the same time, each looks again, after its acquisition was written and before any work:
 *
 *   by 16:  write 16-3 ──── list ──── work            Whichever write came second, the list after it shows the first,
 *   by 32:       write 32-7 ──── list ──── step back  so at most one of the two goes on to work.
 *
 * A lease seen is called unused only if it did not change for its duration before the list was asked for. By then its
 * holder has stopped, and starts again only with an acquisition and a list of its own. If both see each other, the
 * smaller count steps back at once, the larger when it has waited for as long as a lease lasts.
 *
 * Members are counted by leases of their own, `sluice-member-web-1`, which say by how many they divide.
 */
import type { Clock, Random } from './clock.ts';
import { KubeError } from './errors.ts';
import { holderOf, Lease, type LeaseClient, type LeaseOptions, type LeaseRecord, within } from './lease.ts';
import { Shard } from './shard.ts';
import { Census, memberAnnotations, memberLeaseName, shardLeaseName } from './shard-census.ts';
import { changeFor, type Distribution } from './shard-key.ts';
import { refOf } from './types.ts';

/** Milliseconds. */
export interface Durations {
  /** Without a renewal for this long, a shard is taken from its owner. */
  readonly lease: number;
  readonly renew: number;
  /** How often one looks whether there is something to take or to give. */
  readonly poll: number;
  /** The longest that a shard waits for the work in hand before it is given away. */
  readonly finish: number;
}

/** A dead replica's shards move within a poll, a lease and a few calls, well below 15 seconds. */
const DURATIONS: Durations = { lease: 10_000, renew: 3_000, poll: 2_000, finish: 20_000 };
/** What of a poll one waits if somebody was faster. */
const SOON = 1 / 8;

export interface ShardsOptions {
  readonly client: LeaseClient;
  readonly clock: Clock;
  readonly random: Random;
  readonly namespace: string;
  /** Of all names: replicas with the same prefix share the same work. */
  readonly prefix: string;
  readonly count: number;
  /** Of this process and no other, ever, and fit for a name: such as the Pod's name and some random letters. */
  readonly identity: string;
  readonly durations?: Partial<Durations>;
  /** Work may begin. */
  readonly onGained: (shard: number) => void;
  /** Begin nothing new; resolve when the work in hand is finished. It may write as long as the shard is owned. */
  readonly onLosing: (shard: number) => Promise<void>;
  /** The shard is gone: whatever is in hand must stop, its writes come too late. */
  readonly onLost: (shard: number) => void;
  /** Told once for as long as a situation lasts. */
  readonly onProblem: (message: string, error?: unknown) => void;
}

type Outcome = 'unchanged' | 'taken' | 'refused';

export class Shards {
  readonly #options: ShardsOptions;
  readonly #durations: Durations;
  readonly #shards: readonly Shard[];
  readonly #member: Lease;
  readonly #census: Census;
  /** When each situation was last met. */
  readonly #met = new Map<string, number>();
  #announced = false;
  #turn: Promise<void> = Promise.resolve();
  #cancelTurn = () => {};
  #stopping = false;
  #stopped: Promise<void> | undefined;

  constructor(options: ShardsOptions) {
    const { prefix, count, identity } = options;
    this.#options = options;
    this.#durations = { ...DURATIONS, ...options.durations };
    requireSound(options, this.#durations);
    this.#census = new Census({ ...options, duration: this.#durations.lease });
    this.#shards = Array.from({ length: count }, (_, index) => this.#shard(index));
    this.#member = new Lease({
      ...this.#leaseOptions(memberLeaseName(prefix, identity)),
      annotations: memberAnnotations(count),
      onLost: () => {},
    });
  }

  /** Once. */
  start(): void {
    this.#turnIn(0);
  }

  /** Gives everything back once the work in hand is finished. */
  stop(): Promise<void> {
    this.#stopping = true;
    this.#stopped ??= this.#leaveAll();
    return this.#stopped;
  }

  /** Whether this replica may write for the shard. True is worth nothing a moment later: ask before each write. */
  owns(shard: number): boolean {
    return this.#shards[shard]?.owns() ?? false;
  }

  /** The shards in which work may begin. */
  held(): number[] {
    return [...this.#shards.keys()].filter((shard) => this.#shards[shard]?.phase === 'owned' && this.owns(shard));
  }

  #turnIn(ms: number): void {
    if (this.#stopping) return;
    this.#cancelTurn = this.#options.clock.after(ms, () => {
      this.#turn = this.#look().then((pause) => this.#turnIn(pause));
    });
  }

  /** Looks once and does what follows; the answer is when to look again. Never rejects. */
  async #look(): Promise<number> {
    const usual = this.#durations.poll * (0.9 + 0.2 * this.#options.random());
    try {
      await this.#census.look();
      const outcomes = this.#stopping ? [] : await this.#act();
      if (outcomes.includes('taken')) return 0;
      return outcomes.includes('refused') ? usual * SOON : Math.min(usual, this.#census.nextExpiry() + 1);
    } catch (error) {
      this.#tell('cannot look after the shards', { error });
      return usual;
    }
  }

  #act(): Promise<Outcome[]> {
    for (const lease of [this.#member, ...this.#shards.map((shard) => shard.lease)])
      lease.check(this.#census.record(lease.ref.name));
    this.#sweep();
    this.#settleClaims();
    // Whoever does not know of this replica leaves it nothing, so the first thing is to be known.
    const settled = this.#announced && this.#census.rivals().length === 0;
    const { take, release } = settled ? changeFor(this.#distribution()) : { take: [], release: [] };
    this.#announced = true;
    const taken = this.#shards.filter((_, index) => take.includes(index));
    for (const index of release) this.#shards[index]?.give();
    return Promise.all([
      this.#acquire(this.#member, (found) => this.#member.acquire(found)),
      ...taken.map((shard) => this.#acquire(shard.lease, (found) => shard.claim(found))),
    ]);
  }

  /** Claims were written before the last look was asked for: either it shows a rival, or the rival's look shows them. */
  #settleClaims(): void {
    const rivals = this.#census.rivals();
    const larger = rivals.some(({ count }) => count > this.#options.count);
    for (const { name, count } of rivals) this.#tell(`waits while others divide by ${count}`, { detail: name });
    for (const shard of this.#shards) {
      if (rivals.length === 0) shard.confirm();
      else shard.stepBack(larger ? 0 : this.#durations.lease);
    }
  }

  #distribution(): Distribution {
    const { identity } = this.#options;
    const members = [...new Set([...this.#census.members(), identity])];
    return { self: identity, members, holders: this.#shards.map((shard) => this.#holder(shard)) };
  }

  /** Undefined if anybody may take the shard, empty if it is on its way from one to another. */
  #holder(shard: Shard): string | undefined {
    const { identity } = this.#options;
    if (shard.keeps()) return identity;
    if (shard.phase === 'free' && this.#isFree(shard.lease)) return undefined;
    const holder = holderOf(this.#census.record(shard.lease.ref.name));
    return holder === identity ? '' : holder;
  }

  #isFree(lease: Lease): boolean {
    const { name } = lease.ref;
    return !this.#census.isHeld(name) || lease.wrote(this.#census.record(name));
  }

  async #acquire(lease: Lease, acquire: (found?: LeaseRecord) => Promise<boolean>): Promise<Outcome> {
    if (lease.holds() || !this.#isFree(lease)) return 'unchanged';
    try {
      return (await acquire(this.#census.record(lease.ref.name))) ? 'taken' : 'refused';
    } catch (error) {
      this.#tell('cannot acquire leases', { error, detail: lease.ref.name });
      return 'unchanged';
    }
  }

  async #leaveAll(): Promise<void> {
    this.#cancelTurn();
    for (const shard of this.#shards) shard.give();
    // What is being acquired at this moment is given back afterwards.
    await this.#turn;
    for (const shard of this.#shards) shard.stepBack(0);
    await Promise.all([this.#member.remove(), ...this.#shards.map((shard) => shard.leaving)]);
  }

  /** Removes what is left of members that died long ago. */
  #sweep(): void {
    const { client, clock } = this.#options;
    for (const record of this.#census.forgotten()) {
      const { resourceVersion = '' } = record.metadata;
      const gone = within(clock, this.#durations.lease / 3, client.delete(refOf(record), { resourceVersion }));
      gone.catch((error) => this.#tell('cannot remove leases', { error }));
    }
  }

  #shard(index: number): Shard {
    const { prefix, count, onGained, onLosing, onLost } = this.#options;
    const name = shardLeaseName(prefix, count, index);
    return new Shard({
      ...this.#leaseOptions(name),
      finish: this.#durations.finish,
      onGained: () => onGained(index),
      onLosing: () => onLosing(index),
      onUnfinished: (error) => this.#tell('work in hand did not finish', { error, detail: name }),
      onLost: (why) => {
        this.#tell('lost shards', { detail: `${name}, ${why}` });
        onLost(index);
      },
    });
  }

  #leaseOptions(name: string): Omit<LeaseOptions, 'onLost'> {
    const { client, clock, random, namespace, identity } = this.#options;
    const onProblem = (call: string, error: unknown) => this.#tell(`cannot ${call} leases`, { error, detail: name });
    return { client, clock, random, namespace, name, identity, durations: this.#durations, onProblem };
  }

  /** Once for as long as the situation lasts: a lease's duration without it ends it. */
  #tell(situation: string, { error, detail }: { readonly error?: unknown; readonly detail?: string }): void {
    const key = error instanceof KubeError ? `${situation}: ${error.reason}` : situation;
    const now = this.#options.clock.monotonic();
    const met = this.#met.get(key);
    this.#met.set(key, now);
    if (met !== undefined && now - met <= this.#durations.lease) return;
    this.#options.onProblem(detail ? `${situation}: ${detail}` : situation, error);
  }
}

function requireSound({ count, identity }: ShardsOptions, { lease, renew, poll }: Durations): void {
  if (!Number.isInteger(count) || count < 1) throw new RangeError(`work cannot be divided by ${count}`);
  if (!/^[a-z0-9]([-.a-z0-9]*[a-z0-9])?$/.test(identity)) throw new RangeError(`"${identity}" is not fit for a name`);
  if (Math.max(renew, poll) > lease / 3) throw new RangeError('a lease lasts at least three renewals and three polls');
}
