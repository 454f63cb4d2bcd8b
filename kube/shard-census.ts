/** What one look at the leases of all replicas shows: who lives, who has which shard, who divides by another count. */
import type { Clock } from './clock.ts';
import { holderOf, LEASES, type LeaseClient, type LeaseRecord, within } from './lease.ts';
import { Sightings } from './lease-watcher.ts';

/** On a member's lease: by how many it divides. */
const COUNT = 'sluice.dev/shards';
/** Leases of members unchanged for so many durations are forgotten. */
const REMEMBERED = 10;

export interface CensusOptions {
  readonly client: Pick<LeaseClient, 'list'>;
  readonly clock: Clock;
  readonly namespace: string;
  readonly prefix: string;
  readonly count: number;
  /** Milliseconds a lease lasts that says nothing else. */
  readonly duration: number;
}

/** A lease in use by replicas that divide by another count. */
export interface Rival {
  readonly name: string;
  readonly count: number;
}

export class Census {
  readonly #options: CensusOptions;
  readonly #sightings: Sightings;
  #records: ReadonlyMap<string, LeaseRecord> = new Map();

  constructor(options: CensusOptions) {
    this.#options = options;
    this.#sightings = new Sightings(options.duration);
  }

  /** Sees what no watch and no cache may have missed: a list without a version is as new as the last write. */
  async look(): Promise<void> {
    const { client, clock, namespace, prefix, duration } = this.#options;
    const asked = clock.monotonic();
    const all = await within(clock, duration / 3, recordsOf(client, namespace));
    const ours = all.filter(({ metadata }) => metadata.name.startsWith(`${prefix}-`));
    this.#records = new Map(ours.map((record) => [record.metadata.name, record]));
    this.#sightings.look(ours, asked, clock.monotonic());
  }

  record(name: string): LeaseRecord | undefined {
    return this.#records.get(name);
  }

  isHeld(name: string): boolean {
    return this.#sightings.isHeld(name);
  }

  /** Milliseconds until a lease expires that nobody renews. */
  nextExpiry(): number {
    return this.#sightings.nextExpiry();
  }

  rivals(): Rival[] {
    const { prefix, count } = this.#options;
    return this.#sightings.held().flatMap((name) => {
      const [, divisor] = /^(\d+)-\d+$/.exec(name.slice(prefix.length + 1)) ?? [];
      return divisor === undefined || divisor === String(count) ? [] : [{ name, count: Number(divisor) }];
    });
  }

  /** Identities of the living that divide by the same count. */
  members(): string[] {
    const living = this.#memberLeases().filter(
      ({ metadata }) => this.isHeld(metadata.name) && metadata.annotations?.[COUNT] === String(this.#options.count),
    );
    return living.map(holderOf);
  }

  /** Leases of members that died long ago. */
  forgotten(): LeaseRecord[] {
    const { duration } = this.#options;
    return this.#memberLeases().filter(
      ({ metadata }) => this.#sightings.unchanged(metadata.name) > REMEMBERED * duration,
    );
  }

  #memberLeases(): LeaseRecord[] {
    const start = memberLeaseName(this.#options.prefix, '');
    return [...this.#records.values()].filter(({ metadata }) => metadata.name.startsWith(start));
  }
}

export const shardLeaseName = (prefix: string, count: number, shard: number): string => `${prefix}-${count}-${shard}`;

export const memberLeaseName = (prefix: string, identity: string): string => `${prefix}-member-${identity}`;

export const memberAnnotations = (count: number): Readonly<Record<string, string>> => ({ [COUNT]: String(count) });

async function recordsOf(client: CensusOptions['client'], namespace: string): Promise<LeaseRecord[]> {
  const records: LeaseRecord[] = [];
  for await (const { items } of client.list(LEASES, { namespace })) records.push(...items);
  return records;
}
