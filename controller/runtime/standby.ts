/**
 * Never two masters: while another controller renews the lock of the reference controller, we only look on. No flag is
 * needed to take over: once the lock is not renewed any more, work begins.
 */
import type { Client } from '../../kube/client.ts';
import type { Clock } from '../../kube/clock.ts';
import { LEASES } from '../../kube/lease.ts';
import { LeaseWatcher } from '../../kube/lease-watcher.ts';

export const LOCK = 'argo-rollouts-controller-lock';

export interface StandbyOptions {
  readonly client: Pick<Client, 'list' | 'get'>;
  readonly clock: Clock;
  /** Told at the first verdict and at each change. */
  readonly onChange: (isStandby: boolean) => void;
  readonly onProblem: (error: unknown) => void;
}

/** Locks may appear in any namespace, so they are looked for now and then; those found are watched closely. */
const SEARCH_EVERY = 10_000;
const LOOK_EVERY = 2_000;

export class Standby {
  readonly #options: StandbyOptions;
  readonly #watchers = new Map<string, LeaseWatcher>();
  #told: boolean | undefined;
  #hasSearched = false;
  #isRunning = false;
  #cancel = () => {};

  constructor(options: StandbyOptions) {
    this.#options = options;
  }

  /** While it is not known, yes. */
  get isStandby(): boolean {
    return !this.#hasSearched || [...this.#watchers.values()].some((watcher) => watcher.heldByOther());
  }

  start(): void {
    this.#isRunning = true;
    void this.#search();
  }

  stop(): void {
    this.#isRunning = false;
    this.#cancel();
    for (const watcher of this.#watchers.values()) watcher.stop();
  }

  async #search(): Promise<void> {
    const { client, clock, onProblem } = this.#options;
    try {
      for await (const { items } of client.list(LEASES, { fieldSelector: `metadata.name=${LOCK}` }))
        for (const { metadata } of items) this.#watch(metadata.namespace ?? '');
      this.#hasSearched = true;
    } catch (error) {
      onProblem(error);
    }
    this.#tell();
    if (this.#isRunning) this.#cancel = clock.after(SEARCH_EVERY, () => void this.#search());
  }

  #watch(namespace: string): void {
    if (this.#watchers.has(namespace)) return;
    const { client, clock, onProblem } = this.#options;
    const onChange = () => this.#tell();
    const watcher = new LeaseWatcher({
      client,
      clock,
      ref: { namespace, name: LOCK },
      self: [],
      pollMs: LOOK_EVERY,
      onChange,
      onProblem,
    });
    this.#watchers.set(namespace, watcher);
    watcher.start();
  }

  #tell(): void {
    const { isStandby } = this;
    if (!this.#hasSearched || isStandby === this.#told) return;
    this.#told = isStandby;
    this.#options.onChange(isStandby);
  }
}
