/**
 * Tells from outside whether a lease is in use: not by the times written in it, but by seeing it change.
 *
 *   unknown ──────── nobody, or oneself ───────▶ free ── no look for five polls ──▶ unknown
 *      │                                         ▲  │
 *      │           unchanged for its duration, ──┘  └── somebody ──┐
 *      │           or released                   │                 ▼
 *      └─────────── somebody, dead or alive ─────┼─────────────▶ held
 *                                                └─────────────────┘
 */
import type { Client } from './client.ts';
import type { Clock } from './clock.ts';
import { holderOf, LEASES, type LeaseRecord, versionOf, within } from './lease.ts';
import type { Ref } from './types.ts';

/** When this process last saw leases change: all it takes to tell a holder that lives from one that does not. */
export class Sightings {
  readonly #seen = new Map<string, { version: string; holder: string; duration: number; changed: number }>();
  readonly #duration: number;
  #asked = 0;

  /** `duration` is for leases that name none. */
  constructor(duration: number) {
    this.#duration = duration;
  }

  /** Takes in all records there are, as they were some time between `asked` and `answered`. */
  look(records: Iterable<LeaseRecord>, asked: number, answered: number): void {
    const present = new Set<string>();
    this.#asked = asked;
    for (const record of records) {
      const { name } = record.metadata;
      present.add(name);
      if (this.#seen.get(name)?.version === versionOf(record)) continue;
      const { leaseDurationSeconds: seconds } = record.spec ?? {};
      const duration = seconds === undefined ? this.#duration : seconds * 1000;
      this.#seen.set(name, { version: versionOf(record), holder: holderOf(record), duration, changed: answered });
    }
    // Somebody deleted a lease in use: its holder may not know yet.
    for (const name of this.#seen.keys()) if (!present.has(name) && !this.isHeld(name)) this.#seen.delete(name);
  }

  /** Whether somebody may hold the lease: it has a holder and changed within its duration. */
  isHeld(name: string): boolean {
    return this.#remaining(name) > 0;
  }

  /** Milliseconds the lease had not changed when the last look was asked for. */
  unchanged(name: string): number {
    const seen = this.#seen.get(name);
    return seen ? this.#asked - seen.changed : 0;
  }

  held(): string[] {
    return [...this.#seen.keys()].filter((name) => this.isHeld(name));
  }

  /** Milliseconds from the last look until the first lease expires that nobody renews. */
  nextExpiry(): number {
    return Math.min(...this.held().map((name) => this.#remaining(name)));
  }

  #remaining(name: string): number {
    const seen = this.#seen.get(name);
    return seen && seen.holder !== '' ? seen.changed + seen.duration - this.#asked : 0;
  }
}

export interface LeaseWatcherOptions {
  readonly client: Pick<Client, 'get'>;
  readonly clock: Clock;
  readonly ref: Pick<Ref, 'namespace' | 'name'>;
  /** Identities that are not somebody else. */
  readonly self: readonly string[];
  readonly pollMs: number;
  /** Told the first verdict and every change. */
  readonly onChange: (heldByOther: boolean) => void;
  /** Told of the first of calls that fail in a row. */
  readonly onProblem: (error: unknown) => void;
}

/** For leases that do not say how long they last: that of the usual leader election. */
const USUAL_DURATION = 15_000;
/** Polls for which the verdict that nobody holds it is believed. */
const TRUSTED_POLLS = 5;

/** Tells whether somebody else renews a lease. While it does not know, it says yes. */
export class LeaseWatcher {
  readonly #options: LeaseWatcherOptions;
  readonly #sightings = new Sightings(USUAL_DURATION);
  /** Until when nobody else holds it, as far as is known. */
  #freeUntil = Number.NEGATIVE_INFINITY;
  #told: boolean | undefined;
  #failing = false;
  #running = true;
  #cancel = () => {};

  constructor(options: LeaseWatcherOptions) {
    this.#options = options;
  }

  /** Once. */
  start(): void {
    void this.#poll();
  }

  stop(): void {
    this.#running = false;
    this.#cancel();
  }

  heldByOther(): boolean {
    return this.#options.clock.monotonic() >= this.#freeUntil;
  }

  async #poll(): Promise<void> {
    const { clock, pollMs, onProblem } = this.#options;
    try {
      await this.#look();
      this.#failing = false;
    } catch (error) {
      if (this.#running && !this.#failing) onProblem(error);
      this.#failing = true;
    }
    if (!this.#running) return;
    this.#cancel = clock.after(pollMs, () => void this.#poll());
    this.#tell();
  }

  async #look(): Promise<void> {
    const { client, clock, ref, self, pollMs } = this.#options;
    const asked = clock.monotonic();
    const { apiVersion, kind } = LEASES;
    const record = await within(clock, 2 * pollMs, client.get({ apiVersion, kind, ...ref }));
    this.#sightings.look(record ? [record] : [], asked, clock.monotonic());
    const held = this.#sightings.isHeld(ref.name) && !self.includes(holderOf(record));
    this.#freeUntil = held ? Number.NEGATIVE_INFINITY : asked + TRUSTED_POLLS * pollMs;
  }

  #tell(): void {
    const held = this.heldByOther();
    if (held === this.#told) return;
    this.#told = held;
    this.#options.onChange(held);
  }
}
