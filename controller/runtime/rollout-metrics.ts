/** Keeps and registers what the process tells of Rollouts: for dashboards made for the reference, and of our own. */
import { setImmediate } from 'node:timers/promises';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { KubeObject } from '../../kube/types.ts';
import { headText, ROLLOUT_GAUGES, seriesText } from '../rollout/metrics/gauges.ts';
import { COUNTED, RESULT, SHORTFALL, TIMED } from '../rollout/metrics/instruments.ts';
import type { RolloutObject, RolloutStatus } from '../rollout/objects.ts';
import { type FinishedDuration, finishedDuration } from '../rollout/status/duration.ts';
import type { Notice } from './plan.ts';
import type { Named, Witness } from './reconciler.ts';

type Labels = Readonly<Record<string, string>>;

/** Milliseconds for which the series of a deleted object stay, so that their last values are still read. */
const LINGER = 65_000;

/** Rollouts whose series are written before others get their turn. */
const AT_ONCE = 100;

/**
 * What there is to tell of each Rollout, to be put behind the registry's text. The registry would keep the event loop
 * busy for tenths of a second with the fifty thousand series of five thousand Rollouts.
 */
async function rolloutText(objects: Iterable<RolloutObject>): Promise<string> {
  const rollouts = [...objects];
  let text = '';
  for (const gauge of ROLLOUT_GAUGES) {
    text += headText(gauge);
    for (let start = 0; start < rollouts.length; start += AT_ONCE) {
      for (const rollout of rollouts.slice(start, start + AT_ONCE)) text += seriesText(gauge, rollout);
      await setImmediate();
    }
  }
  return text;
}

interface Instrument {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
}

const settings = (registry: Registry, { name, help, labelNames }: Instrument) => ({
  ...{ name, help, labelNames: [...labelNames], registers: [registry] },
});

/** What happens to Rollouts, as it happens. */
export class RolloutMetrics implements Witness {
  readonly #now: () => number;
  readonly #timed: Readonly<Record<keyof typeof TIMED, Histogram>>;
  readonly #counted: Readonly<Record<keyof typeof COUNTED, Counter>>;
  readonly #shortfall: Gauge;
  /** The series of events by object and by what they are about. */
  readonly #events = new Map<string, Map<string, Labels>>();
  /** Objects that are gone, and when their series go, too. */
  readonly #leaving = new Map<string, { readonly object: Labels; readonly at: number }>();

  /** `now` counts milliseconds and never goes back. */
  constructor(registry: Registry, now: () => number) {
    this.#now = now;
    const collect = () => this.#dropSeries();
    const timed = (instrument: (typeof TIMED)[keyof typeof TIMED]) =>
      new Histogram({ ...settings(registry, instrument), buckets: [...instrument.buckets], collect });
    const counted = (instrument: Instrument) => new Counter({ ...settings(registry, instrument), collect });
    this.#timed = mapped(TIMED, timed);
    this.#counted = mapped(COUNTED, counted);
    this.#shortfall = new Gauge({ ...settings(registry, SHORTFALL), collect });
  }

  text(objects: Iterable<KubeObject>): Promise<string> {
    return rolloutText(objects as Iterable<RolloutObject>);
  }

  stored(before: RolloutStatus, after: RolloutStatus): void {
    const ended = finishedDuration(before, after);
    if (ended) this.updateEnded(ended);
  }

  passed(rollout: Named, result: 'done' | 'failed', milliseconds: number): void {
    // Whoever has a pass is there, again.
    this.#leaving.delete(keyOf(rollout));
    this.#timed.pass.observe(objectLabels(rollout), milliseconds / 1000);
    if (result === 'failed') this.#counted.failures.inc(objectLabels(rollout));
  }

  announced(rollout: Named, { type, reason }: Notice): void {
    const labels = { ...objectLabels(rollout), type, reason };
    const series = this.#events.get(keyOf(rollout)) ?? new Map<string, Labels>();
    this.#events.set(keyOf(rollout), series.set(`${type} ${reason}`, labels));
    this.#counted.events.inc(labels);
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
    this.#dropSeries();
    const object = objectLabels(rollout);
    const key = keyOf(object);
    this.#shortfall.remove(object);
    // Deleted first, or it would keep its old place in the order.
    this.#leaving.delete(key);
    this.#leaving.set(key, { object, at: this.#now() + LINGER });
  }

  #dropSeries(): void {
    const now = this.#now();
    for (const [key, { object, at }] of this.#leaving) {
      // In the order in which they left.
      if (at > now) return;
      this.#leaving.delete(key);
      this.#timed.pass.remove(object);
      this.#counted.failures.remove(object);
      for (const labels of this.#events.get(key)?.values() ?? []) this.#counted.events.remove(labels);
      this.#events.delete(key);
    }
  }
}

const keyOf = ({ namespace, name }: Named): string => `${namespace}/${name}`;
const objectLabels = ({ namespace, name }: Named) => ({ namespace, name });

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
