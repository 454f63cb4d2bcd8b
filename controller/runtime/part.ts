/** One reconciler at work: from changes to keys, from keys to passes, for the shards this process owns. */
import type { Clock, Random } from '../../kube/clock.ts';
import { hasReason } from '../../kube/errors.ts';
import { Queue, type QueueObserver } from '../../kube/queue.ts';
import { type Change, storedName, type View } from '../../kube/store.ts';
import { type KubeObject, type Ref, refOf } from '../../kube/types.ts';
import { textOf } from './act.ts';
import type { Log } from './log.ts';
import type { Notice } from './plan.ts';
import { type Pass, reconcile, type Surroundings } from './reconcile.ts';
import type { Reconciler } from './reconciler.ts';

/** Which shards are this process's. */
export interface Ownership {
  shardOf(root: string): number;
  /** Exact: asked before each write. */
  owns(shard: number): boolean;
}

export interface PartOptions {
  readonly reconciler: Reconciler;
  readonly around: Surroundings;
  readonly clock: Clock;
  readonly random: Random;
  readonly ownership: Ownership;
  /** Whether another controller is in charge of this kind. */
  readonly isStandby: () => boolean;
  readonly log: Log;
  readonly observer?: QueueObserver;
  readonly onPass?: (result: 'done' | 'failed', milliseconds: number) => void;
}

const CONCURRENCY = 10;

export class Part {
  readonly #options: PartOptions;
  /** What is announced is also told to the witness. */
  readonly #around: Surroundings;
  readonly #queue: Queue;
  readonly #view: View;
  /** By name: since when a report is held back. */
  readonly #owed = new Map<string, Date>();
  /** By name: the shard of each object there is. */
  readonly #shards = new Map<string, number>();
  /** Passes in hand, by key. */
  readonly #running = new Map<string, Promise<unknown>>();
  readonly #leaving = new Set<number>();
  #isOpen = false;

  constructor(options: PartOptions) {
    const { reconciler, around, clock, random, observer } = options;
    this.#options = options;
    this.#around = { ...around, announce: (about, notice) => this.#announce(about, notice) };
    this.#view = around.cluster.view(reconciler.own.resource);
    this.#queue = new Queue({
      clock,
      random,
      concurrency: reconciler.concurrency ?? CONCURRENCY,
      run: (key, signal) => this.#tracked(key, signal),
      onError: (key, error, retryInMs) => this.#failed(key, error, retryInMs),
      ...(observer && { observer }),
    });
  }

  get depth(): number {
    return this.#queue.depth;
  }

  get runningFor(): readonly number[] {
    return this.#queue.runningFor;
  }

  /** Until then changes are only noted: decisions would rest on a part of the truth. */
  start(): void {
    this.#isOpen = true;
    this.#queue.start();
    this.lookAtAll();
  }

  stop(graceMs: number): Promise<void> {
    this.#isOpen = false;
    return this.#queue.stop(graceMs);
  }

  /** One of the reconciler's own objects has changed. */
  observed(change: Change): void {
    const { after } = change;
    if (after) {
      this.#shards.set(storedName(after), this.#shardOf(after));
      this.#add(storedName(after));
    } else if (change.before) {
      this.#takeLeave(change.before);
    }
  }

  #takeLeave(object: KubeObject): void {
    const { reconciler } = this.#options;
    const name = storedName(object);
    const shard = this.#shards.get(name);
    const isOurs = this.#isOpen && shard !== undefined && this.#isOurs(shard);
    for (const notice of isOurs ? (reconciler.farewell?.(object) ?? []) : []) this.#around.announce(object, notice);
    reconciler.witness?.gone(refOf(object));
    reconciler.gone?.(refOf(object));
    this.#shards.delete(name);
    this.#forget(name);
  }

  /** Something that concerns these objects has changed. */
  changed(names: readonly string[]): void {
    for (const name of names) this.#add(name);
  }

  /** Looks at every object of this shard, or of all. */
  lookAtAll(shard?: number): void {
    for (const [name, its] of this.#shards) if (shard === undefined || its === shard) this.#add(name);
  }

  gained(shard: number): void {
    this.#leaving.delete(shard);
    this.lookAtAll(shard);
  }

  /** Takes no new work of a shard and finishes what is in hand. */
  async losing(shard: number): Promise<void> {
    this.#leaving.add(shard);
    await Promise.allSettled(this.#of(shard).flatMap((name) => this.#running.get(name) ?? []));
    this.lost(shard);
  }

  lost(shard: number): void {
    for (const name of this.#of(shard)) this.#forget(name);
    this.#leaving.delete(shard);
  }

  #of(shard: number): string[] {
    return [...this.#shards].flatMap(([name, its]) => (its === shard ? [name] : []));
  }

  #shardOf(object: KubeObject): number {
    const { reconciler, ownership } = this.#options;
    return ownership.shardOf(reconciler.rootOf?.(object) ?? storedName(object));
  }

  #add(name: string): void {
    const shard = this.#shards.get(name);
    if (this.#isOpen && shard !== undefined && this.#isOurs(shard)) this.#queue.add(name);
  }

  #isOurs(shard: number): boolean {
    const { ownership, isStandby } = this.#options;
    return !isStandby() && !this.#leaving.has(shard) && ownership.owns(shard);
  }

  #forget(name: string): void {
    this.#queue.forget(name);
    this.#owed.delete(name);
  }

  async #tracked(name: string, signal: AbortSignal): Promise<Date | undefined> {
    const pass = this.#run(name, signal);
    this.#running.set(name, pass);
    try {
      return await pass;
    } finally {
      this.#running.delete(name);
    }
  }

  async #run(name: string, signal: AbortSignal): Promise<Date | undefined> {
    const { reconciler, ownership, isStandby, clock, onPass } = this.#options;
    const object = this.#view.get(name);
    const shard = this.#shards.get(name);
    if (!object || shard === undefined || !this.#isOurs(shard)) return undefined;
    const guard = () => {
      if (!ownership.owns(shard) || isStandby() || signal.aborted) throw new Error('another process has taken over');
    };
    const started = clock.monotonic();
    const reportOwedSince = this.#owed.get(name);
    const turn = { ref: refOf(object), signal, guard, ...(reportOwedSince && { reportOwedSince }) };
    const pass = await reconcile(reconciler, turn, this.#around);
    if (!pass?.owesReport) this.#owed.delete(name);
    else if (!reportOwedSince) this.#owed.set(name, clock.now());
    const milliseconds = clock.monotonic() - started;
    onPass?.('done', milliseconds);
    this.#witness(turn.ref, pass, milliseconds);
    this.#say(name, pass, milliseconds);
    return pass?.wakeAt;
  }

  #announce(about: KubeObject, notice: Notice): void {
    const { around, reconciler } = this.#options;
    around.announce(notice.about ?? about, notice);
    reconciler.witness?.announced(refOf(about), notice);
  }

  #witness(ref: Ref, pass: Pass | undefined, milliseconds: number): void {
    const { witness } = this.#options.reconciler;
    if (!pass || !witness) return;
    witness.passed(ref, 'done', milliseconds);
    if (pass.measures) witness.measured(ref, pass.measures);
    if (pass.stored) witness.stored(pass.stored.before, pass.stored.after);
  }

  #say(name: string, pass: Pass | undefined, milliseconds: number): void {
    const { log, reconciler, around } = this.#options;
    if (!pass) return;
    const { actions, statusPatch, notices, wakeAt } = pass;
    const hasWritten = actions.length > 0 || statusPatch !== undefined;
    const hasDone = notices.length > 0 || (hasWritten && !reconciler.isRoutine);
    log[hasDone ? 'info' : 'debug'](
      {
        part: reconciler.name,
        key: name,
        plan: actions.map(({ because }) => because),
        ...(statusPatch && { status: Object.keys(statusPatch) }),
        ...(notices.length > 0 && { notices: notices.map(({ reason }) => reason) }),
        ...(wakeAt && { wakeAt }),
        ms: Math.round(milliseconds),
        ...(around.dryRun && { dryRun: true }),
      },
      'pass',
    );
  }

  #failed(name: string, error: unknown, retryInMs: number): void {
    const { log, reconciler, onPass } = this.#options;
    onPass?.('failed', 0);
    const object = this.#view.get(name);
    if (object) reconciler.witness?.passed(refOf(object), 'failed', 0);
    // Somebody else wrote first: no fault, the next pass looks again.
    const level = hasReason(error, 'Conflict', 'AlreadyExists') ? 'debug' : 'warn';
    log[level]({ part: reconciler.name, key: name, error: textOf(error), retryInMs: Math.round(retryInMs) }, 'failed');
  }
}
