/** A cluster, its clients and everything that befalls them in one process: a seed decides all of it, and virtual time orders it. */
import { ApiClient } from '../../kube/api.ts';
import type { Transport } from '../../kube/transport.ts';
import type { ApiObject } from '../api/object.ts';
import { seed as fill } from '../bootstrap.ts';
import { type ControllersOptions, startControllers } from '../controllers/start.ts';
import { inProcess } from '../in-process.ts';
import { startNodes } from '../nodes/start.ts';
import { ApiServer } from '../server/api-server.ts';
import { Store } from '../store/store.ts';
import type { Exchange } from '../traffic/exchange.ts';
import { memoryWire } from '../traffic/memory-wire.ts';
import { startTraffic } from '../traffic/traffic.ts';
import { type Faults, Misfortune } from './faults.ts';
import { Machine } from './machine.ts';
import { Network } from './network.ts';
import { seeded } from './seeded.ts';
import { Timeline } from './timeline.ts';
import { newTrace, type Trace } from './trace.ts';

export interface SimulationOptions {
  readonly seed: number;
  /** There from the beginning, such as definitions. */
  readonly objects?: readonly object[];
  /** Milliseconds that a message between a process and the server takes at most. */
  readonly latency?: number;
}

export interface Place {
  readonly transport: Transport;
  readonly machine: Machine;
}

/** Something that runs as a process of its own; after a crash it begins anew. */
export type Program = (place: Place) => void;

export interface ProgramOptions {
  readonly faults?: Faults;
  /** Milliseconds from a crash until it is started again. */
  readonly restartAfter?: number;
}

/** Says what is wrong, if anything is. */
export type Check = () => string | undefined;

const START = new Date('2026-01-01T00:00:00Z');
const LATENCY = 10;
const RESTART_AFTER = 3_000;
const HISTORY = 4_000;
const STEP = 100;
/** Seldom: what stories look at is the requests themselves. */
const SAMPLE_EVERY = 60_000;

export class Simulation {
  readonly timeline: Timeline;
  readonly trace: Trace;
  readonly #options: SimulationOptions;
  readonly #store = new Store({ history: HISTORY });
  readonly #server: Transport;
  readonly #checks = new Map<string, Check>();
  #areFaultsOver = false;
  #broken: Error | undefined;

  constructor(options: SimulationOptions) {
    const { seed, objects = [] } = options;
    this.#options = options;
    this.timeline = new Timeline({ start: START, random: seeded(seed, 'timeline') });
    this.trace = newTrace(() => this.timeline.elapsed);
    const server = new ApiServer({ store: this.#store, clock: this.timeline, random: seeded(seed, 'server') });
    fill(server, objects);
    this.#server = inProcess(server);
  }

  /** Starts a program, and starts it again whenever it has crashed. */
  run(name: string, program: Program, options: ProgramOptions = {}): void {
    this.#live(name, program, { ...options, life: 1 });
  }

  /** The controllers and nodes that every cluster has, each as a process without faults of its own. */
  startCluster(controllers: Pick<ControllersOptions, 'endpointsDelay' | 'tasks'> = {}): void {
    const means = ({ transport, machine: { clock, random, note } }: Place) => {
      const onProblem = (what: string, error: unknown) => note(`problem: ${what}: ${(error as Error).message}`);
      return { transport, clock, random, onProblem };
    };
    this.run('controllers', (place) => void startControllers({ ...means(place), ...controllers }));
    this.run('nodes', (place) => void startNodes(means(place)));
  }

  /** Users, and the gateway before the pods; `onExchange` hears of every request that is over. */
  startTraffic(onExchange: (exchange: Exchange) => void): void {
    const random = seeded(this.#options.seed, 'traffic');
    this.run('traffic', ({ transport, machine: { clock, note } }) => {
      const onProblem = (what: string, error: unknown) => note(`problem: ${what}: ${(error as Error).message}`);
      const wire = memoryWire(clock, random);
      startTraffic({ transport, clock, random, wire, onProblem, onExchange, sampleEvery: SAMPLE_EVERY });
    });
  }

  /** Somebody who writes now and then, and whom nothing befalls. */
  client(name: string): ApiClient {
    let client: ApiClient | undefined;
    this.run(name, ({ transport, machine: { clock, random } }) => {
      client = new ApiClient({ transport, clock, random });
    });
    if (!client) throw new Error(`${name} did not start`);
    return client;
  }

  /** Lets time pass until something that was begun has ended. */
  async finish<T>(work: Promise<T>): Promise<T> {
    let isOver = false;
    const end = () => {
      isOver = true;
    };
    work.then(end, end);
    while (!isOver) await this.advance(1);
    return await work;
  }

  /** Must hold after every write. The first time that it does not ends the simulation. */
  always(name: string, check: Check): void {
    this.#checks.set(name, check);
  }

  /** As the server has them, whatever anybody else believes; `resource` is such as `pods` or `deployments.apps`. */
  objects(resource: string, namespace?: string): readonly ApiObject[] {
    return this.#store.list(resource, namespace).map(({ object }) => object);
  }

  /** Lets time pass. Rejects as soon as something does not hold that must always. */
  async advance(ms: number): Promise<void> {
    await this.timeline.advance(ms, () => this.#broken !== undefined);
    if (this.#broken) throw this.#broken;
  }

  /** Lets time pass until something holds; rejects if it does not within so many milliseconds. */
  async until(what: string, holds: () => boolean, within: number): Promise<void> {
    const end = this.timeline.elapsed + within;
    while (!holds()) {
      if (this.timeline.elapsed >= end) throw this.#fail(`not within ${within / 1000} s: ${what}`);
      await this.advance(STEP);
    }
  }

  /** From now on nothing goes wrong any more. */
  endFaults(): void {
    this.#areFaultsOver = true;
    this.trace.note('simulation', 'the faults are over');
  }

  #live(name: string, program: Program, options: ProgramOptions & { readonly life: number }): void {
    const { faults = {}, restartAfter = RESTART_AFTER, life } = options;
    const { timeline } = this;
    const { seed, latency = LATENCY } = this.#options;
    const random = (purpose: string) => seeded(seed, `${name}/${life}/${purpose}`);
    const note = (what: string) => this.trace.note(name, what);
    const machine = new Machine({ name, timeline, random: random('chance'), note });
    const misfortune = new Misfortune(faults, random('faults'), () => !this.#areFaultsOver);
    const { send } = new Network({
      ...{ timeline, machine, misfortune, latency },
      server: this.#server,
      random: random('network'),
      revision: () => this.#store.revision,
      onWrite: () => this.#check(),
    });
    machine.onDeath(() => {
      timeline.after(restartAfter, () => this.#live(name, program, { ...options, life: life + 1 }));
    });
    this.#afflict(machine, misfortune);
    if (life > 1) note('starts again');
    program({ transport: send, machine });
  }

  /** Pauses and jumps, now and then. */
  #afflict(machine: Machine, misfortune: Misfortune): void {
    const { pauses, jumps } = misfortune;
    const now = (ms: number, run: () => void): void => {
      this.timeline.after(misfortune.upTo(2 * ms), () => {
        if (machine.isDead || this.#areFaultsOver) return;
        run();
        now(ms, run);
      });
    };
    if (pauses) now(pauses.every, () => machine.pause(misfortune.upTo(pauses.most)));
    if (jumps) now(jumps.every, () => machine.jump(misfortune.upTo(2 * jumps.most) - jumps.most));
  }

  #check(): void {
    if (this.#broken) return;
    for (const [name, check] of this.#checks) {
      const problem = check();
      if (problem === undefined) continue;
      this.#broken = this.#fail(`${name}: ${problem}`);
      return;
    }
  }

  #fail(what: string): Error {
    this.trace.note('simulation', `BROKEN ${what}`);
    return new Error(what);
  }
}
