/** Simulated traffic in any cluster: pods' servers, the gateway before them, its users, and what is measured of it. */
import type { Clock, Random } from '../../kube/clock.ts';
import type { Change } from '../../kube/store.ts';
import type { Transport } from '../../kube/transport.ts';
import type { KubeObject } from '../../kube/types.ts';
import { type MetricsHandler, metricsHandler } from '../metrics/api.ts';
import { type SeriesStore, seriesStore } from '../metrics/series-store.ts';
import type { SimulatedPod } from '../nodes/pod.ts';
import type { Exchange, Send } from './exchange.ts';
import { gateway } from './gateway.ts';
import { Known, type RouteTable, sourceKey } from './known.ts';
import { Load } from './load.ts';
import { type PodServer, podServer } from './pod-server.ts';
import type { Problem } from './routes/route.ts';
import { TrafficMetrics } from './traffic-metrics.ts';
import type { Wire } from './wire.ts';

export interface TrafficOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  /** The same numbers lead to the same answers. */
  readonly random: Random;
  readonly wire: Wire;
  /** Told once of each routing object that makes no sense, and of each annotation. */
  readonly onProblem: (what: string, error: unknown) => void;
  /** Milliseconds between two samples of every series; five seconds if absent. */
  readonly sampleEvery?: number;
  /** Told of every request that is over. */
  readonly onExchange?: (exchange: Exchange) => void;
}

export interface Traffic {
  /** A user's request. */
  readonly send: Send;
  /** What Prometheus would answer. */
  readonly metrics: MetricsHandler;
  /** Millicores that a pod has used over the last minute; undefined if nobody knows. */
  usage(pod: KubeObject): number | undefined;
  stop(): Promise<void>;
}

/** An hour at five seconds; a thousand pods, and those before them. */
const LIMITS = { series: 30_000, samplesPerSeries: 720 } as const;

export function startTraffic(options: TrafficOptions): Traffic {
  const running = new Running(options);
  running.start();
  return running;
}

/** Says once that it is full: what begins from then on is not measured. */
function boundedStore(onProblem: TrafficOptions['onProblem']): SeriesStore {
  const store = seriesStore(LIMITS);
  let isTold = false;
  return {
    ...store,
    add(...sample) {
      const added = store.add(...sample);
      if (added === 'full' && !isTold) {
        isTold = true;
        onProblem('metrics', new Error(`${LIMITS.series} series are there, and no new ones are taken`));
      }
      return added;
    },
  };
}

class Running implements Traffic {
  readonly send: Send;
  readonly metrics: MetricsHandler;
  readonly #options: TrafficOptions;
  readonly #known: Known;
  readonly #metrics: TrafficMetrics;
  readonly #load: Load;
  /** By the unique ids of their pods. */
  readonly #servers = new Map<string, PodServer>();
  /** The problems that were last looked at, and what was said of them. */
  #judged: readonly Problem[] = [];
  #told = new Set<string>();

  constructor(options: TrafficOptions) {
    const { clock, random, wire, onProblem, onExchange } = options;
    const store = boundedStore(onProblem);
    this.#options = options;
    this.#known = new Known({
      ...options,
      onPod: (change) => this.#podChanged(change),
      onRouting: (change) => this.#load.changed(change),
    });
    this.#metrics = new TrafficMetrics(store, clock, this.#known, options.sampleEvery);
    this.metrics = metricsHandler(store);
    const routes = () => this.#routes();
    const counted = (exchange: Exchange) => {
      this.#metrics.count(exchange);
      onExchange?.(exchange);
    };
    const means = { known: this.#known, wire, clock, random, servers: this.#servers };
    this.send = gateway({ ...means, routes, onExchange: counted });
    const isReady = () => this.#known.isComplete;
    this.#load = new Load({ clock, random, routes, isReady, send: wire.users(this.send), onProblem });
  }

  start(): void {
    this.#known.start();
    this.#metrics.start();
  }

  usage({ metadata }: KubeObject): number | undefined {
    return this.#metrics.usage(metadata.uid ?? '');
  }

  async stop(): Promise<void> {
    this.#load.stop();
    this.#metrics.stop();
    await this.#known.stop();
    await this.#options.wire.close();
  }

  #podChanged({ before, after }: Change): void {
    const uid = after?.metadata.uid;
    const old = before?.metadata.uid;
    if (old !== undefined && old !== uid) this.#end(old);
    if (!after || uid === undefined) return;
    const server = podServer(after as SimulatedPod);
    if (server) this.#serve(server);
    else this.#end(uid);
  }

  #serve(server: PodServer): void {
    const known = this.#servers.get(server.uid);
    this.#servers.set(server.uid, server);
    this.#options.wire.serve(server);
    if (known && known.version === server.version && known.hash === server.hash) return;
    if (known) this.#metrics.end(server.uid);
    this.#metrics.begin(server);
  }

  #end(uid: string): void {
    if (!this.#servers.delete(uid)) return;
    this.#options.wire.end(uid);
    this.#metrics.end(uid);
  }

  /** Tells what is new among the problems whenever routes are made anew. */
  #routes(): RouteTable {
    const table = this.#known.routes;
    // Before everything is known, things are missing that are there.
    if (table.problems === this.#judged || !this.#known.isComplete) return table;
    this.#judged = table.problems;
    const told = this.#told;
    this.#told = new Set();
    for (const { source, message } of table.problems) {
      const key = `${sourceKey(source)} ${message}`;
      if (!told.has(key) && !this.#told.has(key)) this.#options.onProblem(sourceKey(source), new Error(message));
      this.#told.add(key);
    }
    return table;
  }
}
