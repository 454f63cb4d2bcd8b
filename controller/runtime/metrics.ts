/** What the process tells of itself. One registry a process, no series for single objects. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { CallOutcome } from '../../kube/calls.ts';
import type { Informer } from '../../kube/informer.ts';
import type { QueueObserver } from '../../kube/queue.ts';
import type { View } from '../../kube/store.ts';
import { type Part, QueueMetrics } from './queue-metrics.ts';

/** Objects of a kind that are measured to estimate what all of them take. */
const SAMPLE = 20;
const SECONDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30];

/** What dashboards for the reference call the verbs of calls. */
const VERBS: Readonly<Record<string, string>> = {
  get: 'Get',
  list: 'List',
  watch: 'Watch',
  create: 'Create',
  evict: 'Create',
  patch: 'Patch',
  apply: 'Patch',
  delete: 'Delete',
};

export class Metrics {
  readonly registry = new Registry();
  readonly #passes: Histogram;
  readonly #failures: Counter;
  readonly #queues: QueueMetrics;
  readonly #calls: Counter;
  readonly #requests: Counter;
  readonly #callSeconds: Histogram;
  readonly #restarts: Counter;
  readonly #standby: Gauge;

  constructor() {
    const registers = [this.registry];
    const part = ['part'];
    collectDefaultMetrics({ register: this.registry });
    this.#passes = new Histogram({
      name: 'sluice_pass_seconds',
      help: 'Duration of passes.',
      labelNames: part,
      buckets: SECONDS,
      registers,
    });
    this.#failures = counter('sluice_pass_failures_total', 'Passes that failed.', part, registers);
    this.#queues = new QueueMetrics(this.registry);
    this.#calls = counter('sluice_api_calls_total', 'Calls to the API server.', ['verb', 'kind', 'code'], registers);
    this.#requests = counter(
      'controller_clientset_k8s_request_total',
      'Calls to the API server, as dashboards count them.',
      ['kind', 'namespace', 'name', 'verb', 'status_code'],
      registers,
    );
    this.#callSeconds = new Histogram({
      name: 'sluice_api_call_seconds',
      help: 'Duration of calls to the API server, until their answer begins.',
      labelNames: ['verb'],
      buckets: SECONDS,
      registers,
    });
    this.#restarts = counter('sluice_watch_restarts_total', 'Watches that were started again.', ['kind'], registers);
    this.#standby = new Gauge({
      name: 'sluice_standby',
      help: '1 while another controller is in charge.',
      labelNames: part,
      registers,
    });
    this.#watchEventLoop();
  }

  pass(part: string, result: 'done' | 'failed', milliseconds: number): void {
    if (result === 'failed') this.#failures.inc({ part });
    else this.#passes.observe({ part }, milliseconds / 1000);
  }

  queueObserver(part: string): QueueObserver {
    return this.#queues.observer(part);
  }

  call({ verb, kind, plural, code, milliseconds }: CallOutcome): void {
    this.#calls.inc({ verb, kind, code });
    const word = VERBS[verb] ?? 'Unknown';
    this.#requests.inc({ kind: plural, namespace: '', name: '', verb: word, status_code: code });
    this.#callSeconds.observe({ verb }, milliseconds / 1000);
  }

  watchRestarted(kind: string): void {
    this.#restarts.inc({ kind });
  }

  standby(part: string, isStandby: boolean): void {
    this.#standby.set({ part }, isStandby ? 1 : 0);
  }

  shards(held: () => number): void {
    this.#gauge('sluice_shards_held', 'Shards this process works on.', [], (gauge) => gauge.set(held()));
  }

  /** Read when asked for. */
  watchParts(parts: ReadonlyMap<string, Part>, informers: ReadonlyMap<string, Informer>): void {
    this.#queues.watch(parts);
    this.#gauge('sluice_cache_objects', 'Objects in memory.', ['kind'], (gauge) => {
      for (const [kind, { view }] of informers) gauge.set({ kind }, view.size);
    });
    this.#gauge('sluice_cache_bytes', 'Size of the objects in memory as JSON, estimated.', ['kind'], (gauge) => {
      for (const [kind, { view }] of informers) gauge.set({ kind }, bytesOf(view));
    });
  }

  #watchEventLoop(): void {
    const delay = monitorEventLoopDelay({ resolution: 50 });
    delay.enable();
    this.#gauge(
      'sluice_event_loop_lag_seconds',
      'Lag of the event loop since the last time asked.',
      ['quantile'],
      (gauge) => {
        for (const quantile of [50, 99, 100]) gauge.set({ quantile: quantile / 100 }, delay.percentile(quantile) / 1e9);
        delay.reset();
      },
    );
  }

  #gauge(name: string, help: string, labelNames: string[], collect: (gauge: Gauge) => void): void {
    new Gauge({
      name,
      help,
      labelNames,
      registers: [this.registry],
      collect() {
        this.reset();
        collect(this);
      },
    });
  }
}

function counter(name: string, help: string, labelNames: string[], registers: Registry[]): Counter {
  return new Counter({ name, help, labelNames, registers });
}

function bytesOf(view: View): number {
  let measured = 0;
  let bytes = 0;
  for (const object of view.all()) {
    if (measured === SAMPLE) break;
    measured++;
    bytes += JSON.stringify(object).length;
  }
  return measured === 0 ? 0 : Math.round((bytes / measured) * view.size);
}
