/**
 * One shard in the hands of one replica, from its lease to the work done under it.
 *
 *          acquired           a later list: nobody divides by another count         given away, or stopping
 *   free ────────────▶ claimed ────────────────────────────────────────────▶ owned ─────────────────────────▶ losing
 *    ▲                    │ somebody does                                      │ lapsed, taken                  │ work in
 *    │                    ▼                                                    ▼                                │ hand is
 *    └──── released ── leaving ◀──────────────────────────────┐              onLost ──▶ free                    │ finished
 *                                                              └────────────────────────────────────────────────┘
 *
 * Work is done in `owned` and `losing` only, and only while the lease holds.
 */
import type { Clock } from './clock.ts';
import { Lease, type LeaseOptions, type LeaseRecord, within } from './lease.ts';

export interface ShardOptions extends Omit<LeaseOptions, 'onLost'> {
  readonly clock: Clock;
  /** Milliseconds that giving the shard away waits for the work in hand. */
  readonly finish: number;
  readonly onGained: () => void;
  readonly onLosing: () => Promise<void>;
  readonly onLost: (why: string) => void;
  readonly onUnfinished: (error: unknown) => void;
}

type Phase = 'free' | 'claimed' | 'owned' | 'losing' | 'leaving';

export class Shard {
  readonly lease: Lease;
  readonly #options: ShardOptions;
  #phase: Phase = 'free';
  #claimedAt = 0;
  #leaving: Promise<void> = Promise.resolve();

  constructor(options: ShardOptions) {
    this.#options = options;
    this.lease = new Lease({ ...options, onLost: (why) => this.#lost(why) });
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** Settles when nothing is on its way to be given back. */
  get leaving(): Promise<void> {
    return this.#leaving;
  }

  owns(): boolean {
    return (this.#phase === 'owned' || this.#phase === 'losing') && this.lease.holds();
  }

  /** Whether it counts towards this replica's share. */
  keeps(): boolean {
    return (this.#phase === 'owned' || this.#phase === 'claimed') && this.lease.holds();
  }

  /** Acquires the lease, which is no permission to work yet. False if somebody was faster. */
  async claim(found: LeaseRecord | undefined): Promise<boolean> {
    if (!(await this.lease.acquire(found))) return false;
    this.#phase = 'claimed';
    this.#claimedAt = this.#options.clock.monotonic();
    return true;
  }

  /** Makes a claim good which was written before a list that showed no rival. */
  confirm(): void {
    if (this.#phase !== 'claimed' || !this.lease.holds()) return;
    this.#phase = 'owned';
    this.#options.onGained();
  }

  /** Gives up a claim that is older than `ms`. */
  stepBack(ms: number): void {
    if (this.#phase !== 'claimed' || this.#options.clock.monotonic() - this.#claimedAt < ms) return;
    this.#leaving = this.#leave();
  }

  /** Gives the shard away when its work in hand is finished. */
  give(): void {
    if (this.#phase !== 'owned') return;
    this.#phase = 'losing';
    this.#leaving = this.#handOver();
  }

  async #handOver(): Promise<void> {
    const finished = await this.#finish();
    if (!finished && this.#phase === 'losing') this.#lost('its work did not finish in time');
    await this.#leave();
  }

  async #finish(): Promise<boolean> {
    const { clock, finish, onLosing, onUnfinished } = this.#options;
    try {
      await within(clock, finish, onLosing());
      return true;
    } catch (error) {
      onUnfinished(error);
      return false;
    }
  }

  async #leave(): Promise<void> {
    this.#phase = 'leaving';
    await this.lease.release();
    this.#phase = 'free';
  }

  /** Told once of each shard that was gained, unless its work was finished. */
  #lost(why: string): void {
    const phase = this.#phase;
    if (phase === 'claimed' || phase === 'owned') this.#phase = 'free';
    if (phase === 'losing') this.#phase = 'leaving';
    if (phase === 'owned' || phase === 'losing') this.#options.onLost(why);
  }
}
