/** What queues tell, under the names that client-go gives to it. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { QueueObserver } from '../../kube/queue.ts';

/** What a queue is asked when metrics are. */
export interface Part {
  readonly depth: number;
  /** Milliseconds for which each pass in hand has run. */
  readonly runningFor: readonly number[];
}

/** What dashboards for the reference call our parts; others go by their own name. */
const NAMES: Readonly<Record<string, string>> = {
  rollouts: 'Rollouts',
  services: 'Services',
  analysis: 'AnalysisRuns',
  experiments: 'Experiments',
};
const SECONDS = [1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 0.001, 0.01, 0.1, 1, 10];

export class QueueMetrics {
  readonly #registry: Registry;
  readonly #adds: Counter;
  readonly #retries: Counter;
  readonly #waits: Histogram;
  readonly #work: Histogram;

  constructor(registry: Registry) {
    const timed = (name: string, help: string) =>
      new Histogram({ ...settings(registry, name, help), buckets: SECONDS });
    this.#registry = registry;
    this.#adds = new Counter(settings(registry, 'adds_total', 'Passes that were asked for.'));
    this.#retries = new Counter(settings(registry, 'retries_total', 'Passes that failed and were tried again.'));
    this.#waits = timed('queue_duration_seconds', 'Time from when a pass is asked for until it begins.');
    this.#work = timed('work_duration_seconds', 'Duration of passes, failed ones included.');
  }

  observer(part: string): QueueObserver {
    const name = nameOf(part);
    // A series that came with the first event would hide it from rates.
    for (const counter of [this.#adds, this.#retries]) counter.inc({ name }, 0);
    for (const histogram of [this.#waits, this.#work]) histogram.zero({ name });
    return {
      added: () => this.#adds.inc({ name }),
      started: (waited) => this.#waits.observe({ name }, waited / 1000),
      ended: (took) => this.#work.observe({ name }, took / 1000),
      retried: () => this.#retries.inc({ name }),
    };
  }

  /** Read when asked for. */
  watch(parts: ReadonlyMap<string, Part>): void {
    const gauge = (name: string, help: string, read: (part: Part) => number) =>
      new Gauge({
        ...settings(this.#registry, name, help),
        collect() {
          for (const [part, its] of parts) this.set({ name: nameOf(part) }, read(its));
        },
      });
    gauge('depth', 'Objects that wait for a pass.', ({ depth }) => depth);
    gauge('unfinished_work_seconds', 'For how long the passes in hand have run, all together.', ({ runningFor }) =>
      runningFor.reduce((sum, ms) => sum + ms / 1000, 0),
    );
    gauge('longest_running_processor_seconds', 'For how long the longest pass in hand has run.', ({ runningFor }) =>
      Math.max(0, ...runningFor.map((ms) => ms / 1000)),
    );
  }
}

const settings = (registry: Registry, name: string, help: string) => ({
  name: `workqueue_${name}`,
  help,
  labelNames: ['name'],
  registers: [registry],
});

const nameOf = (part: string): string => NAMES[part] ?? part;
