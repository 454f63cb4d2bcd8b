/** Keeps and registers what the process tells of Rollouts: for dashboards made for the reference, and of our own. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { KubeObject } from '../../kube/types.ts';
import { ROLLOUT_GAUGES } from '../rollout/metrics/gauges.ts';
import { COUNTED, PASSES, RESULT, SHORTFALL, TIMED } from '../rollout/metrics/instruments.ts';
import type { RolloutObject, RolloutStatus } from '../rollout/objects.ts';
import { type FinishedDuration, finishedDuration } from '../rollout/status/duration.ts';
import { gaugePage } from './gauge-page.ts';
import type { Instrument, Timed } from './instruments.ts';
import { type Labels, ObjectSeries, objectLabels, settings } from './object-series.ts';
import type { Notice } from './plan.ts';
import type { Named, Witness } from './reconciler.ts';

/** What happens to Rollouts, as it happens. */
export class RolloutMetrics implements Witness {
  readonly #series: ObjectSeries;
  readonly #timed: Readonly<Record<keyof typeof TIMED, Histogram>>;
  readonly #counted: Readonly<Record<keyof typeof COUNTED, Counter>>;
  readonly #shortfall: Gauge;

  /** `now` counts milliseconds and never goes back. */
  constructor(registry: Registry, now: () => number) {
    const timed = (instrument: Timed) =>
      new Histogram({ ...settings(registry, instrument), buckets: [...instrument.buckets] });
    const counted = (instrument: Instrument) => new Counter(settings(registry, instrument));
    this.#series = new ObjectSeries(registry, now, PASSES);
    this.#timed = mapped(TIMED, timed);
    this.#counted = mapped(COUNTED, counted);
    this.#shortfall = new Gauge(settings(registry, SHORTFALL));
  }

  text(objects: Iterable<KubeObject>): Promise<string> {
    return gaugePage(ROLLOUT_GAUGES, objects as Iterable<RolloutObject>);
  }

  stored(before: RolloutStatus, after: RolloutStatus): void {
    const ended = finishedDuration(before, after);
    if (ended) this.updateEnded(ended);
  }

  passed(rollout: Named, result: 'done' | 'failed', milliseconds: number): void {
    this.#series.passed(rollout, result, milliseconds);
  }

  announced(rollout: Named, notice: Notice): void {
    this.#series.announced(rollout, notice);
  }

  updateEnded({ status, seconds, progressionSeconds, manualPauseSeconds }: FinishedDuration): void {
    this.#timed.update.observe({ status }, seconds);
    this.#timed.progression.observe({ status }, progressionSeconds);
    this.#timed.manualPause.observe({ status }, manualPauseSeconds);
    this.#counted.deployments.inc({ result: RESULT[status] });
  }

  measured(rollout: Named, measures: Readonly<Record<string, number>>): void {
    const { shortfall = 0, weightDrift = 0, violations = 0, leadSeconds, restoreSeconds } = measures;
    if (shortfall > 0) this.#shortfall.set(objectLabels(rollout), shortfall);
    else this.#shortfall.remove(objectLabels(rollout));
    if (weightDrift > 0) this.#counted.drift.inc({ what: 'weight' }, weightDrift);
    this.#counted.violations.inc(violations);
    if (leadSeconds !== undefined) this.#timed.lead.observe(leadSeconds);
    if (restoreSeconds !== undefined) this.#timed.restore.observe(restoreSeconds);
  }

  gone(rollout: Named): void {
    this.#shortfall.remove(objectLabels(rollout));
    this.#series.gone(rollout);
  }
}

function mapped<K extends string, A, B>(record: Readonly<Record<K, A>>, of: (value: A) => B): Readonly<Record<K, B>> {
  return Object.fromEntries(Object.entries<A>(record).map(([key, value]) => [key, of(value)])) as Record<K, B>;
}

/** Who runs, under the names that dashboards know; what Go calls itself is Node here. */
export function registerBuild(registry: Registry, version: string): void {
  const { version: node, arch } = process;
  const build = { version, goversion: node, goarch: arch, commit: '' };
  always(registry, 'argo_rollouts_controller_info', 'Always 1. Version of the controller.', { version });
  always(registry, 'build_info', 'Always 1. How the controller was built.', build);
  new Gauge({
    ...settings(registry, { name: 'go_memstats_heap_alloc_bytes', help: 'Heap in use, of Node.', labelNames: [] }),
    collect() {
      this.set(process.memoryUsage().heapUsed);
    },
  });
}

function always(registry: Registry, name: string, help: string, labels: Labels): void {
  new Gauge(settings(registry, { name, help, labelNames: Object.keys(labels) })).set(labels, 1);
}
