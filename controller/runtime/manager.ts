/**
 * Runs reconcilers on a cluster: informers for the kinds they need, a part for each, shards for all.
 *
 *     watch events ──> informers ──> names ──> parts (queue ──> reconcile) ──> writes, into the cache as well
 *                                      ^
 *                   shards gained ─────┘   shards lost: passes in hand end, or their next write fails
 */
import type { Client } from '../../kube/client.ts';
import type { Clock, Random } from '../../kube/clock.ts';
import { Cluster, kindKey } from '../../kube/cluster.ts';
import type { Informer, InformerState } from '../../kube/informer.ts';
import type { KubeObject, Resource } from '../../kube/types.ts';
import { type Effect, textOf } from './act.ts';
import { informersFor, type Listener, type Need } from './informers.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import { type Ownership, Part } from './part.ts';
import type { Notice } from './plan.ts';
import type { Reconciler } from './reconciler.ts';

export interface ManagerOptions {
  readonly client: Client;
  readonly clock: Clock;
  readonly random: Random;
  readonly reconcilers: readonly Reconciler[];
  readonly effects: Readonly<Record<string, Effect>>;
  readonly ownership: Ownership;
  readonly isStandby: (part: string) => boolean;
  readonly announce: (about: KubeObject, notice: Notice) => void;
  readonly fieldManager: string;
  readonly dryRun: boolean;
  readonly namespace?: string;
  readonly silence?: number;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** How long passes in hand may take after a stop is asked for. */
const GRACE = 8_000;

export class Manager {
  readonly #options: ManagerOptions;
  readonly #informers: ReadonlyMap<string, Informer>;
  readonly #parts: ReadonlyMap<string, Part>;
  readonly #started = new Set<string>();
  readonly cluster: Cluster;

  constructor(options: ManagerOptions) {
    this.#options = options;
    this.#informers = informersFor(
      options.reconcilers.flatMap((one) => this.#needsOf(one)),
      {
        ...options,
        onState: (kind, state, error) => this.#kindIs(kind, state, error),
        onRestart: (kind, error) => this.#restarted(kind, error),
      },
    );
    this.cluster = new Cluster(options.client, this.#informers, options.namespace);
    this.#parts = new Map(options.reconcilers.map((reconciler) => [reconciler.name, this.#partOf(reconciler)]));
    options.metrics.watchParts(this.#parts, this.#informers);
  }

  start(): void {
    for (const informer of this.#informers.values()) informer.start();
  }

  /** Finishes the passes in hand; nothing is lost, the next process looks at everything. */
  async stop(): Promise<void> {
    await Promise.all([...this.#parts.values()].map((part) => part.stop(GRACE)));
    await Promise.all([...this.#informers.values()].map((informer) => informer.stop()));
  }

  gained(shard: number): void {
    for (const part of this.#parts.values()) part.gained(shard);
  }

  async losing(shard: number): Promise<void> {
    await Promise.all([...this.#parts.values()].map((part) => part.losing(shard)));
  }

  lost(shard: number): void {
    for (const part of this.#parts.values()) part.lost(shard);
  }

  /** Another controller has left a kind to us. */
  takeOver(part: string): void {
    this.#parts.get(part)?.lookAtAll();
  }

  /** What there is to tell of the objects themselves, for the page of metrics. */
  async text(): Promise<string> {
    const kept = (resource: Resource) => this.#informers.get(kindKey(resource))?.view.all() ?? [];
    const texts = this.#options.reconcilers.map(({ witness, own }) => witness?.text(kept(own.resource), kept));
    return (await Promise.all(texts)).join('');
  }

  /** What keeps each part from working; nothing for those that work. */
  problems(): ReadonlyMap<string, string> {
    const found = this.#options.reconcilers.map((one) => [one.name, this.#problemOf(one)] as const);
    return new Map(found.flatMap(([name, problem]) => (problem === undefined ? [] : [[name, problem] as const])));
  }

  #problemOf({ own, watches }: Reconciler): string | undefined {
    const needed = [own, ...watches].filter(({ isOptional }) => !isOptional);
    const states = needed.map(({ resource }) => ({ resource, state: this.#informers.get(kindKey(resource))?.state }));
    const bad = states.find(({ state }) => state !== 'synced');
    return bad && `${bad.resource.plural}.${bad.resource.apiVersion}: ${bad.state}`;
  }

  #needsOf({ name, own, watches }: Reconciler): Need[] {
    const part = () => this.#parts.get(name);
    return [
      { ...own, listener: (change) => part()?.observed(change) },
      ...watches.map(({ names, ...kept }) => ({
        ...kept,
        listener: ((change) => part()?.changed(names(change, this.cluster))) satisfies Listener,
      })),
    ];
  }

  #partOf(reconciler: Reconciler): Part {
    const { clock, announce, metrics, isStandby } = this.#options;
    reconciler.news?.((name) => this.#parts.get(reconciler.name)?.changed([name]));
    return new Part({
      ...this.#options,
      reconciler,
      around: { ...this.#options, cluster: this.cluster, now: () => clock.now(), announce },
      isStandby: () => isStandby(reconciler.name),
      observer: metrics.queueObserver(reconciler.name),
      onPass: (result, milliseconds) => metrics.pass(reconciler.name, result, milliseconds),
    });
  }

  #kindIs(kind: string, state: InformerState, error?: unknown): void {
    const { log } = this.#options;
    if (state === 'synced') log.info({ kind }, 'watching');
    else if (state === 'missing') log.info({ kind }, 'the cluster has no such kind yet, waiting for it');
    else log.warn({ kind, state, error: textOf(error) }, 'cannot watch');
    this.#startReady();
  }

  /**
   * A part starts once every kind it needs was listed whole, and keeps working when one fails later. For those it can
   * do without it waits only until that is known: what was not listed yet must not look as if it were not there.
   */
  #startReady(): void {
    for (const { name, own, watches } of this.#options.reconcilers) {
      const isReady = [own, ...watches].every((kept) => {
        const informer = this.#informers.get(kindKey(kept.resource));
        const isKnown = kept.isOptional && informer?.state !== 'starting';
        return informer?.hasListed || isKnown;
      });
      if (!isReady || this.#started.has(name)) continue;
      this.#started.add(name);
      this.#parts.get(name)?.start();
      this.#options.log.info({ part: name }, 'started');
    }
  }

  #restarted(kind: string, error?: unknown): void {
    this.#options.metrics.watchRestarted(kind);
    if (error) this.#options.log.debug({ kind, error: textOf(error) }, 'watch again');
  }
}
