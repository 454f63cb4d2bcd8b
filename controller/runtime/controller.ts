/** The parts of the controller, put together: reconcilers on a cluster, shared by shards, in step with others. */
import type { Client } from '../../kube/client.ts';
import type { Clock, Random } from '../../kube/clock.ts';
import { EventRecorder } from '../../kube/events.ts';
import { shardOf } from '../../kube/shard-key.ts';
import { Shards } from '../../kube/shards.ts';
import { type KubeObject, refOf } from '../../kube/types.ts';
import type { Config } from '../config.ts';
import { type Effect, textOf } from './act.ts';
import type { Log } from './log.ts';
import { Manager } from './manager.ts';
import type { Metrics } from './metrics.ts';
import type { Notice } from './plan.ts';
import type { Reconciler } from './reconciler.ts';
import type { Page, Pages } from './servers.ts';
import { Standby } from './standby.ts';

export interface Means {
  readonly client: Client;
  /** Of its own, so that calls that hang cannot keep a lease from being renewed. */
  readonly leaseClient: Client;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly config: Config;
  readonly reconcilers: readonly Reconciler[];
  readonly effects: Readonly<Record<string, Effect>>;
  /** Of this process among its replicas. */
  readonly identity: string;
  readonly leaseNamespace: string;
}

const FIELD_MANAGER = 'sluice-rollout';
const COMPONENT = 'rollouts-controller';
const LEASE_PREFIX = 'sluice';
/** Milliseconds for the passes in hand when shards are given away, so that a whole process ends within ten seconds. */
const FINISH = 7_000;
/** Milliseconds for the events that wait when the process ends. */
const FLUSH = 1_000;

export class Controller {
  readonly #means: Means;
  readonly #events: EventRecorder;
  readonly #shards: Shards;
  readonly #manager: Manager;
  readonly #standby: Standby | undefined;

  constructor(means: Means) {
    this.#means = means;
    this.#events = this.#eventRecorder();
    this.#standby = means.config['instance-id'] ? undefined : this.#standbyWatch();
    this.#shards = this.#shardOwner();
    this.#manager = this.#managerOf();
    means.metrics.shards(() => this.#shards.held().length);
  }

  start(): void {
    this.#standby?.start();
    this.#manager.start();
    this.#shards.start();
  }

  /** Finishes the passes in hand, gives the shards back, tells what is still to tell. */
  async stop(): Promise<void> {
    this.#standby?.stop();
    await this.#shards.stop();
    await this.#manager.stop();
    await this.#events.flush(FLUSH);
  }

  /** Of the server for health. Alive is who answers; ready is who can work. */
  health(): Pages {
    return { '/healthz': () => page(200, 'ok\n'), '/readyz': () => this.#readiness() };
  }

  measurements(): Pages {
    const { registry } = this.#means.metrics;
    const body = async () => `${await registry.metrics()}\n${await this.#manager.text()}`;
    return { '/metrics': async () => ({ status: 200, type: registry.contentType, body: await body() }) };
  }

  #readiness(): Page {
    const problems = [...this.#manager.problems()].map(([part, problem]) => `${part}: ${problem}\n`);
    return problems.length === 0 ? page(200, 'ok\n') : page(503, problems.join(''));
  }

  #eventRecorder(): EventRecorder {
    const { client, clock, random, identity, log } = this.#means;
    return new EventRecorder({
      writer: client,
      clock,
      random,
      fieldManager: FIELD_MANAGER,
      component: COMPONENT,
      instance: identity,
      onDrop: (why, error) => log.debug({ why, ...errorField(error) }, 'event dropped'),
    });
  }

  #standbyWatch(): Standby {
    const { client, clock, log, metrics, reconcilers } = this.#means;
    return new Standby({
      client,
      clock,
      onChange: (isStandby) => {
        log.info({}, isStandby ? 'another controller is in charge: looking on' : 'no other controller is in charge');
        for (const { name } of reconcilers) {
          metrics.standby(name, isStandby);
          if (!isStandby) this.#manager.takeOver(name);
        }
      },
      onProblem: (error) => log.warn(errorField(error), 'cannot see whether another controller is in charge'),
    });
  }

  #shardOwner(): Shards {
    const { leaseClient: client, clock, random, identity, leaseNamespace, config, log } = this.#means;
    return new Shards({
      client,
      clock,
      random,
      namespace: leaseNamespace,
      prefix: LEASE_PREFIX,
      count: config.shards,
      identity,
      durations: { finish: FINISH },
      onGained: (shard) => {
        log.info({ shard }, 'shard gained');
        this.#manager.gained(shard);
      },
      onLosing: (shard) => this.#manager.losing(shard),
      onLost: (shard) => {
        log.warn({ shard }, 'shard lost');
        this.#manager.lost(shard);
      },
      onProblem: (message, error) => log.warn(errorField(error), message),
    });
  }

  #managerOf(): Manager {
    const { config } = this.#means;
    return new Manager({
      ...this.#means,
      ownership: {
        shardOf: (root) => shardOf(root, config.shards),
        owns: (shard) => this.#shards.owns(shard),
      },
      isStandby: () => this.#standby?.isStandby ?? false,
      announce: (about, notice) => this.#announce(about, notice),
      fieldManager: FIELD_MANAGER,
      dryRun: config['dry-run'],
      ...(config.namespace && { namespace: config.namespace }),
    });
  }

  #announce(about: KubeObject, notice: Notice): void {
    const { uid = '', resourceVersion } = about.metadata;
    this.#events.record({ ref: refOf(about), uid, resourceVersion }, notice);
  }
}

const page = (status: number, body: string): Page => ({ status, type: 'text/plain; charset=utf-8', body });

const errorField = (error: unknown): object => (error === undefined ? {} : { error: textOf(error) });
