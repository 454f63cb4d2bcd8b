/** Series of single objects that are counted and timed as it happens: kept while they are read, dropped with their objects. */
import { Counter, Histogram, type Registry } from 'prom-client';
import type { Instrument, ObjectInstruments } from './instruments.ts';
import type { Notice } from './plan.ts';
import type { Named } from './reconciler.ts';

export type Labels = Readonly<Record<string, string>>;

/** Milliseconds for which the series of a deleted object stay, so that their last values are still read. */
const LINGER = 65_000;

export const settings = (registry: Registry, { name, help, labelNames }: Instrument) => ({
  ...{ name, help, labelNames: [...labelNames], registers: [registry] },
});

interface Leaving {
  readonly object: Labels;
  /** When its series go. */
  readonly at: number;
}

export class ObjectSeries {
  readonly #now: () => number;
  readonly #idle: number | undefined;
  readonly #passes: Histogram;
  readonly #failures: Counter;
  readonly #events: Counter | undefined;
  /** The series of events by object and by what they are about. */
  readonly #eventLabels = new Map<string, Map<string, Labels>>();
  /** Objects that are gone, in the order in which they left. */
  readonly #gone = new Map<string, Leaving>();
  /** Objects that are there, in the order of their last passes. */
  readonly #resting = new Map<string, Leaving>();

  /** `now` counts milliseconds and never goes back. */
  constructor(registry: Registry, now: () => number, { pass, failures, events, idle }: ObjectInstruments) {
    const collect = () => this.#dropAll();
    this.#now = now;
    this.#idle = idle;
    this.#passes = new Histogram({ ...settings(registry, pass), buckets: [...pass.buckets], collect });
    this.#failures = new Counter({ ...settings(registry, failures), collect });
    this.#events = events && new Counter({ ...settings(registry, events), collect });
  }

  passed(about: Named, result: 'done' | 'failed', milliseconds: number): void {
    const object = objectLabels(about);
    // Whoever has a pass is there, again.
    this.#gone.delete(keyOf(about));
    if (this.#idle !== undefined) this.#leaves(this.#resting, object, this.#idle);
    this.#passes.observe(object, milliseconds / 1000);
    if (result === 'failed') this.#failures.inc(object);
  }

  announced(about: Named, { type, reason }: Notice): void {
    if (!this.#events) return;
    const labels = { ...objectLabels(about), type, reason };
    const series = this.#eventLabels.get(keyOf(about)) ?? new Map<string, Labels>();
    this.#eventLabels.set(keyOf(about), series.set(`${type} ${reason}`, labels));
    this.#events.inc(labels);
  }

  gone(about: Named): void {
    this.#resting.delete(keyOf(about));
    this.#leaves(this.#gone, objectLabels(about), LINGER);
  }

  #leaves(list: Map<string, Leaving>, object: ReturnType<typeof objectLabels>, lasts: number): void {
    this.#dropAll();
    const key = keyOf(object);
    // Deleted first, or it would keep its old place in the order.
    list.delete(key);
    list.set(key, { object, at: this.#now() + lasts });
  }

  #dropAll(): void {
    for (const list of [this.#gone, this.#resting]) this.#drop(list);
  }

  #drop(list: Map<string, Leaving>): void {
    const now = this.#now();
    for (const [key, { object, at }] of list) {
      if (at > now) return;
      list.delete(key);
      this.#passes.remove(object);
      this.#failures.remove(object);
      for (const labels of this.#eventLabels.get(key)?.values() ?? []) this.#events?.remove(labels);
      this.#eventLabels.delete(key);
    }
  }
}

const keyOf = ({ namespace, name }: Named): string => `${namespace}/${name}`;
export const objectLabels = ({ namespace, name }: Named) => ({ namespace, name });
