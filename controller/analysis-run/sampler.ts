/**
 * Measures outside the passes: each measurement once, with a deadline, a few at a time for each backend, so that one that
 * hangs keeps nobody waiting but those who ask it, too. What came of it waits here until a pass has told of it.
 */
import type { Compile } from '../../analysis/verdict/conditions.ts';
import type { Clock } from '../../kube/clock.ts';
import { Gate } from '../../kube/gate.ts';
import type { Effect } from '../runtime/act.ts';
import { MEASURE, type Owner, STOP_MEASURING, type Stop, type Task } from './effects.ts';
import { sampleOf } from './sample.ts';
import type { Sample, Sampling } from './snapshot.ts';

/** What a measurement comes to. */
export interface Measuring {
  /** Whom it keeps busy. */
  readonly backend: string;
  /** Milliseconds after which it is given up. */
  readonly deadline: number;
  readonly about?: Readonly<Record<string, string>> | undefined;
  /** Rejects with one line if nothing could be measured. */
  run(signal: AbortSignal, compile: Compile): Promise<Parameters<typeof sampleOf>[1]>;
  /** Takes out what must not be told. */
  redact(text: string): string;
  cancel(signal: AbortSignal): Promise<void>;
}

export interface SamplerOptions {
  readonly clock: Clock;
  readonly measuring: (task: Task) => Measuring;
  readonly compile: Compile;
  /** For metrics. Milliseconds. */
  readonly onSample?: (task: Task, sample: Sample, times: { readonly late: number; readonly took: number }) => void;
}

/** Measurements at a time of one backend. */
const WIDTH = 32;
/** Milliseconds for telling a backend that nobody waits. */
const FAREWELL = 5_000;

interface Flight {
  readonly number: number;
  readonly abort: AbortController;
}

interface Held {
  readonly uid: string;
  /** By metric. */
  readonly flights: Map<string, Flight>;
  readonly samples: Map<string, Sample>;
}

interface Backend {
  readonly gate: Gate;
  users: number;
}

/** Milliseconds, as decisions have it. */
const PATIENCE = 1_000;

const lineOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const keyOf = ({ namespace, name }: Pick<Owner, 'namespace' | 'name'>): string => `${namespace}/${name}`;

export class Sampler {
  readonly #options: SamplerOptions;
  readonly #runs = new Map<string, Held>();
  readonly #backends = new Map<string, Backend>();
  readonly #listeners: ((name: string) => void)[] = [];

  readonly effects: Readonly<Record<string, Effect>> = {
    [MEASURE]: async (input) => this.#start(input as Task),
    [STOP_MEASURING]: async (input) => this.#stop(input as Stop),
  };

  constructor(options: SamplerOptions) {
    this.#options = options;
  }

  /** Tells the names of runs that there is something to collect for. */
  onNews(listener: (name: string) => void): void {
    this.#listeners.push(listener);
  }

  of(owner: Owner): Sampling {
    const held = this.#runs.get(keyOf(owner));
    if (!held || held.uid !== owner.uid) return { inFlight: [], samples: [] };
    return { inFlight: [...held.flights.keys()], samples: [...held.samples.values()] };
  }

  /** Nobody asks for these any more. */
  forget(owner: Pick<Owner, 'namespace' | 'name'>): void {
    const held = this.#runs.get(keyOf(owner));
    for (const { abort } of held?.flights.values() ?? []) abort.abort();
    this.#runs.delete(keyOf(owner));
  }

  close(): void {
    for (const held of this.#runs.values()) for (const { abort } of held.flights.values()) abort.abort();
    this.#runs.clear();
  }

  #heldFor(owner: Owner): Held {
    const known = this.#runs.get(keyOf(owner));
    if (known?.uid === owner.uid) return known;
    this.forget(owner);
    const held: Held = { uid: owner.uid, flights: new Map(), samples: new Map() };
    this.#runs.set(keyOf(owner), held);
    return held;
  }

  /** Resolves at once: what comes of it is news. */
  #start(task: Task): void {
    const { metric, number, owner } = task;
    const held = this.#heldFor(owner);
    const before = held.samples.get(metric.name);
    const isMeasured = before?.number === number && before.phase !== 'Running';
    if (isMeasured || held.flights.has(metric.name)) return;
    const flight: Flight = { number, abort: new AbortController() };
    held.flights.set(metric.name, flight);
    const measured = this.#measured(task, flight).catch((error: unknown) => this.#failed(task, error));
    void measured.then((sample) => {
      if (held.flights.get(metric.name) !== flight) return;
      held.flights.delete(metric.name);
      if (sample) held.samples.set(metric.name, sample);
      this.#tell(owner, held, sample);
    });
  }

  /** What is good waits for what is still being measured: nobody could tell of it yet. */
  #tell(owner: Owner, held: Held, sample: Sample | undefined): void {
    const mayWait = held.flights.size > 0 && sample?.phase === 'Successful';
    const tell = () => {
      const isKnown = sample && held.samples.get(sample.metric) !== sample;
      if (!isKnown) for (const listener of this.#listeners) listener(keyOf(owner));
    };
    if (mayWait) this.#options.clock.after(PATIENCE, tell);
    else tell();
  }

  /** Whatever goes wrong in here is a measurement that could not be made. */
  #failed({ metric, number }: Task, error: unknown): Sample {
    const now = this.#options.clock.now();
    const message = lineOf(error);
    return { metric: metric.name, number, startedAt: now, finishedAt: now, phase: 'Error', message };
  }

  /** Undefined if it was cut off. */
  async #measured(task: Task, { abort }: Flight): Promise<Sample | undefined> {
    const { clock, measuring, onSample, compile } = this.#options;
    const work = measuring(task);
    return await this.#admitted(work.backend, async () => {
      const [startedAt, began] = [clock.now(), clock.monotonic()];
      if (abort.signal.aborted) return undefined;
      const told = await this.#inTime(work.deadline, abort, (signal) => work.run(signal, compile));
      if (told === undefined) return undefined;
      const { about } = work;
      const redact = (text: string) => work.redact(text);
      const sample = sampleOf(task, told, { startedAt, finishedAt: clock.now(), redact, about });
      const late = startedAt.getTime() - task.dueAt.getTime();
      onSample?.(task, sample, { late, took: clock.monotonic() - began });
      return sample;
    });
  }

  /** Never rejects, and never takes longer, whatever the work does with its signal. Undefined if it was cut off. */
  async #inTime<T>(
    deadline: number,
    abort: AbortController,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T | { readonly phase: 'Error'; readonly message: string } | undefined> {
    const late = new Error(`no answer within ${deadline / 1_000} s`);
    const cancel = this.#options.clock.after(deadline, () => abort.abort(late));
    const over = new Promise<never>((_, reject) => {
      abort.signal.addEventListener('abort', () => reject(abort.signal.reason));
    });
    try {
      return await Promise.race([work(abort.signal), over]);
    } catch (error) {
      const { aborted, reason } = abort.signal;
      if (aborted && reason !== late) return undefined;
      return { phase: 'Error', message: aborted ? late.message : lineOf(error) };
    } finally {
      cancel();
    }
  }

  async #admitted<T>(name: string, work: () => Promise<T>): Promise<T> {
    const backend = this.#backends.get(name) ?? { gate: new Gate(WIDTH), users: 0 };
    this.#backends.set(name, backend);
    backend.users++;
    try {
      return await backend.gate.through(work);
    } finally {
      if (--backend.users === 0) this.#backends.delete(name);
    }
  }

  /** What is under way ends at once. */
  #stop({ owner, pending }: Stop): void {
    const held = this.#runs.get(keyOf(owner));
    if (held?.uid === owner.uid) {
      for (const { abort } of held.flights.values()) abort.abort();
      held.flights.clear();
    }
    for (const task of pending) {
      const { cancel } = this.#options.measuring(task);
      void this.#inTime(FAREWELL, new AbortController(), cancel);
    }
  }
}
